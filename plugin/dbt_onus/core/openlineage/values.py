"""Job runs, tables and assertions, in OpenLineage's sense of the words."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Run ids are made from this and from what ran in which invocation: telling a run again tells the same run.
_RUNS = uuid.UUID("6f1d6d3a-2d5f-5a55-9d0c-6f6e75730001")


class Kind(StrEnum):
    """What kind of job it was; `jobType` of OpenLineage's job type facet."""

    COMMAND = "COMMAND"
    MODEL = "MODEL"
    SEED = "SEED"
    SNAPSHOT = "SNAPSHOT"
    TEST = "TEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The namespaces of OpenLineage: of jobs, and of the tables in the warehouse."""

    jobs: str
    tables: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """The run that started another: of a dbt command, its orchestrator's."""

    namespace: str
    name: str
    run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A declared column."""

    name: str
    data_type: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One check and what came of it. `expected` and `observed` are values as the contract's scan has them."""

    kind: str
    name: str
    success: bool
    says: str
    column: str | None = None
    severity: str | None = None
    expected: object = None
    observed: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that was read or written; `team` answers for it."""

    name: str
    team: str
    description: str | None = None
    fields: tuple[Field, ...] = ()
    assertions: tuple[Assertion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """One job, once. `error` says why it failed and whose failure that is; without one it went well."""

    run_id: str
    name: str
    kind: Kind
    team: str | None
    started: datetime
    ended: datetime
    parent: Parent | None
    inputs: tuple[Table, ...] = ()
    outputs: tuple[Table, ...] = ()
    error: str | None = None
    engine_version: str


def run_id_of(invocation_id: str, what: str = "") -> str:
    """The id of what ran in an invocation; of the invocation itself it is dbt's own, where that is a UUID."""
    if not what:
        try:
            return str(uuid.UUID(invocation_id))
        except ValueError:
            pass
    return str(uuid.uuid5(_RUNS, f"{invocation_id}/{what}"))
