"""Fingerprints of the code behind each node: what may not have changed when only the data did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dbt_onus.core.nodes import Manifest, Node

_NO_SQL = frozenset({b"", b"null", b'""'})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The code behind a node as text: `sql` as sent to the warehouse (`""`: not compiled), `template` as written.

    `built` is how it is built, `code` the fingerprint of everything it was written by, macros among it.
    """

    code: str
    sql: str
    template: str
    built: str


def fingerprints(manifest: Manifest) -> dict[str, str]:
    """A fingerprint per node that has code, and per macro: the text as written, and how a node is built.

    Not of sources (their data is made elsewhere) and not of dbt's own macros, which change with dbt, not with the
    project. The SQL as written is taken rather than dbt's checksum because dbt v2 has none for some nodes. A macro
    is a thing of its own, not a part of each node that calls it: when one changes, it is the one thing that did.
    """
    nodes = {
        unique_id: _digest(_parts(node))
        for unique_id, node in manifest.nodes.items()
        if node.resource_type not in ("source", "exposure")
    }
    macros = {
        unique_id: _digest([bytes(macro.macro_sql)])
        for unique_id, macro in manifest.macros.items()
        if not is_dbts_own(unique_id)
    }
    return nodes | macros


def macro_nodes(manifest: Manifest) -> dict[str, Node]:
    """The macros of a project and its packages as things that can be named and owned, outside of the graph."""
    return {
        unique_id: Node(
            unique_id=unique_id,
            resource_type="macro",
            name=unique_id.rpartition(".")[2],
            package_name=macro.package_name or unique_id.split(".")[1],
            original_file_path=macro.original_file_path,
            depends_on=macro.depends_on,
        )
        for unique_id, macro in manifest.macros.items()
        if unique_id.count(".") >= 2 and not is_dbts_own(unique_id)
    }


def macros_used(unique_ids: Iterable[str], nodes: Mapping[str, Node]) -> frozenset[str]:
    """The macros that write the SQL of these nodes, and those that these call in turn."""
    found: set[str] = set()
    queue = [macro for uid in unique_ids if uid in nodes for macro in nodes[uid].macros]
    while queue:
        macro = queue.pop()
        if macro not in found and macro in nodes:
            found.add(macro)
            queue.extend(nodes[macro].macros)
    return frozenset(found)


def written(node: Node, code: str = "") -> Written:
    """The node's code as it is now."""
    return Written(code=code, sql=node.sql, template=node.template, built=_digest(_manner(node)))


def code_with_macros(unique_id: str, nodes: Mapping[str, Node], prints: Mapping[str, str]) -> str:
    """One fingerprint of a node and of all macros that write its SQL."""
    used = sorted(macros_used([unique_id], nodes))
    return _digest(prints.get(uid, "").encode() for uid in (unique_id, *used))


def _parts(node: Node) -> Iterable[bytes]:
    # a seed has no SQL, and dbt writes null or "" for it: the checksum of its file stands for its rows
    as_text = next((raw for raw in (bytes(node.raw_code), bytes(node.raw_sql)) if raw not in _NO_SQL), b"")
    yield as_text or (node.code_checksum or "").encode()
    yield from _manner(node)


def _manner(node: Node) -> Iterable[bytes]:
    """How a node is built, or what a test is given."""
    config = node.config
    yield repr(
        (config.materialized, config.incremental_strategy, config.unique_key, config.on_schema_change)
    ).encode()
    if node.is_test:
        yield repr((config.where, config.limit, config.warn_if, config.error_if, config.severity)).encode()
        metadata = node.test_metadata
        yield repr((metadata.name, sorted((metadata.kwargs or {}).items(), key=str)) if metadata else "").encode()


def is_dbts_own(macro: str) -> bool:
    """Whether a macro comes with dbt or an adapter rather than with the project or a package of its choice."""
    package = macro.split(".")[1] if macro.count(".") >= 2 else ""
    return package == "dbt" or (package.startswith("dbt_") and package.removeprefix("dbt_") in _ADAPTERS)


_ADAPTERS = frozenset(
    [
        "athena",
        "bigquery",
        "clickhouse",
        "databricks",
        "duckdb",
        "fabric",
        "postgres",
        "redshift",
        "snowflake",
        "spark",
        "sqlite",
        "sqlserver",
        "trino",
    ]
)


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
