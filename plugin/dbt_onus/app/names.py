"""The names that people type, for the completion of a shell: quick, and silent where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dbt_onus.app.indexed import indexed_names
from dbt_onus.app.members import ledger_of_config
from dbt_onus.config import CONFIG_FILE, Config, read_config
from dbt_onus.core.phrases import bare_name

_TESTS = ("test.", "unit_test.", "operation.")


def node_names(project_dirs: Sequence[Path], target_path: Path | None = None) -> tuple[list[str], list[str]]:
    """What nodes are called (`fct_orders`, `stripe.charges`), sorted, tests left out; and the groups of dbt."""
    ids, groups = indexed_names(project_dirs, target_path)
    return sorted({bare_name(uid) for uid in ids if not uid.startswith(_TESTS)}), groups


def team_keys(project_dirs: Sequence[Path], config_path: Path | None = None) -> list[str]:
    """The teams of every onus.yml."""
    configs = (config for _, config in _configs(project_dirs, config_path))
    return sorted({name for config in configs for name in (*config.teams, config.fallback_team)})


def incident_ids(project_dirs: Sequence[Path], config_path: Path | None = None) -> list[tuple[str, str]]:
    """The open incidents, oldest first: id and title."""
    found = {
        one.id: one
        for directory, config in _configs(project_dirs, config_path)
        for one in ledger_of_config(config, directory).open_incidents()
    }
    return [(one.id, one.title) for one in sorted(found.values(), key=lambda one: one.opened_at)]


def _configs(project_dirs: Sequence[Path], config_path: Path | None) -> Iterator[tuple[Path, Config]]:
    for directory in project_dirs:
        file = config_path or directory / CONFIG_FILE
        yield directory, read_config(file if config_path or file.exists() else None, ())
