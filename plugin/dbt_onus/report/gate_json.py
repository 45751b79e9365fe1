"""The gate as JSON: described in docs/incidents.md; fields are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dbt_onus.core.gate import Gate, Late
from dbt_onus.report.muted_json import muted_fields, stamp


def render_gate(gate: Gate, says: Sequence[str]) -> str:
    """`onus/gate/1`."""
    made = {
        "schema": "onus/gate/1",
        "team": gate.team,
        "shut": gate.is_shut,
        "from": gate.starts.isoformat() if gate.starts else None,
        "late": [_late(one) for one in gate.late],
        "not_counted": [_late(one) for one in gate.spared],
        "waived": [
            {"id": incident.id, "title": incident.title, "muted": muted_fields(muted)}
            for incident, muted in gate.waived
        ],
        "warnings": list(says),
    }
    return json.dumps(made, indent=2)


def _late(late: Late) -> dict[str, Any]:
    return {
        "id": late.incident.id,
        "title": late.incident.title,
        "missed": [
            {
                "what": one.limit.value,
                "since": stamp(one.since),
                "within_seconds": one.within.total_seconds(),
                "overdue_seconds": one.by.total_seconds(),
            }
            for one in late.missed
        ],
    }
