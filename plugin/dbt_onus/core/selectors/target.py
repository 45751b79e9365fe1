"""One node, or one column of it, as a person names it: `fct_orders.amount`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.selectors.wording import quoted, suggestion
from dbt_onus.core.selectors.words import CALLED
from dbt_onus.errors import SelectorError

LONGEST = 1_000


class Target(NamedTuple):
    """A node by `unique_id`, and one of its columns or `None` for all of it."""

    unique_id: str
    column: str | None

    def note(self, lineage: Lineage) -> str | None:
        """What to tell of a column that is not declared: it may still exist."""
        declared = lineage.nodes[self.unique_id].columns or {}
        if self.column is None or self.column in declared:
            return None
        label = lineage.nodes[self.unique_id].label_name
        near = suggestion(self.column, declared)
        return f"{quoted(self.column)} is not among the declared columns of {quoted(label)}{near}"


def parse_target(text: str, lineage: Lineage) -> Target:
    """The node that `text` names, or the node and its column: the node first, where both could be meant.

    A node is named by its `unique_id`, its name, `source.table`, `package.name` or `name.v2`; the column in
    upper or lower case. A column that is not declared is taken as written: see `Target.note`.
    Raises SelectorError, with the nearest names, where no node or more than one is meant.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise SelectorError(f"{quoted(text)} names no node; write a name such as fct_orders or stripe.charges")
    found = _named(text, lineage)
    column = None
    if not found:
        name, _, column = text.rpartition(".")
        found = _named(name, lineage) if name and column else []
    if not found:
        labels = [node.label_name for node in lineage.nodes.values() if not node.is_test]
        raise SelectorError(f"no node is called {quoted(text)}{suggestion(text, sorted(labels))}")
    if len(found) > 1:
        several = ", ".join(quoted(node.unique_id)[1:-1] for node in found[:5])
        raise SelectorError(f"{quoted(text)} names {len(found)} nodes; write one of {several}")
    return Target(found[0].unique_id, _declared(found[0], column))


def _named(name: str, lineage: Lineage) -> list[Node]:
    """The nodes called so: data before tests, for a test may carry a model's name."""
    if name in lineage.nodes:
        return [lineage.nodes[name]]
    leaves = set(name.split(".")) | {name, name.rpartition("_v")[0]}
    found = [node for node in _called(leaves, lineage) if node.name in leaves and name in _names(node)]
    return [node for node in found if not node.is_test] or found


def _called(names: Iterable[str], lineage: Lineage) -> Iterable[Node]:
    """The nodes that may go by one of the names, in the manifest's order."""
    likely = [lineage.candidates(CALLED, name) for name in names]
    if any(one is None for one in likely):
        return lineage.nodes.values()
    return [lineage.nodes[uid] for uid in dict.fromkeys(uid for one in likely for uid in one or ())]


def _names(node: Node) -> set[str]:
    plain = {node.label_name, node.name if node.version is None else f"{node.name}_v{node.version}"}
    if node.version is not None:
        plain.add(node.name)
    return plain | {f"{node.package_name}.{name}" for name in plain}


def _declared(node: Node, column: str | None) -> str | None:
    """The column in the spelling that it is declared with."""
    if column is None:
        return None
    return next((name for name in node.columns or {} if name.lower() == column.lower()), column)
