"""GitLab's code quality report: a list of issues, for the widget of merge requests.

Source: docs.gitlab.com, "Code Quality", "Code Quality report format". Every issue needs a path and a line; a
remark on the whole project stands at the first line of the file that dbt starts from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from dbt_onus.core.annotations import Annotation, Level

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}
_NOWHERE = "dbt_project.yml"


def render_gitlab(annotations: Iterable[Annotation]) -> str:
    """A JSON list; empty where there is nothing to say."""
    issues = [
        {
            "description": one.text,
            "check_name": f"onus.{one.rule}",
            "fingerprint": one.fingerprint,
            "severity": _SEVERITIES[one.level],
            "location": {"path": one.file or _NOWHERE, "lines": {"begin": one.line or 1}},
        }
        for one in annotations
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False)
