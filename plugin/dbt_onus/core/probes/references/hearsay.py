"""Orphans all the way up, on both sides: what else speaks for the one or the other. None of it is proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import respelled_keys
from dbt_onus.core.probes.questions.values import rows_where
from dbt_onus.core.probes.references.arrivals import ask_arrivals
from dbt_onus.core.probes.references.chains import Reference, above, chain, is_plain, places_of
from dbt_onus.core.probes.references.forms import Forms, Looks, ask_forms
from dbt_onus.core.probes.references.levels import Level, below, missing, names_of
from dbt_onus.core.probes.references.numbering import Numbering, Numbers, ask_numbering
from dbt_onus.core.probes.references.stems import Stems, ask_stems, the_lacking
from dbt_onus.core.probes.references.tails import ask_tail, is_late
from dbt_onus.core.probes.references.witnesses import Witness, ask_unasked, ask_witnesses, nobody_heard
from dbt_onus.core.probes.references.years import lacks_years
from dbt_onus.core.probes.walking.walk import Keyed, Walk
from dbt_onus.core.properties import Property

#: As many keys that two tables have in common, and no row for, are no `-1` or `unknown` that both write. Where the
#: reference held yesterday, one is enough: a default is not new.
_NO_DEFAULT = 3
#: From fewer keys than these nothing is concluded.
_FEWEST_KEYS = 5


def by_hearsay(walk: Walk, reference: Reference, lost: Sequence[Level], bent: Sequence[Level]) -> None:
    """Ask what others know of the keys, and convict the side that they speak against."""
    parent_fixed, child_fixed = (_is_fixed(walk, side[0].place) for side in (reference.parent, reference.child))
    if parent_fixed != child_fixed and lost and bent and not walk.foresees:
        if parent_fixed:
            _convict_child(walk, reference, bent[-1], "which is made of nothing that can have changed")
        else:
            _convict_parent(walk, reference, lost[-1], "and the keys are made of nothing that can have changed")
        return
    natural = _natural(walk, reference)
    nameless = _ask_nameless(walk, reference)
    witnesses = ask_witnesses(walk, reference)
    witnesses += ask_witnesses(walk, natural) if natural != reference else []
    numbering, looks, respelled = (
        ask_numbering(walk, natural),
        ask_forms(walk, natural),
        _ask_respelled(walk, natural),
    )
    stems, arrivals = ask_stems(walk, reference), ask_arrivals(walk, natural)
    unasked, tail = ask_unasked(walk, reference), ask_tail(walk, natural)
    years = lacks_years(walk, reference)
    if walk.planning or not lost or not bent:
        return
    orphaned, compared = lost[0][1], walk.held_before
    if respelled is not None and 0 < respelled.broken == respelled.seen:
        _convict_child(walk, reference, bent[-1], "but are in another spelling, which other rows have")
        return
    if not compared and not _are_alike(walk, orphaned):
        _leave_both(walk, reference, lost, bent)
        return
    if nameless is not None and compared and nameless[1].broken >= orphaned.broken:
        walk.convicts(nameless[0], nameless[1], below(reference, []), inferred=True)
        return
    against = _against_parent(walk, witnesses, numbering, looks, orphaned, compared=compared)
    if against is None and compared:
        against = _late_or_lacking(is_late(tail, orphaned, unasked), years)
    if against is not None:
        _convict_parent(walk, reference, lost[-1], against)
        _convict_branch(walk, reference, lost[-1], the_lacking(stems))
        return
    against = _against_child(walk, witnesses, unasked, numbering, looks, orphaned) or arrivals.why
    if against is not None:
        _convict_child(walk, reference, bent[-1], against)
    else:
        _leave_both(walk, reference, lost, bent)


def _against_parent(
    walk: Walk,
    witnesses: Sequence[Witness],
    numbering: Numbering,
    looks: Looks,
    orphaned: Answer,
    *,
    compared: bool,
) -> str | None:
    """Why the missing keys are real ones."""
    knowing = [one.place for one in witnesses if one.knows.broken >= (1 if compared else _NO_DEFAULT)]
    if knowing:
        return f"though {names_of(walk, knowing[:1])} knows them too"
    if not compared:
        return None
    if numbering.tells is Numbers.IN_GAPS:
        return "and stand in gaps of its numbering"
    if numbering.tells is Numbers.CONTINUED and _is_mostly_found(numbering, orphaned):
        return "and go on one by one where its numbering ends"
    if looks.tells is Forms.PARENT:
        return "whose own keys that nobody looks up have another form than all others"
    return None


def _late_or_lacking(late: bool, years: bool) -> str | None:  # noqa: FBT001 - two answers
    """Why the missing keys are rows that did not come, or years that nobody wrote down."""
    if late:
        return "and come after all that are, step by step as ever"
    return (
        "and are years between those that it has, in which another day of the same rows lies, too"
        if years
        else None
    )


def _against_child(
    walk: Walk,
    witnesses: Sequence[Witness],
    unasked: Answer | None,
    numbering: Numbering,
    looks: Looks,
    orphaned: Answer,
) -> str | None:
    """Why the missing keys are none."""
    found = orphaned.seen - orphaned.broken
    if looks.tells is Forms.CHILD and found >= _FEWEST_KEYS:
        return "nor have any key of its form"
    if unasked is not None and nobody_heard(orphaned, witnesses, unasked):
        heard = names_of(walk, [one.place for one in witnesses])
        return f"nor in {heard}, all of whose keys are; {unasked.broken:,} keys of it nobody looks up here"
    if numbering.tells is Numbers.FAR_OFF and found >= _FEWEST_KEYS:
        return "and far beyond all that are"
    return None


def _are_alike(walk: Walk, orphaned: Answer) -> bool:
    """Whether keys of which no earlier run tells that they met are meant to; of a join, nearly all have to."""
    meant = walk.symptom.reference is not None
    return orphaned.broken * (2 if meant else 10) <= orphaned.seen


def _is_mostly_found(numbering: Numbering, orphaned: Answer) -> bool:
    """Whether the child still has most of the parent's keys: it was not moved along the numbering as a whole."""
    gaps = numbering.gaps
    return gaps is not None and (orphaned.seen - orphaned.broken) * 2 >= gaps.seen - gaps.broken


