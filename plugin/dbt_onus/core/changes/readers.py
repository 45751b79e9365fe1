"""Who reads a node, by the graph: directly, by its table's name, or further down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dbt_onus.core.changes.change import Difference, How, Use
from dbt_onus.core.changes.sides import Side
from dbt_onus.core.nodes import Node


class Readers:
    """Asked of the state that the change leaves, and of the state before for what is no more."""

    def __init__(self, before: Side, after: Side) -> None:
        self._before = before
        self._after = after

    def of_node(self, uid: str) -> Iterator[Use]:
        """Everything below it."""
        lineage = self._after.lineage
        yield from self._readers(self._after, lineage.children(uid))
        yield from self._reached(self._after, lineage.descendants(uid))

    def of_former(self, uid: str, heir: str) -> Iterator[Use]:
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

    def by_relation(self, uid: str) -> Iterator[Use]:
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

    def shut_out(self, uid: str, access: str) -> Iterator[Use]:
        """Readers beyond the border that is drawn: of another project, for private ones of another group."""
        node = self._after.nodes[uid]
        for use in self._readers(self._after, self._after.lineage.children(uid)):
            reader = self._after.nodes[use.unique_id]
            outside = reader.package_name != node.package_name
            if outside or (
                access == "private" and reader.group != node.group and reader.resource_type != "exposure"
            ):
                yield use

    def unpinned(self, said: Difference) -> Iterator[Use]:
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
                yield self.use(node, How.SHOWS if node.resource_type == "exposure" else How.ASKS)

    def _reached(self, side: Side, uids: Iterable[str]) -> Iterator[Use]:
        for uid in side.lineage.order(uids):
            if side.nodes[uid].resource_type != "source":
                yield self.use(side.nodes[uid], How.REACHED)

    def use(self, node: Node, how: How, *, certain: bool = True) -> Use:
        """The use of it, with who answers for the reader."""
        return Use(
            unique_id=node.unique_id,
            label=node.label_name,
            resource_type=node.resource_type,
            project=node.package_name,
            team=self._after.owner_of(node.unique_id).team,
            how=how,
            certain=certain,
        )
