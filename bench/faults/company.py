"""What a bench company is: its dbt projects, how its producers load data, and how its data is kept current."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from duckdb import DuckDBPyConnection

#: Loads one team's tables as they are at a moment (UTC without time zone).
Loader = Callable[[DuckDBPyConnection, datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """One company of the bench.

    `folder` holds a folder per dbt project, in build order; `loaders` are by producing team. `package` says
    whether the projects use the onus package. `fresh` are the projects whose sources declare freshness,
    and `interval` is the time between two loads of the green past, of `nights` runs; `dated` says that each run is
    dated as its load is, because what is measured is compared by weekday. `elsewhere` are projects that lie in
    another folder, and use no package; `refers` are those that refer to the public models of the first one.
    `observe` are selectors: what the package observes though nobody tests it. `patience`: how old data may be
    before its own tests fail, which look at the clock; its nights then lie closer together.
    """

    name: str
    folder: Path
    projects: tuple[str, ...]
    loaders: Mapping[str, Loader]
    package: bool = False
    fresh: tuple[str, ...] = ()
    interval: timedelta = timedelta(days=1)
    nights: int = 3
    dated: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, Path] = field(default_factory=dict)
    refers: tuple[str, ...] = ()
    observe: tuple[str, ...] = ()
    patience: timedelta | None = None

    def home(self, project: str) -> Path:
        """Where a project is kept."""
        return self.elsewhere.get(project, self.folder / project)

    def observed(self) -> Company:
        """The same company with the one line that observes all its sources, and with a past of more nights."""
        apart = self.interval if self.patience is None else min(self.interval, self.patience / 20)
        return replace(self, package=True, observe=("source:*",), nights=16, dated=True, interval=apart)

    @property
    def database(self) -> str:
        """The name of the DuckDB database that all of its projects share."""
        return self.name
