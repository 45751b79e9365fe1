"""What is planted, and the truth about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from faults.stage import Stage


class DecidedBy(StrEnum):
    """What can tell the truth of a scenario from its alternatives."""

    ARTIFACTS = "artifacts"
    PROBE = "probe"
    NOTHING = "nothing"


class Kind(StrEnum):
    """The families of scenarios."""

    DATA = "data"
    CODE = "code"
    PLATFORM = "platform"
    DECOY = "decoy"
    CONTROL = "control"
    DOUBLE = "double"
    SILENT = "silent"
    PARTIAL = "partial"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Where a fault was born. `origin` is `None` where it is nowhere in the graph; `column` where it is of none.

    `alternatives` are further origins, and `causes` further words, that a fair judge accepts too.
    """

    team: str
    origin: str | None
    column: str | None = None
    cause: str
    alternatives: tuple[Truth, ...] = ()
    causes: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[Truth, ...]:
        """Every origin that counts as right."""
        return (self, *self.alternatives)


def nights(stage: Stage) -> None:
    """The usual run: freshness is not asked, both builds, one report."""
    stage.build_and_report()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One story: `before` may make history of its own, `happen` breaks things, `run` is what dbt is told then.

    No `faults` means that nothing may be open in the end. `history` says whether the ledger saw the green runs.
    `resolves` counts the incidents that the last report has to close. `seen_from` is the only project that
    reports in the end, with the neighbours that its onus.yml lists; without it, all of them report together.
    """

    name: str
    company: str
    kind: Kind
    story: str
    happen: Callable[[Stage], None]
    faults: tuple[Truth, ...] = ()
    before: Callable[[Stage], None] | None = None
    run: Callable[[Stage], None] = nights
    history: bool = True
    decided_by: DecidedBy = DecidedBy.ARTIFACTS
    resolves: int = 0
    seen_from: str | None = None

    def play(self, stage: Stage) -> None:
        """Play it on a green stage."""
        if self.before is not None:
            self.before(stage)
        self.happen(stage)
        self.run(stage)
