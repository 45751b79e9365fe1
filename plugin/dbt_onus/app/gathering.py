"""The artifacts of every project of the mesh: of each project once, and whoever is nobody's fault does no harm."""

from __future__ import annotations

from collections.abc import Sequence

from dbt_onus.app.places import Place
from dbt_onus.app.runs import Runs, merged_target
from dbt_onus.artifacts import Target, read_target
from dbt_onus.errors import ArtifactError, ConfigError, OnusError


def gathered(
    places: Sequence[Place], not_seen: list[str], *, with_runs: bool, runs: Runs | None = None
) -> list[tuple[Place, Target]]:
    """What each project's target folder says, in order; what is not there of a neighbour is told.

    `runs` are the reporting project's, where they are more than its target folder's one.

    ArtifactError for a project that was named and cannot be read. ConfigError where a neighbour is another project
    than its entry says; OnusError where one project is named twice.
    """
    found: dict[str, tuple[Place, Target]] = {}
    for place in places:
        try:
            if runs is not None and place is places[0]:
                target = merged_target(runs, place.target, not_seen)
            else:
                target = read_target(place.target, with_run=with_runs)
        except ArtifactError as error:
            if place.listed is None:
                raise
            not_seen.append(f"{place.listed.name or place.listed.path}: {error}")
            continue
        _refuse_another(place, target)
        name = target.manifest.project_name
        found[name] = _the_one(found[name], (place, target), not_seen) if name in found else (place, target)
    return list(found.values())


def _refuse_another(place: Place, target: Target) -> None:
    said, name = place.listed.name if place.listed else None, target.manifest.project_name
    if place.listed is not None and said is not None and said != name:
        raise ConfigError(f'{place.listed.place}: {place.listed.path} is the project "{name}", not "{said}"')


def _the_one(
    known: tuple[Place, Target], other: tuple[Place, Target], not_seen: list[str]
) -> tuple[Place, Target]:
    """Of two copies of one project's artifacts the one that was named, else the newer one."""
    name = known[1].manifest.project_name
    if other[0].listed is None:
        raise OnusError(
            f"--project-dir {known[0].directory} and {other[0].directory} are both the project {name}: "
            "name one of them, and the folder of its runs with --runs"
        )
    kept, left = known, other
    if known[0].listed is not None and other[1].manifest.generated_at > known[1].manifest.generated_at:
        kept, left = other, known
    not_seen.append(f"{left[0].target}: another copy of {name}; {kept[0].target} counts")
    return kept
