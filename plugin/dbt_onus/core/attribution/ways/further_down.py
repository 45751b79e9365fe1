"""What tests further down say of a place that nobody tested itself.

A mart's `not_null` that passes looked at the very values of the staging column that it copies; one that warns
there found nulls that were there. Only of tables that this run built: an older one says what was true then.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import Copy, same_column
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status

#: Faults that sit in single values, and so are where the values are.
OF_VALUES = frozenset({Property.NULLNESS, Property.MEMBERSHIP, Property.RANGE, Property.TYPE, Property.REFERENCE})
#: Built anew whenever they are read.
_LIVE = frozenset({"view", "ephemeral"})


def heard_of(case: Case, place: Place, about: Property) -> tuple[tuple[Check, Copy], ...]:
    """Checks of this kind on the same values further down, the nearest first."""
    if about not in OF_VALUES:
        return ()
    known = case.heard.get((place, about))
    if known is None:
        known = case.heard[place, about] = tuple(_heard_of(case, place, about))
    return known


def _heard_of(case: Case, place: Place, about: Property) -> Iterator[tuple[Check, Copy]]:
    for copy in case.paths.copies(place):
        if copy.follows and about is not Property.NULLNESS:
            continue
        if not all(_is_of_today(case, uid) for uid in copy.through):
            continue
        for check in case.by_node.get(copy.place.unique_id or "", ()):
            if check.about is about and same_column(check.column, copy.place.column):
                yield check, copy


def good_below(case: Case, place: Place, about: Property, *, whole: bool = True) -> Check | None:
    """A test that passed on every value of the place; without `whole`, on those that got that far."""
    for check, copy in heard_of(case, place, about):
        if case.clears(check, about) and (copy.whole or not (whole or copy.chosen)):
            return check
    return None


def found_below(case: Case, place: Place) -> Check | None:
    """A test that found no null in what outer joins take from the place: its rows were there to be joined."""
    return _no_null_in(case, place, follows=False)


def finds_below(case: Case, key: Place) -> Check | None:
    """A test that found no null in what an outer join brings by the key: as far as it saw, each found its row."""
    return _no_null_in(case, key, follows=True)


def _no_null_in(case: Case, place: Place, *, follows: bool) -> Check | None:
    for check, copy in heard_of(case, place, Property.NULLNESS):
        told = copy.gaps and not copy.chosen and (copy.follows or not follows)
        if told and case.clears(check, Property.NULLNESS):
            return check
    return None


def bad_below(case: Case, place: Place, symptom: Check) -> Check | None:
    """Another test that found the fault of the symptom, or what brings it, among values of the place alone."""
    for about in sorted(OF_VALUES - {Property.REFERENCE}, key=lambda one: (one is not symptom.about, one)):
        # a relationship that fails says of neither side that it is the bad one
        for check, copy in heard_of(case, place, about):
            found = check.broken or check.status is Status.WARN
            if not found or check.key == symptom.key or not copy.alone:
                continue
            if about is Property.NULLNESS and copy.gaps:
                continue
            if not case.history.is_chronic(check.key, symptom.key):
                return check
    return None


def _is_of_today(case: Case, unique_id: str) -> bool:
    node = case.nodes[unique_id]
    if node.resource_type == "source" or (node.config.materialized or "") in _LIVE:
        return unique_id not in case.tainted
    built = (check for check in case.by_node.get(unique_id, ()) if check.is_build)
    return any(check.status is Status.SUCCESS for check in built) and unique_id not in case.tainted
