"""Who uses what changes: in every project, by column where the SQL tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from dbt_onus.core.attachment import referenced, tested_columns
from dbt_onus.core.changes.change import Difference, Harm, How, Kind, Use
from dbt_onus.core.changes.sides import Side, declared
from dbt_onus.core.columns import ColumnTrace, Step
from dbt_onus.core.nodes import Node
from dbt_onus.core.promises import contract_tests

#: A column, its name in lower case; or a node, without one.
Ref = tuple[str, str | None]

#: The semantic layer: what is made of columns without SQL of its own.
_SPOKEN = frozenset({"semantic_model", "metric", "saved_query"})
#: Of these the readers have to be looked for in the state before: what they read is not there after.
_FORMER = frozenset({Kind.NODE_REMOVED, Kind.NODE_RENAMED, Kind.NODE_DISABLED, Kind.VERSION_REMOVED})


class Uses:
    """Asked of the state that the change leaves: a reader that was changed along is not hit."""

    def __init__(self, before: Side, after: Side) -> None:
        self._before = before
        self._after = after

    def of(self, said: Difference) -> tuple[Use, ...]:
        """Who uses what changes, those that name it themselves first."""
        if said.kind in _FORMER:
            found = self._of_former(said.unique_id, said.after)
        elif said.kind in (Kind.RELATION_MOVED, Kind.MATERIALIZATION):
            found = self._by_relation(said.unique_id)
        elif said.kind is Kind.ACCESS_NARROWED:
            found = self._shut_out(said.unique_id, said.after)
        elif said.kind is Kind.LATEST_VERSION_MOVED:
            found = self._unpinned(said)
        elif said.column is not None:
            starts = [(said.unique_id, said.column.lower()), *said.gone]
            found = self._of_columns(
                starts, lost=said.harm in (Harm.TAKEN, Harm.BROKEN) and said.kind is not Kind.COLUMN_RETYPED
            )
        else:
            found = self._of_node(said.unique_id)
        once: dict[str, Use] = {}
        for use in found:
            known = once.get(use.unique_id)
            if known is None or (use.direct, use.certain) > (known.direct, known.certain):
                once[use.unique_id] = use
        return tuple(sorted(once.values(), key=lambda use: (not use.direct, not use.certain, use.label)))

    def clashes(self, said: Difference, adapter: str) -> tuple[Node, ...]:
        """Models under dbt's own contract that pass the column on and promise its old type."""
        from dbt_onus.core.changes.retyping import Fit, fit_between
        from dbt_onus.core.changes.sides import is_enforced

        found = []
        for ref in self._after.columns.downstream(said.unique_id, said.column).reached:
            node = self._after.nodes.get(ref.node)
            if node is None or ref.column is None or not is_enforced(node):
                continue
            edges = self._after.columns.edges_into(ref.node, ref.column)
            typed = next(
                (one for one in (node.columns or {}).values() if one.name.lower() == ref.column.lower()), None
            )
            if typed is None or not typed.data_type or not all(edge.kind in ("copy", "rename") for edge in edges):
                continue
            if fit_between(typed.data_type, said.after, adapter) is not Fit.SAME:
                found.append(node)
        return tuple(found)

    def _of_columns(self, starts: Iterable[tuple[str, str]], *, lost: bool) -> Iterator[Use]:
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
            names = {name.lower() for name in tested_columns(test)} if uid in _tested(test) else set()
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

    def _of_node(self, uid: str) -> Iterator[Use]:
        lineage = self._after.lineage
        yield from self._readers(self._after, lineage.children(uid))
        yield from self._reached(self._after, lineage.descendants(uid))

    def _of_former(self, uid: str, heir: str) -> Iterator[Use]:
        """Who read it and still does: by a name that is no more, or by the table, as dashboards do."""
        before, after = self._before.lineage, self._after
        left = [
            child for child in before.children(uid) if child in after.nodes and self._still_reads(child, uid, heir)
        ]
        yield from self._readers(after, left)
        yield from self._reached(after, after.lineage.below(left))

    def _still_reads(self, child: str, uid: str, heir: str) -> bool:
        parents = self._after.nodes[child].parents
        shown = self._after.nodes[child].resource_type == "exposure" and heir in parents
        return uid in parents or (uid, child) in self._before.lineage.inferred or shown

    def _by_relation(self, uid: str) -> Iterator[Use]:
        """Who reads the table by its name: sources of other projects, and what is shown to people."""
        before, after = self._before.lineage, self._after
        children = set(before.children(uid)) | set(after.lineage.children(uid))
        by_name = [
            child
            for child in sorted(children)
            if child in after.nodes
            and ((uid, child) in before.inferred or after.nodes[child].resource_type == "exposure")
        ]
        yield from self._readers(after, by_name)
        yield from self._reached(after, after.lineage.below(by_name))

    def _shut_out(self, uid: str, access: str) -> Iterator[Use]:
        """Readers beyond the border that is drawn: of another project, for private ones of another group."""
        node = self._after.nodes[uid]
        for use in self._readers(self._after, self._after.lineage.children(uid)):
            reader = self._after.nodes[use.unique_id]
            outside = reader.package_name != node.package_name
            if outside or (
                access == "private" and reader.group != node.group and reader.resource_type != "exposure"
            ):
                yield use

    def _unpinned(self, said: Difference) -> Iterator[Use]:
        """Who named no version and now reads another one."""
        heir = f"{said.unique_id.rpartition('.v')[0]}.v{said.after}"
        former = set(self._before.lineage.children(said.unique_id))
        yield from self._readers(self._after, [uid for uid in self._after.lineage.children(heir) if uid in former])

    def _readers(self, side: Side, uids: Iterable[str], level: int = 0) -> Iterator[Use]:
        """The readers among these; a source that stands for another project's table is read through."""
        for uid in uids:
            node = side.nodes[uid]
            if node.resource_type == "source" and level < 9:
                yield from self._readers(side, side.lineage.children(uid), level + 1)
            elif node.resource_type != "source":
                yield self._use(node, How.SHOWS if node.resource_type == "exposure" else How.ASKS)

    def _reached(self, side: Side, uids: Iterable[str]) -> Iterator[Use]:
        for uid in side.lineage.order(uids):
            if side.nodes[uid].resource_type != "source":
                yield self._use(side.nodes[uid], How.REACHED)

    def _use(self, node: Node, how: How, *, certain: bool = True) -> Use:
        return Use(
            unique_id=node.unique_id,
            label=node.label_name,
            resource_type=node.resource_type,
            project=node.package_name,
            team=self._after.owner_of(node.unique_id).team,
            how=how,
            certain=certain,
        )


def _tested(test: Node) -> tuple[str, ...]:
    return tuple(test.parents)
