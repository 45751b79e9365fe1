"""The questions an assistant asks, answered as `--format json` answers them, plain and bounded.

What comes out is read by a language model: every text in it is one line without control characters, and lists end
before they fill its memory, with what was left out counted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt_onus.app.incidents import (
    explain_incident,
    explain_remembered,
    incident_named,
    list_incidents,
    show_incident,
    team_named,
)
from dbt_onus.app.indexed import answered
from dbt_onus.app.lookup import impact_of, lineage_of, owners_of, path_between
from dbt_onus.app.watch import Watch, read_watch
from dbt_onus.core.plain import plain
from dbt_onus.report import explain_json, incident_json
from dbt_onus.report.lookups import LookupView, render_lookup

#: Entries of one list; a graph has thousands, and nobody reads them.
MOST = 100
_LONGEST = 2_000
_LINES = 100

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Asked of these projects, each time as they are now. Everything may raise OnusError with a line to show."""

    project_dirs: Sequence[Path]
    target_path: Path | None = None
    config_path: Path | None = None

    def owner(self, selector: str) -> Document:
        """Who answers for the nodes a selector means, and why."""
        return self._looked_up(lambda project: owners_of(project, selector))

    def lineage(self, selector: str, *, columns: bool = False) -> Document:
        """What feeds a node or a column and what it feeds."""
        return self._looked_up(lambda project: lineage_of(project, selector, columns=columns))

    def impact(self, node: str) -> Document:
        """Everything below a node or a column, with the teams and the exposures hit."""
        return self._looked_up(lambda project: impact_of(project, node))

    def path(self, start: str, end: str) -> Document:
        """How one node or column reaches another."""
        return self._looked_up(lambda project: path_between(project, start, end))

    def incidents(self, team: str | None = None, *, resolved: bool = False) -> Document:
        """What is open, and with `resolved` what ever was: a line or two of each."""
        watch = self._watch()
        found = list_incidents(watch, resolved=resolved, team=team_named(watch, team) if team else None)
        document = json.loads(incident_json.render_list([(one.incident, one.gone) for one in found]))
        document["incidents"] = [_brief(one) for one in document["incidents"]]
        return bounded(document)

    def explain(self, incident: str | None = None) -> Document:
        """Why an incident is whose it is, how to check that, and who did what to it."""
        watch = self._watch()
        named = incident_named(watch, incident)
        explained = explain_remembered(named) if watch.project is None else explain_incident(watch.project, named)
        document: Document = json.loads(explain_json.render_explanation(explained))
        shown = show_incident(watch, named.id)
        told = json.loads(incident_json.render_incident(shown.incident, shown.gone, shown.timeline))
        return bounded(document | {"timeline": told["timeline"]})

    def _looked_up(self, question: Any) -> Document:
        view: LookupView = answered(
            question, self.project_dirs, target_path=self.target_path, config_path=self.config_path
        )
        return bounded(json.loads(render_lookup(view, as_json=True, width=0)))

    def _watch(self) -> Watch:
        return read_watch(self.project_dirs, target_path=self.target_path, config_path=self.config_path)


_IN_A_LIST = (
    "id", "project", "state", "opened_at", "runs", "team", "why_team", "origin", "cause", "confidence", "title",
    "notify", "inform", "remedy", "muted",
)  # fmt: skip


def _brief(incident: Document) -> Document:
    """Without what `explain` tells: evidence and the nodes one by one."""
    affected = {key: len(value) for key, value in incident["affected"].items()}
    return {**{key: incident[key] for key in _IN_A_LIST}, "affected": affected}


def bounded(document: Document, most: int = MOST) -> Document:
    """The document with its texts made plain and its lists cut to `most`; `left_out` counts by field."""
    left_out: dict[str, int] = {}
    made = {key: _bounded(value, most, key, left_out) for key, value in document.items()}
    return made | ({"left_out": left_out} if left_out else {})


def _bounded(value: Any, most: int, where: str, left_out: dict[str, int]) -> Any:
    if isinstance(value, str):
        return "\n".join(plain(line, _LONGEST) for line in value.split("\n")[:_LINES])
    if isinstance(value, dict):
        return {plain(key): _bounded(each, most, f"{where}.{key}", left_out) for key, each in value.items()}
    if isinstance(value, list):
        if len(value) > most:
            left_out[where] = left_out.get(where, 0) + len(value) - most
        return [_bounded(each, most, where, left_out) for each in value[:most]]
    return value
