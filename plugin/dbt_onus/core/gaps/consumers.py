"""Columns that another team reads although no promise covers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dbt_onus.core.attachment import tested_columns
from dbt_onus.core.columns import ROWS, ColumnLineage
from dbt_onus.core.gaps.contracts import listed
from dbt_onus.core.gaps.gap import Gap, Kind
from dbt_onus.core.gaps.survey import Survey
from dbt_onus.core.nodes import Node


def column_gaps(survey: Survey, columns: ColumnLineage) -> Iterator[Gap]:
    """Columns read across a team's border without a promise, on tables that promise something of the others.

    A table that promises nothing at all is a gap as a whole, not once per column. What the SQL does not say for
    certain is not held against anybody.
    """
    for node in survey.tables:
        if survey.is_promised(node) and (consumers := survey.consumers_of(node)):
            promised = _promised(survey, node)
            for column, readers in sorted(_read(node, consumers, columns).items()):
                if column.lower() not in promised:
                    who = listed(f"{one.label_name} ({survey.owner_of(one.unique_id).team})" for one in readers)
                    yield survey.gap(
                        Kind.UNPROMISED_COLUMN,
                        node,
                        f"read by {who}, and no promise covers it",
                        "declare the column, with its data_type and what holds of it",
                        column,
                    )


def _promised(survey: Survey, node: Node) -> frozenset[str]:
    """The columns of which something is checked: a contract checks that every declared column is there."""
    tested = {column.lower() for test in survey.tests_of(node) for column in tested_columns(test)}
    return frozenset(tested | {name.lower() for name in node.columns or {}})


def _read(node: Node, consumers: tuple[Node, ...], columns: ColumnLineage) -> dict[str, list[Node]]:
    """Which column each consumer's SQL names."""
    found: dict[str, dict[str, Node]] = defaultdict(dict)
    for consumer in consumers:
        for edge in columns.of(consumer.unique_id).edges:
            if edge.parent == node.unique_id and edge.certain and edge.column not in (None, ROWS):
                found[str(edge.column).lower()].setdefault(consumer.unique_id, consumer)
    return {column: list(readers.values()) for column, readers in found.items()}
