"""Which gaps were there before: a project that adopts Onus late lets only new ones fail."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dbt_onus.core.annotations import Level
from dbt_onus.core.gaps.coverage import Coverage
from dbt_onus.core.gaps.gap import Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What `onus check` found.

    `known` are ids of a baseline, `None` where there is none; `closed` those of the baseline that are no gaps any
    more; `notes` say what could not be looked at.
    """

    projects: tuple[str, ...]
    gaps: tuple[Gap, ...]
    coverage: tuple[Coverage, ...]
    known: frozenset[str] | None = None
    closed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def is_new(self, gap: Gap) -> bool:
        """Whether the baseline does not have it."""
        return self.known is None or gap.id not in self.known

    @property
    def new(self) -> tuple[Gap, ...]:
        """The gaps that the baseline does not have."""
        return tuple(gap for gap in self.gaps if self.is_new(gap))

    def fails(self, least: Level) -> bool:
        """Whether a gap is of that level or worse; where there is a baseline, whether any gap is new."""
        if self.known is not None:
            return bool(self.new)
        levels = list(Level)
        return any(levels.index(gap.level) <= levels.index(least) for gap in self.gaps)


def compared(
    gaps: Iterable[Gap], baseline: Collection[str] | None
) -> tuple[frozenset[str] | None, tuple[str, ...]]:
    """The baseline's ids, and those of them that no gap has any more."""
    if baseline is None:
        return None, ()
    ids = {gap.id for gap in gaps}
    return frozenset(baseline), tuple(sorted(set(baseline) - ids))
