"""What a change does to whoever reads the tables: the project here against a state before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dbt_onus.app.columns import columns_of
from dbt_onus.app.doing import doing
from dbt_onus.app.members import Member, member_before
from dbt_onus.app.placing import from_here
from dbt_onus.app.project import Project, read_project, whole_of
from dbt_onus.artifacts import Target, read_disabled, read_manifest, read_target, target_of
from dbt_onus.config import CONFIG_FILE
from dbt_onus.core.annotations import Annotation
from dbt_onus.core.changes import Change, Effect, Side, compared
from dbt_onus.core.changes.aligning import aligned
from dbt_onus.core.changes.measured import Measured, measured
from dbt_onus.core.changes.report import DiffReport
from dbt_onus.core.declared import declared_at
from dbt_onus.core.nodes import Manifest, Node
from dbt_onus.declarations import Places
from dbt_onus.errors import ArtifactError, OnusError


@dataclass(frozen=True, kw_only=True)
class States:
    """The projects before and after; `changed` are the names of those that a base was given for."""

    before: Project
    after: Project
    changed: tuple[str, ...]


def read_states(
    bases: Sequence[Path],
    project_dirs: Sequence[Path],
    *,
    target_path: Path | None = None,
    config_path: Path | None = None,
    with_runs: bool = False,
) -> States:
    """The project here, with all that are stitched to it, and the same with each base in its place.

    OnusError where a base is no dbt target, of a project that is not here, of another adapter, or the very
    manifest that it is to be compared with.
    """
    after = read_project(project_dirs, target_path=target_path, config_path=config_path, with_runs=with_runs)
    olds = {}
    for base in bases:
        target, home = _read_base(base, with_runs=with_runs)
        member = _counterpart(base, target.manifest, after)
        if member.name in olds:
            raise OnusError(f"--base {base}: a base of {member.name} was given before; give one for each project")
        directory = home if home is not None and (home / CONFIG_FILE).exists() else member.directory
        olds[member.name] = member_before(member, directory, target, config_path)
    return States(
        before=whole_of([olds.get(member.name, member) for member in after.members]),
        after=after,
        changed=tuple(olds),
    )


@doing("comparing the two states")
def diff_of(states: States, *, observations: bool = False) -> DiffReport:
    """Every change of the projects that a base was given for, with whom it hits in any of the projects.

    `observations`: what the two builds measured is compared, too.
    """
    pairs = [
        (old, new)
        for old, new in zip(states.before.members, states.after.members, strict=True)
        if new.name in states.changed
    ]
    scope = frozenset(uid for pair in pairs for member in pair for uid in member.manifest.nodes)
    macros = frozenset(uid for old, new in pairs for uid in _edited_macros(old.manifest, new.manifest))
    known = _tables(states)
    old, new = aligned(states.before.nodes, states.after.nodes, macros)
    disabled = _disabled(member for _, member in pairs) if scope - new.keys() else frozenset()
    with _side(states.before, old, known) as before, _side(states.after, new, known, disabled) as after:
        adapter = states.after.members[0].manifest.adapter_type
        same = all(_same_teams(*pair) for pair in pairs)
        found = compared(before, after, scope, macros, adapter, same_teams=same)
    notes = (*states.before.warnings, *states.after.warnings, *found.notes)
    return DiffReport(
        projects=states.changed,
        base=", ".join(dict.fromkeys(_written(old.manifest) for old, _ in pairs)),
        here=", ".join(dict.fromkeys(_written(new.manifest) for _, new in pairs)),
        changes=found.changes,
        measured=_measured(pairs) if observations else None,
        names=states.after.team_names,
        notes=tuple(dict.fromkeys(notes)),
    )


def _same_teams(old: Member, new: Member) -> bool:
    """Whether nothing beside the nodes themselves says otherwise who answers."""
    return old.directory == new.directory and old.manifest.groups == new.manifest.groups


def _written(manifest: Manifest) -> str:
    """When dbt wrote it, to the minute."""
    return f"{manifest.generated_at[:16].replace('T', ' ')} UTC" if manifest.generated_at else "no date"


def _measured(pairs: Iterable[tuple[Member, Member]]) -> Measured:
    each = [
        measured((old.target.run, old.manifest.nodes), (new.target.run, new.manifest.nodes)) for old, new in pairs
    ]
    return Measured(
        pairs=tuple(pair for one in each for pair in one.pairs),
        uncompared=tuple(line for one in each for line in one.uncompared),
    )


def placed_annotations(report: DiffReport, states: States | None) -> tuple[Annotation, ...]:
    """What breaks or may, as remarks beside the declarations; what is gone stands in no file any more."""
    homes = {member.name: member.directory for member in states.after.members} if states is not None else {}
    places = Places()
    return tuple(
        _placed(change, homes, places, states) for change in report.changes if change.effect is not Effect.SAFE
    )


def _placed(change: Change, homes: Mapping[str, Path], places: Places, states: States | None) -> Annotation:
    made, said = change.annotation(), change.difference
    node = states.after.nodes.get(said.unique_id) if states is not None else None
    if node is None or said.project not in homes or not made.file:
        return replace(made, file=None)
    file, (_, keys) = homes[said.project] / made.file, declared_at(node)
    ways = [(*keys, "columns", said.column)] if said.column and keys else []
    return replace(made, file=from_here(file), line=places.line(file, *ways, keys) if keys else None)


def is_contract(path: Path) -> bool:
    """Whether the file is a contract of the open standard rather than anything of dbt's."""
    return path.is_file() and path.suffix.lower() in (".yml", ".yaml")


