"""onus, as users run it, in a process that dies where it is told to.

Run as `python victim.py COMMAND …`. `ONUS_LOOP_NOW` is the time of day (ISO); `ONUS_LOOP_DIE_AT` the number of the
boundary to die at. Boundaries are before and after every commit and every request. The product is as it is.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

_DIE_AT = int(os.environ.get("ONUS_LOOP_DIE_AT", "0"))
_COUNT = os.environ.get("ONUS_LOOP_COUNT")
_seen = 0


def boundary() -> None:
    """Here a process may be gone."""
    global _seen
    _seen += 1
    if _seen == _DIE_AT:
        os.kill(os.getpid(), signal.SIGKILL)


def around(call: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        boundary()
        try:
            return call(*args, **kwargs)
        finally:
            boundary()

    return wrapped


class DyingConnection(sqlite3.Connection):
    """Commits with a boundary on either side."""

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:  # type: ignore[override]
        if sql.strip().lower() in ("commit", "end"):
            return around(super().execute)(sql, *args)  # type: ignore[no-any-return]
        return super().execute(sql, *args)

    def commit(self) -> None:
        around(super().commit)()


def main() -> None:
    connect = sqlite3.connect

    def connect_to_die(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        return connect(*args, **({"factory": DyingConnection} | kwargs))

    sqlite3.connect = connect_to_die
    import urllib3

    urllib3.connectionpool.HTTPConnectionPool.urlopen = around(  # type: ignore[method-assign]
        urllib3.connectionpool.HTTPConnectionPool.urlopen
    )
    if os.environ.get("ONUS_LOOP_LEDGER"):
        import psycopg

        run = psycopg.Connection.execute

        def run_to_die(self: psycopg.Connection, query: Any, *args: Any, **kwargs: Any) -> Any:
            return (around(run) if query == "commit" else run)(self, query, *args, **kwargs)

        psycopg.Connection.execute = run_to_die  # type: ignore[method-assign]

    from dbt_onus.app import clock

    moment = datetime.fromisoformat(os.environ["ONUS_LOOP_NOW"])
    clock.utc_now = lambda: moment

    from dbt_onus.cli import main as onus

    try:
        onus(sys.argv[1:])
    finally:
        if _COUNT:
            Path(_COUNT).write_text(str(_seen), encoding="utf-8")


if __name__ == "__main__":
    main()
