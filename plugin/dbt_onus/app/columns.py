"""The column lineage of a project, with what earlier commands found out about it.

Imported only where columns are asked for: the SQL parser takes longer to load than most commands take.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dbt_onus import __version__
from dbt_onus.app.doing import doing, now_doing
from dbt_onus.app.project import Project
from dbt_onus.column_cache import ColumnCache
from dbt_onus.core.columns import ColumnLineage, Reading, read_sql
from dbt_onus.core.nodes import Node

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

CACHE_FILE = ".onus/columns.db"
#: Fewer texts than this are read here: another process takes as long to start as it takes to read some hundred.
WORTH_SHARING = 800
#: How many texts go to another process at a time.
_BATCH = 40
_MOST_PROCESSES = 4
_VERSION = re.compile(r"""^__version__ = (?:version = )?['"]([^'"]+)['"]""", re.MULTILINE)


@contextmanager
def columns_of(
    project: Project,
    nodes: Mapping[str, Node] | None = None,
    known: Mapping[str, Mapping[str, str]] | None = None,
) -> Iterator[ColumnLineage]:
    """The columns of a project's nodes; what is found out within is kept for the next command.

    `nodes`: the project's nodes, where more of their SQL is known than the manifest has. `known`: the columns that
    tables have, name to type by node; what the catalogs list unless said otherwise.
    """
    if known is None:
        known = {
            uid: columns for member in project.members for uid, columns in (member.target.catalog or {}).items()
        }
    reporting = project.members[0]
    cache = _Told(reporting.directory / CACHE_FILE, edition=_edition())
    try:
        with doing("reading SQL"):
            yield ColumnLineage(
                project.nodes if nodes is None else nodes,
                project.lineage.parents,
                children=project.lineage.children,
                adapter=reporting.manifest.adapter_type,
                known=known,
                cache=cache,
            )
    finally:
        cache.save()


class _Told(ColumnCache):
    """A cache that tells how much SQL was read."""

    def __setitem__(self, key: str, value: bytes) -> None:
        super().__setitem__(key, value)
        if len(self.new) % _BATCH == 0:
            now_doing(f"reading the SQL of {len(self.new):,} nodes")


def read_all(columns: ColumnLineage, uids: Iterable[str]) -> None:
    """Read the SQL of many nodes at once, in several processes where that is sooner done.

    What is read one by one is read when it is asked for: this is for who is going to ask for all of it.
    """
    uids = list(uids)
    with _Readers(len(uids)) as readers:
        columns.resolve(uids, readers.read)


class _Readers:
    """Whoever reads the SQL: this process, and others where there is enough of it."""

    def __init__(self, expected: int) -> None:
        self._processes = min(_MOST_PROCESSES, _processors()) if expected >= WORTH_SHARING else 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> _Readers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def read(self, readings: Sequence[Reading]) -> Iterable[bytes]:
        """The columns of each, in order."""
        if self._processes < 2 or len(readings) < _BATCH:
            return map(read_sql, readings)
        if self._pool is None:
            # imported here: hardly any question needs other processes
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            # not forked: whoever called us may have threads
            self._pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"))
        return self._pool.map(read_sql, readings, chunksize=_BATCH)


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _edition() -> str:
    """Who read the SQL: another version may read it better."""
    return f"{__version__}/{_parser_version()}/"


def _parser_version() -> str:
    """Read from the parser's own file: the parser takes longer to load, and so does what reads packages."""
    spec = find_spec("sqlglot")
    for folder in (spec.submodule_search_locations if spec is not None else None) or ():
        with suppress(OSError, UnicodeDecodeError):
            said = _VERSION.search(Path(folder, "_version.py").read_text(encoding="utf-8"))
            if said is not None:
                return said[1]
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sqlglot")
    except PackageNotFoundError:
        return "unknown"
