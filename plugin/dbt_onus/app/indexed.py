"""Answers from an index of these very manifests; where there is none, from all of them, and the index is made.

An index has the graph and the words by which nodes are found. Nodes are read from the manifest one by one, and who
answers for them is asked of onus.yml, CODEOWNERS and the ledger as they are now: only what dbt wrote is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from dbt_onus import __version__
from dbt_onus.app.members import Member, members_of
from dbt_onus.app.places import Place, Places, places_of
from dbt_onus.app.project import Project, project_at
from dbt_onus.artifacts import ManifestFile, Target
from dbt_onus.config import links_of
from dbt_onus.core.lookups.indexed import Chosen, IndexedLineage
from dbt_onus.core.nodes import Group, Manifest, Node
from dbt_onus.errors import ArtifactError, SelectorError
from dbt_onus.lookup_index import DAMAGED, LookupIndex, Slot, open_index, write_index

INDEX_FILE = ".onus/lookup.db"
#: Part of the key: raise it when another index would be made of the same manifests.
_EDITION = "2"

Answer = TypeVar("Answer")


def answered(
    question: Callable[[Project], Answer],
    project_dirs: Sequence[Path],
    *,
    target_path: Path | None = None,
    config_path: Path | None = None,
) -> Answer:
    """What `question` finds out about the projects. Raises what it raises, and what `read_project` does."""
    places = places_of(project_dirs, target_path=target_path, config_path=config_path)
    files = _opened(places.found)
    key = _key(files, places.found)
    path = project_dirs[0] / INDEX_FILE
    index = open_index(path, key) if files else None
    if index is not None:
        # a name that means nothing is for the whole project to answer: it knows the nearest
        with suppress(SelectorError, ArtifactError, *DAMAGED):
            project = _project(index, files, places)
            if project is not None:
                return question(project)
    whole = project_at(places, with_runs=False)
    answer = question(whole)
    # of two copies of one project one is left out: then the files are not the projects one by one
    if files and len(files) == len(whole.members) and key == _key(_opened(places.found), places.found):
        _write(whole, files, path, key)
    return answer


def indexed_names(project_dirs: Sequence[Path], target_path: Path | None = None) -> tuple[list[str], list[str]]:
    """Every `unique_id` and the groups by name, from the index; it is made where there is none."""
    places = places_of(project_dirs, target_path=target_path)
    files = _opened(places.found)
    index = open_index(project_dirs[0] / INDEX_FILE, _key(files, places.found)) if files else None
    if index is None:
        return answered(_names, project_dirs, target_path=target_path)
    groups = {group.name for each in index.head.groups for group in each.values()}
    return [index.name(number) for number in range(len(index))], sorted(groups)


def _names(project: Project) -> tuple[list[str], list[str]]:
    return list(project.nodes), sorted({group.name for group in project.groups.values()})


def _opened(places: Sequence[Place]) -> list[ManifestFile]:
    """The manifests; none where one cannot be opened, which is for the reader of all of them to say."""
    try:
        return [ManifestFile(place.target / "manifest.json") for place in places]
    except ArtifactError:
        return []


def _key(files: Sequence[ManifestFile], places: Sequence[Place]) -> tuple[str, ...]:
    """Of what the index was made: the manifests, and what onus.yml says of the edges between them."""
    file = places[0].config_file
    links = repr((links_of(file), [place.renamings for place in places])) if file is not None else ""
    return (_EDITION, __version__, *(one.identity for one in files), links)


def _project(index: LookupIndex, files: Sequence[ManifestFile], places: Places) -> Project | None:
    """The project as the index has it; `None` where onus.yml has a rule that the index was not made with."""

    def read(unique_id: str, number: int) -> Node:
        member, offset, length = index.place(number)
        return files[member].node(unique_id, (offset, length))

    head = index.head
    lineage = IndexedLineage(index, read, head.inferred)
    not_seen = list(places.missing)
    targets = [
        (place, _target(place.target, head.projects[number], lineage.nodes, head.groups[number]))
        for number, place in enumerate(places.found)
    ]
    members = members_of(targets, not_seen)
    selected = {
        (member.name, select): Chosen(frozenset(numbers), index)
        for member, rules in zip(members, head.rules, strict=True)
        for select, numbers in rules.items()
    }
    if any((member.name, rule.select) not in selected for member in members for rule in member.config.rules):
        return None
    return Project(members, lineage.nodes, lineage, selected, not_seen=not_seen)


def _target(
    directory: Path, project: tuple[str, str, str], nodes: Mapping[str, Node], groups: Mapping[str, Group]
) -> Target:
    name, adapter, version = project
    manifest = Manifest(
        project_name=name,
        adapter_type=adapter,
        dbt_version=version,
        invocation_id="",
        generated_at="",
        nodes=nodes,
        groups=groups,
        macros={},
    )
    return Target(
        directory=directory,
        manifest=manifest,
        run=None,
        no_run=None,
        catalog=_Catalog(directory / "catalog.json"),
        missing_freshness=frozenset(),
        warnings=(),
    )


class _Catalog(Mapping[str, dict[str, str]]):
    """A catalog that is read when somebody looks into it: only columns are in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _tables(self) -> dict[str, dict[str, str]]:
        from dbt_onus.artifacts import read_catalog

        with suppress(ArtifactError):
            return read_catalog(self._path) if self._path.exists() else {}
        return {}

    def __getitem__(self, unique_id: str) -> dict[str, str]:
        return self._tables[unique_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def _write(project: Project, files: Sequence[ManifestFile], path: Path, key: tuple[str, ...]) -> None:
    slots: dict[str, Slot] = {}
    for number, (file, member) in enumerate(zip(files, project.members, strict=True)):
        for unique_id, (offset, length) in file.slices().items():
            if member.manifest.nodes.get(unique_id) is project.nodes.get(unique_id):
                slots.setdefault(unique_id, (number, offset, length))
    if not project.nodes.keys() <= slots.keys():
        return
    head = {
        "key": key,
        "projects": tuple((one.project_name, one.adapter_type, one.dbt_version) for one in project.manifests),
        "groups": tuple(one.groups for one in project.manifests),
        "inferred": tuple(project.lineage.inferred),
        "rules": tuple(_rules(project, member) for member in project.members),
    }
    write_index(path, head, project.lineage, slots)


def _rules(project: Project, member: Member) -> dict[str, frozenset[str]]:
    return {rule.select: frozenset(project.selected(member, rule)) for rule in member.config.rules}
