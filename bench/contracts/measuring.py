"""What each way of testing sends to the warehouse.

The statements are caught while the tool runs, and then sent again, one way after the other over one connection:
one clock and one engine measure all, and nothing of what a tool does besides is counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TABLE = "orders"


@dataclass(frozen=True, kw_only=True)
class Caught:
    """The statements of one way that read the table; `wall` seconds of the whole command on the small table."""

    statements: tuple[str, ...]
    wall: float
    broken: int


def run_dbt(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One dbt command in a project with its own profile."""
    environment = os.environ | {
        "DBT_PROFILES_DIR": str(folder),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "ONUS_HOOK": "off",
    }
    command = [str(Path(sys.executable).parent / "dbt"), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)


def caught_from_dbt(folder: Path, selected: str = "source:raw") -> Caught:
    """What `dbt test` of these tests sends, out of dbt's own log."""
    logs = folder / "statements"
    began = time.perf_counter()
    options = ("--log-format-file", "json", "--log-level-file", "debug", "--log-path", str(logs))
    finished = run_dbt(folder, "test", "--select", selected, *options)
    wall = time.perf_counter() - began
    if finished.returncode not in (0, 1):
        raise SystemExit(f"bench: dbt test failed in {folder}:\n{finished.stdout[-3000:]}")
    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    return Caught(
        statements=tuple(_statements(logs / "dbt.log")),
        wall=wall,
        broken=sum(result["status"] not in ("pass", "success") for result in results),
    )


def _statements(log: Path) -> Iterator[str]:
    """Those that read rows of the table: not those that only ask for its columns, or for a plan."""
    for line in log.read_text("utf-8", "replace").splitlines():
        event = json.loads(line)
        sql = event["data"].get("sql", "") if event["info"]["name"] == "SQLQuery" else ""
        plain = " ".join(sql.lower().split())
        of_catalog = any(word in plain for word in ("1 = 0", "information_schema", "json_serialize_plan"))
        if f'"{TABLE}"' in plain and not of_catalog:
            yield sql


def caught_from_datacontract(python: Path, contract: Path) -> Caught:
    """What `datacontract test` sends, out of DuckDB's own log; see `datacontract_cli.py`."""
    driver = Path(__file__).with_name("datacontract_cli.py")
    finished = subprocess.run(
        [str(python), str(driver), str(contract), TABLE], text=True, capture_output=True, check=False
    )
    if finished.returncode != 0:
        raise SystemExit(f"bench: datacontract-cli failed:\n{finished.stderr[-3000:]}")
    said = json.loads(finished.stdout.splitlines()[-1])
    return Caught(statements=tuple(said["statements"]), wall=said["seconds"], broken=said["broken"])
