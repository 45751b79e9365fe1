"""How far two columns are apart where a node's SQL asks for that, and a third one that lies beside both.

`date_diff('minute', opened_at, answered_at)` is wrong if either moment is. `closed_at` tells which:
its distance from the one that is right is what it always was. The SQL's own expression is asked of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dbt_onus.core.columns.edges import ColumnRef
from dbt_onus.core.columns.formulas.definitions import ROWS_OF, Listed

#: What the selected rows give: how far the two are apart, the first from the third, the third from the second.
APART, TO_THIRD, FROM_THIRD = "onus_apart", "onus_to_third", "onus_from_third"
_LONGEST = 100_000
#: Of more columns than these nobody asks.
_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """Two columns above that one value is the distance of, and a third; each by where it comes from.

    `rows` is a SELECT of one row for each of the node's: the value under the column's own name, and the three
    distances.
    """

    first: tuple[ColumnRef, ...]
    second: tuple[ColumnRef, ...]
    third: tuple[ColumnRef, ...]
    rows: str


def distances(
    sql: str, column: str, *, dialect: str, relations: Mapping[str, str], own: str, listed: Listed
) -> tuple[Distance, ...]:
    """The distances that `column` may be told by; `()` where it is none of two columns. Never raises."""
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.formulas.apart import Apart
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect) if len(sql) <= _LONGEST else None
        if query is None:
            return ()
        return tuple(Apart(dialect, relations, listed, own).of(query, exp.to_identifier(column), {}))
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return ()


def distances_in(
    relation: str, uid: str, ends: tuple[str, str], names: tuple[str, ...], *, dialect: str
) -> tuple[Distance, ...]:
    """The same of two moments in one table, which a test compares; `names` are all its columns. Never raises."""
    try:
        from dbt_onus.core.columns.formulas.apart import alike, minutes

        found = []
        for third in alike(ends, names)[:_MOST]:
            pairs = ((*ends, APART), (ends[0], third, TO_THIRD), (third, ends[1], FROM_THIRD))
            chosen = ", ".join(f"{minutes(start, end, ROWS_OF, dialect)} as {name}" for start, end, name in pairs)
            rows = f"select {ROWS_OF}.*, {chosen} from {relation} {ROWS_OF}"  # noqa: S608 - names of the project alone
            made = [(ColumnRef(uid, one),) for one in (*ends, third)]
            found.append(Distance(first=made[0], second=made[1], third=made[2], rows=rows))
        return tuple(found)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return ()
