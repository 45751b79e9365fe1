"""The gaps that a project has accepted for now, in a file that is kept with its code."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from dbt_onus.core.gaps import Gap
from dbt_onus.errors import OnusError

SCHEMA = "onus/baseline/1"


def read_baseline(path: Path) -> frozenset[str]:
    """The ids of the gaps in a baseline. OnusError where the file cannot be read or is no baseline."""
    remedy = "write one with `onus check --write-baseline FILE`"
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise OnusError(f"--baseline {path}: there is no such file; {remedy}") from None
    except OSError as error:
        raise OnusError(f"--baseline {path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise OnusError(f"--baseline {path}: not valid JSON; {remedy}") from None
    gaps = document.get("gaps") if isinstance(document, dict) else None
    if not isinstance(gaps, dict) or document.get("schema") != SCHEMA:
        raise OnusError(f"--baseline {path}: this is no baseline ({SCHEMA}); {remedy}")
    return frozenset(map(str, gaps))


def render_baseline(gaps: Iterable[Gap]) -> str:
    """The file's text: one line per gap, so that a change of it can be reviewed."""
    said = {gap.id: f"{gap.kind}: {gap.subject}" for gap in gaps}
    ordered = dict(sorted(said.items(), key=lambda item: (item[1], item[0])))
    return json.dumps({"schema": SCHEMA, "gaps": ordered}, indent=1, ensure_ascii=False)
