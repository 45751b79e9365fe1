"""Workflow commands of GitHub Actions: a line each, shown beside the code of a pull request.

Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of actions/toolkit
(`packages/core/src/command.ts`). GitHub shows 10 errors and 10 warnings of a step; all are in its log.
"""

from __future__ import annotations

from collections.abc import Iterable

from dbt_onus.core.annotations import Annotation, Level

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render_github(annotations: Iterable[Annotation]) -> str:
    """One command per remark."""
    return "\n".join(_command(one) for one in annotations)


def _command(one: Annotation) -> str:
    said = {"file": one.file, "line": one.line if one.file else None, "title": f"onus: {one.title}"}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in said.items() if value is not None)
    return f"::{_COMMANDS[one.level]} {properties}::{_data(one.text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
