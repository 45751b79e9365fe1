"""Writes the scenarios of one company: its name, its teams and how its days begin, said once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from faults.acts import Act, in_turn
from faults.scenario import DecidedBy, Kind, Scenario, Truth, nights


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """What all scenarios of a company have in common.

    `teams` says who owns a source, by the word before the dot of its name. `begins_with` happens before anything
    breaks, such as a day's new load. `project` is where sources and models live, if not in one named like the
    company. `decided_by` is what decides a scenario that says nothing else.
    """

    company: str
    teams: Mapping[str, str]
    begins_with: Act | None = None
    project: str | None = None
    decided_by: DecidedBy = DecidedBy.ARTIFACTS

    def scenario(
        self,
        name: str,
        kind: Kind,
        story: str,
        happen: Act,
        *faults: Truth,
        run: Act = nights,
        before: Act | None = None,
        history: bool = True,
        decided_by: DecidedBy | None = None,
        resolves: int = 0,
        seen_from: str | None = None,
    ) -> Scenario:
        """A scenario of this company; the fields mean what they mean in `Scenario`."""
        return Scenario(
            name=f"{self.company}_{name}",
            company=self.company,
            kind=kind,
            story=story,
            happen=happen if self.begins_with is None else in_turn(self.begins_with, happen),
            faults=faults,
            run=run,
            before=before,
            history=history,
            decided_by=decided_by or self.decided_by,
            resolves=resolves,
            seen_from=seen_from,
        )

    def source(self, name: str, column: str | None, cause: str, *causes: str) -> Truth:
        """A fault that came in with a source's data; its team is the owner of the source."""
        team = self.teams[name.partition(".")[0]]
        return Truth(team=team, origin=f"source.{self._home}.{name}", column=column, cause=cause, causes=causes)

    def model(self, team: str, name: str, *causes: str) -> Truth:
        """A fault that an edit of a model brought in."""
        return Truth(team=team, origin=f"model.{self._home}.{name}", cause="code_change", causes=causes)

    @property
    def _home(self) -> str:
        return self.project or self.company
