"""What Onus says of a change, against what the change comes to."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from changes.bases import Base
from changes.case import BREAKING, RISKY, SAFE, Case
from changes.draft import Draft
from dbt_onus.app.diffing import diff_of, read_states

_RANK = {SAFE: 0, RISKY: 1, BREAKING: 2}
#: What of a project is read beside its target folder.
_BESIDE = ("dbt_project.yml", "onus.yml", "CODEOWNERS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`effect` is the worst that was said; `strange` are breaking changes of nodes that nobody changed."""

    case: Case
    effect: str
    teams: frozenset[str]
    strange: tuple[str, ...]
    says: tuple[str, ...]

    @property
    def missed(self) -> bool:
        """Whether less was said than the change comes to."""
        return _RANK[self.effect] < _RANK[self.case.effect]

    @property
    def false_alarm(self) -> bool:
        """Whether more was said than the change comes to, or something breaking of a node that did not change."""
        return _RANK[self.effect] > _RANK[self.case.effect] or bool(self.strange)

    @property
    def right_teams(self) -> bool:
        """Whether exactly the teams were named that have something which uses what goes."""
        return self.case.effect != BREAKING or self.teams == self.case.teams


def stage_case(case: Case, base: Base, folder: Path) -> Path:
    """The project as the change leaves it, in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in _BESIDE:
        if (base.folder / name).exists():
            shutil.copyfile(base.folder / name, folder / name)
    draft = Draft(base.manifest, base.catalog)
    case.edit(draft)
    draft.write(folder / "target")
    return folder


def state_before(base: Base, folder: Path) -> Path:
    """The state before as a target folder, as CI keeps that of the main branch."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("manifest.json", "catalog.json"):
        if (base.folder / "target" / name).exists():
            shutil.copyfile(base.folder / "target" / name, folder / name)
    return folder


def judged(case: Case, base: Base, before: Path, after: Path) -> Judgement:
    """What `onus diff` says; from the manifests alone."""
    (after / "target" / "catalog.json").unlink()
    report = diff_of(read_states([before / "manifest.json"], [after, *base.readers]))
    about = Draft(base.manifest, base.catalog).uid(case.about)
    said = [change for change in report.changes if change.effect == BREAKING]
    worst = max((change.effect.value for change in report.changes), key=_RANK.__getitem__, default=SAFE)
    return Judgement(
        case=case,
        effect=worst,
        teams=frozenset(team for change in said for team in change.teams),
        strange=tuple(change.difference.says for change in said if change.difference.unique_id != about),
        says=tuple(f"{change.effect}: {change.difference.says} ({change.why})" for change in report.changes),
    )
