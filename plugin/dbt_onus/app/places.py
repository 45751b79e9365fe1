"""Which projects are looked at together, and where each of them lies: those named, and those onus.yml lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from dbt_onus.artifacts import target_of
from dbt_onus.config import CONFIG_FILE, Neighbour, read_neighbours_of
from dbt_onus.core.relations import Renaming
from dbt_onus.errors import OnusError


class Place(Struct, frozen=True, kw_only=True):
    """One project: its folder, its artifacts, and the onus.yml that was named for it.

    `listed` is its entry in the reporting project's onus.yml; `None` for what the command line names.
    """

    directory: Path
    target: Path
    config: Path | None = None
    listed: Neighbour | None = None

    @property
    def config_file(self) -> Path | None:
        """Its own onus.yml, or the one named for it; `None` where there is neither."""
        own = self.directory / CONFIG_FILE
        return self.config or (own if own.is_file() else None)

    @property
    def renamings(self) -> tuple[Renaming, ...]:
        """What others call the places that its artifacts speak of."""
        return self.listed.renamings if self.listed is not None else ()


class Places(Struct, frozen=True, kw_only=True):
    """Where the projects lie, the reporting one first; `missing` says which listed ones are not there."""

    found: tuple[Place, ...]
    missing: tuple[str, ...] = ()


def places_of(
    project_dirs: Sequence[Path], *, target_path: Path | None = None, config_path: Path | None = None
) -> Places:
    """The projects named, with the neighbours that the first one's onus.yml lists. ConfigError: see the reader.

    `target_path` and `config_path` are of each project named; a neighbour has what its entry says. A neighbour of
    which there is no manifest is told, not missed: a report must not depend on what others have fetched.
    """
    named = [
        Place(directory=directory, target=target_of(directory, target_path), config=config_path)
        for directory in project_dirs
    ]
    _refuse_twice(named)
    missing: list[str] = []
    file = named[0].config_file
    listed = list(_neighbours(read_neighbours_of(file), missing)) if file is not None else []
    seen = {place.target.resolve() for place in named}
    found = [*named]
    for place in listed:
        if place.target.resolve() not in seen:
            seen.add(place.target.resolve())
            found.append(place)
    return Places(found=tuple(found), missing=tuple(missing))


def _refuse_twice(named: Sequence[Place]) -> None:
    seen: set[Path] = set()
    for place in named:
        target = place.target.resolve()
        if target in seen:
            raise OnusError(f"--project-dir {place.directory}: this project is named twice; name it once")
        seen.add(target)


def _neighbours(neighbours: Sequence[Neighbour], missing: list[str]) -> Iterator[Place]:
    for one in neighbours:
        what = f"{one.name} ({one.path})" if one.name else one.path
        if not one.directories:
            missing.append(f"{what}: nothing is there ({one.place})")
        for directory in one.directories:
            target = target_of(directory, one.target_path)
            if (target / "manifest.json").is_file():
                yield Place(directory=directory, target=target, config=one.config, listed=one)
            else:
                missing.append(f"{what}: no manifest.json in {target} ({one.place}); `dbt parse` writes one")
