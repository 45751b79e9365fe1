"""Who uses a column, by the SQL: those that name it, and those that it reaches through them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from dbt_onus.core.attachment import referenced, tested_columns
from dbt_onus.core.changes.change import How, Use
from dbt_onus.core.changes.readers import Readers
from dbt_onus.core.changes.sides import Side, declared
from dbt_onus.core.columns import ColumnTrace, Step
from dbt_onus.core.nodes import Node
from dbt_onus.core.promises import contract_tests

#: A column, its name in lower case; or a node, without one.
Ref = tuple[str, str | None]

#: The semantic layer: what is made of columns without SQL of its own.
_SPOKEN = frozenset({"semantic_model", "metric", "saved_query"})


class ColumnUses:
    """Asked of the state that the change leaves, and of the state before for whose a name was."""

    def __init__(self, before: Side, after: Side, readers: Readers) -> None:
        self._before = before
        self._after = after
        self._use = readers.use

    def of(self, starts: Iterable[tuple[str, str]], *, lost: bool) -> Iterator[Use]:
        """Who uses the columns; `lost`: they are gone, so also who names them for nothing."""
        for uid, column in starts:
            trace = self._after.columns.downstream(uid, column, rows=True)
            spoken = any(self._is_spoken_of(step) for step in trace.steps)
            yield from self._asking(trace, (uid, column))
            for ref, reached in trace.reached.items():
                node = self._after.nodes.get(ref.node)
                if (
                    node is None
                    or node.resource_type == "source"
                    or (node.resource_type in _SPOKEN and not spoken)
                ):
                    continue
                if node.resource_type != "exposure":
                    yield self._use(node, How.REACHED, certain=reached.certain)
                elif (certain := self._is_shown(node, trace)) is not None:
                    yield self._use(node, How.REACHED, certain=certain)
            if lost:
                yield from self._naming(uid, column)
                yield from self._tests_of(uid, column)

    def _asking(self, trace: ColumnTrace, start: tuple[str, str]) -> Iterator[Use]:
        """The nodes that name the column, also where it came through a table of the same columns."""
        same: set[Ref] = {start}
        for step in trace.steps:
            parent = (step.edge.parent, (step.edge.column or "").lower())
            node = self._after.nodes.get(step.node)
            if parent not in same or node is None:
                continue
            if node.resource_type == "exposure":
                if self._shows(node, *parent):
                    yield self._use(node, How.SHOWS)
            elif node.resource_type in _SPOKEN:
                if self._is_spoken_of(step):
                    yield self._use(node, How.ASKS)
            elif node.resource_type == "source" or step.edge.parent in self._after.columns.of(step.node).passes:
                same.add((step.node, (step.edge.to or "").lower()))
            else:
                yield self._use(node, How.ASKS, certain=step.edge.certain or self._was_certain(step))

    def _is_spoken_of(self, step: Step) -> bool:
        """Whether a semantic model names the column in one of its expressions."""
        node = self._after.nodes.get(step.node)
        if node is None or node.resource_type != "semantic_model" or step.edge.column is None:
            return False
        word = re.compile(rf"\b{re.escape(step.edge.column)}\b", re.IGNORECASE)
        return any(word.search(one) for one in node.expressions)

    def _naming(self, uid: str, column: str) -> Iterator[Use]:
        """Readers whose SQL names the column and makes nothing of it: they fail without it all the same."""
        names = tuple(self._before.made(uid).values())
        if uid not in self._after.nodes or column not in map(str.lower, names):
            return
        for child in self._after.lineage.children(uid):
            node = self._after.nodes[child]
            if node.resource_type == "source":
                yield from self._naming(child, column)
            elif node.resource_type not in ("exposure", *_SPOKEN):
                asks = self._after.columns.asks(child, column, uid, names)
                if asks is not False:
                    yield self._use(node, How.ASKS, certain=asks is True)

    def _was_certain(self, step: Step) -> bool:
        """A bare name is anybody's once its table has lost it; before, it was clear whose it was."""
        if step.node not in self._before.nodes:
            return False
        edges = self._before.columns.of(step.node).edges
        name = (step.edge.column or "").lower()
        return any(
            edge.certain and edge.parent == step.edge.parent and (edge.column or "").lower() == name
            for edge in edges
        )

    def _shows(self, exposure: Node, uid: str, column: str | None) -> bool:
        """An exposure shows every column of what it depends on, unless its `config.meta.onus.reads` says which."""
        onus = exposure.meta.get("onus")
        reads = onus.get("reads") if isinstance(onus, Mapping) else None
        node = self._after.nodes.get(uid)
        if not isinstance(reads, list) or node is None or column is None:
            return True
        names = {f"{part}.{column}".lower() for part in (node.label_name, node.name)}
        return bool(names & {str(one).lower() for one in reads})

    def _is_shown(self, exposure: Node, trace: ColumnTrace) -> bool | None:
        """Whether what reached the exposure did so for certain; `None` where none of it is shown there."""
        edges = [step.edge for step in trace.steps if step.node == exposure.unique_id]
        shown = [edge.origin for edge in edges if self._shows(exposure, edge.parent, edge.column)]
        if not shown:
            return None
        return any(ref == trace.start or (ref in trace.reached and trace.reached[ref].certain) for ref in shown)

    def _tests_of(self, uid: str, column: str) -> Iterator[Use]:
        """Tests that still ask for a column that is gone."""
        node = self._after.nodes.get(uid)
        for test in self._tests.get(uid, ()):
            names = {name.lower() for name in tested_columns(test)} if uid in test.parents else set()
            parent, field = referenced(test, self._after.nodes)
            by_contract = bool(contract_tests([test])) and node is not None and column in declared(node)
            if (
                by_contract
                or (column in names and parent != uid)
                or (parent, (field or "").lower()) == (uid, column)
            ) or (test.test_metadata is None and self._reads(test, uid, column)):
                yield self._use(test, How.TESTS)

    @cached_property
    def _tests(self) -> Mapping[str, list[Node]]:
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self._after.nodes.values():
            if node.is_test and node.config.enabled is not False:
                for parent in dict.fromkeys(node.parents):
                    found[parent].append(node)
        return found

    def _reads(self, test: Node, uid: str, column: str) -> bool:
        edges = self._after.columns.of(test.unique_id).edges
        return any(edge.parent == uid and (edge.column or "").lower() == column and edge.certain for edge in edges)
