"""The SQL of one node, read for the texts that it casts or parses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from dbt_onus.core.columns.casting.refusals import Refusal, operand_of
from dbt_onus.core.columns.formulas.definitions import Listed
from dbt_onus.core.columns.formulas.inlining import Scopes
from dbt_onus.core.columns.formulas.sight import Over, Query, Table, Unread, with_ctes

#: Below these a text is read in some rows only.
_GUARDS = (exp.Case, exp.If, exp.Or)


class Refusing(Scopes):
    """Finds what is read as one type; raises `Unread` where one such text cannot be told."""

    def __init__(self, dialect: str, relations: Mapping[str, str], listed: Listed, kind: str) -> None:
        super().__init__(dialect, relations, listed)
        self._kind = kind

    def of(self, query: exp.Expr, ctes: Mapping[str, Query]) -> Iterator[Refusal]:
        """Everything that the query, its CTEs and its subqueries read so."""
        inner = with_ctes(query, ctes)
        for name, made in inner.items():
            if ctes.get(name) is not made:
                yield from self.of(made.query, made.ctes)
        if isinstance(query, exp.Subquery):
            yield from self.of(query.this, inner)
        elif isinstance(query, exp.Union):
            yield from self.of(query.left, inner)
            yield from self.of(query.right, inner)
        elif isinstance(query, exp.Select):
            yield from self._in_select(query, inner)
        else:
            raise Unread

    def _in_select(self, query: exp.Select, ctes: Mapping[str, Query]) -> Iterator[Refusal]:
        for nested in query.find_all(exp.Query):
            if nested.find_ancestor(exp.Query) is query and not isinstance(nested.parent, exp.CTE):
                yield from self.of(nested, ctes)
        for node in query.find_all(exp.Func):
            if node.find_ancestor(exp.Query) is not query:
                continue
            read = operand_of(node, self._kind, self._dialect)
            if read is not None and not self._is_read_already(read[0]):
                yield from self._refusals(node, read, query, ctes)

    def _is_read_already(self, operand: exp.Expr) -> bool:
        """Whether what is read is the outcome of another reading of the same kind, where it was refused before."""
        return any(operand_of(one, self._kind, self._dialect) is not None for one in operand.find_all(exp.Func))

    def _refusals(
        self, node: exp.Expr, read: tuple[exp.Expr, str], query: exp.Select, ctes: Mapping[str, Query]
    ) -> Iterator[Refusal]:
        operand, to = read
        if operand.find(exp.Column) is None:
            return
        guard = node.find_ancestor(*_GUARDS, exp.Select)
        if guard is not query:
            raise Unread
        sources = self._readable(query, ctes)
        conditions = self._beside(node, query, sources)
        for one in self.over(self._named(operand, query, sources), sources):
            if one.uid is None or self._is_read_already(one.expression):
                continue
            beside = [[branch for branch in part if branch.uid == one.uid] for part in conditions]
            if any(len(branches) != 1 for branches in beside):
                raise Unread
            only = (*one.only, *(exp.paren(branch.expression) for (branch,) in beside))
            yield Refusal(text=self.written(Over(one.uid, one.expression, only)), to=to)

    def _readable(self, query: exp.Select, ctes: Mapping[str, Query]) -> dict[str, Query | Table]:
        """The sources that can be read; lists that are unnested beside them give no text of their own here."""
        start = query.args.get("from_") or query.args.get("from")
        items = [
            *([start.this] if start is not None else []),
            *(one.this for one in query.args.get("joins") or ()),
        ]
        found = {}
        for item in items:
            try:
                found[item.alias_or_name.lower()] = self._read(item, ctes)
            except Unread:
                continue
        return found

    def _named(self, operand: exp.Expr, query: exp.Select, sources: Mapping[str, Query | Table]) -> exp.Expr:
        """The operand with each column under the name of its source, where other sources cannot be read."""
        operand = operand.copy()
        whole = 1 + len(query.args.get("joins") or ()) + len(query.args.get("laterals") or ())
        for column in [operand] if isinstance(operand, exp.Column) else operand.find_all(exp.Column):
            if column.table or len(sources) == whole:
                continue
            giving = [name for name, source in sources.items() if self._gives(source, column.this)]
            if len(giving) != 1:
                raise Unread
            column.set("table", exp.to_identifier(giving[0]))
        return operand

    def _beside(self, node: exp.Expr, query: exp.Select, sources: Mapping[str, Query | Table]) -> list[list[Over]]:
        """The other conditions on the rows that are read, each for every branch of its source."""
        where = query.args.get("where")
        if where is None:
            return []
        parts = list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]
        return [self.over(part, sources) for part in parts if not any(one is node for one in part.walk())]
