"""Teams, and who is meant when somebody writes a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

from dbt_onus.core.evidence import Confidence
from dbt_onus.core.messages import Severity
from dbt_onus.core.notifications import Role

_SEPARATORS = re.compile(r"[\s_-]+")


#: How often a team is reminded of what it has not acknowledged, where onus.yml does not say it.
REMIND_EVERY = timedelta(hours=24)


class Clock(Struct, frozen=True, kw_only=True):
    """How long a team may take; `None` is no limit, and for `remind_every` never."""

    acknowledge_within: timedelta | None = None
    repair_within: timedelta | None = None
    remind_every: timedelta | None = REMIND_EVERY


NO_CLOCK = Clock()


class Subscription(Struct, frozen=True, kw_only=True):
    """A receiver of a team, and what it is for. An empty condition is none: it hears of everything."""

    receiver: str
    roles: tuple[Role, ...] = ()
    confidence: tuple[Confidence, ...] = ()
    severity: tuple[Severity, ...] = ()

    def hears(self, role: Role, confidence: Confidence, severity: Severity) -> bool:
        """Whether it is for incidents like that."""
        return (
            (not self.roles or role in self.roles)
            and (not self.confidence or confidence in self.confidence)
            and (not self.severity or severity in self.severity)
        )


class Rung(Struct, frozen=True, kw_only=True):
    """Whom a team's incidents go to when its clock runs out: a team or a receiver.

    `weekly`: not each of them when it happens, but one digest a week of everything that is overdue.
    """

    to: str
    weekly: bool = False


class Team(Struct, frozen=True, kw_only=True):
    """Who answers for nodes. `key` is what configuration says, `name` what people read.

    `members` are e-mails or handles; `receivers` and `escalate_to` name receivers and rungs that exist.
    """

    key: str
    name: str
    members: tuple[str, ...] = ()
    receivers: tuple[Subscription, ...] = ()
    escalate_to: Rung | None = None
    clock: Clock = NO_CLOCK


class Rule(Struct, frozen=True, kw_only=True):
    """`rules` in onus.yml: what the dbt selector `select` selects answers to `team` (a team's key)."""

    select: str
    team: str


class Roster:
    """The known teams by every name they and their members go by."""

    def __init__(self, teams: Iterable[Team]) -> None:
        self._keys: defaultdict[str, set[str]] = defaultdict(set)
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        self._members: defaultdict[str, set[str]] = defaultdict(set)
        self._mailboxes: defaultdict[str, set[str]] = defaultdict(set)
        for team in teams:
            self.add(team.key, names=(team.name,), members=team.members)

    def add(self, key: str, *, names: Iterable[str] = (), members: Iterable[str] = ()) -> None:
        """Let the team `key` be known by these names and members as well."""
        self._keys[_plain(key)].add(key)
        for name in names:
            self._names[_plain(name)].add(key)
        for member in members:
            self._members[_plain(member)].add(key)
            if "@" in _bare(member):
                self._mailboxes[_plain(_bare(member).partition("@")[0])].add(key)

    def teams_named(self, word: str) -> tuple[str, ...]:
        """The keys of the teams whose key or, failing that, whose name `word` is."""
        plain = _plain(word)
        return tuple(sorted(self._keys.get(plain) or self._names.get(plain) or ()))

    def teams_meant(self, word: str) -> tuple[str, ...]:
        """The keys of the teams that `word` may mean: none is unknown, several are ambiguous.

        The closest reading wins: a team's key, a team's name, a member as listed, the mailbox of a member's
        e-mail (`@ana` for `ana@shop.example`), and of an e-mail the mailbox as a team (`payments@shop.example`).
        `@org/team` is read as `team`.
        """
        for spelling in dict.fromkeys((word, word.rpartition("/")[2])):
            bare, plain = _bare(spelling), _plain(spelling)
            mailbox, is_email, _ = bare.partition("@")
            readings = (
                self.teams_named(spelling),
                self._members.get(plain),
                self._members.get(_plain(mailbox)) if is_email else self._mailboxes.get(plain),
                self._keys.get(_plain(mailbox)) if is_email else None,
            )
            for reading in readings:
                if reading:
                    return tuple(sorted(reading))
        return ()


def _bare(word: str) -> str:
    return word.strip().lstrip("@#").strip()


def _plain(word: str) -> str:
    """`#Data Platform`, `@data_platform` and `data-platform` are one name."""
    return _SEPARATORS.sub("-", _bare(word).casefold())
