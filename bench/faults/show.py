"""Stands in for `dbt show` where worlds are asked again and again: opens the DuckDB file, and starts no dbt.

ONUS_DBT="$PWD/.venv/bin/python $PWD/bench/faults/show.py" .venv/bin/python bench/faults/run.py --again --probe
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb


def main(arguments: list[str]) -> int:
    """Print the rows of `--inline` as dbt 1.x does, or what DuckDB says against it."""
    sql = arguments[arguments.index("--inline") + 1].replace("{{ '{' }}", "{")
    (warehouse,) = Path.cwd().parent.glob("*.duckdb")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        try:
            found = connection.execute(sql)
        except duckdb.Error as error:
            print(f"Database Error in sql_operation\n  {error}")
            return 1
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    print(json.dumps({"show": rows}, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
