"""What a change does to whoever reads the tables: the project here against a state before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dbt_onus.app.columns import columns_of
from dbt_onus.app.project import Member, Project, member_of, read_project
from dbt_onus.artifacts import Target, read_disabled, read_manifest, read_target, target_of
from dbt_onus.config import CONFIG_FILE
from dbt_onus.core.changes import Comparison, Side, compared
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Manifest, Node
from dbt_onus.core.stitching import inferred_links, joined_nodes
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

    OnusError where a base is no dbt target, of a project that is not here, of another adapter, or the very manifest
    that it is to be compared with.
    """
    after = read_project(project_dirs, target_path=target_path, config_path=config_path, with_runs=with_runs)
    olds = {}
    for base in bases:
        target, home = _read_base(base, with_runs=with_runs)
        member = _counterpart(base, target.manifest, after)
        if member.name in olds:
            raise OnusError(f"--base {base}: a base of {member.name} was given before; give one for each project")
        directory = home if home is not None and (home / CONFIG_FILE).exists() else member.directory
        olds[member.name] = member_of(directory, target, config_path)
    members = [olds.get(member.name, member) for member in after.members]
    manifests = [member.manifest for member in members]
    nodes = joined_nodes(manifests)
    links = inferred_links(manifests) if len(manifests) > 1 else ()
    return States(
        before=Project(members, nodes, Lineage.of(nodes, links)),
        after=after,
        changed=tuple(olds),
    )


def diff_of(states: States) -> Comparison:
    """Every change of the projects that a base was given for, with whom it hits in any of the projects."""
    pairs = [
        (old.manifest, new.manifest)
        for old, new in zip(states.before.members, states.after.members, strict=True)
        if new.name in states.changed
    ]
    scope = frozenset(uid for pair in pairs for manifest in pair for uid in manifest.nodes)
    macros = frozenset(uid for old, new in pairs for uid in _edited_macros(old, new))
    known = _tables(states)
    with _side(states.before, known) as before, _side(states.after, known) as after:
        found = compared(before, after, scope, macros, states.after.members[0].manifest.adapter_type)
    notes = (*states.before.warnings, *states.after.warnings)
    return replace(found, notes=tuple(dict.fromkeys((*notes, *found.notes))))


def _read_base(base: Path, *, with_runs: bool) -> tuple[Target, Path | None]:
    """A base by its folder, or by its manifest alone; and the project folder that it lies in, if it is one."""
    if not base.exists():
        raise OnusError(f"--base {base}: does not exist; name the target folder of the state before, or its manifest")
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
            f"--base {base}: is the very manifest that it is to be compared with; keep the state before in a folder "
            "of its own, as with `dbt parse --target-path base`"
        )
    return member


def _edited_macros(old: Manifest, new: Manifest) -> Iterator[str]:
    for uid, macro in new.macros.items():
        before = old.macros.get(uid)
        if before is not None and bytes(before.macro_sql) != bytes(macro.macro_sql):
            yield uid


def _tables(states: States) -> Mapping[str, Mapping[str, str]]:
    """The columns of tables that no SQL here makes. What a catalog says of a model is of the last time it was built."""
    known: dict[str, Mapping[str, str]] = {}
    for project in (states.before, states.after):
        for member in project.members:
            for uid, columns in (member.target.catalog or {}).items():
                node = project.nodes.get(uid)
                if node is not None and (node.resource_type in ("source", "seed") or _is_python(node.original_file_path)):
                    known[uid] = columns
    return known


def _is_python(path: str) -> bool:
    return path.endswith(".py")


@contextmanager
def _side(project: Project, known: Mapping[str, Mapping[str, str]]) -> Iterator[Side]:
    disabled = {node.unique_id for member in project.members for node in _disabled(member)}
    with columns_of(project, known=known) as columns:
        yield Side(lineage=project.lineage, columns=columns, owner_of=project.owner_of, disabled=disabled)


def _disabled(member: Member) -> Iterator[Node]:
    if (member.target.directory / "manifest.json").exists():
        yield from read_disabled(member.target.directory)
