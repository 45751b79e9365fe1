"""The yardstick: what any report on these files has to pay. Run as a process of its own.

Python's start, a typed decode of the fields that owners, graph and results need (SQL is skipped), with the
collector off, and `import networkx`. No graph, no answer.

python floor.py MANIFEST RUN_RESULTS | python floor.py --parse MANIFEST | python floor.py --nothing
"""

import gc
import sys
from pathlib import Path
from typing import Any


def read(manifest: str, run_results: str) -> None:
    """Decode the files and import networkx."""
    from msgspec import Struct, json

    class DependsOn(Struct, gc=False):
        nodes: list[str] | None = None
        macros: list[str] | None = None

    class Person(Struct, gc=False):
        name: str | None = None
        email: list[str] | str | None = None

    class Column(Struct, gc=False):
        name: str
        data_type: str | None = None
        meta: dict[str, Any] | None = None

    class Config(Struct, gc=False):
        enabled: bool | None = None
        materialized: str | None = None
        meta: dict[str, Any] | None = None
        severity: str | None = None

    class Metadata(Struct, gc=False):
        name: str
        kwargs: dict[str, Any] | None = None

    class Node(Struct, gc=False):
        unique_id: str
        resource_type: str
        name: str = ""
        package_name: str = ""
        original_file_path: str = ""
        fqn: list[str] | None = None
        relation_name: str | None = None
        columns: dict[str, Column] | None = None
        config: Config | None = None
        tags: list[str] | None = None
        meta: dict[str, Any] | None = None
        group: str | None = None
        depends_on: DependsOn | None = None
        attached_node: str | None = None
        column_name: str | None = None
        test_metadata: Metadata | None = None
        owner: Person | None = None

    class Manifest(Struct, gc=False):
        nodes: dict[str, Node]
        sources: dict[str, Node]
        exposures: dict[str, Node]

    class Timing(Struct, gc=False):
        name: str | None = None
        started_at: str | None = None
        completed_at: str | None = None

    class Result(Struct, gc=False):
        unique_id: str
        status: str
        message: str | None = None
        failures: int | None = None
        execution_time: float | None = None
        timing: list[Timing] | None = None

    class Results(Struct, gc=False):
        results: list[Result]

    gc.disable()
    decoded = json.decode(Path(manifest).read_bytes(), type=Manifest)
    results = json.decode(Path(run_results).read_bytes(), type=Results)
    import networkx  # noqa: F401 - its import is part of the floor

    assert decoded.nodes
    assert results.results


def parse(manifest: str) -> None:
    """Parse the compiled SQL of every model, and do nothing with it."""
    from msgspec import Struct, json
    from sqlglot import Dialect

    class Node(Struct, gc=False):
        resource_type: str
        compiled_code: str | None = None

    class Manifest(Struct, gc=False):
        nodes: dict[str, Node]

    gc.disable()
    decoded = json.decode(Path(manifest).read_bytes(), type=Manifest)
    gc.freeze()
    gc.enable()
    dialect = Dialect.get_or_raise("duckdb")
    for node in decoded.nodes.values():
        if node.resource_type == "model" and node.compiled_code:
            dialect.parse(node.compiled_code)


if __name__ == "__main__":
    if sys.argv[1] == "--parse":
        parse(sys.argv[2])
    elif sys.argv[1] != "--nothing":
        read(sys.argv[1], sys.argv[2])
