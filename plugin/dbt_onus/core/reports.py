"""The ownership report as a value: what every format renders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dbt_onus.core.checks import Check
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import Muted
from dbt_onus.core.notifications import Notification
from dbt_onus.core.results import Invocation


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRun:
    """One project and the dbt command that the report is about."""

    project: str
    invocation: Invocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How much there was: results of dbt, how many of them failed, were skipped, and open incidents."""

    results: int
    failures: int
    skipped: int
    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """How people call a node: its name, what it is, and for exposures who to tell."""

    name: str
    resource_type: str
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """What became of the messages: those that went out, and how many the outbox still holds or gave up."""

    sent: tuple[Notification, ...] = ()
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found after a run.

    `labels` are of every node that an incident names, `teams` maps key to name, `muted` says by id which incidents
    are left alone, and how. `routing` is `None` where nobody was to be told. `neighbours` are the runs of other
    projects that were taken as evidence; `not_seen` says what nobody knows, a line each. `checks` are
    all that these runs verified, `seconds` how long dbt was at each node.
    """

    runs: tuple[ProjectRun, ...]
    summary: Summary
    incidents: tuple[Incident, ...]
    resolved: tuple[Incident, ...]
    labels: Mapping[str, Label]
    teams: Mapping[str, str]
    warnings: tuple[str, ...]
    generated_at: datetime
    muted: Mapping[str, Muted] = field(default_factory=dict)
    routing: Routing | None = None
    neighbours: tuple[ProjectRun, ...] = ()
    not_seen: tuple[str, ...] = ()
    checks: Sequence[Check] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_clear(self) -> bool:
        """Whether nothing is open."""
        return not self.incidents

    def label(self, unique_id: str) -> str:
        """The node's name; its `unique_id` where the manifests no longer know it."""
        known = self.labels.get(unique_id)
        return known.name if known is not None else unique_id

    def team(self, key: str) -> str:
        """What people call the team."""
        return self.teams.get(key, key)
