"""Relations while a query is resolved: their columns, and what each column is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from dbt_onus.core.columns.resolving.flows import COPY, NOTHING, UNSURE, Flow, Origins, Ref, compose, pour, through


class Column(Struct, frozen=True, gc=False):
    """An output column of a relation. `name` is spelled as written; `null` says that it is the literal null."""

    name: str
    origins: Origins
    null: bool = False


class Rest(Struct, frozen=True, gc=False):
    """The columns of a table that nobody listed: every name not `hidden` may be one of them."""

    table: str
    hidden: frozenset[str] = frozenset()
    flow: Flow = COPY
    keys: Origins = NOTHING

    def column(self, name: str, *, certain: bool) -> Origins:
        """What the column `name` comes from, if it is one of these."""
        flow = self.flow if certain else self.flow | UNSURE
        origins: dict[Ref, Flow] = {(self.table, name): flow}
        pour(origins, self.keys, COPY)
        return origins


class Relation:
    """A table, CTE, subquery or query result.

    `columns` in order, by `index` under their folded names; `rest` for what is not listed; `anything` for a table
    function, where every name comes from its arguments. `rows` says what decides which rows there are.
    """

    __slots__ = ("_loose", "anything", "columns", "index", "numbered", "rest", "rows", "table", "unique")

    def __init__(
        self,
        columns: Iterable[tuple[str, Column]] = (),
        *,
        rest: tuple[Rest, ...] = (),
        rows: Origins = NOTHING,
        anything: Origins | None = None,
        table: str | None = None,
    ) -> None:
        self.columns: list[tuple[str, Column]] = list(columns)
        self.index: dict[str, Column] = dict(self.columns)
        if len(self.index) < len(self.columns):  # of two with one name, the first
            self.index.update(reversed(self.columns))
        self.rest = rest
        self.rows = rows
        self.anything = anything
        self.table = table
        self.unique: tuple[frozenset[str], ...] = ()  # sets of columns that the SQL makes unique
        self.numbered: dict[str, frozenset[str]] = {}  # row numbers, with the columns they start anew for
        self._loose: dict[str, Column] | None = None

    @property
    def tables(self) -> Iterator[str]:
        """The tables whose rows it is made of."""
        return (table for table, column in self.rows if column == "*")

    def listed(self, key: str) -> Column | None:
        """The column under this exact folded name."""
        return self.index.get(key)

    def loosely(self, key: str) -> Column | None:
        """The column under this name in any case: names from YAML and catalogs do not say how they are quoted."""
        if self._loose is None:
            self._loose = {}
            for known, column in self.index.items():
                self._loose.setdefault(known.strip('"').lower(), column)
        return self._loose.get(key.strip('"').lower())

    def unlisted(self, key: str, name: str) -> Origins | None:
        """What an unlisted column comes from: the rest, or the arguments of a table function."""
        candidates = [rest for rest in self.rest if key not in rest.hidden]
        if candidates:
            origins: dict[Ref, Flow] = {}
            for rest in candidates:
                pour(origins, rest.column(name, certain=len(candidates) == 1), COPY)
            if len(candidates) == 1:
                column = self.index[key] = Column(name, origins)  # the SQL itself says that the table has it
                if self._loose is not None:
                    self._loose.setdefault(key.strip('"').lower(), column)
            return origins
        return self.anything

    def named(self, names: list[tuple[str, str]]) -> Relation:
        """The relation with its first columns renamed by position: `as t(a, b)`."""
        if not names:
            return self
        columns: list[tuple[str, Column]] = []
        for place, (key, name) in enumerate(names):
            if place < len(self.columns):
                old = self.columns[place][1]
                columns.append((key, Column(name, old.origins, old.null)))
            elif self.anything is not None:
                columns.append((key, Column(name, self.anything)))
            else:
                tables = {(rest.table, name): compose(UNSURE, rest.flow) for rest in self.rest}
                columns.append((key, Column(name, tables)))
        columns += self.columns[len(names) :]
        rest = () if len(self.columns) < len(names) else self.rest
        return Relation(columns, rest=rest, rows=self.rows, anything=self.anything)


class Source:
    """A relation in a FROM clause, under its alias.

    `flow` and `keys` are what an outer join puts upon each of its columns.
    """

    __slots__ = ("_seen", "flow", "keys", "relation")

    def __init__(self, relation: Relation) -> None:
        self.relation = relation
        self.flow: Flow = COPY
        self.keys: Origins = NOTHING
        self._seen: dict[int, tuple[Origins, Origins]] = {}

    def make_optional(self, flow: Flow, keys: Origins) -> None:
        """Put the source on the nullable side of an outer join over `keys`."""
        self.flow = compose(flow, self.flow)
        merged = dict(self.keys)
        pour(merged, keys, COPY)
        self.keys = merged
        self._seen.clear()

    def seen(self, origins: Origins) -> Origins:
        """Origins inside the relation, as seen from the query that joins it."""
        if not self.flow and not self.keys:
            return origins
        known = self._seen.get(id(origins))
        if known is None:  # kept with its key, lest another object come to live at the same address
            known = self._seen[id(origins)] = (origins, self._joined(origins))
        return known[1]

    def _joined(self, origins: Origins) -> Origins:
        result = dict(through(origins, self.flow))
        pour(result, self.keys, COPY)
        return result

    def unlisted(self) -> Iterator[Rest]:
        """The rest of the relation, as seen from the query."""
        for rest in self.relation.rest:
            yield Rest(rest.table, rest.hidden, compose(self.flow, rest.flow), self.seen(rest.keys) or NOTHING)
