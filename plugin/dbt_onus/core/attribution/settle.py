"""From the first bad place seen to where the fault was born: nothing above it failed, so what is known of it?

In this order: data enters here; the value is only copied from above; everything above passed the same check;
the code did not change, so the data did; the code of one node changed, so that node did it. Else it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dbt_onus.core.attribution.case import Case, Certainty, Feed
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Measure
from dbt_onus.core.properties import CAUSES, Property
from dbt_onus.core.says import place_name

K = EvidenceKind

#: What it is called when a measured number moves.
MOVED_AS: dict[Measure, Cause] = {
    Measure.ROWS: Cause.VOLUME,
    Measure.NULL_SHARE: Cause.NULLS,
    Measure.DISTINCT: Cause.DISTRIBUTION,
    Measure.MIN: Cause.DISTRIBUTION,
    Measure.MAX: Cause.DISTRIBUTION,
    Measure.MEAN: Cause.DISTRIBUTION,
}

#: How far up a copied column is followed; a chain longer than this is not one people build.
MAX_HOPS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The highest place known to be bad, what is known above it, and how we got there."""

    place: Place
    about: Property
    certainty: Certainty
    trail: tuple[Evidence, ...]


def settle(case: Case, symptom: Check, frontier: Frontier) -> Finding:
    """Decide where a fault seen at the frontier was born, with the symptom's history to help."""
    frontier = _follow_copies(case, symptom, frontier)
    node = case.nodes.get(frontier.place.unique_id or "")
    if node is None:
        return _unknown(case, symptom, frontier, ())
    if case.is_entry(node.unique_id):
        return _entry(case, symptom, frontier, node)
    open_, cleared = _sort_feeds(case, frontier)
    if not open_ and not cleared and not node.is_test:
        return _reads_nothing(symptom, frontier, node)
    if cleared and not open_:
        return _bracketed(case, symptom, frontier, cleared)
    return _by_invariance(case, symptom, frontier, open_, cleared)


def _follow_copies(case: Case, symptom: Check, frontier: Frontier) -> Frontier:
    """Climb while the column is the parent's own, unchanged: what is wrong with it was wrong above.

    Not through code that changed since the check passed: it may have been what kept the fault out. Where no
    earlier run tells, the climb is right more often than not, and no proof.
    """
    start = frontier
    for _ in range(MAX_HOPS):
        feeds = case.feeds(frontier.place, frontier.about)
        if len(feeds) != 1 or not feeds[0].copies or case.pass_at(feeds[0].place, frontier.about):
            break
        changed = case.changed(symptom, {frontier.place.unique_id or "", symptom.unique_id})
        if changed:
            break
        certainty = feeds[0].certainty if changed is not None else max(feeds[0].certainty, Certainty.ROWS)
        frontier = replace(frontier, place=feeds[0].place, certainty=max(frontier.certainty, certainty))
    if frontier.place == start.place:
        return frontier
    says = f"{_name(case, start.place)} is made of {_name(case, frontier.place)} alone, and nothing on the way adds this"
    evidence = Evidence(
        kind=K.TRANSPARENT_PATH, says=says, unique_id=frontier.place.unique_id, column=frontier.place.column
    )
    return replace(frontier, trail=(*frontier.trail, evidence))


def _entry(case: Case, symptom: Check, frontier: Frontier, node: Node) -> Finding:
    kind = "a source: no SQL of this project makes it" if node.resource_type == "source" else "a seed"
    evidence = Evidence(
        kind=K.BRACKET,
        says=f"{place_name(node)} is {kind}; nothing lies above it",
        unique_id=node.unique_id,
    )
    sure = Confidence.PROVEN if frontier.certainty is Certainty.COLUMN else Confidence.LIKELY
    return Finding(
        origin=frontier.place,
        about=frontier.about,
        cause=CAUSES[frontier.about],
        confidence=sure,
        evidence=(*frontier.trail, evidence),
        symptoms=(symptom,),
    )


def _reads_nothing(symptom: Check, frontier: Frontier, node: Node) -> Finding:
    """A node that makes its rows itself, or reads what the project does not declare: the trail ends for good."""
    says = f"{place_name(node)} reads nothing that the project declares; nothing lies above it"
    return Finding(
        origin=frontier.place,
        about=frontier.about,
        cause=CAUSES[frontier.about],
        confidence=Confidence.LIKELY,
        evidence=(*frontier.trail, Evidence(kind=K.BRACKET, says=says, unique_id=node.unique_id)),
        symptoms=(symptom,),
    )


def _sort_feeds(case: Case, frontier: Frontier) -> tuple[tuple[Feed, ...], Mapping[Feed, Check]]:
    """What feeds the place: the places nobody checked for this fault, and those that a pass has cleared."""
    feeds = case.feeds(frontier.place, frontier.about)
    passes = {feed: passed for feed in feeds if (passed := case.pass_at(feed.place, frontier.about))}
    return tuple(feed for feed in feeds if feed not in passes), passes


