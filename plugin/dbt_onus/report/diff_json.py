"""`onus diff` as JSON: `onus/diff/1`, described in docs/changes.md; fields are added, never changed."""

from __future__ import annotations

import json
from typing import Any

from dbt_onus.core.changes import Change, Effect, Use
from dbt_onus.core.changes.consent import Consent
from dbt_onus.core.changes.measured import Measured
from dbt_onus.core.changes.report import DiffReport

SCHEMA = "onus/diff/1"


def render_diff(report: DiffReport) -> str:
    """The report for programs."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "projects": list(report.projects),
        "base": report.base,
        "here": report.here,
        "summary": {
            **{effect.value: len(report.of(effect)) for effect in Effect},
            "waiting": len(report.waiting),
        },
        "changes": [_change(report, change) for change in report.changes],
        "notes": list(report.notes),
    }
    if report.measured is not None:
        document["measured"] = _measured(report.measured)
    return json.dumps(document, indent=2, ensure_ascii=False)


def _change(report: DiffReport, change: Change) -> dict[str, Any]:
    said = change.difference
    consent = report.consents.get(change.id)
    return {
        "id": change.id,
        "kind": said.kind.value,
        "effect": change.effect.value,
        "says": said.says,
        "why": change.why,
        "unique_id": said.unique_id,
        "column": said.column,
        "term": said.term,
        "before": said.before or None,
        "after": said.after or None,
        "project": said.project,
        "file": said.file or None,
        "team": change.team,
        "teams": list(change.teams),
        "asked": list(change.asked),
        "uses": [_use(use) for use in change.uses],
        "consent": _consent(consent) if consent is not None else None,
    }


def _use(use: Use) -> dict[str, Any]:
    return {
        "unique_id": use.unique_id,
        "resource_type": use.resource_type,
        "project": use.project,
        "team": use.team,
        "how": use.how.name.lower(),
        "certain": use.certain,
    }


def _consent(consent: Consent) -> dict[str, Any]:
    return {
        "given": consent.is_given,
        "until": consent.until.isoformat() if consent.until else None,
        "teams": {team: stand.value for team, stand in consent.stands.items()},
    }


def _measured(measured: Measured) -> dict[str, Any]:
    return {
        "numbers": [
            {
                "unique_id": pair.unique_id,
                "column": pair.column,
                "name": pair.name,
                "before": pair.before,
                "after": pair.after,
                "far": pair.far,
            }
            for pair in measured.pairs
        ],
        "not_compared": list(measured.uncompared),
    }
