"""An explained incident as JSON: one object, `onus/explain/1`; fields are added, never changed."""

from __future__ import annotations

import json
from typing import Any

from dbt_onus.core.explanation import Explanation, Named, words_of
from dbt_onus.core.lookups import Hop
from dbt_onus.report.json import _incident as incident_fields


def render_explanation(explanation: Explanation) -> str:
    """The incident as in the report, and what follows from the project as it is now."""
    incident = explanation.incident
    made = {
        "schema": "onus/explain/1",
        "incident": {**incident_fields(incident), "episode": incident.episode},
        "confidence_means": explanation.means,
        "steps": [
            {
                "number": number,
                "kind": piece.kind.value,
                "kind_in_words": words_of(piece),
                "says": piece.says,
                "unique_id": piece.unique_id,
                "column": piece.column,
                "sql": piece.sql,
            }
            for number, piece in enumerate(incident.evidence, start=1)
        ],
        "checks": [
            {
                "unique_id": check.unique_id,
                "what": check.what,
                "command": check.command or None,
                "compiled": check.compiled,
                "gone": check.gone,
                "terms": [
                    {
                        "term": quote.term,
                        "column": quote.column,
                        "status": quote.status,
                        "promised": quote.promised,
                        "observed": quote.observed,
                    }
                    for quote in check.quotes
                ],
            }
            for check in explanation.rechecks
        ],
        "ways": [[_hop(hop) for hop in way] for way in explanation.ways],
        "suspects": [_named(suspect) for suspect in explanation.suspects],
        "unmeasured": list(explanation.unmeasured),
        "would_decide": incident.remedy,
        "tests_to_add": [
            {
                "unique_id": test.place.unique_id,
                "column": test.place.column,
                "file": test.file,
                "yaml": test.entry,
            }
            for test in explanation.tests
        ],
        "hit": {
            "teams": [{"team": hit.team, "nodes": hit.nodes} for hit in explanation.teams],
            "exposures": [_named(exposure) for exposure in explanation.exposures],
        },
    }
    return json.dumps(made, indent=2)


def _hop(hop: Hop) -> dict[str, Any]:
    return {
        "unique_id": hop.unique_id,
        "label": hop.label,
        "resource_type": hop.resource_type,
        "team": hop.owner_team,
        "why_team": hop.why,
    }


def _named(named: Named) -> dict[str, Any]:
    return {
        "unique_id": named.place.unique_id,
        "column": named.place.column,
        "label": named.label,
        "team": named.team,
    }
