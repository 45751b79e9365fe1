"""Breaking changes put to the teams they hit, and what those say, in a file beside onus.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dbt_onus.app.output import write_output
from dbt_onus.app.person import present_person
from dbt_onus.app.project import Project
from dbt_onus.consents import CONSENTS_FILE, read_consents, render_consents
from dbt_onus.core.changes import Change, Effect
from dbt_onus.core.changes.consent import Answer, Consent, Question, Word, asked, consent_to
from dbt_onus.core.changes.report import DiffReport
from dbt_onus.core.policy import ChangePolicy
from dbt_onus.errors import OnusError


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says for a team of some changes, by the beginning of their ids."""

    word: Word
    changes: tuple[str, ...]
    team: str
    by: str | None = None
    reason: str = ""


class Consents:
    """The file of one project, and the policy that says what silence means."""

    def __init__(self, project: Project, path: Path | None) -> None:
        member = project.members[0]
        self.path = path if path is not None else member.directory / CONSENTS_FILE
        self._policy: ChangePolicy = member.config.policy.changes
        self._members = {key: team.members for one in project.members for key, team in one.config.teams.items()}
        self._questions: Mapping[str, Question] = read_consents(self.path)

    def on(self, changes: Sequence[Change], today: date) -> dict[str, Consent]:
        """Where the hit teams are with each breaking change."""
        return {
            change.id: consent_to(change.asked, self._questions.get(change.id), today, self._policy)
            for change in changes
            if change.effect is Effect.BREAKING
        }

    def ask(self, report: DiffReport, today: date) -> int:
        """Put every breaking change to the teams it hits, and forget those that are no more; says how many."""
        breaking = report.of(Effect.BREAKING)
        self._write({change.id: self._question(change, today) for change in breaking})
        return len(breaking)

    def answer(self, report: DiffReport, said: Said, today: date) -> tuple[Change, ...]:
        """Write down what a team says. OnusError where the change does not hit it, or is none."""
        by = said.by or present_person()
        meant = tuple(dict.fromkeys(self._meant(report, prefix) for prefix in said.changes))
        answer = Answer(word=said.word, by=by, on=today, reason=said.reason)
        questions = dict(self._questions)
        for change in meant:
            if said.team not in change.asked:
                hit = ", ".join(change.asked) or "no team"
                raise OnusError(f"{change.id}: does not wait for {said.team}; it waits for {hit}")
            questions[change.id] = self._question(change, today).answered(said.team, answer)
        self._write(questions)
        return meant

    def is_member(self, team: str, person: str) -> bool:
        """Whether the person is known to be of the team; of a team without members, anybody may be."""
        members = self._members.get(team) or ()
        return not members or person.lower() in {one.lower() for one in members}

    def _question(self, change: Change, today: date) -> Question:
        known = self._questions.get(change.id)
        return asked(change.id, change.difference.says, change.asked, known, today, self._policy)

    def _meant(self, report: DiffReport, prefix: str) -> Change:
        breaking = report.of(Effect.BREAKING)
        found = [change for change in breaking if change.id.startswith(prefix)]
        if len(found) != 1:
            known = ", ".join(change.id for change in breaking) or "none"
            problem = "is no breaking change of this" if not found else "is the beginning of several"
            raise OnusError(f"{prefix}: {problem}; there are {known}")
        return found[0]

    def _write(self, questions: Mapping[str, Question]) -> None:
        write_output(self.path, render_consents(questions.values()), option="--answers")
        self._questions = questions


def with_consents(report: DiffReport, consents: Consents, today: date) -> DiffReport:
    """The report with where every team is."""
    return replace(report, consents=consents.on(report.changes, today))