def _bracketed(case: Case, symptom: Check, frontier: Frontier, cleared: Mapping[Feed, Check]) -> Finding:
    evidence = [
        Evidence(
            kind=K.BRACKET,
            says=f"good above it: {passed.says}",
            unique_id=passed.unique_id,
            column=feed.place.column,
        )
        for feed, passed in cleared.items()
    ]
    changed = case.changed(symptom, [frontier.place.unique_id or ""])
    if changed:
        evidence.append(_code_changed(case, frontier.place.unique_id or ""))
    sure = max(feed.certainty for feed in cleared) is Certainty.COLUMN
    return Finding(
        origin=frontier.place,
        about=frontier.about,
        cause=Cause.CODE_CHANGE if changed else CAUSES[frontier.about],
        confidence=Confidence.PROVEN if sure else Confidence.LIKELY,
        evidence=(*frontier.trail, *evidence),
        symptoms=(symptom,),
    )


def _by_invariance(
    case: Case,
    symptom: Check,
    frontier: Frontier,
    open_: tuple[Feed, ...],
    cleared: Mapping[Feed, Check],
) -> Finding:
    """Compare with the last run in which the check passed: either the code changed since, or the data did."""
    above = _nodes_above(case, frontier, open_, cleared)
    changed = case.changed(symptom, above | {symptom.unique_id})
    if changed is None:
        return _unknown(case, symptom, frontier, _entries(case, frontier, above))
    if not changed:
        return _data_changed(case, symptom, frontier, above)
    if changed == {symptom.unique_id} and not symptom.is_build:
        return _test_changed(case, symptom, frontier)
    changed -= {symptom.unique_id} - above
    if len(changed) == 1:
        return _one_change(case, symptom, frontier, next(iter(changed)))
    suspects = tuple(Place(unique_id=uid) for uid in case.lineage.order(changed))
    says = f"{len(changed)} nodes on the way changed since it last passed"
    return _open_question(case, symptom, frontier, suspects, Evidence(kind=K.CODE_CHANGED, says=says))


def _nodes_above(
    case: Case, frontier: Frontier, open_: Iterable[Feed], cleared: Mapping[Feed, Check]
) -> frozenset[str]:
    """The frontier's node and all that can have fed the fault into it: not what only a cleared place reads."""
    found = {frontier.place.unique_id or ""}
    queue = [feed.place for feed in open_]
    seen: set[Place] = set()
    while queue:
        place = queue.pop()
        if place in seen or place.unique_id is None:
            continue
        seen.add(place)
        found.add(place.unique_id)
        for feed in case.feeds(place, frontier.about):
            if not case.pass_at(feed.place, frontier.about):
                queue.append(feed.place)
    return frozenset(found)


def _data_changed(case: Case, symptom: Check, frontier: Frontier, above: frozenset[str]) -> Finding:
    passed = case.history.last_pass[symptom.key]
    unchanged = Evidence(
        kind=K.CODE_UNCHANGED,
        says=f"no code on the way changed since this passed on {passed:%Y-%m-%d %H:%M} UTC: the data did",
    )
    entries = _entries(case, frontier, above)
    if len(entries) != 1:
        return _the_one_that_moved(case, symptom, frontier, entries, unchanged) or _open_question(
            case, symptom, frontier, entries, unchanged
        )
    only = Evidence(
        kind=K.PATH,
        says=f"{_name(case, entries[0])} is the only place where data comes in",
        unique_id=entries[0].unique_id,
    )
    return Finding(
        origin=entries[0],
        about=frontier.about,
        cause=CAUSES[frontier.about],
        confidence=Confidence.LIKELY,
        evidence=(*frontier.trail, unchanged, only),
        symptoms=(symptom,),
    )


def _the_one_that_moved(
    case: Case, symptom: Check, frontier: Frontier, entries: tuple[Place, ...], unchanged: Evidence
) -> Finding | None:
    """Of several sources whose data may have changed, the only one that was seen to."""
    seen = {entry: found for entry in entries if (found := case.moved(symptom, entry.unique_id or ""))}
    if len(seen) != 1:
        return None
    ((entry, (observation, how)),) = seen.items()
    place = Place(unique_id=entry.unique_id, column=observation.column or entry.column)
    says = f"of what feeds it, only {_name(case, place)} moved: {observation.measure} {how}"
    return Finding(
        origin=place,
        about=frontier.about,
        # rows that others refer to and that are gone are known by what misses them
        cause=CAUSES[frontier.about] if frontier.about is Property.REFERENCE else MOVED_AS[observation.measure],
        confidence=Confidence.LIKELY,
        evidence=(
            *frontier.trail,
            unchanged,
            Evidence(kind=K.OBSERVATION, says=says, unique_id=place.unique_id, column=place.column),
        ),
        symptoms=(symptom,),
    )


