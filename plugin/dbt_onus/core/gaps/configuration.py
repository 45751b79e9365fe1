"""What stands in onus.yml and does nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dbt_onus.core.declared import Keys
from dbt_onus.core.gaps.gap import Gap, Kind
from dbt_onus.core.ownership import Defaults, Roster, Rule, Team
from dbt_onus.core.receivers import Receiver
from dbt_onus.core.waivers import Silence, Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One project's onus.yml with what its selectors select today. `owning`: the teams that own any node."""

    project: str
    file: str
    fallback_team: str
    teams: Mapping[str, Team]
    defaults: Defaults
    receivers: Mapping[str, Receiver]
    rules: Sequence[tuple[Rule, frozenset[str]]]
    silences: Sequence[tuple[Silence, frozenset[str]]]
    waivers: Sequence[tuple[Waiver, frozenset[str]]]
    groups: Collection[str]
    owning: Collection[str]

    def gap(self, kind: Kind, subject: str, keys: Keys, says: str, remedy: str) -> Gap:
        """A gap of this file."""
        return Gap(
            kind=kind,
            subject=subject,
            about=f"{self.project}|{subject}",
            says=says,
            remedy=remedy,
            project=self.project,
            file=self.file,
            keys=keys,
        )


def _receivers_of(team: Team) -> Iterator[str]:
    """The receivers that a team names itself."""
    yield from (one.receiver for one in team.receivers)


def _rung_of(team: Team) -> str | None:
    """The team or receiver that comes after it."""
    return team.escalate_to.to if team.escalate_to is not None else None


def configuration_gaps(said: Configuration, today: date) -> Iterator[Gap]:
    """Everything in onus.yml that reaches nothing."""
    yield from _rules(said)
    yield from _teams(said)
    yield from _receivers(said)
    for number, (silence, found) in enumerate(said.silences):
        yield from _bounded(said, ("silences", number), silence, found, today)
    for number, (waiver, found) in enumerate(said.waivers):
        yield from _bounded(said, ("waivers", number), waiver, found, today)


def _rules(said: Configuration) -> Iterator[Gap]:
    for number, (rule, found) in enumerate(said.rules):
        later = frozenset[str]().union(*(nodes for _, nodes in said.rules[number + 1 :]))
        subject = f'rule "{rule.select}" for {rule.team}'
        if not found:
            says, remedy = "selects nothing", "correct its selector, or remove it"
        elif found <= later:
            says, remedy = "decides nothing: later rules overrule it everywhere", "move it down, or remove it"
        else:
            continue
        yield said.gap(Kind.DEAD_RULE, subject, ("rules", number), says, remedy)


def _teams(said: Configuration) -> Iterator[Gap]:
    named = {said.fallback_team, said.defaults.project, *said.defaults.packages.values()}
    named |= {rule.team for rule, _ in said.rules} | {_rung_of(team) for team in said.teams.values()}
    named |= {waiver.approved_by for waiver, _ in said.waivers} | {silence.by for silence, _ in said.silences}
    for key in said.teams:
        if key not in named and key not in said.owning:
            says = "owns nothing, and nothing names it"
            yield said.gap(Kind.IDLE_TEAM, f"team {key}", ("teams", key), says, "give it nodes, or remove it")
    roster = Roster(said.teams.values())
    for name in sorted(set(said.groups)) if said.teams else ():
        if name in said.owning and not roster.teams_named(name):
            yield said.gap(
                Kind.UNDEFINED_GROUP,
                f"dbt group {name}",
                ("teams",),
                "owns nodes, and no team of onus.yml goes by that name: no receiver reaches it",
                f"define teams.{name} with its receivers",
            )


def _receivers(said: Configuration) -> Iterator[Gap]:
    reached = {name for team in said.teams.values() for name in (*_receivers_of(team), _rung_of(team))}
    for name in said.receivers:
        if name not in reached:
            yield said.gap(
                Kind.UNREACHED_RECEIVER,
                f"receiver {name}",
                ("receivers", name),
                "belongs to no team and no escalate_to: nothing is ever sent there",
                "name it under receivers of a team, or remove it",
            )


def _bounded(
    said: Configuration, keys: Keys, entry: Silence | Waiver, found: frozenset[str], today: date
) -> Iterator[Gap]:
    waives = isinstance(entry, Waiver)
    word = "waiver" if waives else "silence"
    subject = f'{word} of "{entry.select}"'
    if entry.until < today:
        kind = Kind.ENDED_WAIVER if waives else Kind.ENDED_SILENCE
        yield said.gap(kind, subject, keys, f"ended on {entry.until.isoformat()}", "remove it, or renew it")
    elif not found:
        kind = Kind.DEAD_WAIVER if waives else Kind.DEAD_SILENCE
        yield said.gap(kind, subject, keys, "selects nothing", "correct its selector, or remove it")
