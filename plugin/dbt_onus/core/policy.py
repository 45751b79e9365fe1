"""`policy` in onus.yml: what has consequences, and how long a breaking change waits for answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from dbt_onus.core.evidence import Confidence
from dbt_onus.core.messages import Severity


class Unanswered(StrEnum):
    """What it means that a team has said nothing by the end."""

    OBJECTS = "objects"
    ACCEPTS = "accepts"


class ChangePolicy(Struct, frozen=True, kw_only=True):
    """`policy.changes` in onus.yml. Without `answer_within` a question has no end, and silence means nothing."""

    answer_within: timedelta | None = None
    silence: Unanswered = Unanswered.OBJECTS


DEFAULT_CHANGE_POLICY = ChangePolicy()


class Policy(Struct, frozen=True, kw_only=True):
    """What has consequences, from which day on (UTC), and who may grant a waiver.

    A verdict that is not sure accuses nobody, so that it has no consequences unless onus.yml says so. An empty
    `severity` is every one; `grantors` of `None` is every team. `changes`: how breaking changes wait for answers.
    """

    starts: date | None = None
    severity: tuple[Severity, ...] = ()
    confidence: tuple[Confidence, ...] = (Confidence.PROVEN, Confidence.LIKELY)
    grantors: tuple[str, ...] | None = None
    changes: ChangePolicy = DEFAULT_CHANGE_POLICY

    def counts(self, severity: Severity, confidence: Confidence) -> bool:
        """Whether being late with an incident like that has consequences."""
        severe = not self.severity or severity in self.severity
        return severe and (not self.confidence or confidence in self.confidence)

    def has_begun(self, now: datetime) -> bool:
        """Whether the day has come."""
        return self.starts is None or now.astimezone(UTC).date() >= self.starts


DEFAULT_POLICY = Policy()