def _one_change(case: Case, symptom: Check, frontier: Frontier, changed: str) -> Finding:
    evidence = (*frontier.trail, _code_changed(case, changed))
    return Finding(
        origin=frontier.place if changed == frontier.place.unique_id else Place(unique_id=changed),
        about=frontier.about,
        cause=Cause.CODE_CHANGE,
        confidence=Confidence.LIKELY,
        evidence=evidence,
        symptoms=(symptom,),
    )


def _test_changed(case: Case, symptom: Check, frontier: Frontier) -> Finding:
    """The test is another one than the one that passed: the data may be as it always was."""
    says = f"the test {case.nodes[symptom.unique_id].name} itself changed since it last passed, and nothing else"
    changed = Evidence(kind=K.CODE_CHANGED, says=says, unique_id=symptom.unique_id)
    return Finding(
        origin=_ends_at(case, symptom, frontier),
        about=frontier.about,
        cause=Cause.CODE_CHANGE,
        confidence=Confidence.LIKELY,
        evidence=(*frontier.trail, changed),
        symptoms=(symptom,),
    )


def _open_question(
    case: Case, symptom: Check, frontier: Frontier, suspects: tuple[Place, ...], seen: Evidence
) -> Finding:
    finding = _unknown(case, symptom, frontier, suspects)
    return replace(
        finding,
        confidence=Confidence.POSSIBLE if suspects else Confidence.UNKNOWN,
        evidence=(*frontier.trail, seen, *finding.evidence[len(frontier.trail) :]),
    )


def _ends_at(case: Case, symptom: Check, frontier: Frontier) -> Place:
    """Where the trail ends: a table, where there is one, rather than the test that looked at two."""
    node = case.nodes.get(frontier.place.unique_id or "")
    if node is not None and node.is_test and symptom.node is not None:
        return Place(unique_id=symptom.node, column=symptom.column)
    return frontier.place


def _unknown(case: Case, symptom: Check, frontier: Frontier, suspects: tuple[Place, ...]) -> Finding:
    """The trail ends here: nothing above was checked for this, and no earlier run tells more."""
    feeds = [feed.place for feed in case.feeds(frontier.place, frontier.about)]
    above = case.lineage.ancestors(frontier.place.unique_id or "")
    evidence: tuple[Evidence, ...] = ()
    remedy = None
    if feeds:
        untested = len(above)
        says = f"{untested} untested ancestor{'' if untested == 1 else 's'} on the way"
        evidence = (Evidence(kind=K.GAP, says=says),)
        targets = " and ".join(sorted(_name(case, place) for place in feeds[:3]))
        remedy = f"a {_test_word(symptom)} test on {targets} would decide it"
    return Finding(
        origin=_ends_at(case, symptom, frontier),
        about=frontier.about,
        cause=CAUSES[frontier.about],
        confidence=Confidence.POSSIBLE if len(suspects) == 1 else Confidence.UNKNOWN,
        evidence=(*frontier.trail, *evidence),
        symptoms=(symptom,),
        suspects=suspects,
        remedy=remedy,
    )


def _entries(case: Case, frontier: Frontier, above: frozenset[str]) -> tuple[Place, ...]:
    """Where data comes in above, without the entries that are cleared; with their column where it is known."""
    places = []
    for unique_id in case.lineage.order(above):
        if case.nodes[unique_id].resource_type == "source" and case.is_entry(unique_id):
            places.append(_column_at(case, frontier, unique_id))
    return tuple(places)


def _column_at(case: Case, frontier: Frontier, entry: str) -> Place:
    """The entry's column that feeds the frontier, where exactly one is known to."""
    seen: set[Place] = set()
    queue = [frontier.place]
    columns: set[Place] = set()
    while queue:
        place = queue.pop()
        for feed in case.feeds(place, frontier.about):
            if feed.place in seen:
                continue
            seen.add(feed.place)
            queue.append(feed.place)
            if feed.place.unique_id == entry:
                columns.add(feed.place)
    known = [place for place in columns if place.column is not None]
    return known[0] if len(columns) == 1 and known else Place(unique_id=entry)


def _code_changed(case: Case, unique_id: str) -> Evidence:
    name = _name(case, Place(unique_id=unique_id))
    return Evidence(
        kind=K.CODE_CHANGED, says=f"the code of {name} changed since it last passed", unique_id=unique_id
    )


def _test_word(symptom: Check) -> str:
    return symptom.about.value if symptom.term is None else symptom.term.term


def _name(case: Case, place: Place) -> str:
    return place_name(case.nodes.get(place.unique_id or ""), place.column)
