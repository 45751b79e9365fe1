"""Incidents between runs as JSON: described in docs/incidents.md; fields are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from dbt_onus.core.incidents import Incident
from dbt_onus.core.timeline import Event
from dbt_onus.report.json import _incident as incident_fields


def render_list(rows: Iterable[tuple[Incident, Sequence[str]]]) -> str:
    """`onus/incidents/1`."""
    listed = [_fields(incident, gone) for incident, gone in rows]
    return json.dumps({"schema": "onus/incidents/1", "incidents": listed}, indent=2)


def render_incident(incident: Incident, gone: Sequence[str], timeline: Iterable[Event]) -> str:
    """`onus/incident/1`: the incident and its timeline."""
    made = {
        "schema": "onus/incident/1",
        "incident": _fields(incident, gone),
        "timeline": [_event(event) for event in timeline],
    }
    return json.dumps(made, indent=2)


def _fields(incident: Incident, gone: Sequence[str]) -> dict[str, Any]:
    return {
        **incident_fields(incident),
        "episode": incident.episode,
        "reassigned_to": incident.reassigned_to,
        "superseded": incident.superseded,
        "checks": list(incident.checks),
        "gone_checks": list(gone),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "at": event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "by": event.by,
        "what": event.what.value,
        "episode": event.episode,
        "because": event.because,
        "names": event.names,
    }
