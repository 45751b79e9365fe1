"""The places directly above one, for whatever kind of node: a model, a test, another project's table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dbt_onus.core.attachment import attached_to, referenced, tested_column
from dbt_onus.core.attribution.feeds import Certainty, Feed
from dbt_onus.core.evidence import Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import Property

if TYPE_CHECKING:
    from dbt_onus.core.attribution.case import Case


def feeds_above(case: Case, place: Place, about: Property) -> tuple[Feed, ...]:
    """The places directly above.

    A test that is attached to no node reads its parents, columns unknown; a source that another project
    builds *is* that project's table.
    """
    node = case.nodes.get(place.unique_id or "")
    if node is not None and node.is_test:
        return tuple(_looked_at(case, node))
    if node is not None and node.is_external:
        return ()
    if node is not None and node.resource_type == "source":
        return tuple(
            Feed(place=Place(unique_id=parent, column=place.column), copies=True, certainty=Certainty.COLUMN)
            for parent in case.lineage.parents(node.unique_id)
        )
    feeds = case.paths.feeds(place, about)
    return _with_its_row(case, place, feeds) if about is Property.NULLNESS else feeds


def _with_its_row(case: Case, place: Place, feeds: tuple[Feed, ...]) -> tuple[Feed, ...]:
    """Without what decides whether the joined row was there, where another column of it is never null."""
    if not any(feed.decides for feed in feeds) or not _is_never_null(case, place.unique_id or ""):
        return feeds
    if not any(case.pass_at(beside, Property.NULLNESS) for beside in case.paths.beside(place)):
        return feeds
    values = tuple(feed for feed in feeds if not feed.decides)
    return tuple(replace(feed, copies=True) for feed in values) if len(values) == 1 else values


def _looked_at(case: Case, test: Node) -> Iterator[Feed]:
    """Both sides of a relationship, by their columns; every parent of a test that is attached to none."""
    attached, (parent, column) = attached_to(test, case.nodes), referenced(test, case.nodes)
    if attached is not None and parent is not None:
        child = Place(unique_id=attached, column=tested_column(test))
        for side in (child, Place(unique_id=parent, column=column)):
            yield Feed(place=side, copies=False, certainty=Certainty.COLUMN)
        return
    read = case.paths.reads(test.unique_id)
    for place in read:
        yield Feed(place=place, copies=False, certainty=Certainty.COLUMN)
    for unique_id in test.parents if not read else ():
        if unique_id in case.lineage:
            yield Feed(place=Place(unique_id=unique_id), copies=False, certainty=Certainty.NODE)


def _is_never_null(case: Case, unique_id: str) -> bool:
    """Whether some column of the node was tested and has no null."""
    return any(case.clears(check, Property.NULLNESS) for check in case.by_node.get(unique_id, ()))
