"""From what a node says to the team it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from dbt_onus.core.ownership.declared import Claim, Named
from dbt_onus.core.ownership.steps import Found, Step
from dbt_onus.core.ownership.teams import Roster


class Reading(Struct, frozen=True, kw_only=True):
    """How to read names: against which roster, and whether an unknown one is a team all the same."""

    roster: Roster
    at_its_word: bool
    defined_only: bool = False

    def found(self, step: Step, claims: Sequence[Claim]) -> Found:
        """What the claims of one step say: the first name that means one team wins."""
        says: list[str] = []
        problems: list[str] = []
        contact = None
        team = why = None
        for claim in claims:
            problems += claim.problems
            for named in claim.named:
                meant = self._meant(named)
                says.append(f"{claim.place} says {named.shown}{_so(meant, named)}")
                if len(meant) > 1:
                    problems.append(f"{claim.place} says {named.shown}, which may be {' or '.join(meant)}")
                elif not meant:
                    contact = contact or named.shown
                elif team is None:
                    team, why = meant[0], claim.place
        taken = self._taken(claims) if team is None and self.at_its_word else None
        if taken is not None:
            team, why, contact = taken[1], taken[0], None
            if self.defined_only:
                problems.append(f"{why} says {team}, which is neither a team in onus.yml nor a dbt group")
        return Found(
            step=step,
            says="; ".join(says or problems) or "says nothing",
            team=team,
            why=why or "",
            contact=contact,
            problems=tuple(problems),
        )

    def _meant(self, named: Named) -> tuple[str, ...]:
        return next((meant for word in named.words if (meant := self.roster.teams_meant(word))), ())

    def _taken(self, claims: Sequence[Claim]) -> tuple[str, str] | None:
        """The first name that is not ambiguous, as a team of that name: its place and the team."""
        return next(self._unknown(claims), None)

    def _unknown(self, claims: Sequence[Claim]) -> Iterator[tuple[str, str]]:
        for claim in claims:
            for named in claim.named:
                if not self._meant(named):
                    name = named.shown.partition("<")[0].strip() or named.shown
                    bare = name.rpartition("/")[2] if name.startswith("@") else name
                    yield claim.place, bare.lstrip("@#").strip() or name


def _so(meant: tuple[str, ...], named: Named) -> str:
    if not meant:
        return " (no known team or member)"
    if len(meant) > 1:
        return " (ambiguous)"
    return "" if meant[0] == named.shown else f" (team {meant[0]})"
