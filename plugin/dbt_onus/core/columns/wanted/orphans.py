"""A test that looks for rows without a partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dbt_onus.core.columns.wanted.conditions import is_present

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphans:
    """A test that looks for rows without a partner: an outer join, of which it keeps what found none."""


def keeps_orphans(query: exp.Select) -> bool:
    """`left join parent on child.key = parent.key where parent.key is null`, and nothing besides."""
    from sqlglot import exp

    joins, where = query.args.get("joins") or [], query.args.get("where")
    if len(joins) != 1 or where is None or any(query.args.get(key) for key in ("group", "having", "qualify")):
        return False
    (join,) = joins
    if (join.side or "").upper() != "LEFT" or not (join.args.get("on") or join.args.get("using")):
        return False
    condition = where.this
    parts = list(condition.flatten()) if isinstance(condition, exp.And) else [condition]
    missing = [part for part in parts if not is_present(part)]
    if len(missing) != 1 or not isinstance(missing[0], exp.Is) or not isinstance(missing[0].expression, exp.Null):
        return False
    column = missing[0].this
    return isinstance(column, exp.Column) and column.table.lower() == join.this.alias_or_name.lower()
