"""The SQL of a node, and which node each relation in it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from dbt_onus.core.columns.names import relation_key, relation_keys
from dbt_onus.core.columns.statements.templates import sql_from_template
from dbt_onus.core.nodes import Node, text_of

#: How dbt calls the CTE into which it puts an ephemeral model.
EPHEMERAL = "__dbt__cte__"
_PLAIN = re.compile(r"[A-Za-z_]\w*")


class SqlSource(StrEnum):
    """Where the SQL of a node was taken from."""

    COMPILED = "compiled by dbt"
    TEMPLATE = "made from the template"
    NONE = "not available"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A node's SQL; `relations` maps the relations it may name to `unique_id`s; `why` says why there is no SQL.

    `written` is the SQL as it was found: the text made of a template, or what the manifest holds, not decoded.
    """

    written: bytes | str = ""
    source: SqlSource = SqlSource.NONE
    relations: Mapping[str, str] = field(default_factory=dict)
    why: str | None = None

    @cached_property
    def sql(self) -> str:
        """The SQL; `""` where there is none."""
        return self.written if isinstance(self.written, str) else text_of(self.written)


def relation_names(node: Node) -> tuple[str, ...]:
    """The keys under which SQL may name the node, the fullest first."""
    if node.relation_name:
        return relation_keys(node.relation_name)
    if node.config.materialized == "ephemeral":
        return tuple(dict.fromkeys(EPHEMERAL + name.lower() for name in (node.table, node.name)))
    if not node.schema:
        return (relation_key(None, None, node.table),)
    full = relation_key(node.database, node.schema, node.table)
    return tuple(
        dict.fromkeys((full, relation_key(None, node.schema, node.table), relation_key(None, None, node.table)))
    )


def statement_of(node: Node, around: Sequence[Node]) -> Statement:
    """The statement of a node, compiled or from its template. `around`: the nodes that it reads."""
    if node.original_file_path.endswith(".py"):
        return Statement(why="a Python model")
    kept = node.sql_as_kept
    if kept:
        return Statement(written=kept, source=SqlSource.COMPILED, relations=_relations(node, around))
    if not node.template:
        return Statement(why=f"no SQL of this {node.resource_type} in the manifest")
    made: dict[str, str] = {}
    text = sql_from_template(
        node.template, lambda call, words, version: _named(node, around, made, call, words, version)
    )
    if text is None:
        return Statement(why="not compiled, and its Jinja does more than name relations")
    return Statement(written=text, source=SqlSource.TEMPLATE, relations={**_relations(node, around), **made})


def _relations(node: Node, around: Iterable[Node]) -> dict[str, str]:
    """Keys of the parents and of the node itself; a short key that two of them share names neither."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for other in (node, *around):
        for key in relation_names(other):
            if found.setdefault(key, other.unique_id) != other.unique_id:
                shared.add(key)
    return {key: uid for key, uid in found.items() if key not in shared}


def _named(
    node: Node, around: Sequence[Node], made: dict[str, str], call: str, words: list[str], version: str | None
) -> str | None:
    """The SQL name of one Jinja call: an unmistakable schema, and the table's own name."""
    other = node if call == "this" else _called(around, call, words, version)
    if other is None:
        return None
    schema = f"onus_ref_{len(made)}"
    table = other.table if _PLAIN.fullmatch(other.table) else f"onus_table_{len(made)}"
    made[relation_key(None, schema, table)] = other.unique_id
    return f"{schema}.{table}"


def _called(around: Iterable[Node], call: str, words: list[str], version: str | None) -> Node | None:
    if not words:
        return None
    for other in around:
        if call == "source":
            if other.resource_type == "source" and [other.source_name, other.name] == words[-2:]:
                return other
        elif other.resource_type != "source" and other.name == words[-1]:
            package = words[0] if len(words) > 1 else other.package_name
            if package == other.package_name and (version is None or str(other.version) == version):
                return other
    return None
