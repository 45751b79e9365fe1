"""Lookups as JSON: one object, described in docs/lookups.md; fields are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dbt_onus.core.lookups import Hop, ImpactView, LineageView, OwnerView, PathView


def render_lineage(view: LineageView) -> str:
    """`onus/lineage/1`."""
    return _object(
        "onus/lineage/1",
        selector=view.expression,
        nodes=[_hop(hop) for hop in view.hops],
        edges=[list(edge) for edge in view.edges],
    )


def render_impact(view: ImpactView) -> str:
    """`onus/impact/1`."""
    return _object(
        "onus/impact/1",
        node=_hop(view.node),
        column=view.target.column,
        nodes=[_hop(hop) for hop in view.nodes],
        teams=[{"team": hit.team, "nodes": hit.nodes} for hit in view.teams],
        exposures=[
            {
                "unique_id": exposure.hop.unique_id,
                "label": exposure.hop.label,
                "owner": {"name": exposure.owner_name, "email": list(exposure.owner_email)},
                "url": exposure.url,
            }
            for exposure in view.exposures
        ],
        notes=list(view.notes),
    )


def render_path(view: PathView) -> str:
    """`onus/path/1`."""
    return _object(
        "onus/path/1",
        start=view.start,
        end=view.end,
        found=bool(view.steps),
        turned=view.turned,
        steps=[_hop(hop) for hop in view.steps],
    )


def render_owners(views: Sequence[OwnerView]) -> str:
    """`onus/owner/1`."""
    return _object("onus/owner/1", nodes=[_owner(view) for view in views])


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


def _hop(hop: Hop) -> dict[str, Any]:
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


def _object(schema: str, **fields: Any) -> str:
    """ASCII only: a name with control or direction characters comes out escaped."""
    return json.dumps({"schema": schema, **fields}, indent=2)
