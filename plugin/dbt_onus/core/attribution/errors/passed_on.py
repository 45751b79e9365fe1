"""Columns that a node passes on as it reads them (`select *`): whose they are, and who promises them."""

from __future__ import annotations

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property

_MAX_LEVELS = 50


def declares(case: Case, unique_id: str, column: str | None) -> bool:
    """Whether the column is promised by the node, or by what it passes on whole."""
    return any(
        same_column(name, column)
        for uid in (unique_id, *seen_through(case, unique_id, column))
        for name in case.nodes[uid].columns or {}
    )


def seen_through(case: Case, unique_id: str, column: str | None) -> tuple[str, ...]:
    """The nodes above, one by one, as long as each only passes on what it reads under the same name."""
    place = Place(unique_id=unique_id, column=column)
    chain: list[str] = []
    while len(chain) < _MAX_LEVELS:
        above = _passed_from(case, place)
        if above is None or above not in case.lineage:
            break
        chain.append(above)
        place = Place(unique_id=above, column=column)
    return tuple(chain)


def _passed_from(case: Case, place: Place) -> str | None:
    """Whose column of the same name this one is; by the SQL alone where what is above has it no more."""
    feeds = case.feeds(place, Property.PRESENCE)
    if len(feeds) == 1 and feeds[0].copies and same_column(feeds[0].place.column, place.column):
        return feeds[0].place.unique_id
    return case.paths.passed_from(place.unique_id or "", place.column or "")
