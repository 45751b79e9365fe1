"""An expression over a query's output, written over the tables that it reads: CTEs and unions are looked through.

Which rows there are is not asked: filters are noted where they are plain, joins and groups are passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from dbt_onus.core.columns.formulas.definitions import ROWS_OF, Formula, Listed
from dbt_onus.core.columns.formulas.positions import at_place, outputs
from dbt_onus.core.columns.formulas.sight import Over, Query, Table, Unread, bare, optional_sources, with_ctes
from dbt_onus.core.columns.names import relation_keys

#: A text longer than this is no key and no condition.
_LONGEST = 20_000
#: Parts of a SELECT that leave its rows one by one rows of its only table.
_PLAIN = frozenset({"expressions", "from_", "from", "where", "with_", "with", "order", "kind", "hint"})


class Scopes:
    """The SQL of one node: what the names in each of its SELECTs mean."""

    def __init__(self, dialect: str, relations: Mapping[str, str], listed: Listed) -> None:
        self._dialect = dialect
        self._relations = relations
        self.listed = listed

    def written(self, one: Over) -> Formula:
        """The formula in words of the warehouse."""
        if one.uid is None:
            raise Unread
        names = dict.fromkeys(column.name for column in one.expression.find_all(exp.Column))
        text = one.expression.sql(dialect=self._dialect, comments=False)
        only = tuple(part.sql(dialect=self._dialect, comments=False) for part in one.only)
        if not names or len(text) > _LONGEST:
            raise Unread
        return Formula(parent=one.uid, columns=tuple(names), sql=text, only=only, optional=one.optional)

    def over(self, expression: exp.Expr, sources: Mapping[str, Query | Table]) -> list[Over]:
        """The expression, for each branch of the one source that it is made of."""
        if expression.find(exp.AggFunc, exp.Window, exp.Query) is not None:
            raise Unread
        columns = list(expression.find_all(exp.Column))
        names = {id(column): self.source_of(column, sources) for column in columns}
        used = set(names.values())
        if not used:
            return [Over(None, expression.copy())]
        if len(used) != 1:
            raise Unread
        source = sources[used.pop()]
        parts = {column.name.lower(): self._column(source, column.this) for column in columns}
        return [_joined(expression, branch) for branch in _branches(parts)]

    def source_of(self, column: exp.Column, sources: Mapping[str, Query | Table]) -> str:
        """The name of the source that a column belongs to."""
        table = column.table.lower()
        if table:
            if table in sources:
                return table
            raise Unread
        if len(sources) == 1:
            return next(iter(sources))
        giving = [name for name, source in sources.items() if self._gives(source, column.this)]
        if len(giving) != 1:
            raise Unread
        return giving[0]

    def _gives(self, source: Query | Table, name: exp.Expr) -> bool:
        if isinstance(source, Table):
            return any(one.lower() == name.name.lower() for one in self.listed(source.uid))
        try:
            return bool(self._column(source, name))
        except Unread:
            return False

    def _column(self, source: Query | Table, name: exp.Expr) -> list[Over]:
        """A column of a source, for each branch of it."""
        if isinstance(source, Table):
            return [Over(source.uid, exp.column(name.copy(), table=ROWS_OF))]
        return list(self._of_query(source.query, name, source.ctes))

    def _of_query(self, query: exp.Expr, name: exp.Expr, ctes: Mapping[str, Query]) -> Iterator[Over]:
        ctes = with_ctes(query, ctes)
        if isinstance(query, exp.Subquery):
            yield from self._of_query(query.this, name, ctes)
        elif isinstance(query, exp.Union):
            for side, called, seen in self.sides(query, name, ctes):
                yield from self._of_query(side, called, seen)
        elif isinstance(query, exp.Select):
            yield from self._of_select(query, name, ctes)
        else:
            raise Unread

    def sides(
        self, query: exp.Union, name: exp.Expr, ctes: Mapping[str, Query]
    ) -> Iterator[tuple[exp.Expr, exp.Expr, Mapping[str, Query]]]:
        """Both sides of a union, each with its name for the column: the second goes by position."""
        yield query.left, name, ctes
        names = None if query.args.get("by_name") else outputs(self, query.left, ctes)
        lower = [one.lower() for one in names or ()]
        if name.name.lower() not in lower:
            yield query.right, name, ctes
        else:
            yield at_place(self, query.right, lower.index(name.name.lower()), ctes)

    def _of_select(self, query: exp.Select, name: exp.Expr, ctes: Mapping[str, Query]) -> Iterator[Over]:
        sources = self.sources(query, ctes)
        found = self.selected(query, name, sources)
        nullable = optional_sources(query)
        used = {self.source_of(column, sources) for column in found.find_all(exp.Column)} if nullable else set()
        for one in self.over(found, sources):
            optional = one.optional or bool(used & nullable)
            yield Over(one.uid, one.expression, (*one.only, *self._only(query, sources)), optional)

    def selected(self, query: exp.Select, wanted: exp.Expr, sources: Mapping[str, Query | Table]) -> exp.Expr:
        """What the SELECT gives under a name: what is written, else a column of that name that comes by a star."""
        name = wanted.name.lower()
        stars = []
        for item in query.expressions:
            if item.is_star:
                stars.append(item)
            elif item.alias_or_name.lower() == name:
                return bare(item)
        for star in stars:
            inner = star.this if isinstance(star, exp.Column) else star
            for one in inner.args.get("replace") or ():
                if one.alias.lower() == name:
                    return bare(one)
            table = star.table if isinstance(star, exp.Column) else ""
            dropped = {one.name.lower() for one in inner.args.get("except_") or inner.args.get("except") or ()}
            if name in dropped:
                continue
            if not table or table.lower() not in sources:
                return exp.column(wanted.copy())
            if len(stars) == 1 or self._gives(sources[table.lower()], wanted):
                return exp.column(wanted.copy(), table=table)
        raise Unread

    def _only(self, query: exp.Select, sources: Mapping[str, Query | Table]) -> Iterator[exp.Expr]:
        """The filter of a SELECT over one table, where it can be said of the table itself."""
        where = query.args.get("where")
        if where is None or len(sources) != 1 or {key for key, value in query.args.items() if value} - _PLAIN:
            return
        parts = where.this.flatten() if isinstance(where.this, exp.And) else [where.this]
        for part in parts:
            try:
                found = self.over(part, sources)
            except Unread:
                continue
            if len(found) == 1 and found[0].uid is not None:
                yield exp.paren(found[0].expression)

    def sources(self, query: exp.Select, ctes: Mapping[str, Query]) -> dict[str, Query | Table]:
        """What a SELECT reads, by the name it has there."""
        start = query.args.get("from_") or query.args.get("from")
        if query.args.get("laterals"):
            raise Unread
        if start is None:
            # literals alone
            return {}
        items = [start.this, *(join.this for join in query.args.get("joins") or ())]
        return {item.alias_or_name.lower(): self._read(item, ctes) for item in items}

    def _read(self, item: exp.Expr, ctes: Mapping[str, Query]) -> Query | Table:
        if isinstance(item, exp.Subquery) and not item.args.get("pivots"):
            return Query(item.this, ctes)
        if not isinstance(item, exp.Table) or item.args.get("pivots") or item.args.get("joins"):
            raise Unread
        if not item.args.get("db") and item.name.lower() in ctes:
            return ctes[item.name.lower()]
        uid = self.uid_of(item)
        if uid is None:
            raise Unread
        return Table(uid)

    def uid_of(self, table: exp.Expr) -> str | None:
        """The node that a relation in the SQL is."""
        bare = table.copy()
        for key in ("alias", "joins"):
            bare.set(key, None)
        keys = relation_keys(bare.sql(dialect=self._dialect, comments=False))
        return next((self._relations[key] for key in keys if key in self._relations), None)


def _branches(parts: Mapping[str, list[Over]]) -> Iterator[dict[str, Over]]:
    """The columns of one source, branch by branch."""
    lengths = {len(found) for found in parts.values()}
    if len(lengths) != 1:
        raise Unread
    for place in range(lengths.pop()):
        branch = {name: found[place] for name, found in parts.items()}
        if len({one.uid for one in branch.values()} - {None}) > 1:
            raise Unread
        yield branch


def _joined(expression: exp.Expr, branch: Mapping[str, Over]) -> Over:
    """The expression with its columns replaced by what they are."""

    def replaced(part: exp.Expr) -> exp.Expr:
        if not isinstance(part, exp.Column):
            return part
        inner = branch[part.name.lower()].expression.copy()
        return inner if isinstance(inner, (exp.Column, exp.Literal, exp.Func)) else exp.paren(inner)

    uids = {one.uid for one in branch.values()} - {None}
    only = dict.fromkeys(part for one in branch.values() for part in one.only)
    optional = any(one.optional for one in branch.values())
    return Over(next(iter(uids), None), expression.copy().transform(replaced), tuple(only), optional)
