"""Nodes as tables of a warehouse, and checks as assertions about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dbt_onus.core.checks import Check
from dbt_onus.core.nodes import Node
from dbt_onus.core.openlineage.values import Assertion, Field, Table
from dbt_onus.core.plain import plain
from dbt_onus.core.results import BROKEN, Status

#: What stands as a table, or a view, in the warehouse.
BUILT = frozenset({"model", "seed", "snapshot"})
_STANDING = BUILT | {"source"}
_EVALUATED = frozenset({Status.PASS, Status.WARN, Status.FAIL})

TeamOf = Callable[[str], str]


def table_of(node: Node, team_of: TeamOf, assertions: tuple[Assertion, ...] = ()) -> Table:
    """The node by its name in the warehouse: `database.schema.table`, as OpenLineage's naming has it."""
    columns = (node.columns or {}).values()
    return Table(
        name=".".join(part for part in (node.database, node.schema, node.table) if part),
        team=team_of(node.unique_id),
        description=node.description or None,
        fields=tuple(
            Field(name=one.name, data_type=one.data_type, description=one.description or None) for one in columns
        ),
        assertions=assertions,
    )


def is_standing(node: Node) -> bool:
    """Whether it is in the warehouse; an ephemeral model is only text in those that read it."""
    return node.resource_type in _STANDING and node.config.materialized != "ephemeral"


def tables_read(node: Node, nodes: Mapping[str, Node]) -> tuple[Node, ...]:
    """What its SQL reads of the warehouse, through ephemeral models, each once."""
    return tuple(nodes[uid] for uid in dict.fromkeys(_read(node, nodes, {node.unique_id})))


def _read(node: Node, nodes: Mapping[str, Node], seen: set[str]) -> Iterator[str]:
    for uid in node.parents:
        parent = nodes.get(uid)
        if parent is None or uid in seen:
            continue
        if is_standing(parent):
            yield uid
        elif parent.resource_type == "model":
            seen.add(uid)
            yield from _read(parent, nodes, seen)


def assertion_of(check: Check, nodes: Mapping[str, Node]) -> Assertion | None:
    """What the check found; `None` where it found nothing out: it was skipped, or its own query failed."""
    if check.status not in _EVALUATED or check.is_build or check.node is None:
        return None
    test = nodes.get(check.unique_id)
    said = test.test_metadata if test is not None else None
    if check.term is not None:
        kind, severity = check.term.term, "error" if check.status in BROKEN else None
    else:
        kind = said.name if said is not None else "freshness" if check.key.endswith("#freshness") else "custom_sql"
        severity = (test.config.severity or "").lower() or None if test is not None else None
    return Assertion(
        kind=plain(kind),
        name=plain(check.key),
        success=check.status is Status.PASS,
        says=plain(check.says),
        column=check.column,
        severity="warn" if check.status is Status.WARN else severity,
        expected=check.term.expected if check.term is not None else None,
        observed=check.term.observed if check.term is not None else None,
    )
