"""Rows that are gone from one table show in two ways: who refers to them finds none, and what they bring is null.

Either alone has other explanations. Together, of one table, they are one fault.
"""

from __future__ import annotations

from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.ways.way import open_above, ways_to
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Place
from dbt_onus.core.properties import Property


def missed_by(case: Case, known: Finding, question: Finding) -> Place | None:
    """The key of the known fault's table by which an open question misses rows, where lost rows explain both.

    `known` are nulls that outer joins brought; `question` are relationships that suspect the same table.
    """
    origin = known.origin.unique_id
    suspect = next((place for place in question.suspects if place.unique_id == origin), None)
    if suspect is None or known.about is not Property.NULLNESS:
        return None
    if not all(_looked_for_in(case, origin, check) for check in question.symptoms):
        return None
    return suspect if all(_brought_by_a_join(case, origin, check) for check in known.symptoms) else None


def may_lack_rows(case: Case, question: Finding, suspect: Place) -> bool:
    """Whether rows that a suspect lacks would explain the failures; of other kinds nobody knows."""
    if question.about is Property.NULLNESS:
        return all(_brought_by_a_join(case, suspect.unique_id, check) for check in question.symptoms)
    if question.about is Property.REFERENCE:
        return all(_looked_for_in(case, suspect.unique_id, check) for check in question.symptoms)
    return True


def as_lost_rows(known: Finding, key: Place) -> Finding:
    """The fault by the name that fits both."""
    return replace(known, origin=key, about=Property.REFERENCE, cause=Cause.REFERENTIAL)


def _looked_for_in(case: Case, origin: str | None, check: Check) -> bool:
    return check.reference is not None and _is_made_of(case, check.reference.unique_id, origin)


def _brought_by_a_join(case: Case, origin: str | None, check: Check) -> bool:
    """Whether the null may be a row of the origin that was not there to be joined."""
    place = Place(unique_id=check.node, column=check.column)
    if check.about is not Property.NULLNESS or check.column is None:
        return False
    ways = open_above(case, place, Property.NULLNESS, ways_to(case, place, Property.NULLNESS))
    return any(way.rows and _is_made_of(case, way.feed.place.unique_id, origin) for way in ways)


def _is_made_of(case: Case, unique_id: str | None, origin: str | None) -> bool:
    return unique_id == origin or (unique_id is not None and origin in case.lineage.ancestors(unique_id))
