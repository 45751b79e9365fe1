"""The report as one JSON object, described by `report.schema.json`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from dbt_onus.core.evidence import Evidence, Place
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import Muting
from dbt_onus.core.reports import Report
from dbt_onus.report.muted_json import muted_fields
from dbt_onus.report.route_json import outcome

SCHEMA = "onus/report/1"


def render_json(report: Report) -> str:
    """The report for programs. Fields are added in later versions, never changed."""
    return json.dumps(_report(report), indent=2, ensure_ascii=False)


def read_schema() -> str:
    """The JSON Schema of the report, as shipped."""
    return files("dbt_onus.report").joinpath("report.schema.json").read_text(encoding="utf-8")


def _report(report: Report) -> dict[str, Any]:
    first = report.runs[0].invocation
    return {
        "schema": SCHEMA,
        "run": {
            "invocation_id": first.invocation_id,
            "command": first.which,
            "dbt_version": first.dbt_version,
            "projects": [run.project for run in report.runs],
            "generated_at": _stamp(first.generated_at),
            "invocations": [
                {
                    "project": run.project,
                    "invocation_id": run.invocation.invocation_id,
                    "command": run.invocation.which,
                    "dbt_version": run.invocation.dbt_version,
                    "generated_at": _stamp(run.invocation.generated_at),
                }
                for run in report.runs
            ],
            "neighbours": [
                {
                    "project": run.project,
                    "invocation_id": run.invocation.invocation_id,
                    "command": run.invocation.which,
                    "dbt_version": run.invocation.dbt_version,
                    "generated_at": _stamp(run.invocation.generated_at),
                }
                for run in report.neighbours
            ],
        },
        "summary": {
            "results": report.summary.results,
            "failures": report.summary.failures,
            "skipped": report.summary.skipped,
            "incidents": report.summary.incidents,
            **{how.value: sum(one.how is how for one in report.muted.values()) for how in Muting},
        },
        "incidents": [
            {**_incident(incident), "muted": muted_fields(report.muted.get(incident.id))}
            for incident in report.incidents
        ],
        "resolved": [{"id": incident.id, "title": incident.title} for incident in report.resolved],
        "routing": outcome(report.routing),
        "not_seen": list(report.not_seen),
        "warnings": list(report.warnings),
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "id": incident.id,
        "project": incident.project,
        "state": incident.state.value,
        "opened_at": _stamp(incident.opened_at),
        "runs": incident.runs,
        "seen": incident.seen,
        "team": incident.team,
        "why_team": incident.why_team,
        "origin": _place(incident.origin),
        "cause": incident.cause.value,
        "confidence": incident.confidence.value,
        "title": incident.title,
        "notify": list(incident.notify),
        "inform": list(incident.inform),
        "evidence": [_evidence(piece) for piece in incident.evidence],
        "suspects": [{**_place(suspect.place), "team": suspect.team} for suspect in incident.suspects],
        "failures": list(incident.failures),
        "skipped": list(incident.skipped),
        "affected": {
            "nodes": list(incident.affected.nodes),
            "teams": list(incident.affected.teams),
            "exposures": list(incident.affected.exposures),
        },
        "remedy": incident.remedy,
    }


def _evidence(piece: Evidence) -> dict[str, Any]:
    return {
        "kind": piece.kind.value,
        "unique_id": piece.unique_id,
        "column": piece.column,
        "says": piece.says,
    }


def _place(place: Place) -> dict[str, Any]:
    return {"unique_id": place.unique_id, "column": place.column}


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
