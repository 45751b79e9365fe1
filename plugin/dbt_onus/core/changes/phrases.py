"""Who uses what changes, in words: the same in a report and in a message."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dbt_onus.core.changes.change import How, Use

#: Names of a list that are read at a glance.
_NAMES = 6
_MANY = {How.ASKS: "ask for it", How.TESTS: "test it", How.SHOWS: "show it", How.REACHED: "are made from it"}


def by_team(uses: Sequence[Use]) -> list[tuple[str, list[Use]]]:
    """The uses team by team, those that have most to do first."""
    ranked = sorted(uses, key=lambda use: use.team)
    teams = [(team, list(group)) for team, group in groupby(ranked, key=lambda use: use.team)]
    return sorted(teams, key=lambda item: (-sum(use.direct for use in item[1]), -len(item[1]), item[0]))


def uses_of(uses: Sequence[Use]) -> str:
    """`stg_orders asks for it; fct_a, fct_b are made from it`."""
    parts = []
    for how in How:
        found = sorted({_label(use) for use in uses if use.how is how})
        if found:
            more = f" and {len(found) - _NAMES:,} more" if len(found) > _NAMES else ""
            parts.append(f"{', '.join(found[:_NAMES])}{more} {how.value if len(found) == 1 else _MANY[how]}")
    return "; ".join(parts)


def _label(use: Use) -> str:
    kind = "" if use.resource_type in ("model", "test", "unit_test") else f" ({use.resource_type})"
    return f"{use.label}{kind}{'' if use.certain else ' (maybe)'}"
