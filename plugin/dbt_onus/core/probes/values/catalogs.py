"""Columns that are gone, or of another type: the warehouse's own list of columns tells which table it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dbt_onus.core.attribution import Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.values import column_gone, column_is_text, column_misspelled
from dbt_onus.core.probes.walking.looks import Look, conclude
from dbt_onus.core.probes.walking.walk import Seen, Walk
from dbt_onus.core.properties import Property
from dbt_onus.core.signatures import Kind
from dbt_onus.core.spelling import Spelling

_MAX_HOPS = 50


def asks_the_catalog(check: Check) -> bool:
    """Whether a build stopped at a column that the warehouse's list of columns can tell of."""
    return check.is_build and check.column is not None and _kind(check) in (Kind.MISSING_COLUMN, Kind.BAD_VALUE)


def walk_catalog(walk: Walk, finding: Finding) -> None:
    """Ask which of the suspects has lost the column, or in which parent it is a text that cannot be converted."""
    if _kind(walk.symptom) is Kind.MISSING_COLUMN:
        _walk_missing(walk, finding.suspects)
    else:
        _walk_texts(walk)


def _kind(check: Check) -> Kind | None:
    return check.reading.kind if check.reading is not None else None


def _walk_missing(walk: Walk, suspects: Iterable[Place]) -> None:
    """Of several that can have given it, the only one that lacks it; nobody if the SQL may newly ask for it."""
    uid, column = walk.symptom.node or "", walk.symptom.column
    places = [Place(unique_id=place.unique_id, column=column) for place in suspects]
    if not places or not all(walk.case.is_entry(place.unique_id or "") for place in places):
        return
    changed = walk.case.changed(walk.symptom, [uid])
    if changed is None:
        if (before := _built_before(walk)) is not None:
            conclude(walk, [_look_for(walk, place, before) for place in places])
    elif not changed or walk.case.asked_before(walk.symptom, uid, column, walk.case.lineage.parents(uid)):
        conclude(walk, [_look_for(walk, place) for place in places])


def _built_before(walk: Walk) -> str | None:
    """In words, that the warehouse still has what the same SQL made of the column, where no run is remembered.

    The node's own table is of the last time it could be built, and has all that is made of what now is not there.
    """
    place = Place(unique_id=walk.symptom.node)
    column = (walk.symptom.column or "").lower()
    edges = walk.columns.of(walk.symptom.node or "").edges
    into = {edge.to for edge in edges if not edge.kind.indirect and (edge.column or "").lower() == column}
    node, made = walk.node(place), sorted(to for to in into if to is not None)
    if node is None or not made:
        return None
    for to in made:
        sql = column_gone(node, to, walk.spelling(node.package_name))
        asked = walk.ask((Place(unique_id=place.unique_id, column=to),), Property.PRESENCE, sql, 1)
        if asked is None or (asked[1] is None and not walk.waits(asked[0])):
            return None
        if (answer := asked[1]) is not None and (answer.broken or not answer.seen):
            return None
    return f"{walk.name(place.unique_id)} was built with {' and '.join(made)} of it before"


def _look_for(walk: Walk, place: Place, before: str | None = None) -> Look:
    """Whether the table has the column. `before`: no run tells that the SQL is as it was, but the warehouse does.

    Then a column of almost that name speaks for a slip in the SQL, which is as old as the SQL is.
    """
    asked = _ask_for(walk, place, column_gone)
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked
    if answer is not None and not answer.seen:
        return Look(seen=Seen.OPEN)
    if answer is not None and not answer.broken:
        walk.clears(probe, says=f"{walk.where(probe)} is there")
        return Look(seen=Seen.GOOD)
    alike = _ask_for(walk, place, column_misspelled) if before is not None else None
    if before is not None and (alike is None or (alike[1] is None and not walk.waits(alike[0]))):
        return Look(seen=Seen.OPEN)
    if alike is not None and alike[1] is not None and alike[1].broken:
        return Look(seen=Seen.OPEN)

    def follow() -> None:
        if answer is not None and (alike is None or alike[1] is not None):
            says = f"{walk.name(place.unique_id)} has {answer.seen} columns, and no {place.column} among them"
            says += f", nor one of almost that name; {before}" if before is not None else ""
            walk.convicts(probe, answer, frozenset(), says=says, inferred=before is not None)

    return Look(seen=walk.unknown(probe) if answer is None else Seen.BAD, follow=follow)


def _ask_for(
    walk: Walk, place: Place, question: Callable[[Node, str, Spelling], str | None]
) -> tuple[Probe, Answer | None] | None:
    node = walk.node(place)
    sql = question(node, place.column or "", walk.spelling(node.package_name)) if node is not None else None
    return walk.ask((place,), Property.PRESENCE, sql, 1)


def _walk_texts(walk: Walk) -> None:
    """The value that could not be converted is in the only column of that name that is a text."""
    column = (walk.symptom.column or "").lower()
    uid = walk.symptom.node or ""
    places = [place for parent in walk.case.lineage.parents(uid) for place in _named(walk, parent, column)]
    conclude(walk, [_look_at_type(walk, place, 1, frozenset({uid})) for place in places])


def _named(walk: Walk, parent: str, column: str) -> Iterator[Place]:
    """The parent's column of that name; of an ephemeral model, what it is made of."""
    node = walk.case.nodes.get(parent)
    if node is not None and node.config.materialized == "ephemeral":
        for above in walk.case.lineage.parents(parent):
            yield from _named(walk, above, column)
    elif walk.case.paths.gives(parent, column):
        yield Place(unique_id=parent, column=column)


def _look_at_type(walk: Walk, place: Place, hops: int, below: frozenset[str]) -> Look:
    node = walk.node(place)
    spelling = walk.spelling(node.package_name) if node is not None else None
    sql = column_is_text(node, place.column or "", spelling) if node is not None and spelling is not None else None
    asked = walk.ask((place,), Property.TYPE, sql, hops)
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked
    if answer is not None and not answer.seen:
        return Look(seen=Seen.OPEN)
    if answer is not None and not answer.broken and node is not None and node.config.materialized == "view":
        # the type is one that its own SQL made: that may be the very conversion that failed
        return Look(seen=Seen.OPEN)
    if answer is not None and not answer.broken:
        walk.clears(probe, says=f"{walk.where(probe)} is no text")
        return Look(seen=Seen.GOOD)

    def follow() -> None:
        if answer is None or walk.convicts(probe, answer, below, says=f"{walk.where(probe)} is a text"):
            _walk_up(walk, place, hops + 1, below | {place.unique_id or ""})

    return Look(seen=walk.unknown(probe) if answer is None else Seen.BAD, follow=follow)


def _walk_up(walk: Walk, place: Place, hops: int, below: frozenset[str]) -> None:
    """On above, while the column is a parent's own."""
    feeds = walk.case.feeds(place, Property.TYPE)
    if hops <= _MAX_HOPS and len(feeds) == 1 and feeds[0].copies and feeds[0].place.unique_id not in below:
        conclude(walk, [_look_at_type(walk, feeds[0].place, hops, below)])
