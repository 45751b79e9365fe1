"""Every dbt that Onus says it works with, and how each is put into a virtual environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
UV = REPOSITORY / ".venv" / "bootstrap" / "bin" / "uv"
SPELLING = Path(__file__).with_name("spelling.py")
#: dbt-core 1.12 depends on a package whose install downloads from elsewhere; only `--use-v2-parser` uses it.
OVERRIDE = 'dbt-core-experimental-parser; python_version<"3"\n'
DUCKDB = "duckdb==2.0.0"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Version:
    """One dbt. `gaps` are tests that it cannot pass, by a part of their name, each with the reason."""

    name: str
    requirements: tuple[str, ...]
    gaps: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_v2(self) -> bool:
        """Whether it is the engine in Rust, which has no Python plugins."""
        return self.name.startswith("2")

    @property
    def folder(self) -> Path:
        """Its virtual environment."""
        return REPOSITORY / f".venv-dbt-{self.name}"

    @property
    def launcher(self) -> Path:
        """The command that runs it on a project written for the dbt of today."""
        return self.folder / "dbt"


#: What dbt itself lacked, by a part of the name of the test that shows it.
_NO_GROUP_META = {"follow_what_the_project_says": "groups have no `config.meta`: a group's name is its team"}
_WITHOUT_HOOKS = "hooks are not among its results: the warehouse alone keeps what is observed of a model"
_NO_HOOK_RESULTS = {
    "observed_where_a_project_asks": _WITHOUT_HOOKS,
    "observed_once_and_speaks_through_artifacts": _WITHOUT_HOOKS,
}
_NO_FRESHNESS = "`dbt source freshness` is not in this build"

VERSIONS = (
    Version(
        name="1.8",
        requirements=("dbt-core==1.8.9", "dbt-duckdb==1.8.4", DUCKDB),
        gaps=_NO_GROUP_META | _NO_HOOK_RESULTS,
    ),
    Version(name="1.9", requirements=("dbt-core==1.9.11", "dbt-duckdb==1.9.6", DUCKDB), gaps=_NO_GROUP_META),
    Version(name="1.10", requirements=("dbt-core==1.10.23", "dbt-duckdb==1.10.1", DUCKDB)),
    Version(name="1.11", requirements=("dbt-core==1.11.16", "dbt-duckdb==1.11.1", DUCKDB)),
    Version(name="1.12", requirements=("dbt-core==1.12.6", "dbt-duckdb==1.11.1", DUCKDB)),
    Version(name="2.0.0a4", requirements=("dbt-core==2.0.0a4",), gaps={"late_load": _NO_FRESHNESS}),
    Version(name="2.0.0rc196", requirements=("dbt==2.0.0rc196",)),
)


def install(version: Version) -> str | None:
    """Make its launcher; `None` when it is there, else why it cannot be had, in one line."""
    if version.is_v2:  # the script looks itself whether all is there
        return _ran("sh", str(REPOSITORY / "scripts" / "dbt_v2.sh"), *version.requirements, str(version.folder))
    stamp = version.folder / ".installed"
    wanted = " ".join(version.requirements)
    if version.launcher.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return None
    why = _install(version)
    if why is None:
        stamp.write_text(wanted, encoding="utf-8")
    return why


def _install(version: Version) -> str | None:
    override = version.folder / "override.txt"
    if why := _ran("uv", "venv", "--quiet", "--clear", str(version.folder)):
        return why
    override.write_text(OVERRIDE, encoding="utf-8")
    # Onus goes in beside it, for its hook
    if why := _ran("uv", "pip", "install", "--quiet", "--override", str(override), *version.requirements,
                   "--editable", str(REPOSITORY), venv=version.folder):  # fmt: skip
        return why
    python, dbt = version.folder / "bin" / "python", version.folder / "bin" / "dbt"
    version.launcher.write_text(
        f'#!/bin/sh\n"{python}" "{SPELLING}" {version.name} . && exec "{dbt}" "$@"\n', encoding="utf-8"
    )
    version.launcher.chmod(0o755)
    return None


def _ran(*command: str, venv: Path | None = None) -> str | None:
    """`None` when it went well, else the last line of what it said."""
    program = str(UV if UV.exists() else shutil.which("uv") or UV) if command[0] == "uv" else command[0]
    environment = os.environ | ({"VIRTUAL_ENV": str(venv)} if venv else {})
    try:
        ended = subprocess.run(
            [program, *command[1:]], env=environment, capture_output=True, text=True, check=False, timeout=900
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return str(problem)
    said = (ended.stderr + ended.stdout).strip().splitlines()
    return None if ended.returncode == 0 else (said or ["no reason given"])[-1]
