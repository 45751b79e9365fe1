"""Runs one way of testing and reads what the warehouse did for it.

For dbt, the time of each statement is what dbt's own adapter measured around it (`SQLQueryStatus` in its log).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

TABLE = "orders"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one run cost: seconds in the warehouse, statements that read the table, seconds by the clock."""

    warehouse: float
    scans: int
    wall: float
    checks: int
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


def measure_dbt(folder: Path, *options: str) -> Measured:
    """`dbt test` with one thread; every statement that reads the table counts, with its time."""
    logs = folder / "logs"
    (logs / "dbt.log").unlink(missing_ok=True)
    began = time.perf_counter()
    options = ("--log-format-file", "json", "--log-level-file", "debug", "--log-path", str(logs), *options)
    finished = run_dbt(folder, "test", "--threads", "1", "--select", "source:raw", *options)
    wall = time.perf_counter() - began
    if finished.returncode not in (0, 1):
        raise SystemExit(f"bench: dbt test failed in {folder}:\n{finished.stdout[-3000:]}")
    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    times = list(_statements(logs / "dbt.log"))
    return Measured(
        warehouse=sum(times),
        scans=len(times),
        wall=wall,
        checks=len(results),
        broken=sum(result["status"] not in ("pass", "success") for result in results),
    )


def _statements(log: Path) -> list[float]:
    """Seconds of each statement that reads rows of the table: not those that only ask for its columns."""
    found, reads = [], False
    for line in log.read_text("utf-8", "replace").splitlines():
        event = json.loads(line)
        name, data = event["info"]["name"], event["data"]
        if name == "SQLQuery":
            sql = " ".join(data["sql"].lower().split())
            reads = f'"{TABLE}"' in sql and "1 = 0" not in sql and "information_schema" not in sql
        elif name == "SQLQueryStatus" and reads:
            found.append(float(data["elapsed"]))
            reads = False
    return found


def measure_datacontract(python: Path, contract: Path) -> dict[str, float]:
    """`datacontract test` of an ODCS file, in its own environment; see `datacontract_cli.py`."""
    driver = Path(__file__).with_name("datacontract_cli.py")
    finished = subprocess.run(
        [str(python), str(driver), str(contract), TABLE], text=True, capture_output=True, check=False
    )
    if finished.returncode != 0:
        raise SystemExit(f"bench: datacontract-cli failed:\n{finished.stderr[-3000:]}")
    measured: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return measured
