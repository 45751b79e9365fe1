"""What does it cost to check thirty promises of one table, four ways?

.venv/bin/python bench/contracts/run.py                     tables of 1, 10 and 50 million rows (minutes)
.venv/bin/python bench/contracts/run.py --rows 1000000      one size
.venv/bin/python bench/contracts/run.py --postgres 1000000  the same on PostgreSQL besides
.venv/bin/python bench/contracts/run.py --write             puts the figures into docs/performance-contracts.md
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import yaml

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE.parent), str(_HERE.parents[1] / "plugin")]

from contracts.measuring import (  # noqa: E402 - the bench is no installed package
    Caught,
    caught_from_datacontract,
    caught_from_dbt,
    run_dbt,
)
from contracts.projects import WITH_PACKAGE, write_project  # noqa: E402
from contracts.terms import COLUMNS, TERMS, Term  # noqa: E402
from contracts.warehouses import Cost, Warehouse, duckdb_with, postgres_with  # noqa: E402
from dbt_onus.core.odcs import Table, document_of  # noqa: E402
from dbt_onus.core.promises import ColumnPromise, TablePromise  # noqa: E402

REPOSITORY = _HERE.parents[1]
CACHE = REPOSITORY / ".cache" / "bench-contracts"
DOCS = REPOSITORY / "docs" / "performance-contracts.md"
SIZES = (1_000_000, 10_000_000, 50_000_000)
#: What a contract observes depends on how large the table is, so its statements are caught on a large one.
CAUGHT_ON = 200_000
DATACONTRACT = "datacontract-cli[duckdb]==1.2.8"
MARKS = ("<!-- figures -->", "<!-- /figures -->")

#: Each way by its name in the tables; a contract of fewer terms tells what one more costs.
WAYS = {
    "contract": "`onus.contract`",
    "observing": "`onus.contract`, observing every column (the default)",
    "observed": "`vars: onus: observe`, no promise",
    "native": "dbt tests",
    "expectations": "dbt_expectations' shapes",
    "datacontract": "datacontract-cli 1.2.8",
    "contract of 10": "`onus.contract`, 10 terms",
    "contract of 29": "`onus.contract`, all but `unique`",
}
Found = Mapping[str, Mapping[str, Cost]]


def main(arguments: Sequence[str]) -> int:
    """0 when every way found every promise kept, 1 where one did not."""
    options = _parser().parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    package = options.package.resolve()
    found: dict[str, dict[str, Cost]] = {}
    try:
        small = duckdb_with(_database(CAUGHT_ON), CAUGHT_ON)
        caught = caught_from(small, package)
        if not options.without_datacontract:
            caught["datacontract"] = caught_from_datacontract(datacontract_python(), _contract_file(small.file))
        for rows in options.rows:
            table = duckdb_with(_database(rows), rows)
            found[f"DuckDB, {rows:,} rows"] = measured_on(table, caught, _times(rows))
        if options.postgres:
            table = duckdb_with(_database(options.postgres), options.postgres)
            with postgres_with(table) as server:
                sent = caught_from(server, package)
                found[f"PostgreSQL, {options.postgres:,} rows"] = measured_on(server, sent, 2)
    finally:
        if not options.keep:
            shutil.rmtree(CACHE / "data", ignore_errors=True)
    text = render(found, caught)
    print(text)
    if options.write:
        before, _, rest = DOCS.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        DOCS.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")
    return 1 if any(one.broken for one in caught.values()) else 0


def _times(rows: int) -> int:
    return 3 if rows <= SIZES[0] else 2 if rows <= SIZES[1] else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench/contracts", description="Thirty promises, checked four ways.")
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES), help="sizes of the table")
    parser.add_argument("--postgres", type=int, default=0, help="rows of a table on PostgreSQL; 0: leave it out")
    parser.add_argument("--keep", action="store_true", help="keep the databases (5 GB) for another run")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance-contracts.md")
    parser.add_argument("--package", type=Path, default=REPOSITORY, help="the dbt package to measure")
    parser.add_argument("--without-datacontract", action="store_true", help="leave datacontract-cli out")
    return parser


def caught_from(warehouse: Warehouse, package: Path) -> dict[str, Caught]:
    """The statements of every way that dbt runs."""
    asked: dict[str, tuple[str, Sequence[Term]]] = {
        way: (way, TERMS) for way in ("contract", "observing", "observed", "native", "expectations")
    }
    asked |= {"contract of 10": ("contract", TERMS[:10]), "contract of 29": ("contract", TERMS[:29])}
    caught = {}
    for way, (side, terms) in asked.items():
        folder = CACHE / way.replace(" ", "-")
        shutil.rmtree(folder, ignore_errors=True)
        write_project(folder, side, warehouse, terms, package)
        if side in WITH_PACKAGE:
            run_dbt(folder, "deps")
        caught[way] = caught_from_dbt(folder, "onus_observed" if side == "observed" else "source:raw")
        print(f"  {way}: {len(caught[way].statements)} statements", file=sys.stderr, flush=True)
    return caught


def measured_on(warehouse: Warehouse, caught: Mapping[str, Caught], times: int) -> dict[str, Cost]:
    """All ways on one table, one after the other."""
    found = {}
    for way in WAYS:
        if way in caught:
            found[way] = warehouse.cost_of(caught[way].statements, times)
            print(f"  {way}: {found[way]}", file=sys.stderr, flush=True)
    return found


def _database(rows: int) -> Path:
    """One name for all, because statements name the database they were written for."""
    return CACHE / "data" / str(rows) / "raw.duckdb"


def _contract_file(database: Path) -> Path:
    """The contract in the open standard, as `onus contract export` writes it, with a server to test."""
    columns = tuple(
        ColumnPromise(
            name=name, data_type=kind, terms={term.word: term.value for term in TERMS if term.column == name}
        )
        for name, kind in COLUMNS.items()
    )
    table = {term.word: term.value for term in TERMS if term.column is None}
    promise = TablePromise(unique_id="orders", label="orders", columns=columns, terms=table)
    document = document_of(
        [Table(promise=promise, physical_name="orders", physical_type="table")],
        identifier="orders", name="orders", product="bench", version="1.0.0", parties=(),
    ).document  # fmt: skip
    document["servers"] = [{"server": "bench", "type": "duckdb", "database": str(database), "schema": "main"}]
    file = CACHE / "orders.odcs.yaml"
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return file


def datacontract_python() -> Path:
    """The Python of datacontract-cli's own environment, made on first use."""
    home = CACHE / "datacontract-venv"
    python = home / "bin" / "python"
    if not (home / ".installed").exists():
        print("bench: installing datacontract-cli", file=sys.stderr, flush=True)
        venv.create(home, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", DATACONTRACT]
        subprocess.run(install, check=True)
        (home / ".installed").touch()
    return python


def render(found: Found, caught: Mapping[str, Caught]) -> str:
    """The tables, for people and for the docs."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, DuckDB {duckdb.__version__}"
    lines = [f"Measured on {date.today().isoformat()}, {machine}. Seconds of the processor, all threads.", ""]
    head = list(found)
    lines += [f"| Way | Statements | {' | '.join(head)} |", f"|{'---|' * (len(head) + 2)}"]
    for way in ("contract", "observing", "observed", "native", "expectations", "datacontract"):
        if way in caught:
            cells = [_against(costs.get(way), costs["contract"]) for costs in found.values()]
            lines.append(f"| {WAYS[way]} | {len(caught[way].statements)} | {' | '.join(cells)} |")
    lines += ["", f"| A contract | {' | '.join(head)} |", f"|{'---|' * (len(head) + 1)}"]
    for way in ("contract of 10", "contract of 29", "contract"):
        cells = [f"{costs[way].processor:.2f} s" for costs in found.values()]
        name = "of all 30 terms" if way == "contract" else f"{way.removeprefix('contract ')} terms"
        lines.append(f"| {name} | {' | '.join(cells)} |")
    more = [
        (costs["contract of 29"].processor - costs["contract of 10"].processor) / 19 for costs in found.values()
    ]
    shares = [f"{cost * 1000:.0f} ms" for cost in more]
    lines.append(f"| one term more, on average | {' | '.join(shares)} |")
    return "\n".join(lines)


def _against(cost: Cost | None, base: Cost) -> str:
    if cost is None:
        return ""
    times = cost.processor / base.processor
    return f"{cost.processor:.2f} s" if cost is base else f"{cost.processor:.2f} s ({times:.1f} times)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
