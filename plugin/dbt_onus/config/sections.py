"""The sections of onus.yml, each from its value to what the core calls it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dbt_onus.config.values import Value, env_reference, nearest, shown
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.messages import Severity
from dbt_onus.core.notifications import Role
from dbt_onus.core.ownership import Clock, Defaults, Rule, Rung, Subscription, Team
from dbt_onus.core.receivers import SecretRef
from dbt_onus.core.waivers import Silence, Waiver

_TEAM = ("name", "members", "receivers", "escalate_to", "clock")
_CLOCK = ("acknowledge_within", "repair_within", "remind_every")
_SUBSCRIPTION = ("receiver", "roles", "confidence", "severity")
_WAIVER = ("select", "terms", "reason", "approved_by", "until")
_SILENCE = ("select", "reason", "by", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """Whether the warehouse may be asked (`never`, or when the artifacts leave it `undecided`), and how much.

    `limit` is a number of probes, `seconds` the time for all of them.
    """

    when: str = "never"
    limit: int = 20
    seconds: int = 60


NO_PROBES = Probes()


@dataclass(frozen=True, slots=True)
class Defined:
    """The names that onus.yml defines, so that the others can be refused."""

    teams: Collection[str]
    receivers: Collection[str]
    known: Collection[str] = ()

    def team(self, value: Value) -> str:
        """A team of `teams`, or one known otherwise. A file that defines no team at all is taken at its word."""
        if not self.teams:
            return value.text("a team")
        return self._one_of(value, {*self.teams, *self.known}, "under teams")

    def fallback(self, value: Value) -> str:
        """The team of last resort: naming it here defines it, unless it looks like a slip of the pen."""
        text = value.text("a team")
        if self.teams and text not in self.known and nearest(text, self.teams):
            return self.team(value)
        return text

    def receiver(self, value: Value) -> str:
        """A receiver of `receivers`."""
        return self._one_of(value, self.receivers, "under receivers")

    def rung(self, value: Value) -> str:
        """A team or a receiver."""
        names = {*self.teams, *self.known, *self.receivers}
        return self._one_of(value, names, "as a team or a receiver")

    def _one_of(self, value: Value, names: Collection[str], where: str) -> str:
        text = value.text()
        if text not in names:
            raise value.error(f"{shown(text, quoted=True)} is not defined {where}{nearest(text, names)}")
        return text


def read_teams(value: Value | None, receivers: Collection[str], known: Collection[str] = ()) -> Mapping[str, Team]:
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
        members=tuple(member.text("a person") for member in _listed(fields, "members")),
        receivers=tuple(_subscription(entry, defined) for entry in _listed(fields, "receivers")),
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
        roles=tuple(Role(one) for one in _words(fields, "roles", tuple(Role))),
        confidence=tuple(Confidence(one) for one in _words(fields, "confidence", tuple(Confidence))),
        severity=tuple(Severity(one) for one in _words(fields, "severity", tuple(Severity))),
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


def read_rules(value: Value | None, defined: Defined) -> tuple[Rule, ...]:
    """`rules`: in the order written, which decides."""
    keys = ("select", "team")
    rules = [item.fields(keys, keys) for item in _items(value)]
    return tuple(Rule(select=rule["select"].text("a selector"), team=defined.team(rule["team"])) for rule in rules)


def read_defaults(value: Value | None, defined: Defined) -> Defaults:
    """`defaults`: the team of the project, and of dbt packages in it."""
    fields = value.fields(("project", "packages")) if value else {}
    packages = fields["packages"].entries() if "packages" in fields else {}
    return Defaults(
        project=defined.team(fields["project"]) if "project" in fields else None,
        packages=MappingProxyType({name: defined.team(team) for name, team in packages.items()}),
    )


def read_waivers(value: Value | None, defined: Defined) -> tuple[Waiver, ...]:
    """`waivers`: each with a reason, an approver and an end, or it is an error."""
    waivers = [item.fields(_WAIVER, ("select", "reason", "approved_by", "until")) for item in _items(value)]
    return tuple(
        Waiver(
            select=waiver["select"].text("a selector"),
            terms=tuple(term.text("a term") for term in _listed(waiver, "terms")),
            reason=waiver["reason"].text("a reason"),
            approved_by=defined.team(waiver["approved_by"]),
            until=waiver["until"].day(),
        )
        for waiver in waivers
    )


def read_silences(value: Value | None) -> tuple[Silence, ...]:
    """`silences`: each with a reason, a person or team, and an end."""
    silences = [item.fields(_SILENCE, _SILENCE) for item in _items(value)]
    return tuple(
        Silence(
            select=silence["select"].text("a selector"),
            reason=silence["reason"].text("a reason"),
            by=silence["by"].text("a person or a team"),
            until=silence["until"].day(),
        )
        for silence in silences
    )


def read_probes(value: Value | None) -> Probes:
    """`probes`."""
    fields = value.fields(("when", "limit", "seconds")) if value else {}
    return Probes(
        when=fields["when"].choice(("never", "undecided")) if "when" in fields else NO_PROBES.when,
        limit=fields["limit"].number(1000) if "limit" in fields else NO_PROBES.limit,
        seconds=fields["seconds"].number(3600) if "seconds" in fields else NO_PROBES.seconds,
    )


def read_ledger(value: Value | None, default: str) -> str | SecretRef:
    """`ledger`: `sqlite:PATH`, or `env:NAME` for an address that holds a password."""
    if value is None:
        return default
    text = value.text("an address")
    reference = env_reference(text)
    if reference is None and not text.startswith("sqlite:"):
        raise value.error("this must be sqlite:PATH, or env:NAME where NAME holds the address")
    return reference or text


def _items(value: Value | None) -> list[Value]:
    return value.items() if value else []


def _words(fields: Mapping[str, Value], key: str, among: Collection[str]) -> list[str]:
    """One of these words, or several."""
    return [value.choice(among) for value in _listed(fields, key)]


def _listed(fields: Mapping[str, Value], key: str) -> list[Value]:
    return fields[key].texts() if key in fields else []
