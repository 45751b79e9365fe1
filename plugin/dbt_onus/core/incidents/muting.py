"""Which incidents are knowingly left alone at the moment, by whom, why and until when.

Nothing here hides that something is over, and no clock stops; but what is waived is not counted as late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from dbt_onus.core.durations import read_duration
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.waivers import Silence, Waiver
from dbt_onus.errors import OnusError


class Muting(StrEnum):
    """How an incident is left alone: its messages are not wanted, or its failure is accepted."""

    SILENCED = "silenced"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """Who wants no messages about an incident, why, and the moment (UTC) from which it is told again."""

    how: Muting
    by: str
    because: str
    until: datetime

    @property
    def until_says(self) -> str:
        """The end for people: the last day where it ends with a day."""
        if self.until.astimezone(UTC).time() == time():
            return f"{self.until - timedelta(days=1):%Y-%m-%d}"
        return f"{self.until:%Y-%m-%d %H:%M} UTC"

    @property
    def says(self) -> str:
        """For people: `waived until 2027-01-31 (approved by data-platform): migration`."""
        who = "approved by" if self.how is Muting.WAIVED else "by"
        return f"{self.how.value} until {self.until_says} ({who} {self.by}): {self.because}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutes:
    """The silences and waivers of onus.yml, each with the nodes that it selects (`unique_id`)."""

    silences: tuple[tuple[Silence, frozenset[str]], ...] = ()
    waivers: tuple[tuple[Waiver, frozenset[str]], ...] = ()

    def of(self, incident: Incident, now: datetime) -> Muted | None:
        """How the incident is left alone now; a waiver is said before a silence, for it means more."""
        return next(self._all_of(incident, now), None)

    def now(self, incidents: Iterable[Incident], now: datetime) -> Mapping[str, Muted]:
        """By id, the open ones among these that are left alone now."""
        return {one.id: muted for one in incidents if one.is_open and (muted := self.of(one, now)) is not None}

    def ended(self, now: datetime) -> tuple[str, ...]:
        """What has ended and still stands in onus.yml, a line each."""
        return tuple(
            f"the {what} ended on {until}: its incidents are told again; take it out of onus.yml"
            for what, until, _ in self._written()
            if now >= _end(until)
        )

    def idle(self) -> tuple[str, ...]:
        """What selects nothing, a line each: a slip of the pen, or of a table that is gone."""
        return tuple(f"the {what} selects nothing" for what, _, nodes in self._written() if not nodes)

    def _written(self) -> Iterator[tuple[str, date, frozenset[str]]]:
        for silence, nodes in self.silences:
            yield f'silence "{silence.select}" of {silence.by}', silence.until, nodes
        for waiver, nodes in self.waivers:
            yield f'waiver "{waiver.select}" approved by {waiver.approved_by}', waiver.until, nodes

    def _all_of(self, incident: Incident, now: datetime) -> Iterator[Muted]:
        for waiver, nodes in self.waivers:
            if now < _end(waiver.until) and _is_waived(incident, waiver, nodes):
                yield Muted(
                    how=Muting.WAIVED, by=waiver.approved_by, because=waiver.reason, until=_end(waiver.until)
                )
        own = incident.silenced
        if own is not None and now < own.until:
            yield Muted(how=Muting.SILENCED, by=own.by, because=own.because, until=own.until)
        for silence, nodes in self.silences:
            if now < _end(silence.until) and _is_silenced(incident, nodes):
                yield Muted(how=Muting.SILENCED, by=silence.by, because=silence.reason, until=_end(silence.until))


def silence_end(text: str, now: datetime) -> datetime:
    """The end that a person wrote: the day after `2027-01-31` (UTC), or so long from now. OnusError for others."""
    length = read_duration(text)
    if length is not None:
        return now + length
    try:
        return _end(datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC).date())
    except (ValueError, OverflowError):
        raise OnusError(
            f'"{text}" is no end of a silence; write a day like 2027-01-31, or 90m, 4h, 2d, 1w'
        ) from None


def _is_silenced(incident: Incident, nodes: frozenset[str]) -> bool:
    """Born there, or broken nowhere else: what fails outside of a silence is still told."""
    born = incident.origin.unique_id if incident.confidence.pages else None
    return born in nodes or _all_within((_node_of(check, incident) for check in incident.checks), nodes)


def _is_waived(incident: Incident, waiver: Waiver, nodes: frozenset[str]) -> bool:
    """Whether every failing check is accepted: one that is not keeps the incident as it is."""
    terms = {_term_of(check) for check in incident.checks}
    if waiver.terms and not terms <= set(waiver.terms):
        return False
    return _all_within((_node_of(check, incident) for check in incident.checks), nodes)


def _all_within(found: Iterable[str], nodes: frozenset[str]) -> bool:
    every = set(found)
    return bool(every) and every <= nodes


def _node_of(check: str, incident: Incident) -> str:
    """The node that a check speaks of; the one that it is, where the incident does not know."""
    return incident.about.get(check, check.partition("#")[0])


def _term_of(check: str) -> str:
    """The contract term of a check's key (`…#not_null:amount`, `…#metric (paid)`); empty where it is of none."""
    return check.partition("#")[2].partition(" (")[0].partition(":")[0]


def _end(until: date) -> datetime:
    """The moment after the last day."""
    return datetime.combine(until + timedelta(days=1), time(), tzinfo=UTC)
