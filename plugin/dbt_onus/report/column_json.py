"""Lookups of columns as JSON: one object, described in docs/lookups.md; fields are added, never changed."""

from __future__ import annotations

from typing import Any

from dbt_onus.core.lookups.column_views import ColumnHop, ColumnImpactView, ColumnLineageView, ColumnPathView
from dbt_onus.report.lookup_json import exposure_json, hop_json, object_json


def render_lineage(view: ColumnLineageView) -> str:
    """`onus/column-lineage/1`."""
    trees = [{**_column(tree.start), "hops": [_column(one) for one in tree.hops]} for tree in view.trees]
    return object_json("onus/column-lineage/1", selector=view.expression, columns=trees, notes=list(view.notes))


def render_impact(view: ColumnImpactView) -> str:
    """`onus/impact/1`, with the columns reached and how each node is."""
    radius = view.radius
    nodes = [
        {**hop_json(hop), "through": "rows" if hop.unique_id in view.by_rows else "value"} for hop in radius.nodes
    ]
    return object_json(
        "onus/impact/1",
        node=hop_json(radius.node),
        column=radius.target.column,
        nodes=nodes,
        columns=[_column(one) for one in view.columns],
        teams=[{"team": hit.team, "nodes": hit.nodes} for hit in radius.teams],
        exposures=[
            {**exposure_json(hit), "through": "rows" if hit.hop.unique_id in view.by_rows else "value"}
            for hit in radius.exposures
        ],
        notes=list(radius.notes),
    )


def render_path(view: ColumnPathView) -> str:
    """`onus/column-path/1`."""
    return object_json(
        "onus/column-path/1",
        start=list(view.start.key),
        end=list(view.end.key),
        found=bool(view.steps),
        turned=view.turned,
        steps=[_column(one) for one in view.steps],
    )


def _column(one: ColumnHop) -> dict[str, Any]:
    return {
        **hop_json(one.hop),
        "column": one.column,
        "via_column": one.via_column,
        "kinds": list(one.kinds),
        "optional": one.optional,
        "certain": one.certain,
    }
