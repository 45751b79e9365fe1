"""Fingerprints of the code behind each node: what may not have changed when only the data did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache

from dbt_onus.core.nodes import Macro, Manifest, Node


_NO_SQL = frozenset({b"", b"null", b'""'})


def fingerprints(manifest: Manifest) -> dict[str, str]:
    """A fingerprint per node that has code: its SQL as written, the macros that write it, how it is built.

    Not of sources (their data is made elsewhere) and not of dbt's own macros, which change with dbt, not with the
    project. The SQL as written is taken rather than dbt's checksum because dbt v2 has none for some nodes.
    """
    macro_text = _macro_texts(manifest.macros)
    return {
        unique_id: _digest(_parts(node, macro_text))
        for unique_id, node in manifest.nodes.items()
        if node.resource_type not in ("source", "exposure")
    }


def _parts(node: Node, macro_text: Mapping[str, bytes]) -> Iterable[bytes]:
    # a seed has no SQL, and dbt writes null or "" for it: the checksum of its file stands for its rows
    written = next((raw for raw in (bytes(node.raw_code), bytes(node.raw_sql)) if raw not in _NO_SQL), b"")
    yield written or (node.code_checksum or "").encode()
    config = node.config
    yield repr(
        (config.materialized, config.incremental_strategy, config.unique_key, config.on_schema_change)
    ).encode()
    if node.is_test:
        yield repr((config.where, config.limit, config.warn_if, config.error_if, config.severity)).encode()
        metadata = node.test_metadata
        yield repr((metadata.name, sorted((metadata.kwargs or {}).items(), key=str)) if metadata else "").encode()
    for macro in sorted(node.macros):
        yield macro_text.get(macro, b"")


def _macro_texts(macros: Mapping[str, Macro]) -> dict[str, bytes]:
    """Each macro's fingerprint with those of the macros it calls."""

    @cache
    def reached(unique_id: str) -> frozenset[str]:
        seen: set[str] = set()
        queue = [unique_id]
        while queue:
            current = queue.pop()
            macro = macros.get(current)
            if macro is None or current in seen or _is_dbts_own(current):
                continue
            seen.add(current)
            queue.extend((macro.depends_on.macros if macro.depends_on else None) or ())
        return frozenset(seen)

    return {
        unique_id: _digest(bytes(macros[name].macro_sql) for name in sorted(reached(unique_id))).encode()
        for unique_id in macros
        if not _is_dbts_own(unique_id)
    }


def _is_dbts_own(macro: str) -> bool:
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
