"""What does it cost to check thirty promises of one table, four ways?

.venv/bin/python bench/contracts/run.py                     tables of 1, 10 and 50 million rows (minutes)
.venv/bin/python bench/contracts/run.py --rows 1000000      one size
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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE.parent), str(_HERE.parents[1] / "plugin")]

from contracts.measuring import Measured, measure_datacontract, measure_dbt, run_dbt  # noqa: E402
from contracts.projects import write_project  # noqa: E402
from contracts.tables import make_table  # noqa: E402
from contracts.terms import COLUMNS, TERMS, Term  # noqa: E402
from dbt_onus.core.odcs import Table, document_of  # noqa: E402
from dbt_onus.core.promises import ColumnPromise, TablePromise  # noqa: E402

REPOSITORY = _HERE.parents[1]
CACHE = REPOSITORY / ".cache" / "bench-contracts"
DOCS = REPOSITORY / "docs" / "performance-contracts.md"
SIZES = (1_000_000, 10_000_000, 50_000_000)
FEWER = (10, 29)
#: From here on, a run takes so long that one of each has to do.
LARGE = 5_000_000
DATACONTRACT = "datacontract-cli[duckdb]==1.2.8"
MARKS = ("<!-- figures -->", "<!-- /figures -->")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One way of testing on one table."""

    rows: int
    way: str
    terms: int
    measured: Measured


def main(arguments: Sequence[str]) -> int:
    """0 when every way found every promise kept, 1 where one did not."""
    options = _parser().parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    datacontract = None if options.without_datacontract else datacontract_python()
    found: list[Row] = []
    try:
        for rows in options.rows:
            found += measured_on(rows, datacontract, options.package.resolve())
    finally:
        if not options.keep:
            shutil.rmtree(CACHE / "data", ignore_errors=True)
    text = render(found)
    print(text)
    if options.write:
        before, after = DOCS.read_text(encoding="utf-8").split(MARKS[0])[0], DOCS.read_text().split(MARKS[1])[1]
        DOCS.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")
    return 1 if any(row.measured.broken for row in found) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench/contracts", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES), help="sizes of the table")
    parser.add_argument("--keep", action="store_true", help="keep the databases (3 GB) for another run")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance-contracts.md")
    parser.add_argument("--package", type=Path, default=REPOSITORY, help="the dbt package to measure")
    parser.add_argument("--without-datacontract", action="store_true", help="leave datacontract-cli out")
    return parser


def measured_on(rows: int, datacontract: Path | None, package: Path) -> list[Row]:
    """All ways on one size, one after the other."""
    database = CACHE / "data" / f"raw_{rows}.duckdb"
    print(f"bench: a table of {rows:,} rows", file=sys.stderr, flush=True)
    make_table(database, rows)
    found = [
        _dbt(rows, way, database, TERMS, package) for way in ("contract", "observing", "native", "expectations")
    ]
    found += [_dbt(rows, "contract", database, TERMS[:fewer], package) for fewer in FEWER]
    if datacontract is not None:
        found.append(_datacontract(rows, database, datacontract))
    return found


def _dbt(rows: int, way: str, database: Path, terms: Sequence[Term], package: Path) -> Row:
    folder = CACHE / f"{way}-{len(terms)}"
    shutil.rmtree(folder, ignore_errors=True)
    write_project(folder, way, database, terms, package)
    if way in ("contract", "observing"):
        run_dbt(folder, "deps")
    # the better of some: the first also reads the file into the machine's cache
    measured = min((measure_dbt(folder) for _ in range(1 if rows > LARGE else 2)), key=lambda one: one.warehouse)
    print(f"  {way}, {len(terms)} terms: {measured}", file=sys.stderr, flush=True)
    return Row(rows=rows, way=way, terms=len(terms), measured=measured)


def _datacontract(rows: int, database: Path, python: Path) -> Row:
    """The same terms through datacontract-cli; what it takes on an empty table is its own, not the warehouse's."""
    empty = CACHE / "data" / "raw_0.duckdb"
    make_table(empty, 0)
    idle = measure_datacontract(python, _contract_file(empty))
    busy = measure_datacontract(python, _contract_file(database))
    measured = Measured(
        warehouse=max(0.0, busy["seconds"] - idle["seconds"]),
        scans=int(busy["scans"]),
        wall=busy["seconds"],
        checks=int(busy["checks"]),
        broken=int(busy["broken"]),
    )
    print(f"  datacontract-cli: {measured}", file=sys.stderr, flush=True)
    return Row(rows=rows, way="datacontract", terms=len(TERMS), measured=measured)


def _contract_file(database: Path) -> Path:
    """The contract in the open standard, as `onus contract export` writes it, with a server to test."""
    columns = tuple(
        ColumnPromise(
            name=name,
            data_type=kind,
            terms={term.word: term.value for term in TERMS if term.column == name},
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
    file = CACHE / f"{database.stem}.odcs.yaml"
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


_WAYS = {
    "contract": "`onus.contract`",
    "observing": "`onus.contract`, observing every column (default)",
    "native": "dbt tests",
    "expectations": "dbt_expectations' shapes",
    "datacontract": "datacontract-cli 1.2.8",
}


def render(rows: Iterable[Row]) -> str:
    """The tables, for people and for the docs."""
    found = list(rows)
    lines = [f"Measured on {date.today().isoformat()}, {os.cpu_count()} cores, {platform.machine()}, DuckDB.", ""]
    lines += [
        "| Rows | Way | Statements | Seconds in the warehouse | Against `onus.contract` | Seconds by the clock |"
    ]
    lines += ["|---|---|---|---|---|---|"]
    for row in found:
        if row.terms == len(TERMS):
            base = _of(found, row.rows, "contract", len(TERMS))
            times = row.measured.warehouse / base.warehouse
            shown = "1" if row.way == "contract" else f"{times:.1f} times"
            cells = (
                f"{row.rows:,}", _WAYS[row.way], str(row.measured.scans), f"{row.measured.warehouse:.2f}", shown,
                f"{row.measured.wall:.1f}",
            )  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
    lines += [
        "",
        "| Rows | 10 terms | 29 terms | 30 terms, with `unique` | A term more |",
        "|---|---|---|---|---|",
    ]
    for size in dict.fromkeys(row.rows for row in found):
        few, most, all_ = (_of(found, size, "contract", count).warehouse for count in (*FEWER, len(TERMS)))
        more = (most - few) / (FEWER[1] - FEWER[0])
        share = more / most
        lines.append(
            f"| {size:,} | {few:.2f} s | {most:.2f} s | {all_:.2f} s | {more * 1000:.0f} ms ({share:.1%}) |"
        )
    return "\n".join(lines)


def _of(rows: Sequence[Row], size: int, way: str, terms: int) -> Measured:
    return next(row.measured for row in rows if (row.rows, row.way, row.terms) == (size, way, terms))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
