"""Values that SQL spells anew on their way down: which of them are words that nobody expects.

`upper(trim(payer))` may be wrong, or the payer is a new one. Where the rows that fail are as many as have a word
that no spelling makes an accepted one, and most have one that is, the SQL does what it is for.
"""

from __future__ import annotations

from dbt_onus.core.columns import ROWS, EdgeKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.values import Broken, broken_when, foreign_words, rows_where
from dbt_onus.core.probes.walking.looks import Look
from dbt_onus.core.probes.walking.walk import Seen, Walk
from dbt_onus.core.properties import Property


def look_at_words(walk: Walk, place: Place, above: Place, hops: int, below: frozenset[str]) -> Look:
    """Whether the words above are what fails in the place; `place` is made of them row by row, by one expression.

    GOOD is never said: a word that is accepted in another spelling may have come in a wrong one.
    """
    if walk.symptom.about is not Property.MEMBERSHIP or not _is_row_by_row(walk, place):
        return Look(seen=Seen.OPEN)
    test = walk.case.nodes.get(walk.symptom.unique_id)
    spelling = walk.spelling(walk.case.nodes[place.unique_id or ""].package_name)
    failing = _ask(walk, place, broken_when(Property.MEMBERSHIP, walk.symptom, test, spelling), hops)
    foreign = _ask(walk, above, foreign_words(walk.symptom, test, spelling), hops)
    if failing is None or foreign is None:
        return Look(seen=Seen.OPEN)
    (probe, words), (_, rows) = foreign, failing
    if words is None or rows is None:
        return Look(seen=walk.unknown(probe))
    if not 0 < words.broken == rows.broken or words.seen != rows.seen or words.broken * 2 > words.seen:
        return Look(seen=Seen.OPEN)

    def follow() -> None:
        says = f"{words.broken:,} of {words.seen:,} rows of {walk.where(probe)} have a word that is not accepted"
        walk.convicts(probe, words, below, says=f"{says}, however it is spelled", inferred=True)

    return Look(seen=Seen.BAD, follow=follow)


def _is_row_by_row(walk: Walk, place: Place) -> bool:
    """Whether each row of the node is one row above."""
    rows = walk.columns.edges_into(place.unique_id or "", ROWS)
    return len(rows) == 1 and rows[0].kind is EdgeKind.COPY


def _ask(walk: Walk, place: Place, broken: Broken | None, hops: int) -> tuple[Probe, Answer | None] | None:
    key = walk.key((place,))
    if key is None or broken is None:
        return None
    return walk.ask((place,), Property.MEMBERSHIP, rows_where(key.relation, broken(key.columns[0])), hops)
