"""Teams, and who is meant when somebody writes a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct

_SEPARATORS = re.compile(r"[\s_-]+")


class Clock(Struct, frozen=True, kw_only=True):
    """How long a team may take; `None` is no limit."""

    acknowledge_within: timedelta | None = None
    repair_within: timedelta | None = None


NO_CLOCK = Clock()


class Team(Struct, frozen=True, kw_only=True):
    """Who answers for nodes. `key` is what configuration says, `name` what people read.

    `members` are e-mails or handles, `receivers` names of receivers, `escalate_to` a team or a receiver.
    """

    key: str
    name: str
    members: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()
    escalate_to: str | None = None
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
