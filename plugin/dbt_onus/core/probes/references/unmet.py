"""A join that lets nothing through though both its sides have rows: no key of one is a key of the other.

Which of the two has other keys than ever, a third table tells: one that knows the keys of the one side, nearly all
of them, and none of the other's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.columns import ROWS, ColumnRef, JoinKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.keys import orphans
from dbt_onus.core.probes.references.chains import Reference, chain, places_of
from dbt_onus.core.probes.references.others import others_that_refer
from dbt_onus.core.probes.walking.walk import Keyed, Walk
from dbt_onus.core.properties import Property

#: From fewer keys than these nothing is concluded.
_FEWEST_KEYS = 5
#: So large a share of the keys has to be known to a table for it to be a table of these keys.
_MOST = 0.9


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns that a join puts side by side."""

    one: Keyed
    other: Keyed

    @property
    def turned(self) -> Pair:
        """The same, looked at from the other side."""
        return Pair(self.other, self.one)


def walk_unmet(walk: Walk, uid: str, hops: int) -> None:
    """Leave the sources of the side whose keys nobody knows, of the only two columns that never meet."""
    if not walk.held_before:
        return
    pairs = list(_pairs(walk, uid))
    asked = [(pair, one) for pair in pairs if (one := _ask(walk, pair.one, pair.other, hops)) is not None]
    never = [pair for pair, (_, answer) in asked if answer is not None and answer.broken == answer.seen > 0]
    if len(never) != 1 and not walk.foresees:
        return
    for pair in never if not walk.foresees else [pair for pair, _ in asked]:
        told = [side for side in (pair, pair.turned) if _is_strange(walk, side, hops)]
        if len(told) == 1 and not walk.planning:
            _narrow(walk, told[0], next(one for found, one in asked if found == pair))


def _pairs(walk: Walk, uid: str) -> Iterator[Pair]:
    for join in walk.columns.of(uid).joins:
        for key in join.keys if join.kind is JoinKind.INNER else ():
            if not key.plain or len(key.left) != 1 or len(key.right) != 1:
                continue
            one, other = _keyed(walk, key.left[0]), _keyed(walk, key.right[0])
            if one is not None and other is not None and one.place.unique_id != other.place.unique_id:
                yield Pair(one, other)


def _keyed(walk: Walk, ref: ColumnRef) -> Keyed | None:
    place = Place(unique_id=ref.node, column=ref.column)
    return walk.keyed(place) if ref.column not in (None, ROWS) and ref.node in walk.case.lineage else None


def _ask(walk: Walk, keys: Keyed, known: Keyed, hops: int) -> tuple[Probe, Answer | None] | None:
    """How many of the keys another table does not have, of how many."""
    mine, theirs = walk.key_of((keys,)), walk.key_of((known,))
    sql = orphans(mine, theirs) if mine is not None and theirs is not None else None
    return walk.ask((keys.place,), Property.REFERENCE, sql, hops)


def _is_strange(walk: Walk, pair: Pair, hops: int) -> bool:
    """Whether a third table knows the other side's keys and none of this one's, and no table says otherwise."""
    found = []
    for third in _thirds(walk, pair, hops):
        asked = [_ask(walk, keys, third, hops) for keys in (pair.other, pair.one)]
        answers = [one[1] for one in asked if one is not None and one[1] is not None]
        if len(answers) == len(asked):
            found.append(_speaks(*answers))
    return True in found and False not in found


def _speaks(known: Answer, strange: Answer) -> bool | None:
    """Whether a table knows the one side alone; `None` where it is a table of other keys, and says nothing."""
    if known.broken == known.seen and strange.broken == strange.seen:
        return None
    most = known.seen - known.broken >= _MOST * known.seen and known.seen >= _FEWEST_KEYS
    return most and strange.broken == strange.seen >= _FEWEST_KEYS


def _thirds(walk: Walk, pair: Pair, hops: int) -> list[Keyed]:
    """Columns that either side looks up, or that look it up, made from nothing that these are made of."""
    sides = [places_of(list(chain(walk, side))) for side in (pair.one, pair.other)]
    references = [Reference((one.one,), (one.other,), hops, frozenset()) for one in (pair, pair.turned)]
    referring = [place for one in references for place in others_that_refer(walk, one)]
    places = dict.fromkeys((*_looked_up_by(walk, sides), *referring))
    made_of = {place.unique_id for side in sides for place in side}
    found: dict[str | None, Keyed] = {}
    for place in places:
        keyed = walk.keyed(place)
        way = places_of(list(chain(walk, keyed))) if keyed is not None else ()
        if keyed is not None and not made_of & {one.unique_id for one in way}:
            found.setdefault(way[-1].unique_id, keyed)
    return list(found.values())


def _looked_up_by(walk: Walk, sides: Iterable[Iterable[Place]]) -> Iterator[Place]:
    """What relationships say that the keys of a side are found in."""
    known = {(place.unique_id, (place.column or "").lower()) for side in sides for place in side}
    for check in walk.case.checks:
        if check.reference is not None and (check.node, (check.column or "").lower()) in known:
            yield check.reference


def _narrow(walk: Walk, pair: Pair, asked: tuple[Probe, Answer | None]) -> None:
    uid, other = pair.one.place.unique_id or "", pair.other.place.unique_id or ""
    lineage = walk.case.lineage
    left = {uid, *lineage.ancestors(uid)} - {other, *lineage.ancestors(other)}
    places = tuple(Place(unique_id=one) for one in lineage.order(left) if walk.case.is_entry(one))
    mine, theirs = (walk.name(side.place.unique_id, side.place.column or "") for side in (pair.one, pair.other))
    says = f"no key of {mine} is one of {theirs}, which other tables know, and none of {mine}"
    if places:
        narrowed = Narrowed(places=places, says=says, sql=asked[0].sql, about=Property.REFERENCE)
        walk.notes.narrowed.setdefault(walk.symptom.key, narrowed)
