"""Incidents between runs as JSON: described in docs/incidents.md; fields are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from types import MappingProxyType
from typing import Any

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import Muted
from dbt_onus.core.incidents.timeline import Event
from dbt_onus.report.json import _incident as incident_fields
from dbt_onus.report.muted_json import muted_fields


def render_list(
    rows: Iterable[tuple[Incident, Sequence[str]]], muted: Mapping[str, Muted] = MappingProxyType({})
) -> str:
    """`onus/incidents/1`; `muted` by id is how incidents are left alone."""
    listed = [_fields(incident, gone, muted.get(incident.id)) for incident, gone in rows]
    return json.dumps({"schema": "onus/incidents/1", "incidents": listed}, indent=2)


def render_incident(
    incident: Incident, gone: Sequence[str], timeline: Iterable[Event], muted: Muted | None = None
) -> str:
    """`onus/incident/1`: the incident and its timeline."""
    made = {
        "schema": "onus/incident/1",
        "incident": _fields(incident, gone, muted),
        "timeline": [_event(event) for event in timeline],
    }
    return json.dumps(made, indent=2)


def _fields(incident: Incident, gone: Sequence[str], muted: Muted | None) -> dict[str, Any]:
    return {
        **incident_fields(incident),
        "episode": incident.episode,
        "reassigned_to": incident.reassigned_to,
        "superseded": incident.superseded,
        "checks": list(incident.checks),
        "gone_checks": list(gone),
        "muted": muted_fields(muted),
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