def _natural(walk: Walk, reference: Reference) -> Reference:
    """The reference by the keys of the business, where it goes by hashes of them on both sides.

    And without the member for what is unknown, which stands in no numbering and has no form.
    """
    reference = replace(reference, parent=(_without_literals(walk, reference.parent[0]),))
    child, parent = (list(chain(walk, side[0]))[-1] for side in (reference.child, reference.parent))
    made = walk.columns.unhashed(child.made), walk.columns.unhashed(parent.made)
    if made[0] is None or made[1] is None:
        return reference
    return replace(
        reference, child=(replace(child, made=made[0]),), parent=(Keyed(parent.place, made[1]),), only=()
    )


def _without_literals(walk: Walk, keyed: Keyed) -> Keyed:
    """The keys in the table above that alone they come from, where the SQL puts rows of literals beside them."""
    found = walk.columns.formulas(keyed.place.unique_id or "", keyed.made)
    beside = len(found) == 1 and found[0].beside
    up = above(walk, keyed) if beside else ()
    return up[0] if len(up) == 1 and is_plain(walk, up[0]) else keyed


def _ask_nameless(walk: Walk, reference: Reference) -> Level | None:
    """Rows of the parent that have lost their key: what refers to them finds none."""
    key = walk.key_of(reference.parent)
    sql = rows_where(key.relation, f"{key.columns[0]} is null") if key is not None else None
    asked = walk.ask(places_of(reference.parent), Property.NULLNESS, sql, reference.hops)
    return None if asked is None or asked[1] is None else (asked[0], asked[1])


def _ask_respelled(walk: Walk, reference: Reference) -> Answer | None:
    """Keys that find no row for their spelling alone: other rows of the same table find it."""
    child, parent = walk.key_of(reference.child), walk.key_of(reference.parent)
    place = reference.child[0].place
    node = walk.case.nodes.get(place.unique_id or "")
    if child is None or parent is None or node is None:
        return None
    sql = respelled_keys(child, parent, walk.spelling(node.package_name).word_of)
    asked = walk.ask((place,), Property.DISTRIBUTION, sql, reference.hops)
    return asked[1] if asked is not None else None


def _leave_both(walk: Walk, reference: Reference, lost: Sequence[Level], bent: Sequence[Level]) -> None:
    """It is one of the two: both sides are bad where their data comes in, and nothing else was."""
    ends = tuple(levels[-1][0].place for levels in (bent, lost))
    entries = all(walk.case.is_entry(place.unique_id or "") for place in ends)
    count = bent[-1][1]
    # where no key finds its row, and no run is known in which one did, the SQL may look in the wrong place
    met = walk.held_before or count.broken < count.seen
    if entries and met and count.broken and not walk.changed_below(ends[0], below(reference, bent)):
        child, parent = (names_of(walk, [place]) for place in ends)
        says = f"{count.broken:,} of {count.seen:,} keys of {child} are not in {parent}"
        why = f"{says}, where both come in: the keys are wrong, or the rows are gone"
        walk.notes.narrowed.setdefault(walk.symptom.key, Narrowed(places=ends, says=why, sql=bent[-1][0].sql))


def _is_fixed(walk: Walk, place: Place) -> bool:
    """Whether all that the place is made of is kept with the code, and that is as it was when the check passed."""
    lineage, uid = walk.case.lineage, place.unique_id or ""
    feeding = lineage.ancestors(uid) | {uid}
    if any(walk.case.nodes[one].resource_type == "source" for one in feeding):
        return False
    changed = walk.case.changed(walk.symptom, feeding)
    return changed is not None and not changed


def _convict_child(walk: Walk, reference: Reference, level: Level, why: str) -> None:
    bad, count = level
    parent = names_of(walk, places_of(reference.parent))
    says = f"{count.broken:,} of {count.seen:,} keys of {walk.where(bad)} are not in {parent}, {why}"
    walk.convicts(bad, count, _between(walk, reference, bad.place, reference.child), says=says, inferred=True)


def _convict_parent(walk: Walk, reference: Reference, level: Level, why: str) -> None:
    bad, count = level
    says = f"{missing(walk, reference, bad, count)}, {why}"
    walk.convicts(bad, count, _between(walk, reference, bad.place, reference.parent), says=says, inferred=True)


def _convict_branch(walk: Walk, reference: Reference, level: Level, lacking: Stems | None) -> None:
    """Of several tables that the parent unites, the one whose rows they are, up to where it comes in."""
    if lacking is None or lacking.answer is None:
        return
    branch = walk.name(lacking.branch.place.unique_id)
    says = f"the {lacking.answer.broken:,} keys that are missing begin like those of {branch} alone"
    place = level[0].place
    between = _between(walk, reference, lacking.branch.place, [replace(lacking.branch, place=place)])
    walk.convicts(lacking.probe, lacking.answer, between | {place.unique_id or ""}, says=says, inferred=True)


def _between(walk: Walk, reference: Reference, place: Place, side: Sequence[Keyed]) -> frozenset[str]:
    """All nodes on the way from a level down to the symptom, asked or not."""
    start, end = place.unique_id or "", side[0].place.unique_id or ""
    return reference.below | walk.case.lineage.between(start, end)
