"""Who is told what and why, for programs. Fields are added in later versions, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dbt_onus.core.notifications import Notification
from dbt_onus.core.reports import Routing
from dbt_onus.core.routing.due import Due
from dbt_onus.core.routing.planning import Plan


def render_preview(plans: Sequence[Plan]) -> str:
    """What would be sent: `onus/route/1`."""
    document = {
        "schema": "onus/route/1",
        "dry_run": True,
        "due": [
            {
                "receiver": letter.receiver,
                "is_digest": letter.is_digest,
                "parts": [_due(part) for part in letter.parts],
            }
            for one in plans
            for letter in one.letters
        ],
        "muted": [
            {"incident": incident_id, "how": how.how.value, "by": how.by, "because": how.because}
            for one in plans
            for incident_id, how in one.muted.items()
        ],
        "waiting": sum(len(one.kept) for one in plans),
        "warnings": [line for one in plans for line in one.says],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def render_routed(routing: Routing, warnings: Sequence[str]) -> str:
    """What was sent: `onus/route/1`."""
    document = {"schema": "onus/route/1", "dry_run": False, **(outcome(routing) or {}), "warnings": list(warnings)}
    return json.dumps(document, indent=2, ensure_ascii=False)


def outcome(routing: Routing | None) -> dict[str, Any] | None:
    """What became of the messages; `None` where nobody was to be told."""
    if routing is None:
        return None
    return {"sent": [_note(one) for one in routing.sent], "waiting": routing.waiting, "dead": routing.dead}


def _note(one: Notification) -> dict[str, Any]:
    return {
        "incident": one.incident_id,
        "team": one.team,
        "receiver": one.receiver,
        "role": one.role.value,
        "reason": one.reason.value,
    }


def _due(one: Due) -> dict[str, Any]:
    return _note(one.notification) | {"why": one.why}
