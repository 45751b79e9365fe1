"""The rows of a node's own SELECT, each with whether a left join has found something for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dbt_onus.core.columns.formulas.definitions import Listed

if TYPE_CHECKING:
    from sqlglot import exp

    from dbt_onus.core.columns.formulas.inlining import Scopes

_LONGEST = 100_000
_DEEPEST = 12
#: The column that is null where nothing was found.
FOUND = "onus_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """A table that a node's SQL joins to its rows where it has one for them; `rows`: these, and `FOUND`."""

    table: str
    rows: str


def looked_up(
    sql: str, *, dialect: str, relations: Mapping[str, str], own: str, listed: Listed
) -> tuple[LookedUp, ...]:
    """What a query looks up by left joins, in the SELECT that makes its rows one by one. Never raises.

    `()` where they are grouped or united there, or the query reads `own`, the rows of an earlier run.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.formulas.inlining import Scopes
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect) if len(sql) <= _LONGEST else None
        reading = Scopes(dialect, relations, listed)
        if query is None or any(reading.uid_of(table) == own for table in query.find_all(exp.Table)):
            return ()
        count = len(_joins(_way_down(query)[-1]))
        found = (_with_found(reading, query.copy(), number, dialect) for number in range(count))
        return tuple(one for one in found if one is not None)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return ()


def _joins(select: exp.Select) -> list[exp.Join]:
    return list(select.args.get("joins") or ())


def _way_down(query: exp.Expr) -> list[exp.Select]:
    """The SELECTs through which rows are handed on one by one, the outermost first; last the one that joins."""
    from sqlglot import exp

    from dbt_onus.core.columns.formulas.sight import Unread

    ctes = {one.alias.lower(): one.this for one in query.find_all(exp.CTE)}
    way: list[exp.Select] = []
    while len(way) < _DEEPEST:
        query = query.unnest()
        if not isinstance(query, exp.Select) or query.args.get("group") or query.args.get("distinct"):
            raise Unread
        way.append(query)
        start = query.args.get("from_") or query.args.get("from")
        if start is None or _joins(query):
            return way
        if isinstance(start.this, exp.Table):
            named = start.this.name.lower() if not start.this.args.get("db") else ""
            if named not in ctes:
                return way
            query = ctes[named]
        else:
            query = start.this.this
    raise Unread


def _with_found(reading: Scopes, query: exp.Expr, number: int, dialect: str) -> LookedUp | None:
    """The query with one column more: of the table that its `number`th join brings, one that it is asked by."""
    from sqlglot import exp

    way = _way_down(query)
    join = _joins(way[-1])[number]
    read, column = _read(reading, query, join.this), _asked_by(join)
    uid = next(iter(read)) if len(read) == 1 else None
    if (join.side or "").upper() != "LEFT" or uid is None or column is None:
        return None
    for place, select in enumerate(reversed(way)):
        shown = column if place == 0 else exp.column(FOUND)
        if place == 0 or not any(item.is_star for item in select.expressions):
            select.append("expressions", exp.alias_(shown.copy(), FOUND))
    return LookedUp(table=uid, rows=query.sql(dialect=dialect, comments=False))


def _read(reading: Scopes, query: exp.Expr, table: exp.Expr) -> set[str | None]:
    """The nodes that a joined table or query is made of; `None` among them for what is no node."""
    from sqlglot import exp

    ctes = {one.alias.lower(): one.this for one in query.find_all(exp.CTE)}
    queue, seen, found = [table], set[str](), set[str | None]()
    while queue:
        for one in queue.pop().find_all(exp.Table):
            name = one.name.lower()
            if one.args.get("db") or name not in ctes:
                found.add(reading.uid_of(one))
            elif name not in seen:
                seen.add(name)
                queue.append(ctes[name])
    return found


def _asked_by(join: exp.Join) -> exp.Column | None:
    """A column of the joined table that is compared with one of another."""
    from sqlglot import exp

    name = join.this.alias_or_name
    if using := join.args.get("using"):
        return exp.column(using[0].copy(), table=name)
    condition = join.args.get("on")
    for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
        part = part.unnest() if part is not None else part
        for side in (part.this, part.expression) if isinstance(part, exp.EQ) else ():
            if isinstance(side, exp.Column) and side.table.lower() == name.lower():
                return side
    return None
