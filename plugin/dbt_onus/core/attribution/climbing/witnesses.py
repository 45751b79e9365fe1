"""Other checks that saw the same fault further up: which of them to believe, and the furthest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import Certainty, same_column
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import OF_TABLES, explains, explains_by_rows
from dbt_onus.core.results import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Another check that saw the fault, and how surely what it saw feeds the symptom."""

    check: Check
    place: Place
    certainty: Certainty
    hops: int

    def rank(self, below: Check) -> tuple[bool, int, bool, bool, int, str]:
        """Which witness to believe first: same property, surest path, a failure before a warning, nearest."""
        return (
            self.check.about is not below.about,
            int(self.certainty),
            not same_column(self.place.column, below.column),
            not self.check.broken,
            self.hops,
            self.check.key,
        )


def is_unnamed(case: Case, check: Check) -> bool:
    """A test that says of no column what it is about, but whose SQL shows which columns it reads."""
    unnamed = not check.is_build and check.reading is None and not check.columns and check.about not in OF_TABLES
    return unnamed and bool(case.paths.reads(check.unique_id))


def _looked_at(case: Case, check: Check) -> tuple[tuple[Place, bool], ...]:
    """Where the check looked, and whether a fault on that very node (not only above it) can be what it saw."""
    if is_unnamed(case, check):
        return tuple((place, place.unique_id != check.node) for place in case.paths.reads(check.unique_id))
    if check.node is None:
        parents = case.nodes[check.unique_id].parents
        return tuple((Place(unique_id=parent), True) for parent in parents if parent in case.lineage)
    # the columns of an error's message are those its SQL asked for, not those the node gives
    columns: tuple[str | None, ...] = (None,) if check.reading is not None else check.columns or (None,)
    # of two tables, either may be wrong in itself
    places = [(Place(unique_id=check.node, column=column), check.reference is not None) for column in columns]
    if check.reference is not None:
        places.append((check.reference, True))
    return tuple(places)


def furthest(case: Case, symptom: Check, asked: frozenset[str]) -> Witness | None:
    """The best witness with no better one above it."""
    current: Witness | None = None
    seen = set(asked)
    below = symptom
    places = _looked_at(case, symptom)
    while True:
        found = [one for one in _witnesses(case, below, places, symptom) if one.check.key not in seen]
        if not found:
            return current
        best = min(found, key=lambda one: one.rank(below))
        seen.add(best.check.key)
        weakest = best.certainty if current is None else max(best.certainty, current.certainty)
        current = replace(best, certainty=weakest)
        below, places = best.check, ((best.place, False),)


def _witnesses(case: Case, below: Check, places: tuple[tuple[Place, bool], ...], symptom: Check) -> list[Witness]:
    """Failing or warning checks above the places, that can have caused what was seen there."""
    found = []
    for place, inclusive in places:
        distances = case.lineage.distances_above(place.unique_id or "")
        if inclusive and place.unique_id is not None:
            distances = {place.unique_id: 0, **distances}
        for check in case.suspicious(distances):
            if not _can_explain(check, below) or case.history.is_chronic(check.key, symptom.key):
                continue
            witness = _as_witness(case, check, place, distances[check.node or ""])
            if witness is not None and _fits(witness, below):
                found.append(witness)
    return found


def _fits(witness: Witness, below: Check) -> bool:
    """Whether the way from the witness can carry this fault: a column that only decides rows carries less."""
    by_rows = witness.certainty is Certainty.ROWS and witness.place.column is not None
    return not by_rows or witness.check.is_build or explains_by_rows(witness.check.about, below.about)


def _can_explain(check: Check, below: Check) -> bool:
    if check.status in (Status.ERROR, Status.RUNTIME_ERROR) and check.is_build:
        # a node that could not be built leaves old data below it: anything may follow
        return True
    return explains(check.about, below.about)


def _as_witness(case: Case, check: Check, below: Place, hops: int) -> Witness | None:
    best: Witness | None = None
    columns: tuple[str | None, ...] = check.columns or (None,)
    for column in columns:
        place = Place(unique_id=check.node, column=column)
        certainty = case.paths.certainty(place, below)
        if certainty is not None and (best is None or certainty < best.certainty):
            best = Witness(check=check, place=place, certainty=certainty, hops=hops)
    return best
