"""What happened to each node in one dbt command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime
from enum import StrEnum

from msgspec import Raw, Struct, field

from dbt_onus.core.nodes import NO_CODE, text_of


class Status(StrEnum):
    """dbt's own statuses, lower case, from every version seen; anything else reads as UNKNOWN."""

    SUCCESS = "success"
    PASS = "pass"  # noqa: S105 - dbt's word for a test that passed
    WARN = "warn"
    FAIL = "fail"
    ERROR = "error"
    RUNTIME_ERROR = "runtime error"
    SKIPPED = "skipped"
    PARTIAL_SUCCESS = "partial success"
    NO_OP = "no-op"
    REUSED = "reused"
    UNKNOWN = "unknown"


#: What has to be explained.
BROKEN = frozenset({Status.FAIL, Status.ERROR, Status.RUNTIME_ERROR, Status.PARTIAL_SUCCESS})
#: What was really done, and went well.
GOOD = frozenset({Status.SUCCESS, Status.PASS})

_STATUSES = {status.value: status for status in Status}


class Timing(Struct, frozen=True, gc=False):
    """One phase (`compile`, `execute`) of a node's run."""

    name: str | None = None
    started_at: str | None = None
    completed_at: str | None = None


class AdapterResponse(Struct, frozen=True):
    """What the adapter said of its last statement; few say how many rows it made."""

    rows_affected: int | float | str | None = None


class Result(Struct, frozen=True, kw_only=True, gc=False):
    """One node in one dbt command."""

    unique_id: str
    raw_status: str = field(name="status", default="")
    message: str | None = None
    failures: int | None = None
    execution_time: float | None = None
    timing: list[Timing] | None = None
    adapter_response: AdapterResponse | None = None
    compiled_code: Raw = NO_CODE

    @property
    def status(self) -> Status:
        """dbt's status in lower case (dbt v2 writes `Error`); UNKNOWN for a word that no version uses."""
        known = _STATUSES.get(self.raw_status)  # as dbt 1.x writes them
        return known or _STATUSES.get(self.raw_status.strip().lower(), Status.UNKNOWN)

    @property
    def sql(self) -> str:
        """The SQL as it ran (dbt 1.x; dbt v2 keeps it in the manifest only)."""
        return text_of(self.compiled_code)


class FreshnessResult(Struct, frozen=True, kw_only=True, gc=False):
    """How old one source was when `dbt source freshness` asked."""

    unique_id: str
    raw_status: str = field(name="status", default="")
    max_loaded_at: str | None = None
    snapshotted_at: str | None = None
    age: float | None = field(name="max_loaded_at_time_ago_in_s", default=None)
    error: str | None = None

    @property
    def status(self) -> Status:
        """`pass`, `warn`, `error` or `runtime error`."""
        return _STATUSES.get(self.raw_status.strip().lower(), Status.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """One dbt command: which, when, and by which dbt.

    `which` is dbt's name of the command (`build`, `test`, `run`, `freshness`, …); `generated_at` is UTC.
    `deferred`: it ran with `--defer`, so that what it did not build was read from the tables of another
    environment. `group` is what the orchestrator calls the runs that belong together.
    """

    invocation_id: str
    which: str
    dbt_version: str
    generated_at: datetime
    deferred: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one dbt command did, by `unique_id`; `freshness` may come from a command of its own.

    A run may be merged of several: `parts` are those, oldest first, and `times` says when each node's result was
    found (`core.merging`).
    """

    invocation: Invocation
    results: Mapping[str, Result]
    freshness: Mapping[str, FreshnessResult]
    freshness_invocation: Invocation | None = None
    parts: tuple[Run, ...] = ()
    times: Mapping[str, datetime] = default(default_factory=dict)
