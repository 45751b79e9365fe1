"""The company in a folder of its own: both projects, their warehouse, and the commands that keep them running."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from mesh.loaders import LOADERS, simulate

if TYPE_CHECKING:
    from mesh.faults import Fault

EXAMPLE = Path(__file__).resolve().parent
REPOSITORY = EXAMPLE.parents[1]
PROJECTS = ("commerce", "finance")
#: What dbt and onus leave behind in a project: never copied from the example, never restored.
LEFTOVERS = ("target", "logs", "dbt_packages", ".onus", "package-lock.yml", ".user.yml")

Finished = subprocess.CompletedProcess[str]


def nearest_dbt() -> str:
    """The dbt to run: `ONUS_DBT`, else the one installed beside this Python, else the one on the path."""
    beside = Path(sys.executable).parent / "dbt"
    return os.environ.get("ONUS_DBT") or (str(beside) if beside.exists() else "dbt")


class World:
    """A copy of the company that may be built, broken and repaired without touching the example.

    `now` is the moment up to which things have happened (UTC without time zone): unless told, the one at which
    the folder was settled, or the present, so that freshness is green. `environment` is added to that of every
    command.
    """

    def __init__(
        self, folder: Path, *, dbt: str | None = None, package: Path = REPOSITORY, now: datetime | None = None
    ) -> None:
        self.folder = folder.resolve()
        self.dbt = dbt or nearest_dbt()
        self.package = package.resolve()
        self.now = now or self._settled_at() or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        self.environment: dict[str, str] = {}

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that both projects live in."""
        return self.folder / "mesh.duckdb"

    def project(self, name: str) -> Path:
        """The folder of one of the two projects."""
        return self.folder / name

    def settle(self) -> None:
        """Copy both projects from the example and install their package."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        (self.folder / "settled_at").write_text(self.now.isoformat(), encoding="utf-8")
        for name in PROJECTS:
            shutil.copytree(EXAMPLE / name, self.project(name), ignore=shutil.ignore_patterns(*LEFTOVERS))
            # The example says ../../../, which is the package only from where the example stands.
            packages = f'packages:\n  - local: "{self.package.as_posix()}"\n'
            (self.project(name) / "packages.yml").write_text(packages, encoding="utf-8")
            # A link is all that `dbt deps` makes of a local package, but it takes dbt seconds to start.
            (self.project(name) / "dbt_packages").mkdir()
            (self.project(name) / "dbt_packages" / "onus").symlink_to(self.package, target_is_directory=True)

    def _settled_at(self) -> datetime | None:
        note = self.folder / "settled_at"
        return datetime.fromisoformat(note.read_text(encoding="utf-8")) if note.exists() else None

    def copy(self, folder: Path) -> World:
        """The same company in another folder, in the state it is in now."""
        shutil.copytree(self.folder, folder, symlinks=True)
        twin = World(folder, dbt=self.dbt, package=self.package, now=self.now)
        twin.environment.update(self.environment)
        return twin

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The warehouse as producers see it. No dbt command can run meanwhile."""
        with duckdb.connect() as connection:
            # Storage that both the DuckDB of dbt 1.x and the older one that dbt v2 loads can read.
            connection.execute(f"attach '{self.warehouse.as_posix()}' as mesh (storage_version 'v1.2.0')")
            connection.execute("use mesh")
            yield connection

    def load(self, team: str | None = None) -> None:
        """Run one team's loader, or all of them."""
        happened = simulate(self.now)
        with self.connection() as connection:
            for name, load in LOADERS.items():
                if team in (None, name):
                    load(connection, happened)

    def build(self, project: str) -> Finished:
        """`dbt build`."""
        return self.run_dbt(project, "build")

    def freshness(self, project: str) -> Finished:
        """`dbt source freshness`. Before a build, not after: it replaces the manifest that the build wrote."""
        return self.run_dbt(project, "source", "freshness")

    def run_dbt(self, project: str, *command: str) -> Finished:
        """Run a dbt command in one project, quietly. What it did is in the project's `target` folder."""
        environment = {
            **os.environ,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_LOG_LEVEL_FILE": "warn",  # dbt's debug log costs a tenth of a build
            "ONUS_HOOK": "off",  # the demo asks for one report over both projects instead
            **self.environment,
        }
        # The profile names the warehouse relative to the project, so that a copied world is parsed already.
        folder = self.project(project)
        arguments = [self.dbt, *command, "--quiet", "--profiles-dir", str(folder)]
        return subprocess.run(arguments, cwd=folder, env=environment, text=True, capture_output=True, check=False)

    def edit(self, project: str, path: str, old: str, new: str) -> None:
        """Change a file of a project, as a merged pull request would. `old` must be there exactly once."""
        file = self.project(project) / path
        text = file.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{file}: expected exactly one {old!r}, found {text.count(old)}")
        file.write_text(text.replace(old, new), encoding="utf-8")

    def break_(self, fault: Fault) -> None:
        """Let the fault happen."""
        fault.happen(self)

    def repair(self, fault: Fault) -> None:  # noqa: ARG002 - every repair is: code as reviewed, data loaded anew
        """Undo whatever the fault did to data, code and environment. The next build has to show it."""
        self.environment.clear()
        for name in PROJECTS:
            for part in ("models", "seeds", "snapshots", "macros", "tests"):
                if (EXAMPLE / name / part).is_dir():
                    shutil.copytree(EXAMPLE / name / part, self.project(name) / part, dirs_exist_ok=True)
        with self.connection() as connection:
            landed = (
                "select schema_name from duckdb_schemas() where database_name = 'mesh' and schema_name like 'raw%'"
            )
            for (schema,) in connection.execute(landed).fetchall():
                connection.execute(f"drop schema {schema} cascade")
        self.load()
