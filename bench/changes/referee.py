"""DuckDB as the referee: a reader that cannot be bound without a column asks for it, whatever anybody says.

Every column of every built model is taken away, one at a time, and each reader's compiled SQL is explained over
the table without it. Nobody wrote these consequences down, and no rule knows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import msgspec
from faults.companies import COMPANIES
from msgspec.structs import replace

from changes.bases import built
from dbt_onus.app.columns import columns_of
from dbt_onus.app.project import Project, read_project
from dbt_onus.core.changes import How, Kind, Side
from dbt_onus.core.changes.columns import column_differences
from dbt_onus.core.changes.uses import Uses
from dbt_onus.core.nodes import Node

#: The companies whose columns are taken away: two that changes were written for, and three that none were.
REFEREED = ("mesh", "clinic", "newsroom", "telemetry", "lender")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One column that was taken away: the readers that DuckDB cannot bind, and those that Onus names."""

    company: str
    column: str
    failing: frozenset[str]
    named: frozenset[str]


def refereed(cache: Path, company: str) -> Iterator[Taken]:
    """Every column of every model of a company, which is built where that was not done before."""
    projects = COMPANIES[company].projects
    built(cache, company)
    project = read_project([cache / company / name for name in projects], with_runs=False)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{(cache / company / company).as_posix()}.duckdb' as {company} (read_only)")
        connection.execute(f"use {company}")
        for member in project.members:
            for uid, columns in sorted((member.target.catalog or {}).items()):
                node = project.nodes.get(uid)
                if node is not None and node.resource_type == "model" and node.sql and node.relation_name:
                    yield from _of_model(connection, project, node, list(columns), company)


def _of_model(
    connection: duckdb.DuckDBPyConnection, project: Project, node: Node, columns: list[str], company: str
) -> Iterator[Taken]:
    readers = [
        one
        for one in _readers(project, node)
        if str(node.relation_name) in one.sql and _binds(connection, one.sql)
    ]
    known = {
        uid: listed
        for member in project.members
        for uid, listed in (member.target.catalog or {}).items()
        if uid in project.nodes
        and project.nodes[uid].resource_type in ("source", "seed")
        and not project.lineage.parents(uid)
    }
    for column in columns:
        without = f'(select * exclude ("{column}") from {node.relation_name})'
        failing = [
            one.unique_id
            for one in readers
            if not _binds(connection, one.sql.replace(str(node.relation_name), without))
        ]
        named = _named(project, node, column, known) & {one.unique_id for one in readers}
        yield Taken(
            company=company,
            column=f"{node.label_name}.{column}",
            failing=frozenset(failing),
            named=named,
        )


def _named(project: Project, node: Node, column: str, known: dict[str, dict[str, str]]) -> frozenset[str]:
    """The models that Onus says ask for the column, were the model's SQL to leave it out."""
    lost = f'select * exclude ("{column}") from ({node.sql}) as whole'
    edited = dict(project.nodes) | {
        node.unique_id: replace(node, compiled_code=msgspec.Raw(msgspec.json.encode(lost)))
    }
    with columns_of(project, project.nodes, known) as old, columns_of(project, edited, known) as new:
        before, after = (
            Side(lineage=project.lineage, columns=columns, owner_of=project.owner_of) for columns in (old, new)
        )
        found = column_differences(before, after, {node.unique_id}, project.members[0].manifest.adapter_type)
        uses = Uses(before, after)
        return frozenset(
            use.unique_id
            for said in found.differences
            if said.kind is Kind.COLUMN_REMOVED and said.unique_id == node.unique_id
            for use in uses.of(said)
            if use.how is How.ASKS and use.certain
        )


def _readers(project: Project, node: Node) -> Iterator[Node]:
    """The models that read the table, also as a source of another project."""
    for uid in project.lineage.children(node.unique_id):
        child = project.nodes[uid]
        if child.resource_type == "source":
            yield from _readers(project, child)
        elif child.resource_type == "model":
            yield child


def _binds(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    try:
        connection.execute(f"explain {sql}")
    except duckdb.Error:
        return False
    return True
