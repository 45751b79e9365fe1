"""Questions asked of the warehouse where the artifacts leave the origin open.

The failing predicate is pushed up along the columns it came down by. What comes back are counts; each becomes a
check like that of a test, and attribution runs again with those among the others: it has no second logic for them
(docs/probes.md).
"""

from dbt_onus.core.probes.asking import Asking, answered, plan
from dbt_onus.core.probes.probe import PREFIX, Answer, Probe, batch_sql
from dbt_onus.core.probes.rounds import ask_in_rounds, foreseen

__all__ = ["PREFIX", "Answer", "Asking", "Probe", "answered", "ask_in_rounds", "batch_sql", "foreseen", "plan"]
