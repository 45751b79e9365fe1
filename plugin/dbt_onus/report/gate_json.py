"""The gate as JSON: described in docs/incidents.md; fields are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dbt_onus.core.routing.gate import Gate
from dbt_onus.report.late_text import late_fields
from dbt_onus.report.muted_json import muted_fields


def render_gate(gate: Gate, says: Sequence[str]) -> str:
    """`onus/gate/1`."""
    made = {
        "schema": "onus/gate/1",
        "team": gate.team,
        "shut": gate.is_shut,
        "from": gate.starts.isoformat() if gate.starts else None,
        "late": [late_fields(one) for one in gate.late],
        "not_counted": [late_fields(one) for one in gate.spared],
        "waived": [
            {"id": incident.id, "title": incident.title, "muted": muted_fields(muted)}
            for incident, muted in gate.waived
        ],
        "warnings": list(says),
    }
    return json.dumps(made, indent=2)