def diff_of_contracts(bases: Sequence[Path], current: Path | None) -> DiffReport:
    """What changed between two contracts of the open standard. Who reads the tables is not known from them."""
    if len(bases) != 1 or current is None or not is_contract(current):
        raise OnusError(
            f"--base {bases[0]}: is a contract; name the one to compare it with: onus diff --base OLD NEW"
        )
    from dbt_onus.core.changes.contracts import contract_changes
    from dbt_onus.core.odcs import read_document
    from dbt_onus.odcs import read_contracts

    olds, news = ([read_document(one) for one in read_contracts(path)] for path in (bases[0], current))
    changes = contract_changes(
        [table for one in olds for table in one.tables],
        [table for one in news for table in one.tables],
        file=str(current),
    )
    lost = [f"not compared: {line}" for one in news for line in one.lost]
    return DiffReport(
        projects=(current.name,),
        base=str(bases[0]),
        here=str(current),
        changes=changes,
        notes=tuple(dict.fromkeys(lost)),
    )


def _read_base(base: Path, *, with_runs: bool) -> tuple[Target, Path | None]:
    """A base by its folder, or by its manifest alone; and the project folder that it lies in, if it is one."""
    if not base.exists():
        raise OnusError(
            f"--base {base}: does not exist; name the target folder of the state before, or its manifest"
        )
    try:
        if base.is_file():
            warnings: list[str] = []
            manifest = read_manifest(base, warn=warnings.append)
            return _alone(base.parent, manifest, warnings), None
        folder = target_of(base, None)
        home = base if (base / "dbt_project.yml").exists() else None
        return read_target(folder, with_run=with_runs), home
    except ArtifactError as error:
        raise ArtifactError(f"--base {base}: {error}") from None


def _alone(folder: Path, manifest: Manifest, warnings: Sequence[str]) -> Target:
    return Target(
        directory=folder,
        manifest=manifest,
        run=None,
        no_run="a manifest alone has no run",
        catalog=None,
        missing_freshness=frozenset(),
        warnings=tuple(warnings),
    )


def _counterpart(base: Path, manifest: Manifest, after: Project) -> Member:
    """The project here that the base is an earlier state of."""
    member = next((one for one in after.members if one.name == manifest.project_name), None)
    if member is None:
        here = ", ".join(one.name for one in after.members)
        raise OnusError(
            f"--base {base}: is of the project {manifest.project_name or 'without a name'}, and here is {here}; "
            "name a state of the same project"
        )
    now = member.manifest
    if manifest.adapter_type and now.adapter_type and manifest.adapter_type != now.adapter_type:
        raise OnusError(
            f"--base {base}: was written for {manifest.adapter_type}, the project here for {now.adapter_type}; "
            "their types and SQL are not the same: compare states of one warehouse"
        )
    if manifest.invocation_id and (manifest.invocation_id, manifest.generated_at) == (
        now.invocation_id,
        now.generated_at,
    ):
        raise OnusError(
            f"--base {base}: is the very manifest that it is to be compared with; keep the state before in a "
            "folder of its own, as with `dbt parse --target-path base`"
        )
    return member


def _edited_macros(old: Manifest, new: Manifest) -> Iterator[str]:
    for uid, macro in new.macros.items():
        before = old.macros.get(uid)
        if before is not None and bytes(before.macro_sql) != bytes(macro.macro_sql):
            yield uid


def _tables(states: States) -> Mapping[str, Mapping[str, str]]:
    """The columns of tables that no SQL here makes: a catalog has those of models as they were built last."""
    return {
        uid: columns
        for project in (states.before, states.after)
        for member in project.members
        for uid, columns in (member.target.catalog or {}).items()
        if uid in project.nodes and _is_made_elsewhere(project, uid)
    }


def _is_made_elsewhere(project: Project, uid: str) -> bool:
    """A source that no project here builds, a seed, or a model that is no SQL."""
    node = project.nodes[uid]
    entry = node.resource_type in ("source", "seed") and not project.lineage.parents(uid)
    return entry or node.original_file_path.endswith(".py")


@contextmanager
def _side(
    project: Project,
    nodes: Mapping[str, Node],
    known: Mapping[str, Mapping[str, str]],
    disabled: frozenset[str] = frozenset(),
) -> Iterator[Side]:
    with columns_of(project, nodes, known) as columns:
        yield Side(lineage=project.lineage, columns=columns, owner_of=project.owner_of, disabled=disabled)


def _disabled(members: Iterable[Member]) -> frozenset[str]:
    """What dbt parsed and left out: only where something is gone is the file read once more."""
    folders = [member.target.directory for member in members]
    return frozenset(
        node.unique_id
        for folder in folders
        if (folder / "manifest.json").exists()
        for node in read_disabled(folder)
    )
