"""Nodes that nobody answers for, and owners that are nobody."""

from __future__ import annotations

from collections.abc import Iterator

from dbt_onus.core.gaps.gap import Gap, Kind
from dbt_onus.core.gaps.survey import Survey
from dbt_onus.core.nodes import Node
from dbt_onus.core.ownership import Roster, Step, named_owners


def owner_gaps(survey: Survey, roster: Roster | None) -> Iterator[Gap]:
    """Everything wrong with who answers for what. `roster`: the known teams, `None` where none are defined."""
    for node in survey.own:
        owner = survey.owner_of(node.unique_id)
        unknown = _unknown(node, roster)
        why = owner.why.removeprefix("fallback: ")
        if unknown:
            yield survey.gap(
                Kind.UNKNOWN_TEAM,
                node,
                f"{unknown[0]}, which is no team of onus.yml, no dbt group and no member of one",
                "correct the name, or define the team in onus.yml",
            )
        elif owner.step is Step.FALLBACK:
            yield survey.gap(
                Kind.UNOWNED,
                node,
                f"nobody answers for it but the fallback team {owner.team} ({why})",
                "say config.meta.onus.team, a dbt group, meta.owner, a line of CODEOWNERS or a rule in onus.yml",
            )
        if owner.conflicts:
            yield survey.gap(
                Kind.CONTESTED_OWNER,
                node,
                "; ".join(owner.conflicts),
                f"let them agree: today {owner.team} answers ({owner.why})",
            )


def _unknown(node: Node, roster: Roster | None) -> list[str]:
    """The places that name no known team, with what they say; people's addresses are not judged."""
    if roster is None or node.resource_type == "exposure":
        return []
    return [
        f"{place} says {named.shown}"
        for place, named in named_owners(node)
        if not any("@" in word.strip("@") for word in named.words)
        and not any(roster.teams_meant(word) for word in named.words)
    ]
