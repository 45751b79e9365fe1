"""How a team keeps what it answers for: contracts, those that nobody checks, and what is waived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from dbt_onus.core.gaps import Coverage, Gap, Kind
from dbt_onus.core.scorecard.card import Upkeep

#: A promise that nobody holds anyone to.
INERT = frozenset({Kind.INERT_CONTRACT, Kind.UNTESTED_CONTRACT, Kind.DISABLED_CONTRACT})


def upkeep_of(
    coverage: Iterable[Coverage],
    gaps: Iterable[Gap],
    waived: Iterable[Collection[str]],
    team_of: Callable[[str], str],
) -> Mapping[str | None, Upkeep]:
    """By team, and of everything together (`None`). `waived` are the nodes of each waiver in force."""
    inert = Counter(gap.team for gap in gaps if gap.kind in INERT)
    in_force = list(waived)
    waivers = Counter(team for nodes in in_force for team in {team_of(uid) for uid in nodes})
    return {
        one.team: Upkeep(
            nodes=one.nodes,
            tables=one.tables,
            promised=one.promised,
            relied_on=one.relied_on,
            relied_on_promised=one.relied_on_promised,
            inert=inert.total() if one.team is None else inert[one.team],
            waivers=len(in_force) if one.team is None else waivers[one.team],
        )
        for one in coverage
    }
