"""Fingerprints of the code behind each node: what may not have changed when only the data did."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

import msgspec

from dbt_onus.core.nodes import NO_CODE, NO_CONFIG, NO_SQL, TESTS, Manifest, Node

_ENCODER = msgspec.json.Encoder(order="deterministic")

#: How SQL is written by what the warehouse has: dbt's adapter tells a table's columns. `dbt_utils.star` and
#: `union_relations`, and `fill_staging_columns` of Fivetran's packages go by it.
_ASKS_FOR_COLUMNS = b"get_columns_in_relation"

#: How SQL is written by what is set outside of it: in dbt_project.yml, on the command line, in the environment.
_SETTING = re.compile(rb"\b(?:env_)?var\s*\(\s*\\?['\"]([^'\"\\]+)")
#: What writes SQL anew that nobody set otherwise: the day, the state of a table, an answer of the warehouse.
_WRITES_ANEW = (
    _ASKS_FOR_COLUMNS,
    b"is_incremental",
    b"run_started_at",
    b"invocation_id",
    b"modules.",
    b"run_query",
    b"statement(",
    b"load_result",
    b"get_relation",
)


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

    Not of sources and external nodes (their data is made elsewhere), not of dbt's own macros, which change with
    dbt and not with the project, and not of those of Onus, which measure and build nothing. The SQL as written is
    taken rather than dbt's checksum because dbt v2 has none for some nodes. A macro is a thing of its own, not a
    part of each node that calls it: when one changes, it is the one thing that did.
    """
    nodes = {
        unique_id: _digest(_text(node), _built(node))
        for unique_id, node in manifest.nodes.items()
        if node.resource_type not in ("source", "exposure") and (node.original_file_path or not node.is_external)
    }
    macros = {
        unique_id: _digest(bytes(macro.macro_sql))
        for unique_id, macro in manifest.macros.items()
        if not comes_with_tools(unique_id)
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
            raw_code=macro.macro_sql,
        )
        for unique_id, macro in manifest.macros.items()
        if unique_id.count(".") >= 2 and not comes_with_tools(unique_id)
    }


def macros_used(unique_ids: Iterable[str], nodes: Mapping[str, Node]) -> frozenset[str]:
    """The macros that write the SQL of these nodes, and those that these call in turn."""
    return macros_called((macro for uid in unique_ids if uid in nodes for macro in nodes[uid].macros), nodes)


def macros_called(macros: Iterable[str], nodes: Mapping[str, Node]) -> frozenset[str]:
    """These macros, as far as they are known, and those that they call in turn."""
    found: set[str] = set()
    queue = list(macros)
    while queue:
        macro = queue.pop()
        if macro not in found and macro in nodes:
            found.add(macro)
            queue.extend(nodes[macro].macros)
    return frozenset(found)


def asks_for_columns(unique_id: str, nodes: Mapping[str, Node]) -> bool:
    """Whether the SQL of a node is written by which columns the warehouse has, in its template or by a macro."""
    asking = (unique_id, *macros_used([unique_id], nodes))
    return any(
        _ASKS_FOR_COLUMNS in bytes(raw) for uid in asking for raw in (nodes[uid].raw_code, nodes[uid].raw_sql)
    )


def settings_of(unique_id: str, nodes: Mapping[str, Node]) -> tuple[str, ...]:
    """The variables by which the SQL of a node is written, by its template and its macros, sorted by name.

    None where something else writes it anew as well: then no difference in the SQL is surely theirs.
    """
    texts = [_as_kept(nodes[uid]) for uid in (unique_id, *macros_used([unique_id], nodes)) if uid in nodes]
    if any(other in text for text in texts for other in _WRITES_ANEW):
        return ()
    return tuple(sorted({name.decode(errors="replace") for text in texts for name in _SETTING.findall(text)}))


def _as_kept(node: Node) -> bytes:
    """The template as it stands in the manifest, a JSON string."""
    return bytes(node.raw_code) + bytes(node.raw_sql)


def written(node: Node, code: str = "") -> Written:
    """The node's code as it is now."""
    return Written(code=code, sql=node.sql, template=node.template, built=_digest(_built(node)))


def codes_with_macros(
    unique_ids: Iterable[str], nodes: Mapping[str, Node], prints: Mapping[str, str]
) -> dict[str, str]:
    """One fingerprint for each node and all macros that write its SQL; with the SQL, where that is not all.

    It is not where a macro asks for columns, or where variables write the SQL and nothing that differs by the day.
    """
    # thousands of models call the same few macros
    known: dict[tuple[str, ...], tuple[str, frozenset[_WrittenBy]]] = {}
    found: dict[str, str] = {}
    for unique_id in unique_ids:
        node = nodes[unique_id]
        called = tuple(node.macros)
        if called not in known:
            macros = sorted(macros_called(called, nodes))
            text = b"\0".join(_as_kept(nodes[uid]) for uid in macros)
            known[called] = "".join(f"\0{prints.get(uid, '')}" for uid in macros), _written_by(text)
        macros_print, by = known[called]
        sql = node.sql_as_kept if _is_worth_keeping(by | _written_by(_as_kept(node))) else b""
        found[unique_id] = _digest(f"{prints.get(unique_id, '')}{macros_print}".encode() + sql)
    return found


class _WrittenBy(Enum):
    """What else than templates and macros decides how SQL is written."""

    COLUMNS = "columns"
    SETTINGS = "settings"
    THE_DAY = "the day"


def _written_by(text: bytes) -> frozenset[_WrittenBy]:
    found = set()
    if _ASKS_FOR_COLUMNS in text:
        found.add(_WrittenBy.COLUMNS)
    if b"var" in text and _SETTING.search(text) is not None:
        found.add(_WrittenBy.SETTINGS)
    if any(other in text for other in _WRITES_ANEW):
        found.add(_WrittenBy.THE_DAY)
    return frozenset(found)


def _is_worth_keeping(by: frozenset[_WrittenBy]) -> bool:
    """Whether the same template and macros may write another SQL that says more than which day it is."""
    return _WrittenBy.COLUMNS in by or (_WrittenBy.SETTINGS in by and _WrittenBy.THE_DAY not in by)


def _text(node: Node) -> bytes:
    """The text of a node. A seed has none, and dbt writes null or "" for it: its file's checksum stands for it."""
    for raw in (node.raw_code, node.raw_sql):
        if raw is not NO_CODE and (text := bytes(raw)) not in NO_SQL:
            return text
    return (node.code_checksum or "").encode()


def _built(node: Node) -> bytes:
    """How it is built; of a test, what it asks."""
    config = node.node_config or NO_CONFIG
    how: tuple[object, ...] = (
        config.materialized,
        config.incremental_strategy,
        config.unique_key,
        config.on_schema_change,
    )
    if node.resource_type in TESTS:
        metadata = node.test_metadata
        asked = (metadata.name, metadata.kwargs) if metadata else ()
        how = (*how, config.where, config.limit, config.warn_if, config.error_if, config.severity, asked)
    return _ENCODER.encode(how)


def comes_with_tools(macro: str) -> bool:
    """Whether a macro comes with dbt, an adapter or Onus, not with the project or a package of its choice."""
    package = macro.split(".")[1] if macro.count(".") >= 2 else ""
    return package in ("dbt", "onus") or (package.startswith("dbt_") and package.removeprefix("dbt_") in _ADAPTERS)


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


def _digest(written: bytes, how: bytes = b"") -> str:
    # the length keeps the two apart: no text can end in what another begins with
    return hashlib.blake2b(b"%d " % len(written) + written + how, digest_size=12).hexdigest()
