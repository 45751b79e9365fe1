"""`teams` in onus.yml: who there is, how each is reached, and where what it leaves undone goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from msgspec import Struct

from dbt_onus.config.values import Value, listed, nearest, shown, words
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.messages import Severity
from dbt_onus.core.notifications import Role
from dbt_onus.core.ownership import Clock, Rung, Subscription, Team

_TEAM = ("name", "members", "receivers", "escalate_to", "clock")
_CLOCK = ("acknowledge_within", "repair_within", "remind_every")
_SUBSCRIPTION = ("receiver", "roles", "confidence", "severity")


class Defined(Struct, frozen=True):
    """The names that onus.yml defines, so that the others can be refused.

    `known` are teams besides these; `None`: any name may be one.
    """

    teams: Collection[str]
    receivers: Collection[str]
    known: Collection[str] | None = ()

    def team(self, value: Value) -> str:
        """A team of `teams`, or one known otherwise. A file that defines no team at all is taken at its word."""
        if not self.teams or self.known is None:
            return value.text("a team")
        return self._one_of(value, {*self.teams, *self.known}, "under teams")

    def fallback(self, value: Value) -> str:
        """The team of last resort: naming it here defines it, unless it looks like a slip of the pen."""
        text = value.text("a team")
        if self.teams and self.known is not None and text not in self.known and nearest(text, self.teams):
            return self.team(value)
        return text

    def receiver(self, value: Value) -> str:
        """A receiver of `receivers`."""
        return self._one_of(value, self.receivers, "under receivers")

    def rung(self, value: Value) -> str:
        """A team or a receiver."""
        if self.known is None:
            return value.text("a team or a receiver")
        names = {*self.teams, *self.known, *self.receivers}
        return self._one_of(value, names, "as a team or a receiver")

    def _one_of(self, value: Value, names: Collection[str], where: str) -> str:
        text = value.text()
        if text not in names:
            raise value.error(f"{shown(text, quoted=True)} is not defined {where}{nearest(text, names)}")
        return text


def read_teams(
    value: Value | None, receivers: Collection[str], known: Collection[str] | None = ()
) -> Mapping[str, Team]:
    """`teams`: by key; an empty entry defines a team by its name alone."""
    entries = value.entries() if value else {}
    defined = Defined(entries, receivers, known)
    teams = {key: _team(key, entry, defined) for key, entry in entries.items()}
    _no_circle(teams, entries)
    return MappingProxyType(teams)


def _team(key: str, value: Value, defined: Defined) -> Team:
    fields = {} if value.is_null else value.fields(_TEAM)
    return Team(
        key=key,
        name=fields["name"].text() if "name" in fields else key,
        members=tuple(member.text("a person") for member in listed(fields, "members")),
        receivers=tuple(_subscription(entry, defined) for entry in listed(fields, "receivers")),
        escalate_to=_rung(fields["escalate_to"], defined) if "escalate_to" in fields else None,
        clock=_clock(fields.get("clock")),
    )


def _clock(value: Value | None) -> Clock:
    fields = value.fields(_CLOCK) if value else {}
    never = {"remind_every"} if "remind_every" in fields and fields["remind_every"].is_word("never") else set()
    return Clock(**{key: None if key in never else limit.duration() for key, limit in fields.items()})


def _subscription(value: Value, defined: Defined) -> Subscription:
    """A receiver by its name, or with what it is for."""
    if not value.is_mapping:
        return Subscription(receiver=defined.receiver(value))
    fields = value.fields(_SUBSCRIPTION, ("receiver",))
    return Subscription(
        receiver=defined.receiver(fields["receiver"]),
        roles=tuple(Role(one) for one in words(fields, "roles", tuple(Role))),
        confidence=tuple(Confidence(one) for one in words(fields, "confidence", tuple(Confidence))),
        severity=tuple(Severity(one) for one in words(fields, "severity", tuple(Severity))),
    )


def _rung(value: Value, defined: Defined) -> Rung:
    """A team or a receiver, or `{to: NAME, digest: weekly}`."""
    if not value.is_mapping:
        return Rung(to=defined.rung(value))
    fields = value.fields(("to", "digest"), ("to",))
    weekly = "digest" in fields and fields["digest"].choice(("weekly",)) == "weekly"
    return Rung(to=defined.rung(fields["to"]), weekly=weekly)


def _no_circle(teams: Mapping[str, Team], entries: Mapping[str, Value]) -> None:
    """A ladder ends somewhere."""
    for key in teams:
        way, team = [key], teams[key]
        while team.escalate_to is not None and team.escalate_to.to in teams:
            way.append(team.escalate_to.to)
            if way[-1] in way[:-1]:
                place = entries[key].entries()["escalate_to"]
                raise place.error(f"the ladder goes round in a circle: {' → '.join(way)}; end it somewhere")
            team = teams[way[-1]]
