"""The column paths of a case without what the warehouse has cleared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dbt_onus.core.attribution import Certainty, ColumnPaths, Copy, Feed
from dbt_onus.core.columns import Edit
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property


@dataclass(frozen=True, slots=True)
class ProbedPaths:
    """Column paths without the places that the warehouse has shown to bring nothing down."""

    paths: ColumnPaths
    cleared: Mapping[tuple[Place, Property], frozenset[Place]]

    def feeds(self, place: Place, about: Property) -> tuple[Feed, ...]:
        """The places directly above that can have brought a fault of this kind."""
        cleared = self.cleared.get((place, about), frozenset())
        return tuple(feed for feed in self.paths.feeds(place, about) if feed.place not in cleared)

    def certainty(self, upstream: Place, downstream: Place) -> Certainty | None:
        """As the SQL says."""
        return self.paths.certainty(upstream, downstream)

    def copies(self, place: Place) -> tuple[Copy, ...]:
        """As the SQL says."""
        return self.paths.copies(place)

    def beside(self, place: Place) -> tuple[Place, ...]:
        """As the SQL says."""
        return self.paths.beside(place)

    def reads(self, test: str) -> tuple[Place, ...]:
        """As the SQL says."""
        return self.paths.reads(test)

    def undeclared(self, place: Place, about: Property) -> tuple[str, ...]:
        """As the SQL says."""
        return self.paths.undeclared(place, about)

    def key_above(self, unique_id: str, columns: frozenset[str]) -> tuple[str, frozenset[str]] | None:
        """As the SQL says."""
        return self.paths.key_above(unique_id, columns)

    def repeated_in(self, test: str) -> tuple[str, ...]:
        """As the SQL says."""
        return self.paths.repeated_in(test)

    def replaced(self, test: str, place: Place) -> Place | None:
        """As the SQL says."""
        return self.paths.replaced(test, place)

    def edited(self, unique_id: str, old: str, new: str) -> Edit:
        """As the SQL says."""
        return self.paths.edited(unique_id, old, new)

    def inputs(self, unique_id: str, sql: str, into: str | None = None) -> tuple[Place, ...]:
        """As the SQL says."""
        return self.paths.inputs(unique_id, sql, into)

    def refused(self, unique_id: str, kind: str) -> Place | None:
        """As the SQL says."""
        return self.paths.refused(unique_id, kind)

    def gives(self, unique_id: str, column: str) -> bool | None:
        """As the SQL says."""
        return self.paths.gives(unique_id, column)

    def passed_from(self, unique_id: str, column: str) -> str | None:
        """As the SQL says."""
        return self.paths.passed_from(unique_id, column)

    def asked_of(self, unique_id: str, column: str, kept: Callable[[str], bool]) -> tuple[tuple[str, ...], ...]:
        """As the SQL says."""
        return self.paths.asked_of(unique_id, column, kept)
