"""SARIF 2.1.0 (OASIS), which code scanning of GitHub, Azure DevOps and editors read.

GitHub takes no result without a place ("SARIF support for code scanning"): a remark on the whole project stands at
the first line of the file that dbt starts from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from dbt_onus import __version__
from dbt_onus.core.annotations import Annotation, Level

_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
_NOWHERE = "dbt_project.yml"


def render_sarif(annotations: Iterable[Annotation], rules: Mapping[str, str]) -> str:
    """One run with every remark as a result. `rules`: what each rule is about, in a sentence."""
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "onus",
                        "version": __version__,
                        "rules": [
                            {"id": rule, "shortDescription": {"text": meaning}} for rule, meaning in rules.items()
                        ],
                    }
                },
                "results": [_result(one) for one in annotations],
            }
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _result(one: Annotation) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "level": _LEVELS[one.level],
        "message": {"text": one.text},
        "partialFingerprints": {"onus/v1": one.fingerprint},
    }
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(one.file or _NOWHERE)}}
    if one.line or not one.file:
        place["region"] = {"startLine": one.line or 1}
    return result | {"locations": [{"physicalLocation": place}]}
