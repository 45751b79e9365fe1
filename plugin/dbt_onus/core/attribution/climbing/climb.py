"""From a failing check up to the furthest check above it that failed or warned of a fault that can cause it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.climbing.members import null_meant
from dbt_onus.core.attribution.climbing.witnesses import Witness, furthest, is_unnamed
from dbt_onus.core.attribution.feeds import Certainty
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.settling.settle import settle
from dbt_onus.core.attribution.ways.frontier import Frontier
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Evidence, EvidenceKind, Place
from dbt_onus.core.properties import Property
from dbt_onus.core.says import place_name
from dbt_onus.core.signatures import Kind


def _input_named(case: Case, symptom: Check) -> Place | None:
    """The one column above that a build stumbled over, where its error names it.

    The nearest layer that gives a column of that name: an error in a view comes out where the view is first read.
    """
    if not symptom.is_build or symptom.node is None or symptom.column is None:
        return None
    distances = case.lineage.distances_above(symptom.node)
    giving = {uid: hops for uid, hops in distances.items() if case.paths.gives(uid, symptom.column)}
    nearest = [uid for uid, hops in giving.items() if hops == min(giving.values())]
    return Place(unique_id=nearest[0], column=symptom.column) if len(nearest) == 1 else None


def _input_refused(case: Case, symptom: Check, frontier: Frontier) -> Frontier:
    """On to the one column above of which the SQL makes values of the type that a value was refused for.

    The engine does not say which column that was, and may have converted another one without being told to.
    """
    reading = symptom.reading
    if reading is None or reading.kind is not Kind.BAD_VALUE or symptom.column is not None or symptom.node is None:
        return frontier
    place = case.paths.refused(symptom.node, reading.types[0]) if len(reading.types) == 1 else None
    if place is None or place.unique_id not in case.lineage:
        return frontier
    name = case.name(Place(unique_id=symptom.node))
    says = f"{case.name(place)} is all that {name} and the views it reads cast to {reading.types[0]}"
    cast = Evidence(kind=EvidenceKind.PATH, says=says, unique_id=place.unique_id, column=place.column)
    return replace(frontier, place=place, certainty=Certainty.ROWS, trail=(*frontier.trail, cast))


def _null_replaced(case: Case, symptom: Check, frontier: Frontier) -> Frontier:
    """On to where the value that the test minds is written for a null: there the fault is a null."""
    place = null_meant(case, symptom)
    if place is None:
        return frontier
    name = case.name(Place(unique_id=place.unique_id))
    says = f"{name} writes the value that the test minds where {place.column} is null"
    seen = Evidence(kind=EvidenceKind.PATH, says=says, unique_id=place.unique_id, column=place.column)
    return replace(frontier, place=place, about=Property.NULLNESS, trail=(*frontier.trail, seen))


#: Explains a broken check, given the keys of those that wait for its explanation.
Explain = Callable[[Case, Check, frozenset[str]], Finding]


def climb(case: Case, symptom: Check, explain: Explain, asked: frozenset[str]) -> Finding:
    """Explain a failing check by what failed above it, and that by what is known above it in turn.

    What failed above is a symptom too, and `explain` says why; a warning is only followed as evidence. `asked`
    are the checks on the way here, the symptom among them: none of them explains itself.
    """
    highest = furthest(case, symptom, asked)
    if highest is None:
        return _by_itself(case, symptom)
    path = _path(case, highest, symptom)
    if highest.check.broken:
        finding = explain(case, highest.check, asked)
        # a test of two tables may have failed for the one that does not feed the symptom
        if case.reaches(finding.origin.unique_id, symptom):
            return replace(finding, symptoms=(symptom,), evidence=(*finding.evidence, path))
    frontier = Frontier(
        place=_place_of(case, highest),
        about=highest.check.about,
        certainty=highest.certainty,
        trail=(_seen(highest.check, highest.place), path),
    )
    finding = replace(settle(case, highest.check, frontier), symptoms=(symptom,))
    return finding if case.reaches(finding.origin.unique_id, symptom) else _by_itself(case, symptom)


def _by_itself(case: Case, symptom: Check) -> Finding:
    """Explain a check of which nothing that failed above is the cause."""
    # a test of two sides, or of no node, is where its own trail begins
    of_one = symptom.node is not None and symptom.reference is None and not is_unnamed(case, symptom)
    # the column in an error of a build is one that its SQL asked for, not one that it gives
    column = None if symptom.is_build else symptom.column
    start = Place(unique_id=symptom.node if of_one else symptom.unique_id, column=column)
    start = _input_named(case, symptom) or start
    frontier = Frontier(
        place=start, about=symptom.about, certainty=Certainty.COLUMN, trail=(_seen(symptom, start),)
    )
    frontier = _input_refused(case, symptom, frontier)
    return settle(case, symptom, _null_replaced(case, symptom, frontier))


def _place_of(case: Case, highest: Witness) -> Place:
    """Where the trail goes on above a warning.

    One about two tables does not say which of them is wrong; a condition on several columns of a model, not which
    of these: then any that feeds the model may have brought it.
    """
    check, place = highest.check, highest.place
    if check.reference is not None:
        return Place(unique_id=check.unique_id)
    of_several = len(check.columns) > 1 and check.about is not Property.UNIQUENESS
    return Place(unique_id=place.unique_id) if of_several and not case.is_entry(place.unique_id or "") else place


def _seen(check: Check, place: Place) -> Evidence:
    return Evidence(
        kind=check.seen_as,
        says=check.says,
        unique_id=check.unique_id,
        column=place.column,
        sql=check.sql,
    )


_HOW = {
    Certainty.COLUMN: "by its columns",
    Certainty.ROWS: "by a column that decides which rows there are",
    Certainty.NAME: "by a column of the same name",
    Certainty.NODE: "by the node; its columns could not be followed",
}


def _path(case: Case, witness: Witness, symptom: Check) -> Evidence:
    """How the witness's place reaches the symptom."""
    top, bottom = witness.place.unique_id or "", symptom.node or ""
    path = case.lineage.path(top, bottom)
    if path is None and symptom.reference is not None:
        bottom = symptom.reference.unique_id or ""
        path = case.lineage.path(top, bottom)
    names = " → ".join(place_name(case.nodes.get(uid)) for uid in path or (top, bottom))
    return Evidence(kind=EvidenceKind.PATH, says=f"it reaches the failure {_HOW[witness.certainty]}: {names}")
