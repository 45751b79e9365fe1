"""One thing that a change of code or declarations does to whoever reads the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dbt_onus.core.annotations import Annotation, Level


class Effect(StrEnum):
    """What it comes to, from the side of whoever reads."""

    BREAKING = "breaking"
    RISKY = "risky"
    SAFE = "safe"


class Harm(StrEnum):
    """What it does to a reader, if there is one."""

    BROKEN = "it cannot be built as it stands"
    TAKEN = "what was there is gone"
    WITHDRAWN = "a firm promise is no longer kept"
    LOOSENED = "less is promised, or something else"
    REWRITTEN = "the same name holds something computed otherwise"
    NONE = "nothing is taken from a reader"


class Kind(StrEnum):
    """What changed."""

    NODE_REMOVED = "node_removed"
    NODE_RENAMED = "node_renamed"
    NODE_DISABLED = "node_disabled"
    VERSION_REMOVED = "version_removed"
    LATEST_VERSION_MOVED = "latest_version_moved"
    RELATION_MOVED = "relation_moved"
    SOURCE_MOVED = "source_moved"
    MATERIALIZATION = "materialization"
    ACCESS_NARROWED = "access_narrowed"
    ACCESS_WIDENED = "access_widened"
    CONTRACT_DROPPED = "contract_dropped"
    CONTRACT_ENFORCED = "contract_enforced"
    CONTRACT_UNCHECKED = "contract_unchecked"
    DEPRECATED = "deprecated"
    DEPRECATION_LIFTED = "deprecation_lifted"
    OWNER_CHANGED = "owner_changed"
    OWNER_LOST = "owner_lost"
    EXPOSURE_REMOVED = "exposure_removed"
    COLUMN_REMOVED = "column_removed"
    COLUMN_RENAMED = "column_renamed"
    COLUMN_RETYPED = "column_retyped"
    COLUMN_UNDECLARED = "column_undeclared"
    COLUMN_REWRITTEN = "column_rewritten"
    COLUMN_ADDED = "column_added"
    ROWS_REWRITTEN = "rows_rewritten"
    CODE_UNREADABLE = "code_unreadable"
    TERM_DROPPED = "term_dropped"
    TERM_LOOSENED = "term_loosened"
    TERM_CHANGED = "term_changed"
    TERM_TIGHTENED = "term_tightened"
    TERM_ADDED = "term_added"


#: What each kind means, for formats that list their rules.
MEANINGS: dict[Kind, str] = {kind: kind.replace("_", " ") for kind in Kind}


class How(StrEnum):
    """How something uses what changes."""

    ASKS = "asks for it"
    SHOWS = "shows it"
    TESTS = "tests it"
    REACHED = "is made from it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A node that uses what changes. `certain` is false where its SQL could not be read, or only guessed at."""

    unique_id: str
    label: str
    resource_type: str
    project: str
    team: str
    how: How
    certain: bool = True

    @property
    def direct(self) -> bool:
        """Whether it names the thing itself: it is what has to be changed."""
        return self.how is not How.REACHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed, before anybody asked who is hit. `says` is a sentence of its own.

    `term`: the word of the contract, where it is about one. `gone` are columns of other nodes that go with it:
    they come through `select *`.
    """

    kind: Kind
    harm: Harm
    unique_id: str
    label: str
    resource_type: str
    project: str
    says: str
    column: str | None = None
    term: str | None = None
    before: str = ""
    after: str = ""
    gone: tuple[tuple[str, str], ...] = ()
    file: str = ""

    @property
    def id(self) -> str:
        """The same for the same change in every run: what answers are kept under."""
        marks = (self.kind, self.unique_id, (self.column or "").lower(), self.term or "", self.before, self.after)
        return hashlib.sha256("|".join(marks).encode("utf-8", "replace")).hexdigest()[:8]

    @property
    def subject(self) -> str:
        """What people call it."""
        return f"{self.label}.{self.column}" if self.column else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A difference with what it comes to. `team` answers for what changes; `why` says why it is what it is."""

    difference: Difference
    effect: Effect
    why: str
    team: str
    uses: tuple[Use, ...] = ()

    @property
    def id(self) -> str:
        """See `Difference.id`."""
        return self.difference.id

    @property
    def teams(self) -> tuple[str, ...]:
        """Every team that has something which uses it, the producing one too if it has."""
        return tuple(sorted({use.team for use in self.uses}))

    @property
    def asked(self) -> tuple[str, ...]:
        """The teams that have to do something, and so have to agree: those whose own code names it."""
        return tuple(sorted({use.team for use in self.uses if use.direct and use.certain})) or self.teams

    def annotation(self) -> Annotation:
        """As CI systems show it."""
        level = {Effect.BREAKING: Level.ERROR, Effect.RISKY: Level.WARNING, Effect.SAFE: Level.NOTE}[self.effect]
        said = self.difference
        return Annotation(
            fingerprint=self.id,
            rule=said.kind.value,
            level=level,
            title=f"{said.subject}: {self.effect}",
            says=f"{said.says}; {self.why}",
            file=said.file or None,
        )


_ORDER = {effect: place for place, effect in enumerate(Effect)}


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The worst first, those that hit most next, then by name."""
    return tuple(
        sorted(
            changes,
            key=lambda one: (_ORDER[one.effect], -len(one.uses), one.difference.subject, one.difference.kind),
        )
    )
