"""The graph as compact JSON: texts stand once, nodes and columns are numbers in lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dbt_onus.core.page import MEANINGS, Atlas, Page, Picture, Role
from dbt_onus.core.page.atlas import FARED

_ROLES = tuple(Role)


class _Words:
    """Texts by number, each once."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def __getitem__(self, word: str) -> int:
        return self.known.setdefault(word, len(self.known))


def page_data(page: Page) -> Mapping[str, Any]:
    """What the scripts draw: the graph, and by incident its picture."""
    at = {one.unique_id: place for place, one in enumerate(page.atlas.landmarks)}
    return {
        "roles": [[role.value, MEANINGS[role]] for role in _ROLES],
        "fared": list(FARED),
        "graph": _graph(page.atlas, page.report.teams),
        "pictures": {
            sheet.explanation.incident.id: _picture(sheet.picture, at)
            for sheet in page.sheets
            if sheet.picture is not None
        },
    }


def _graph(atlas: Atlas, teams: Mapping[str, str]) -> Mapping[str, Any]:
    names, owners, reasons, kinds = _Words(), _Words(), _Words(), _Words()
    nodes = []
    for one in atlas.landmarks:
        columns = [names[column] for column in one.columns]
        uid = one.unique_id
        kind, team, why = kinds[one.resource_type], owners[one.team], reasons[one.why]
        nodes.append([one.label, uid, kind, team, why, FARED.index(one.fared), columns])
    return {
        "columns": list(names.known),
        "teams": [[key, teams.get(key, key)] for key in owners.known],
        "whys": list(reasons.known),
        "kinds": list(kinds.known),
        "nodes": nodes,
        "edges": [place for edge in atlas.edges for place in edge],
        "inferred": [place for edge in sorted(atlas.inferred) for place in edge],
        "links": [place for link in atlas.links for place in link],
        "byColumn": atlas.by_column,
    }


def _picture(picture: Picture, at: Mapping[str, int]) -> Mapping[str, Any]:
    return {
        "spots": [
            [at[spot.hop.unique_id], _ROLES.index(spot.role), list(spot.columns), list(spot.says)]
            for spot in picture.spots
        ],
        "edges": [place for parent, child in picture.edges for place in (at[parent], at[child])],
        "more": picture.more,
    }
