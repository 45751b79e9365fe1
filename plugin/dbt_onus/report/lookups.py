"""The answer to a lookup, as text or as JSON: what writes it is loaded when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from dbt_onus.core.lookups import ImpactView, LineageView, OwnerView, PathView

if TYPE_CHECKING:
    from dbt_onus.core.lookups.column_views import ColumnImpactView, ColumnLineageView, ColumnPathView

    ColumnView: TypeAlias = ColumnLineageView | ColumnImpactView | ColumnPathView

LookupView: TypeAlias = "tuple[OwnerView, ...] | LineageView | ImpactView | PathView | ColumnView"
_OF_NODES = (tuple, LineageView, ImpactView, PathView)


def render_lookup(view: LookupView, *, as_json: bool, width: int) -> str:
    """The view as people or programs read it; `width` in columns, for people."""
    room = "lookup" if isinstance(view, _OF_NODES) else "column"
    module = import_module(f"dbt_onus.report.{room}_{'json' if as_json else 'text'}")
    render: Callable[..., Any] = getattr(module, f"render_{_asked(view)}")
    return str(render(view) if as_json else render(view, width))


def _asked(view: LookupView) -> str:
    """`lineage` of a LineageView, `owners` of owners."""
    if isinstance(view, tuple):
        return "owners"
    return type(view).__name__.removeprefix("Column").removesuffix("View").lower()
