"""Incidents as rows: each time that a fault was born, and whom it hits now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dbt_onus.core.bi.tables import Row, moment
from dbt_onus.core.incidents.episodes import Episode
from dbt_onus.core.incidents.incident import State
from dbt_onus.core.nodes import Node
from dbt_onus.core.says import place_name


def incident_rows(
    episodes: Iterable[Episode], nodes: Mapping[str, Node], team_names: Mapping[str, str]
) -> Iterator[Row]:
    """A row for each episode. What an earlier one was about is told as its incident stands now."""
    for episode in episodes:
        incident = episode.incident
        is_present = episode.number == incident.episode
        origin = incident.origin.unique_id
        yield {
            "incident_id": incident.id,
            "episode": episode.number,
            "is_present": is_present,
            "project": incident.project,
            "state": str(incident.state if is_present else State.RESOLVED),
            "team": episode.team,
            "team_name": team_names.get(episode.team or "", episode.team),
            "title": incident.title,
            "cause": str(incident.cause),
            "confidence": str(incident.confidence),
            "is_counted": incident.confidence.pages and not episode.superseded,
            "origin_id": origin,
            "origin": place_name(nodes[origin]) if origin and origin in nodes else origin,
            "origin_column": incident.origin.column,
            "opened_at": moment(episode.began_at),
            "team_since": moment(episode.given_at or episode.began_at),
            "acknowledged_at": moment(episode.acknowledged_at),
            "resolved_at": moment(episode.resolved_at),
            "seconds_to_acknowledge": episode.seconds_to_acknowledge,
            "seconds_to_repair": episode.seconds_to_repair,
            "nodes_hit": len(incident.affected.nodes),
            "teams_hit": len(incident.affected.teams),
            "exposures_hit": len(incident.affected.exposures),
            "is_superseded": episode.superseded,
            "is_return": episode.returns,
        }


def hit_rows(
    episodes: Iterable[Episode], nodes: Mapping[str, Node], team_names: Mapping[str, str]
) -> Iterator[Row]:
    """A row for each other team and each exposure below the origin, of the present episode."""
    for episode in episodes:
        incident = episode.incident
        if episode.number != incident.episode:
            continue
        same: Row = {"incident_id": incident.id, "episode": episode.number}
        for team in incident.affected.teams:
            if team != episode.team:
                yield {**same, "kind": "team", "hit_id": team, "hit": team_names.get(team, team)}
        for uid in incident.affected.exposures:
            yield {**same, "kind": "exposure", "hit_id": uid, "hit": name_of(nodes.get(uid), uid)}


def name_of(exposure: Node | None, unique_id: str) -> str:
    """What people call an exposure: its label, where it has one."""
    return unique_id if exposure is None else exposure.label or exposure.name or unique_id
