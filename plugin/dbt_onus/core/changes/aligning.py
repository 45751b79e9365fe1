"""The SQL of two states on one footing: what dbt compiled in one of them only is lent to the other, or left out.

A pull request is parsed and the main branch was built, or the other way round. SQL that dbt compiled and SQL made
from a template differ in ways that nobody wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Raw
from msgspec.structs import replace

from dbt_onus.core.columns.edits import same_text
from dbt_onus.core.nodes import Node

_NONE = Raw()


def aligned(
    before: Mapping[str, Node], after: Mapping[str, Node], macros: Collection[str]
) -> tuple[dict[str, Node], dict[str, Node]]:
    """Both states, each model compiled in both or in none. `macros`: those whose text changed."""
    old, new = dict(before), dict(after)
    for uid in before.keys() & after.keys():
        one, other = old[uid], new[uid]
        if not one.template or not other.template or bool(one.sql) == bool(other.sql):
            continue
        if _is_same(one, other, macros):
            old[uid], new[uid] = _lent(one, other), _lent(other, one)
        else:
            old[uid], new[uid] = _uncompiled(one), _uncompiled(other)
    return old, new


def _is_same(one: Node, other: Node, macros: Collection[str]) -> bool:
    written = any(macro in macros for macro in other.macros)
    return not written and set(one.parents) == set(other.parents) and same_text(one.template, other.template)


def _lent(node: Node, lender: Node) -> Node:
    return (
        node if node.sql else replace(node, compiled_code=lender.compiled_code, compiled_sql=lender.compiled_sql)
    )


def _uncompiled(node: Node) -> Node:
    return replace(node, compiled_code=_NONE, compiled_sql=_NONE)
