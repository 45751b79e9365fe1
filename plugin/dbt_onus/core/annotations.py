"""Something to show beside a line of code, whatever CI system shows it: what every such format renders.

`onus check` makes them of gaps, `onus report` of incidents (`incident_annotations`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How loudly it is said."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in the repository: the file with slashes, and the line from 1 where one is meant."""

    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One remark. `rule` is what kind of thing it is about, `fingerprint` the same in every run.

    `file` is relative to the repository, with slashes; `line` counts from 1. A remark without a file is on the
    whole project.
    """

    fingerprint: str
    rule: str
    level: Level
    title: str
    says: str
    remedy: str = ""
    file: str | None = None
    line: int | None = None

    @property
    def text(self) -> str:
        """The sentence and what to do about it."""
        return f"{self.says}; {self.remedy}" if self.remedy else self.says


#: What each rule is about, in a sentence: some formats list the rules beside the remarks.
Rules = dict[str, str]
