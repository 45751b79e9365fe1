"""`onus check` as JSON: `onus/check/1`, described in docs/check.md; fields are added, never changed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from dbt_onus.core.annotations import Level
from dbt_onus.core.gaps import CheckReport, Coverage, Gap

SCHEMA = "onus/check/1"


def render_check(report: CheckReport) -> str:
    """The report for programs."""
    levels = Counter(gap.level for gap in report.gaps)
    document = {
        "schema": SCHEMA,
        "projects": list(report.projects),
        "summary": {
            "gaps": len(report.gaps),
            "new": len(report.new),
            **{f"{level.value}s": levels[level] for level in Level},
        },
        "gaps": [_gap(report, gap) for gap in report.gaps],
        "closed": list(report.closed),
        "coverage": [_coverage(one) for one in report.coverage],
        "notes": list(report.notes),
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _gap(report: CheckReport, gap: Gap) -> dict[str, Any]:
    return {
        "id": gap.id,
        "kind": gap.kind.value,
        "severity": gap.level.value,
        "new": report.is_new(gap),
        "project": gap.project,
        "subject": gap.subject,
        "unique_id": gap.unique_id,
        "column": gap.column,
        "team": gap.team,
        "file": gap.file or None,
        "line": gap.line,
        "path": gap.path or None,
        "says": gap.says,
        "remedy": gap.remedy,
    }


def _coverage(one: Coverage) -> dict[str, Any]:
    return {
        "team": one.team,
        "nodes": one.nodes,
        "owned": one.owned,
        "tables": one.tables,
        "promised": one.promised,
        "relied_on": one.relied_on,
        "relied_on_promised": one.relied_on_promised,
    }
