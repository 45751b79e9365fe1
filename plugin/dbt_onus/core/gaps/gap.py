"""What a project's declarations leave open, one thing at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dbt_onus.core.annotations import Annotation, Level
from dbt_onus.core.declared import Keys


class Kind(StrEnum):
    """What is left open."""

    UNOWNED = "unowned"
    UNKNOWN_TEAM = "unknown_team"
    CONTESTED_OWNER = "contested_owner"
    UNPROMISED_SOURCE = "unpromised_source"
    UNPROMISED_PUBLIC = "unpromised_public"
    UNPROMISED_COLUMN = "unpromised_column"
    UNTESTED_CONTRACT = "untested_contract"
    DISABLED_CONTRACT = "disabled_contract"
    INERT_CONTRACT = "inert_contract"
    UNASKED_FRESHNESS = "unasked_freshness"
    DEAD_RULE = "dead_rule"
    DEAD_SILENCE = "dead_silence"
    DEAD_WAIVER = "dead_waiver"
    ENDED_SILENCE = "ended_silence"
    ENDED_WAIVER = "ended_waiver"
    IDLE_TEAM = "idle_team"
    UNDEFINED_GROUP = "undefined_group"
    UNREACHED_RECEIVER = "unreached_receiver"


#: What each kind means, for people and for formats that list their rules.
MEANINGS: dict[Kind, str] = {
    Kind.UNOWNED: "nobody answers for the node but the fallback team",
    Kind.UNKNOWN_TEAM: "the node names an owner that is no known team",
    Kind.CONTESTED_OWNER: "several places name different owners",
    Kind.UNPROMISED_SOURCE: "another team reads the source, and nobody promises anything of it",
    Kind.UNPROMISED_PUBLIC: "the model is public and promises nothing",
    Kind.UNPROMISED_COLUMN: "another team reads a column that no promise covers",
    Kind.UNTESTED_CONTRACT: "terms are declared and no onus.contract test evaluates them",
    Kind.DISABLED_CONTRACT: "the contract's test is disabled",
    Kind.INERT_CONTRACT: "the contract was not evaluated in the latest runs",
    Kind.UNASKED_FRESHNESS: "freshness is declared and nothing asks how old the data is",
    Kind.DEAD_RULE: "a rule of onus.yml decides nothing",
    Kind.DEAD_SILENCE: "a silence of onus.yml selects nothing",
    Kind.DEAD_WAIVER: "a waiver of onus.yml selects nothing",
    Kind.ENDED_SILENCE: "a silence of onus.yml has ended",
    Kind.ENDED_WAIVER: "a waiver of onus.yml has ended",
    Kind.IDLE_TEAM: "a team of onus.yml owns nothing and nothing names it",
    Kind.UNDEFINED_GROUP: "a dbt group owns nodes and onus.yml does not define it as a team",
    Kind.UNREACHED_RECEIVER: "a receiver of onus.yml belongs to no team",
}

_ERRORS = frozenset({Kind.UNOWNED, Kind.UNKNOWN_TEAM, Kind.UNTESTED_CONTRACT, Kind.DISABLED_CONTRACT})
_NOTES = frozenset({Kind.IDLE_TEAM, Kind.ENDED_SILENCE, Kind.ENDED_WAIVER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing left open.

    `subject` is what people call it and `about` what tells it from others of its kind in every run: a `unique_id`,
    a column of one, a rule's selector. `file` is relative to the repository once the project is known, `keys` the
    place in it; `line` is found from them.
    """

    kind: Kind
    subject: str
    about: str
    says: str
    remedy: str
    project: str
    unique_id: str | None = None
    column: str | None = None
    team: str | None = None
    file: str = ""
    keys: Keys = ()
    line: int | None = None

    @property
    def id(self) -> str:
        """The same for the same gap in every run, wherever its file is moved to: what a baseline keeps."""
        return hashlib.sha256(f"{self.kind}|{self.about}|{self.column or ''}".encode()).hexdigest()[:12]

    @property
    def level(self) -> Level:
        """How bad it is."""
        if self.kind in _ERRORS:
            return Level.ERROR
        return Level.NOTE if self.kind in _NOTES else Level.WARNING

    @property
    def path(self) -> str:
        """The place in its file, as people write it: `rules[2]`, `sources.stripe.tables.charges`."""
        text = ""
        for key in self.keys:
            text += f"[{key + 1}]" if isinstance(key, int) else f"{'.' if text else ''}{key}"
        return text

    def annotation(self) -> Annotation:
        """As CI systems show it."""
        return Annotation(
            fingerprint=self.id,
            rule=self.kind.value,
            level=self.level,
            title=f"{self.subject}: {self.kind.replace('_', ' ')}",
            says=f"{self.subject}: {self.says}",
            remedy=self.remedy,
            file=self.file or None,
            line=self.line,
        )


_ORDER = {level: place for place, level in enumerate(Level)}


def ordered(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The worst first, then by kind and by name; one that was found twice, once."""
    once = {gap.id: gap for gap in gaps}
    return tuple(sorted(once.values(), key=lambda gap: (_ORDER[gap.level], gap.kind, gap.subject, gap.id)))
