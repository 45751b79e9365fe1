"""What is known of each thing that can have broken a place, and what follows from all of them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.walking.walk import Seen, Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One of the things that can have broken a place, and what is known of it.

    `follow` goes on from there: it plans what lies above, or convicts once nothing else is left.
    """

    seen: Seen
    follow: Callable[[], None] | None = None


def look_at(
    walk: Walk,
    asked: tuple[Probe, Answer | None] | None,
    below: frozenset[str],
    onward: Callable[[], None],
    *,
    inferred: bool = False,
) -> Look:
    """What an answer says: the place is good, or it is bad and `onward` goes on above it, or it is not known."""
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked
    if answer is not None and answer.broken == 0:
        walk.clears(probe)
        return Look(seen=Seen.GOOD)

    def follow() -> None:
        if answer is None or walk.convicts(probe, answer, below, inferred=inferred):
            onward()

    return Look(seen=walk.unknown(probe) if answer is None else Seen.BAD, follow=follow)


def conclude(walk: Walk, looks: Sequence[Look]) -> bool:
    """Follow the only bad one if all others are good; while planning, also what waits. Whether all are good.

    Where one place cannot be known, or two are bad, nothing follows for any: nothing more is asked.
    """
    seen = [look.seen for look in looks]
    bad = [look for look in looks if look.seen is Seen.BAD]
    if Seen.OPEN in seen or len(bad) > 1 or (Seen.WAITING in seen and not walk.planning):
        return False
    for look in bad or [look for look in looks if look.seen is Seen.WAITING]:
        if look.follow is not None:
            look.follow()
    return bool(looks) and all(one is Seen.GOOD for one in seen)


def is_open(looks: Sequence[Look]) -> bool:
    """Whether the answers decide nothing, whatever else may come: one cannot be known, or two are bad."""
    seen = [look.seen for look in looks]
    return Seen.OPEN in seen or seen.count(Seen.BAD) > 1
