"""Lookups as JSON: one object, described in docs/lookups.md; fields are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dbt_onus.core.lookups import ExposureHit, Hop, ImpactView, LineageView, OwnerView, PathView


def render_lineage(view: LineageView) -> str:
    """`onus/lineage/1`."""
    return object_json(
        "onus/lineage/1",
        selector=view.expression,
        nodes=[hop_json(hop) for hop in view.hops],
        edges=[list(edge) for edge in view.edges],
    )


def render_impact(view: ImpactView) -> str:
    """`onus/impact/1`."""
    return object_json(
        "onus/impact/1",
        node=hop_json(view.node),
        column=view.target.column,
        nodes=[hop_json(hop) for hop in view.nodes],
        teams=[{"team": hit.team, "nodes": hit.nodes} for hit in view.teams],
        exposures=[exposure_json(exposure) for exposure in view.exposures],
        notes=list(view.notes),
    )


def render_path(view: PathView) -> str:
    """`onus/path/1`."""
    return object_json(
        "onus/path/1",
        start=view.start,
        end=view.end,
        found=bool(view.steps),
        turned=view.turned,
        steps=[hop_json(hop) for hop in view.steps],
    )


def render_owners(views: Sequence[OwnerView]) -> str:
    """`onus/owner/1`."""
    return object_json("onus/owner/1", nodes=[_owner(view) for view in views])


def _owner(view: OwnerView) -> dict[str, Any]:
    return {
        "unique_id": view.hop.unique_id,
        "label": view.hop.label,
        "resource_type": view.hop.resource_type,
        "team": view.hop.owner_team,
        "why": view.hop.why,
        "contact": view.contact,
        "trace": list(view.trace),
        "conflicts": list(view.conflicts),
    }


def hop_json(hop: Hop) -> dict[str, Any]:
    """A node on the way, with its owner."""
    return {
        "unique_id": hop.unique_id,
        "label": hop.label,
        "resource_type": hop.resource_type,
        "team": hop.owner_team,
        "why_team": hop.why,
        "depth": hop.depth,
        "direction": hop.direction.value,
        "via": hop.via,
        "inferred": hop.inferred,
    }


def exposure_json(exposure: ExposureHit) -> dict[str, Any]:
    """An exposure, with whom dbt says owns it."""
    return {
        "unique_id": exposure.hop.unique_id,
        "label": exposure.hop.label,
        "owner": {"name": exposure.owner_name, "email": list(exposure.owner_email)},
        "url": exposure.url,
    }


def object_json(schema: str, **fields: Any) -> str:
    """ASCII only: a name with control or direction characters comes out escaped."""
    return json.dumps({"schema": schema, **fields}, indent=2)
