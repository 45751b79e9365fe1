"""Everything that is due now, over all incidents: the messages, what of them is a digest, and what is taken back.

Pure: the caller reads incidents and what was told of them, and writes the plan, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import Muted, Mutes
from dbt_onus.core.incidents.timeline import ONUS, Event, What
from dbt_onus.core.notifications import Delivered, Notification, Told
from dbt_onus.core.routing.due import Due, Outlook, due
from dbt_onus.core.routing.routes import Addresses

NO_MUTES = Mutes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes out as one message to one receiver: one notification, or a digest of several.

    `is_digest` also for a weekly digest that holds one incident.
    """

    parts: tuple[Due, ...]
    is_digest: bool = False

    @property
    def notification(self) -> Notification:
        """The first one: the message goes by its key."""
        return self.parts[0].notification

    @property
    def covers(self) -> tuple[Notification, ...]:
        """The others."""
        return tuple(part.notification for part in self.parts[1:])

    @property
    def receiver(self) -> str:
        """Where it goes."""
        return self.notification.receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be written and sent now.

    `letters` go into the outbox, `dropped` are keys of messages there that need not be sent any more, `kept` of
    those that wait and are still right. `muted` says by incident id which ones nothing is sent about, and `says`
    what a person should know.
    """

    letters: tuple[Letter, ...] = ()
    dropped: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    muted: Mapping[str, Muted]
    says: tuple[str, ...] = ()

    @property
    def notifications(self) -> tuple[Notification, ...]:
        """Every notification, digests unfolded."""
        return tuple(part.notification for letter in self.letters for part in letter.parts)


def plan(
    incidents: Iterable[Incident],
    told: Mapping[str, Sequence[Told]],
    addresses: Addresses,
    now: datetime,
    *,
    mutes: Mutes = NO_MUTES,
) -> Plan:
    """What is due. `incidents` are all that are open or not closed everywhere; `told` is by incident id."""
    known = sorted(incidents, key=lambda one: (one.opened_at, one.id))
    muted = mutes.now(known, now)
    outlooks = {one.id: due(one, told.get(one.id, ()), addresses, now, muted=muted.get(one.id)) for one in known}
    broken_up: set[str] = set()
    # a digest of which one part is not right any more is taken back as a whole: the rest of it is planned anew
    while fresh := _digests_hit(outlooks, told) - broken_up:
        broken_up |= fresh
        for one in known:
            said = told.get(one.id, ())
            if any(each.digest in fresh for each in said):
                left = tuple(_taken_back(each, broken_up) for each in said)
                outlook = due(one, left, addresses, now, muted=muted.get(one.id))
                gone = tuple(each.notification.key for each in said if _waits_in(each, broken_up))
                outlooks[one.id] = replace(outlook, dropped=tuple(dict.fromkeys((*outlook.dropped, *gone))))
    every = [outlooks[one.id] for one in known]
    return Plan(
        letters=tuple(_letters([each for outlook in every for each in outlook.due], addresses)),
        dropped=tuple(key for outlook in every for key in outlook.dropped),
        kept=tuple(key for outlook in every for key in outlook.kept),
        events=tuple(dict.fromkeys(_events(known, outlooks, now))),
        muted=muted,
        says=tuple(dict.fromkeys((*mutes.ended(now), *(line for outlook in every for line in outlook.says)))),
    )


def _digests_hit(outlooks: Mapping[str, Outlook], told: Mapping[str, Sequence[Told]]) -> set[str]:
    """The digests that wait and of which a part is to be dropped."""
    return {
        one.digest
        for incident_id, outlook in outlooks.items()
        for one in told.get(incident_id, ())
        if one.digest is not None and one.is_waiting and one.notification.key in set(outlook.dropped)
    }


def _waits_in(one: Told, digests: set[str]) -> bool:
    return one.digest in digests and one.is_waiting


def _taken_back(one: Told, digests: set[str]) -> Told:
    return replace(one, state=Delivered.DROPPED) if _waits_in(one, digests) else one


def _letters(every: Sequence[Due], addresses: Addresses) -> Iterator[Letter]:
    """Closing first. Many messages to one receiver are one digest, where its channel can show that."""
    ordered = sorted(every, key=lambda one: not one.notification.reason.closes)
    by_receiver: dict[tuple[str, bool], list[Due]] = {}
    for one in ordered:
        by_receiver.setdefault((one.notification.receiver, one.weekly), []).append(one)
    for (receiver, weekly), parts in by_receiver.items():
        can = addresses.traits_of(receiver).digests
        if can and (weekly or len(parts) > addresses.digest_above):
            yield Letter(parts=tuple(parts), is_digest=True)
        else:
            yield from (Letter(parts=(part,)) for part in parts)


def _events(incidents: Iterable[Incident], outlooks: Mapping[str, Outlook], now: datetime) -> Iterator[Event]:
    """A line in the timeline of every incident that goes up the ladder."""
    for incident in incidents:
        climbs = [one.climb for one in outlooks[incident.id].due if one.climb is not None]
        rungs = [climb for climb in climbs if climb.rung is not None]
        if rungs:
            yield Event(
                incident_id=incident.id,
                episode=incident.episode,
                at=now,
                by=ONUS,
                what=What.ESCALATED,
                because="; ".join(dict.fromkeys(climb.says for climb in rungs)),
                names=", ".join(dict.fromkeys(climb.rung.to for climb in rungs if climb.rung is not None)),
            )
