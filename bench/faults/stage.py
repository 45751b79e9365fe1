"""A company in a folder of its own, where a scenario is played: load, build, break, and keep what dbt left.

Every `report` of a scenario is kept as a step: the artifacts and configuration that `onus report` would read at
that moment. The judge replays the steps later, so a verdict can be judged again without dbt.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from faults.company import Company
from faults.dbt import run_dbt

REPOSITORY = Path(__file__).resolve().parents[2]
#: What dbt and onus leave behind in a project: never copied from its origin.
LEFTOVERS = ("target", "logs", "dbt_packages", ".onus", "package-lock.yml", ".user.yml", "__pycache__")
#: What `onus report` reads of a project, beside its target folder.
READ = ("dbt_project.yml", "onus.yml", "CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")
ARTIFACTS = ("manifest.json", "run_results.json", "sources.json", "catalog.json")


class StageError(Exception):
    """A scenario could not be played: the bench is broken, not the product."""


class Stage:
    """A copy of a company. `steps` is where the artifacts of each report are kept."""

    def __init__(self, company: Company, folder: Path, steps: Path, now: datetime | None = None) -> None:
        self.company = company
        self.folder = folder.resolve()
        self.steps = steps.resolve()
        self.now = now or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        self.environment: dict[str, str] = dict(company.environment)
        self.reports = 0
        #: By how much later than a night's load the reports are dated: what happens is later than the past.
        self.later = timedelta()

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that producers and projects share."""
        return self.folder / f"{self.company.database}.duckdb"

    def project(self, name: str) -> Path:
        """The folder of one dbt project."""
        return self.folder / name

    def settle(self) -> None:
        """Copy the projects from where they are kept, with the package in place if they use it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in self.company.projects:
            ignored = shutil.ignore_patterns(*LEFTOVERS)
            shutil.copytree(self.company.home(name), self.project(name), ignore=ignored)
            if self.company.package and name not in self.company.elsewhere:
                packages = f'packages:\n  - local: "{REPOSITORY.as_posix()}"\n'
                (self.project(name) / "packages.yml").write_text(packages, encoding="utf-8")
                (self.project(name) / "dbt_packages").mkdir()
                (self.project(name) / "dbt_packages" / "onus").symlink_to(REPOSITORY, target_is_directory=True)
        self._observe()

    def _observe(self) -> None:
        """Add to each project the one line that says what is observed."""
        for name in self.company.projects if self.company.observe else ():
            file = self.project(name) / "dbt_project.yml"
            text = file.read_text(encoding="utf-8")
            line = f"  onus: {{observe: {json.dumps(self.company.observe)}}}\n"
            head, variables, rest = text.partition("\nvars:\n")
            file.write_text(
                f"{head}\nvars:\n{line}{rest}" if variables else f"{text}vars:\n{line}", encoding="utf-8"
            )

    def copy(self, folder: Path, steps: Path) -> Stage:
        """The same company in another folder, in the state it is in now; its steps begin anew."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(steps, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True)
        later = Stage(self.company, folder, steps, self.now)
        later.later = timedelta(hours=1)
        return later

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The warehouse as producers see it. No dbt command can run meanwhile."""
        name = self.company.database
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.warehouse.as_posix()}' as {name} (storage_version 'v1.2.0')")
            connection.execute(f"use {name}")
            yield connection

    def load(self, team: str | None = None) -> None:
        """Run one team's loader, or all of them: the data as it is when nothing is wrong."""
        with self.connection() as connection:
            for name, load in self.company.loaders.items():
                if team in (None, name):
                    load(connection, self.now)

    def sql(self, *statements: str) -> None:
        """What a producer does to its tables."""
        with self.connection() as connection:
            for statement in statements:
                connection.execute(statement)

    def edit(self, project: str, path: str, old: str, new: str) -> None:
        """Change a file of a project, as a merged pull request would. `old` must be there exactly once."""
        file = self.project(project) / path
        text = file.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise StageError(f"{path}: expected exactly one {old!r}, found {text.count(old)}")
        file.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, project: str, path: str, text: str) -> None:
        """Add a file to a project."""
        file = self.project(project) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def restore(self) -> None:
        """Code as it was reviewed, data loaded anew, the environment as it should be."""
        self.environment = dict(self.company.environment)
        for name in self.company.projects:
            shutil.copytree(
                self.company.home(name),
                self.project(name),
                ignore=shutil.ignore_patterns(*LEFTOVERS, "packages.yml"),
                dirs_exist_ok=True,
            )
        self._observe()
        with self.connection() as connection:
            landed = f"""select schema_name from duckdb_schemas()
                         where database_name = '{self.company.database}' and schema_name like 'raw%'"""
            for (schema,) in connection.execute(landed).fetchall():
                connection.execute(f"drop schema {schema} cascade")
        self.load()

    def run(self, *command: str, project: str | None = None) -> None:
        """Run a dbt command in one project, or in all of them.

        Raises:
            StageError: dbt ran nothing at all (its exit codes 0 and 1 mean that it did).
        """
        environment = {
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DBT_LOG_LEVEL_FILE": "none",
            "ONUS_HOOK": "off",
            **self.environment,
        }
        for name in (project,) if project else self.company.projects:
            folder = self.project(name)
            if name in self.company.refers:
                environment["BENCH_REFS"] = str(
                    self.project(self.company.projects[0]) / "target" / "manifest.json"
                )
            code, output = run_dbt(folder, [*command, "--quiet", "--profiles-dir", str(folder)], environment)
            environment.pop("BENCH_REFS", None)
            if code not in (0, 1):
                raise StageError(f"dbt {' '.join(command)} in {name} ended with {code}:\n{output}")

    def build(self) -> None:
        """`dbt build` in every project, each whatever the others do: they are jobs of their own."""
        self.run("build")

    def freshness(self) -> None:
        """`dbt source freshness`, where sources declare it. Before a build, whose manifest it would replace."""
        for name in self.company.fresh:
            self.run("source", "freshness", project=name)

    def report(self) -> None:
        """Keep what `onus report` would read now."""
        self.reports += 1
        for name in self.company.projects:
            kept = self.steps / f"{self.reports:02}" / name
            (kept / "target").mkdir(parents=True)
            for part in (*READ, *(f"target/{artifact}" for artifact in ARTIFACTS)):
                file = self.project(name) / part
                if file.exists():
                    (kept / part).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, kept / part)
            if self.company.dated:
                self._date(kept / "target" / "run_results.json")
            # a `dbt test` leaves the SQL of models in these files only, from the run before
            compiled = self.project(name) / "target" / "compiled"
            if compiled.is_dir():
                shutil.copytree(compiled, kept / "target" / "compiled")

    def _date(self, results: Path) -> None:
        """Let the run be of the day that it stands for; nights are played within minutes."""
        known = json.loads(results.read_text(encoding="utf-8"))
        at = self.now + self.later + timedelta(minutes=self.reports)
        known["metadata"]["generated_at"] = f"{at:%Y-%m-%dT%H:%M:%S}.000000Z"
        results.write_text(json.dumps(known), encoding="utf-8")

    def build_and_report(self) -> None:
        """One more night."""
        self.build()
        self.report()
