"""What is said to a team, once, in plain text: each channel renders it within its limits, escaped for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dbt_onus.core.levels import Confidence, Role
from dbt_onus.core.levels import Severity as Severity
from dbt_onus.core.notifications import Reason, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One labelled line: `born in`, `since`, `hit`."""

    name: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to one receiver. Every text is plain and may hold anything that a name in a warehouse may hold.

    `headline` is one line: what broke, where, how much of it. `lead` says why the reader gets it. `facts` are in
    the order in which they matter; `evidence` is at most two lines; `commands` say how to acknowledge, check and
    dispute. `dedup_key` is the same for every message about this episode. `parts` are the incidents of a digest;
    a digest has no commands of its own. `at` is when it was composed, UTC.
    """

    incident_id: str
    dedup_key: str
    project: str
    reason: Reason
    role: Role
    team: str
    severity: Severity
    confidence: Confidence
    headline: str
    lead: str
    facts: tuple[Fact, ...] = ()
    evidence: tuple[str, ...] = ()
    commands: tuple[Fact, ...] = ()
    parts: tuple[Message, ...] = ()
    at: datetime

    @property
    def transition(self) -> Transition:
        """What it does to what the receiver shows."""
        return self.reason.transition

    @property
    def is_digest(self) -> bool:
        """Whether it stands for several incidents."""
        return bool(self.parts)
