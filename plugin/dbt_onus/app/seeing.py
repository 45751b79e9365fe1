"""What the latest run of each project verified, and what of it belongs to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from dbt_onus.app.members import Member
from dbt_onus.app.project import Project
from dbt_onus.app.unseen import unseen, written_at
from dbt_onus.core.attribution.sightings import agreed, taken_at
from dbt_onus.core.checks import Check, Verified, checks_of
from dbt_onus.core.code import fingerprints
from dbt_onus.core.history import RunRecord
from dbt_onus.core.records import records_of, sighting_of
from dbt_onus.core.results import BROKEN, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One project as it was last seen, at that time (UTC): its run, if there is one, and its fingerprints."""

    member: Member
    run: Run | None
    prints: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the latest run of each project verified and measured.

    `witnesses` are the keys of checks that neighbours made: evidence, and theirs to explain. `unseen` says what
    nobody knows, a line each.
    """

    sights: tuple[Sight, ...]
    checks: Verified
    records: tuple[RunRecord, ...]
    witnesses: frozenset[str] = frozenset()
    unseen: tuple[str, ...] = ()

    @property
    def runs(self) -> tuple[tuple[Member, Run], ...]:
        """The runs that are reported on."""
        return tuple(
            (one.member, one.run) for one in self.sights if one.run is not None and not one.member.is_neighbour
        )

    @property
    def happened(self) -> datetime:
        """When the latest of them was."""
        return max(run.invocation.generated_at for _, run in self.runs)

    @property
    def own_checks(self) -> Verified:
        """What these verified."""
        if not self.witnesses:
            return self.checks
        return Verified.of(check for check in self.checks if check.key not in self.witnesses)

    @property
    def is_broken(self) -> bool:
        """Whether there is anything to explain."""
        return any(check.key not in self.witnesses for check in self.checks.with_status(BROKEN))


def seen_by(project: Project) -> Seen:
    """The latest run of each project; ArtifactError where one that reports has none to report on."""
    sights = tuple(_sight(member) for member in project.members)
    dated = len(sights) > 1
    verified = [_checks(sight, project, dated=dated) for sight in sights]
    pairs = tuple(zip(sights, verified, strict=True))
    checks, witnesses = _agreed(pairs) if dated else (verified[0], frozenset[str]())
    return Seen(
        sights=sights,
        checks=checks,
        records=tuple(record for sight, mine in pairs for record in _records(sight, mine, project)),
        witnesses=witnesses,
        unseen=tuple(unseen(sights)),
    )


def _agreed(pairs: Iterable[tuple[Sight, Verified]]) -> tuple[Verified, frozenset[str]]:
    """What several projects verified, and which of it are checks of neighbours, by key."""
    own: list[Check] = []
    told: list[Check] = []
    for sight, mine in pairs:
        (told if sight.member.is_neighbour else own).extend(mine)
    mine_alone = agreed(own)
    known = {check.key for check in mine_alone}
    # a package that a neighbour has installed too is checked there on tables of its own
    witnesses = tuple(check for check in agreed(told) if check.key not in known)
    return Verified((*mine_alone, *witnesses)), frozenset(check.key for check in witnesses)


def _sight(member: Member) -> Sight:
    run = member.target.run if member.is_neighbour else member.target.required_run()
    at = run.invocation.generated_at if run is not None else written_at(member.manifest)
    return Sight(member=member, run=run, prints=fingerprints(member.manifest), at=at)


def _checks(sight: Sight, project: Project, *, dated: bool) -> Verified:
    run = sight.run
    if run is None:
        return Verified(())
    found = checks_of(run, project.nodes, sight.member.manifest.adapter_type)
    if not dated and not run.parts:
        return found
    asked = (run.freshness_invocation or run.invocation).generated_at
    return Verified(
        taken_at(
            check,
            run.times.get(check.unique_id, run.invocation.generated_at)
            if check.unique_id in run.results
            else asked,
        )
        for check in found
    )


def _records(sight: Sight, checks: Verified, project: Project) -> Iterator[RunRecord]:
    """What is remembered of the run; of a neighbour its code alone: how its checks ended is its own to write."""
    manifest, run = sight.member.manifest, sight.run
    if run is None or sight.member.is_neighbour:
        yield sighting_of(manifest, run, sight.at, sight.prints)
    elif not run.parts:
        yield from records_of(manifest, run, checks, sight.prints)
    for part in run.parts if run is not None else ():
        yield from records_of(manifest, part, checks_of(part, project.nodes, manifest.adapter_type), sight.prints)
