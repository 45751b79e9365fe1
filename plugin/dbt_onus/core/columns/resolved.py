"""The nodes of a project, each resolved once, with what is known of its parents' columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence

from dbt_onus.core.columns.edges import ROWS, ColumnEdge, EdgeKind, NodeColumns, from_bytes
from dbt_onus.core.columns.kept import KeptColumns, Unread
from dbt_onus.core.columns.names import dialect_of
from dbt_onus.core.columns.reading import Reading
from dbt_onus.core.columns.statements.snapshots import snapshot_of
from dbt_onus.core.columns.statements.statement import SqlSource, Statement, statement_of
from dbt_onus.core.columns.statements.tables import ProjectTables
from dbt_onus.core.nodes import Node

#: Reads several SQL texts, in this process or others, and gives the columns of each, packed, in the same order.
Readers = Callable[[Sequence[Reading]], Iterable[bytes]]


class ResolvedNodes:
    """Each node's columns, worked out when first asked for."""

    def __init__(
        self,
        nodes: Mapping[str, Node],
        parents: Callable[[str], Sequence[str]],
        *,
        adapter: str,
        known: Mapping[str, Mapping[str, str]],
        cache: MutableMapping[str, bytes] | None,
    ) -> None:
        self._nodes = nodes
        self._parents = parents
        self.dialect = dialect_of(adapter)
        self._known = known
        self._kept = KeptColumns(cache)
        self._tables = ProjectTables(nodes)
        self._resolved: dict[str, NodeColumns] = {}
        self._lists: dict[str, tuple[str, ...]] = {}
        self._statements: dict[str, Statement] = {}

    def take(self, known: Mapping[str, NodeColumns]) -> None:
        """Nodes whose SQL was read elsewhere: it is not read again, nor need it be here."""
        self._resolved.update(known)

    def of(self, uid: str) -> NodeColumns:
        """The node's columns, its ancestors resolved first. A loop: graphs are deeper than Python's stack."""
        stack = [uid]
        waiting: set[str] = set()
        while stack:
            current = stack[-1]
            missing = () if current in self._resolved or current in waiting else self._unresolved(current)
            waiting.add(current)
            stack.extend(parent for parent in missing if parent not in waiting)
            if stack[-1] == current:
                stack.pop()
                if current not in self._resolved:
                    self._resolved[current] = self._resolve(current)
        return self._resolved[uid]

    def alone(self, uid: str) -> NodeColumns | None:
        """What the compiled SQL says when nothing is known of what it reads; `None` where there is none."""
        statement = self.statement(uid)
        if statement.source is not SqlSource.COMPILED:
            return None
        return self._kept.read(Unread(statement, self.dialect, {}))

    def resolve(self, uids: Iterable[str], read: Readers) -> None:
        """Resolve the nodes and what they need in waves, parents first: `read` may read a wave's SQL side by side.

        What is in a circle is left for `of`.
        """
        waiting = self._needed(uids)
        readers: dict[str, list[str]] = {}
        for uid, parents in waiting.items():
            for parent in parents:
                readers.setdefault(parent, []).append(uid)
        wave = [uid for uid, parents in waiting.items() if not parents]
        while wave:
            self._resolve_wave(wave, read)
            following = []
            for uid in wave:
                for reader in readers.get(uid, ()):
                    waiting[reader].discard(uid)
                    if not waiting[reader]:
                        following.append(reader)
            wave = following

    def _needed(self, uids: Iterable[str]) -> dict[str, set[str]]:
        """What is not resolved of the nodes and all above them, each with those of its parents that come first."""
        needed: dict[str, set[str]] = {}
        stack = [uid for uid in uids if uid in self._nodes and uid not in self._resolved]
        while stack:
            uid = stack.pop()
            if uid not in needed:
                needed[uid] = set(self._unresolved(uid)) - {uid}
                stack.extend(needed[uid])
        return needed

    def _resolve_wave(self, wave: Iterable[str], read: Readers) -> None:
        unread: list[tuple[str, str, Reading]] = []
        for uid in wave:
            asked = self._asked(uid)
            if isinstance(asked, NodeColumns):
                self._resolved[uid] = asked
                continue
            fingerprint = asked.fingerprint
            kept = self._kept.recalled(fingerprint)
            if kept is None:
                unread.append((uid, fingerprint, asked.reading))
            else:
                self._resolved[uid] = self._finished(uid, kept)
        found = read([asked for _, _, asked in unread]) if unread else ()
        for (uid, fingerprint, _), columns in zip(unread, found, strict=True):
            self._kept.keep(fingerprint, columns)
            known = from_bytes(columns)
            if known is not None:
                self._resolved[uid] = self._finished(uid, known)

    def columns_of(self, uid: str) -> tuple[tuple[str, ...], bool]:
        """The columns in order, and whether they are all."""
        listed = self._listed(uid)
        if listed:
            return listed, True
        node = self._nodes.get(uid)
        if node is None:
            return (), False
        own = self.of(uid)
        if own.columns:
            return own.columns, True
        named = [edge.to for edge in own.edges if edge.to not in (None, ROWS)] + list(own.constants)
        declared = [column.name for column in (node.columns or {}).values()]
        return tuple({name.lower(): name for name in (*declared, *named) if name}.values()), False

    def statement(self, uid: str) -> Statement:
        """The node's SQL and what its relations are."""
        known = self._statements.get(uid)
        if known is None:
            node = self._nodes[uid]
            around = dict.fromkeys((*self._parents(uid), *node.parents))
            nodes = [self._nodes[parent] for parent in around if parent in self._nodes and parent != uid]
            known = self._statements[uid] = statement_of(node, nodes)
        return known

    def relations_of(self, uid: str) -> Mapping[str, str]:
        """Which node each relation is that the SQL may name: also those that an ephemeral model in it reads."""
        return {**self._tables.by_name, **self.statement(uid).relations}

    def _unresolved(self, uid: str) -> list[str]:
        """The parents whose columns must be worked out before this node's."""
        return [
            p for p in self._parents(uid) if p in self._nodes and p not in self._resolved and not self._listed(p)
        ]

    def _listed(self, uid: str) -> tuple[str, ...]:
        """The columns as far as a catalog or an enforced contract lists them all."""
        listed = self._lists.get(uid)
        if listed is None:
            listed = self._lists[uid] = tuple(self._known.get(uid) or self._promised(uid))
        return listed

    def _promised(self, uid: str) -> tuple[str, ...]:
        node = self._nodes.get(uid)
        if node is not None and node.columns and (node.config.contract or {}).get("enforced"):
            return tuple(column.name for column in node.columns.values())
        return ()

    def _asked(self, uid: str) -> NodeColumns | Unread:
        """What is known of the node without reading SQL, or the SQL to read."""
        node = self._nodes.get(uid)
        if node is None:
            return NodeColumns(certain=False, why_uncertain="not a node of this project")
        if node.resource_type in ("source", "seed"):
            return self._entry(uid)
        statement = self.statement(uid)
        if not statement.written:
            return NodeColumns(certain=False, why_uncertain=statement.why)
        return self._unread(uid, statement)

    def _resolve(self, uid: str) -> NodeColumns:
        asked = self._asked(uid)
        return asked if isinstance(asked, NodeColumns) else self._finished(uid, self._kept.read(asked))

    def _unread(self, uid: str, statement: Statement) -> Unread:
        schema: dict[str, tuple[str, ...]] = {}
        partial: set[str] = set()
        for parent in dict.fromkeys(statement.relations.values()):
            if parent != uid and (parent in self._resolved or self._listed(parent)):
                schema[parent], whole = self.columns_of(parent)
                if not whole:
                    partial.add(parent)
        return Unread(statement, self.dialect, schema, sorted(partial))

    def _finished(self, uid: str, found: NodeColumns) -> NodeColumns:
        columns = self._tables.adopted(found)
        return snapshot_of(columns) if self._nodes[uid].resource_type == "snapshot" else columns

    def _entry(self, uid: str) -> NodeColumns:
        """A source or seed. A source that a model of another project builds has that model's columns."""
        makers = tuple(parent for parent in self._parents(uid) if parent in self._nodes)
        listed = self._listed(uid)
        if not makers:
            return NodeColumns(columns=listed)
        if not listed and len(makers) == 1 and makers[0] in self._resolved:
            names, whole = self.columns_of(makers[0])
            listed = names if whole else ()
        edges = [
            ColumnEdge(parent=maker, column=name, to=name, kind=EdgeKind.COPY, certain=len(makers) == 1)
            for maker in makers
            for name in (*listed, ROWS)
        ]
        passes = () if listed else makers
        return NodeColumns(columns=listed, edges=tuple(edges), reads=makers, passes=passes)
