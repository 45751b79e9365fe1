"""Column paths where no column lineage is known: by node, and by columns of the same name."""

from __future__ import annotations

from collections.abc import Callable

from dbt_onus.core.attribution.feeds import Certainty, Copy, Feed, same_column
from dbt_onus.core.columns.edits import EVERYTHING, Edit
from dbt_onus.core.evidence import Place
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.properties import Property


class NodePaths:
    """Follows nodes. A column of the same name upstream is taken for the same, any other for possible."""

    def __init__(self, lineage: Lineage) -> None:
        self._lineage = lineage

    def feeds(self, place: Place, about: Property) -> tuple[Feed, ...]:  # noqa: ARG002 - the port's signature
        """Every parent, column unknown."""
        if place.unique_id is None:
            return ()
        return tuple(
            Feed(place=Place(unique_id=parent), copies=False, certainty=Certainty.NODE)
            for parent in self._lineage.parents(place.unique_id)
        )

    def copies(self, place: Place) -> tuple[Copy, ...]:  # noqa: ARG002 - the port's signature
        """None: no SQL is read."""
        return ()

    def beside(self, place: Place) -> tuple[Place, ...]:  # noqa: ARG002 - the port's signature
        """None: no SQL is read."""
        return ()

    def reads(self, test: str) -> tuple[Place, ...]:  # noqa: ARG002 - the port's signature
        """Nothing: no SQL is read."""
        return ()

    def undeclared(self, place: Place, about: Property) -> tuple[str, ...]:  # noqa: ARG002 - the port's signature
        """None: no SQL is read."""
        return ()

    def edited(self, unique_id: str, old: str, new: str) -> Edit:  # noqa: ARG002 - the port's signature
        """Anything: no SQL is read."""
        return EVERYTHING

    def key_above(
        self,
        unique_id: str,  # noqa: ARG002 - the port's signature
        columns: frozenset[str],  # noqa: ARG002 - the port's signature
    ) -> tuple[str, frozenset[str]] | None:
        """No answer: no SQL is read."""
        return None

    def repeated_in(self, test: str) -> tuple[str, ...]:  # noqa: ARG002 - the port's signature
        """None: no SQL is read."""
        return ()

    def replaced(self, test: str, place: Place) -> Place | None:  # noqa: ARG002 - the port's signature
        """No answer: no SQL is read."""
        return None

    def inputs(
        self,
        unique_id: str,  # noqa: ARG002 - the port's signature
        sql: str,  # noqa: ARG002 - the port's signature
        into: str | None = None,  # noqa: ARG002 - the port's signature
    ) -> tuple[Place, ...]:
        """Nothing: no SQL is read."""
        return ()

    def refused(self, unique_id: str, kind: str) -> Place | None:  # noqa: ARG002 - the port's signature
        """No answer: no SQL is read."""
        return None

    def gives(self, unique_id: str, column: str) -> bool | None:
        """What the YAML says; it need not list every column."""
        declared = self._lineage.nodes[unique_id].columns or {}
        return True if any(same_column(name, column) for name in declared) else None

    def passed_from(self, unique_id: str, column: str) -> str | None:  # noqa: ARG002 - the port's signature
        """No answer: no SQL is read."""
        return None

    def asked_of(
        self,
        unique_id: str,  # noqa: ARG002 - the port's signature
        column: str,  # noqa: ARG002 - the port's signature
        kept: Callable[[str], bool],  # noqa: ARG002 - the port's signature
    ) -> tuple[tuple[str, ...], ...]:
        """No answer: no SQL is read."""
        return ()

    def certainty(self, upstream: Place, downstream: Place) -> Certainty | None:
        """By name where both columns are known, by node otherwise; `None` without a path in the graph."""
        if upstream.unique_id is None or downstream.unique_id is None:
            return None
        if (
            upstream.unique_id != downstream.unique_id
            and self._lineage.hops(upstream.unique_id, downstream.unique_id) is None
        ):
            return None
        if upstream.column is None or downstream.column is None:
            return Certainty.NODE
        if same_column(upstream.column, downstream.column):
            return Certainty.NAME
        return None if upstream.unique_id == downstream.unique_id else Certainty.NODE
