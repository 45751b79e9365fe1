"""dbt's node-selection syntax, answered from the manifest alone."""

from dbt_onus.core.selectors.grammar import has_operators
from dbt_onus.core.selectors.selection import focus, matched, select
from dbt_onus.core.selectors.target import Target, parse_target

__all__ = ["Target", "focus", "has_operators", "matched", "parse_target", "select"]
