"""One report on several dbt commands: a folder of their artifacts, and which of them belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from dbt_onus.artifacts import Target, known_to, newest_manifest, read_runs, read_target, with_sql_that_ran
from dbt_onus.core.merging import merged
from dbt_onus.core.nodes import BUILT
from dbt_onus.core.results import Run
from dbt_onus.errors import ArtifactError, OnusError

_Kept = tuple[Path, Run]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """A folder with the artifacts of many commands.

    `since` is how long before the latest of them a command may have ended, `group` what the orchestrator calls
    those that belong together; without either, the group of the latest command.
    """

    folder: Path
    since: timedelta | None = None
    group: str | None = None


def merged_target(runs: Runs, target: Path, not_seen: list[str]) -> Target:
    """The target folder with the commands as its one run; ArtifactError, OnusError where there is none to merge.

    The manifest is that of the target folder, or else of the latest command that left one.
    """
    warnings: list[str] = []
    found = read_runs(runs.folder, warn=warnings.append)
    chosen = _chosen(runs, found, not_seen)
    if not (target / "manifest.json").exists():
        target = newest_manifest(chosen) or newest_manifest(found) or target
    known = read_target(target, with_run=False)
    run = merged([known_to(known.manifest, one) for _, one in chosen])
    if not run.results and not run.freshness:
        raise ArtifactError(f"{runs.folder}: none of its runs is of {known.manifest.project_name}")
    manifest = with_sql_that_ran(known.manifest, run)
    tables = [uid for uid, node in manifest.nodes.items() if node.resource_type in BUILT and not node.is_external]
    left = sum(uid not in run.results for uid in tables)
    if left:
        total = f"{len(tables):,} models, seeds and snapshots"
        not_seen.append(f"{manifest.project_name}: {left:,} of {total} are in none of these {len(chosen)} runs")
    return replace(known, manifest=manifest, run=run, warnings=(*known.warnings, *warnings))


def _chosen(runs: Runs, found: Sequence[_Kept], not_seen: list[str]) -> Sequence[_Kept]:
    latest = max((run for _, run in found), key=lambda run: run.invocation.generated_at).invocation
    group = runs.group or (latest.group if runs.since is None else None)
    if group is None and runs.since is None:
        raise OnusError(
            f"{runs.folder}: which of its {len(found)} runs belong together? Say --merge-since 2h, or "
            "set DBT_ENV_CUSTOM_ENV_ONUS_RUN_GROUP for dbt"
        )
    chosen = [
        (place, run)
        for place, run in found
        if (group is None or run.invocation.group == group)
        and (runs.since is None or run.invocation.generated_at >= latest.generated_at - runs.since)
    ]
    if not chosen:
        groups = sorted({run.invocation.group for _, run in found if run.invocation.group})
        raise OnusError(
            f'{runs.folder}: no run is of the group "{group}"; there are {", ".join(groups[-3:]) or "none"}'
        )
    if len(chosen) < len(found):
        not_seen.append(f"{runs.folder}: {len(found) - len(chosen)} other runs were left out")
    return chosen
