"""Who answers for each node, and how far each team is with what it promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from dbt_onus.core.bi.tables import Row, day
from dbt_onus.core.gaps import Coverage
from dbt_onus.core.nodes import Node
from dbt_onus.core.ownership import Owner, Step

OWNED = frozenset({"model", "source", "seed", "snapshot"})
#: The dbt package: its models are made of what is published here.
_PACKAGE = "onus"


def owner_rows(
    nodes: Iterable[Node], owner_of: Callable[[str], Owner], team_names: Mapping[str, str]
) -> Iterator[Row]:
    """A row for each node that holds data, and for none of the dbt package, with the team that answers."""
    for node in nodes:
        if node.resource_type in OWNED and node.package_name != _PACKAGE:
            owner = owner_of(node.unique_id)
            yield {
                "unique_id": node.unique_id,
                "node": node.label_name,
                "resource_type": node.resource_type,
                "project": node.package_name,
                "team": owner.team,
                "team_name": team_names.get(owner.team, owner.team),
                "why": owner.why,
                "is_fallback": owner.step is Step.FALLBACK,
            }


def coverage_rows(coverage: Iterable[Coverage], team_names: Mapping[str, str], today: date) -> Iterator[Row]:
    """A row for each team, and one of the whole project whose team is null."""
    for one in coverage:
        yield {
            "measured_on": day(today),
            "team": one.team,
            "team_name": None if one.team is None else team_names.get(one.team, one.team),
            "nodes": one.nodes,
            "owned": one.owned,
            "tables": one.tables,
            "promised": one.promised,
            "relied_on": one.relied_on,
            "relied_on_promised": one.relied_on_promised,
        }
