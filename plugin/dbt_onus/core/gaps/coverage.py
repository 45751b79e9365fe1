"""How far a project is: who has an owner, what is promised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from dbt_onus.core.gaps.survey import Survey
from dbt_onus.core.ownership import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Counts of nodes.

    `tables` can carry a contract; `promised` of them are held to one; `relied_on` are read by another team, and
    `relied_on_promised` of those are held to one.
    """

    team: str | None
    nodes: int = 0
    owned: int = 0
    tables: int = 0
    promised: int = 0
    relied_on: int = 0
    relied_on_promised: int = 0


def coverage_of(survey: Survey) -> tuple[Coverage, ...]:
    """The whole project (`team` is `None`), then team by team."""
    counts: dict[str | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    tables = {node.unique_id for node in survey.tables}
    for node in survey.own:
        owner = survey.owner_of(node.unique_id)
        said = {"nodes": 1, "owned": int(owner.step is not Step.FALLBACK)}
        if node.unique_id in tables:
            promised = int(survey.is_promised(node))
            relied_on = int(bool(survey.consumers_of(node)))
            said |= {"tables": 1, "promised": promised}
            said |= {"relied_on": relied_on, "relied_on_promised": relied_on * promised}
        for team in (None, owner.team):
            for key, number in said.items():
                counts[team][key] += number
    order = sorted((team for team in counts if team is not None), key=str)
    return tuple(Coverage(team=team, **counts[team]) for team in (None, *order))
