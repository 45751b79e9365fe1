"""Loads what the ledger and the declarations say into the warehouse, through the user's own dbt command."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from dbt_onus.app.checking import survey_of
from dbt_onus.app.project import Project
from dbt_onus.app.scorecard import episodes_in
from dbt_onus.core.bi import (
    Tables,
    batches,
    coverage_rows,
    exposure_rows,
    hit_rows,
    incident_rows,
    moment,
    owner_rows,
)
from dbt_onus.core.gaps import coverage_of
from dbt_onus.errors import OnusError
from dbt_onus.warehouse import Warehouse, dbt_command, read_connection, run_operation

#: The macro of the dbt package that puts a batch into its tables.
_MACRO = "onus.publish_facts"
#: Bytes of one batch, and of one variable of the environment: what Windows and macOS take too.
_BATCH, _PIECE = 400_000, 30_000
#: How long one batch may take, in seconds.
_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """How many rows went into each table, and in how many batches."""

    rows: Mapping[str, int]
    batches: int


def facts_of(project: Project, now: datetime) -> Tables:
    """Everything that is published, by table. LedgerError where a ledger cannot be read."""
    episodes = episodes_in(project)
    names = project.team_names
    open_now = sorted(
        {one.incident.id: one.incident for one in episodes if one.incident.is_open}.values(),
        key=lambda one: (one.opened_at, one.id),
    )
    reported = {one.name for one in project.members if one.ledger.evaluations(one.name, 1).runs}
    exposures = [node for node in project.nodes.values() if node.resource_type == "exposure"]
    today = now.astimezone(UTC).date()
    return {
        "incidents": list(incident_rows(episodes, project.nodes, names)),
        "hits": list(hit_rows(episodes, project.nodes, names)),
        "exposures": list(exposure_rows(exposures, open_now, project.lineage, reported, today)),
        "owners": list(owner_rows(project.nodes.values(), project.owner_of, names)),
        "coverage": list(coverage_rows(coverage_of(survey_of(project, [])), names, today)),
    }


def publish_to_warehouse(project: Project, now: datetime) -> Published:
    """Replace what this project published before by how things stand now.

    Readers see the former load until the last batch of this one is in. OnusError: there is no dbt, the project
    does not use the dbt package, or a batch was refused; what was loaded until then is seen by nobody.
    """
    member = project.members[0]
    if f"macro.{_MACRO}" not in member.manifest.macros:
        raise OnusError(
            f"the project {member.name} has no macro {_MACRO}: "
            "add the dbt package onus to its packages.yml, then run dbt deps and dbt parse"
        )
    dbt = dbt_command()
    if dbt is None:
        raise OnusError("no dbt was found to reach the warehouse with; name one in ONUS_DBT")
    target = member.target.directory
    warehouse = Warehouse(
        project_dir=member.directory, dbt=dbt, options=read_connection(target), target_path=target
    )
    tables = facts_of(project, now)
    loads = list(_loads(project.name, tables, now))
    for nth, load in enumerate(loads, 1):
        problem = run_operation(_MACRO, warehouse, environment=load, seconds=_SECONDS)
        if problem is not None:
            raise OnusError(f"batch {nth} of {len(loads)} was not published: {problem}")
    return Published(rows={table: len(rows) for table, rows in tables.items()}, batches=len(loads))


def _loads(publisher: str, tables: Tables, now: datetime) -> Iterator[dict[str, str]]:
    """The environment of each batch."""
    parts = list(batches(tables, _BATCH))
    same = {"publisher": publisher, "load_id": uuid4().hex, "loaded_at": moment(now)}
    for nth, part in enumerate(parts, 1):
        text = json.dumps({**same, "is_first": nth == 1, "is_last": nth == len(parts), "tables": part})
        pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
        yield {
            "ONUS_PUBLISH_PIECES": str(len(pieces)),
            **{f"ONUS_PUBLISH_{number}": piece for number, piece in enumerate(pieces, 1)},
        }
