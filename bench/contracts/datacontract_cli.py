"""Runs inside datacontract-cli's own environment: tests one contract and says which statements that sent.

DuckDB's own log has them; the tool describes the table besides, which reads no rows.
"""

from __future__ import annotations

import json
import re
import sys
import time


def main(contract: str, table: str) -> None:
    """Print one JSON object: seconds of the whole test, how many checks broke, statements that read the table."""
    import datacontract.engines.ibis.connections.connect as connect
    from datacontract.data_contract import DataContract

    kept = []
    original = connect._connect_duckdb_database

    def logged(*arguments):
        backend = original(*arguments)
        backend.con.execute("call enable_logging('QueryLog')")
        backend.disconnect = lambda: None
        kept.append(backend)
        return backend

    connect._connect_duckdb_database = logged
    began = time.perf_counter()
    run = DataContract(data_contract_file=contract).test()
    seconds = time.perf_counter() - began
    (backend,) = kept
    rows = backend.con.execute("select message from duckdb_logs where type = 'QueryLog'").fetchall()
    named = re.compile(rf"\b{re.escape(table)}\b")
    scans = [text for (text,) in rows if named.search(text) and not text.lower().startswith("describe")]
    results = [str(check.result).rpartition(".")[2] for check in run.checks]
    broken = sum(result != "passed" for result in results)
    print(json.dumps({"seconds": seconds, "broken": broken, "statements": scans}))


main(*sys.argv[1:])
