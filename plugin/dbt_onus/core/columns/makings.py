"""Where a node's SQL makes a column of several things, and what each of them is: so that the null one can be told.

A making is one SELECT of the node's own SQL. What is asked of it is asked of the rows that it makes: of the null
values, how many have this operand null, and how many have found no row on the other side of this outer join?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dbt_onus.core.columns.definitions import (
    Formula,
    Listed,
    Query,
    Scopes,
    Table,
    Unread,
    optional_sources,
    with_ctes,
)

if TYPE_CHECKING:
    from sqlglot import exp

#: A CTE within a CTE, and so on: deeper than this nobody looks.
_DEEPEST = 6
#: Of more things than these no value is made.
_MOST_PARTS = 12
_VALUE, _PART, _UNLESS = "onus_value", "onus_part", "onus_unless"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing whose absence makes the value null.

    `sql` counts: `broken` null values that are null because of it, of `seen` null values in all. `value` is the
    column above that it is, as it is; `inside` are its makings, where a CTE makes it of several things in turn.
    `keys`, of a row that was not found: pairs of what was looked up and what it was looked up in.
    """

    sql: str
    value: Formula | None = None
    inside: tuple[Making, ...] = ()
    keys: tuple[tuple[Formula, Formula], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One SELECT that makes the column. `whole`: whoever is null is null by one of the parts."""

    parts: tuple[Part, ...]
    whole: bool = True


def makings(
    sql: str, column: str, *, dialect: str, relations: Mapping[str, str], own: str, listed: Listed
) -> tuple[Making, ...]:
    """The SELECTs that make `column` of several things; `()` where it is copied, or cannot be told. Never raises.

    `own`: the node itself, whose earlier rows an incremental model reads.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.resolving import query_of

        query = query_of(sql, dialect)
        if query is None:
            return ()
        reading = _Makings(dialect, relations, listed, own)
        return tuple(reading.of(query, exp.to_identifier(column), {}, 0))
    except Exception as error:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        if __import__("os").environ.get("DBG"): __import__("traceback").print_exc()
        return ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part before it is written: null where it is to blame; not where `unless` is null."""

    shown: exp.Expr
    column: exp.Expr | None = None
    unless: exp.Expr | None = None
    keys: tuple[tuple[exp.Expr, exp.Expr], ...] = ()


class _Makings(Scopes):
    def __init__(self, dialect: str, relations: Mapping[str, str], listed: Listed, own: str) -> None:
        super().__init__(dialect, relations, listed)
        self._own = own

    def of(
        self, query: exp.Expr, name: exp.Expr, ctes: Mapping[str, Query], depth: int
    ) -> Iterator[Making]:
        """Where the query makes the column."""
        from sqlglot import exp

        if depth > _DEEPEST:
            raise Unread
        ctes = with_ctes(query, ctes)
        if isinstance(query, exp.Subquery):
            yield from self.of(query.this, name, ctes, depth)
        elif isinstance(query, exp.Union):
            for side, called in self.sides(query, name):
                yield from self.of(side, called, ctes, depth)
        elif isinstance(query, exp.Select):
            yield from self._made_by(query, name, ctes, depth)
        else:
            raise Unread

    def _made_by(
        self, query: exp.Select, name: exp.Expr, ctes: Mapping[str, Query], depth: int
    ) -> Iterator[Making]:
        from sqlglot import exp

        sources = self.sources(query, ctes)
        value = self.selected(query, name, sources)
        if isinstance(value, exp.Column) and len(sources) == 1:
            (only,) = sources.values()
            if isinstance(only, Query):
                yield from self.of(only.query, value.this, only.ctes, depth + 1)
            return
        if value.find(exp.Window, exp.Query) is not None:
            raise Unread
        pieces, whole = self._pieces(query, value, sources)
        if not pieces or len(pieces) > _MOST_PARTS:
            raise Unread
        parts = (self._part(query, ctes, value, piece, sources, depth) for piece in pieces)
        yield Making(parts=tuple(parts), whole=whole)

    def _pieces(
        self, query: exp.Select, value: exp.Expr, sources: Mapping[str, Query | Table]
    ) -> tuple[list[_Piece], bool]:
        """The operands, and for those of an optional row also the row itself and the key it was looked up by."""
        operands, whole = _operands(value)
        optional, found = optional_sources(query), []
        waiting, seen = list(operands), set()
        while waiting:
            shown, column = waiting.pop(0)
            source = self.source_of(column, sources) if column is not None else None
            if source not in optional:
                found.append(_Piece(shown, column))
                continue
            keys = self._keys_of(query, source, sources)
            present = keys[0][1]
            found.append(_Piece(shown, column, unless=present))
            if source in seen:
                continue
            seen.add(source)
            found.append(_Piece(present, keys=tuple(keys), unless=_all_there([left for left, _ in keys])))
            waiting.extend((left, _only_column(left)) for left, _ in keys)
        return list({(one.shown, one.unless): one for one in found}.values()), whole

    def _keys_of(
        self, query: exp.Select, name: str | None, sources: Mapping[str, Query | Table]
    ) -> list[tuple[exp.Expr, exp.Expr]]:
        """What is looked up in an optional source, and in which of its columns."""
        from sqlglot import exp

        joins = [join for join in query.args.get("joins") or () if join.this.alias_or_name.lower() == name]
        if len(joins) != 1 or (joins[0].side or "").upper() != "LEFT":
            raise Unread
        (join,) = joins
        if names := join.args.get("using"):
            others = [one for one in sources if one != name]
            left = next(one for one in others)
            return [(exp.column(key.copy(), table=left), exp.column(key.copy(), table=name)) for key in names]
        condition = join.args.get("on")
        pairs = []
        for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
            part = part.unnest() if isinstance(part, exp.Paren) else part
            if not isinstance(part, exp.EQ):
                continue
            for left, right in ((part.this, part.expression), (part.expression, part.this)):
                here = {self.source_of(column, sources) for column in right.find_all(exp.Column)}
                there = {self.source_of(column, sources) for column in left.find_all(exp.Column)}
                if here == {name} and there and name not in there:
                    pairs.append((left, right))
        if not pairs:
            raise Unread
        return pairs

    def _part(
        self,
        query: exp.Select,
        ctes: Mapping[str, Query],
        value: exp.Expr,
        piece: _Piece,
        sources: Mapping[str, Query | Table],
        depth: int,
    ) -> Part:
        sql = self._counted(query, ctes, value, piece)
        if piece.keys:
            return Part(sql=sql, keys=tuple(self._formulas_of(piece.keys, sources)))
        if piece.column is None:
            return Part(sql=sql)
        found = self._formula(piece.column, sources)
        if found is not None and not found.optional:
            return Part(sql=sql, value=found)
        source = sources[self.source_of(piece.column, sources)]
        inside: tuple[Making, ...] = ()
        if isinstance(source, Query):
            try:
                inside = tuple(self.of(source.query, piece.column.this, source.ctes, depth + 1))
            except Unread:
                inside = ()
        return Part(sql=sql, inside=inside)

    def _formulas_of(
        self, keys: Iterable[tuple[exp.Expr, exp.Expr]], sources: Mapping[str, Query | Table]
    ) -> Iterator[tuple[Formula, Formula]]:
        for left, right in keys:
            found = self._formula(left, sources), self._formula(right, sources)
            if found[0] is not None and found[1] is not None:
                yield found[0], found[1]

    def _formula(self, expression: exp.Expr, sources: Mapping[str, Query | Table]) -> Formula | None:
        try:
            found = self.over(expression, sources)
            return self.written(found[0]) if len(found) == 1 else None
        except Unread:
            return None

    def _counted(
        self, query: exp.Select, ctes: Mapping[str, Query], value: exp.Expr, piece: _Piece
    ) -> str:
        """How many null values are null for this, of how many."""
        from sqlglot import exp

        grouped = value.find(exp.AggFunc) is not None
        shown, unless = piece.shown, piece.unless
        if grouped:
            # of a group, all are null
            shown = exp.func("max", shown) if shown.find(exp.AggFunc) is None else shown
            unless = exp.func("max", unless) if unless is not None and unless.find(exp.AggFunc) is None else unless
        rows = self._rows(query, ctes, grouped=grouped)
        chosen = [exp.alias_(value.copy(), _VALUE), exp.alias_(shown.copy(), _PART)]
        blamed = f"onus_rows.{_PART} is null"
        if unless is not None:
            chosen.append(exp.alias_(unless.copy(), _UNLESS))
            blamed += f" and onus_rows.{_UNLESS} is not null"
        rows.set("expressions", chosen)
        text = rows.sql(dialect=self._dialect, comments=False)
        empty = f"onus_rows.{_VALUE} is null"
        counts = f"count(case when {empty} and {blamed} then 1 end) as broken, count(case when {empty} then 1 end) as seen"
        return f"select {counts} from (\n{self._with(ctes)}{text}\n) onus_rows"  # noqa: S608 - the node's own SQL

    def _rows(self, query: exp.Select, ctes: Mapping[str, Query], *, grouped: bool) -> exp.Select:
        """The SELECT without what cuts or orders its rows; without its groups, where the value is one by one."""
        from sqlglot import exp

        rows = query.copy()
        for key in ("with_", "with", "order", "limit", "offset", "distinct", "into"):
            rows.set(key, None)
        group = rows.args.get("group")
        if group is not None and not grouped:
            for key in ("group", "having", "qualify"):
                rows.set(key, None)
        elif group is not None:
            group.set("expressions", [_grouped_by(one, query) for one in group.expressions])
            if group.args.get("all"):
                plain = [one for one in query.expressions if one.find(exp.AggFunc) is None]
                rows.set("group", exp.Group(expressions=[one.unalias().copy() for one in plain]))
        return self._as_at_first(rows)

    def _as_at_first(self, rows: exp.Expr) -> exp.Expr:
        """As if the node had no rows of earlier runs: an incremental model then reads everything again."""
        from sqlglot import exp

        for condition in list(rows.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE)):
            inner = condition.find(exp.Subquery)
            if inner is not None and inner.find(exp.Coalesce) is None and self._reads_own(inner):
                condition.replace(exp.true())
        for table in list(rows.find_all(exp.Table)):
            if self._is_own(table):
                table.replace(self._emptied(table))
        return rows

    def _reads_own(self, query: exp.Expr) -> bool:
        from sqlglot import exp

        return any(self._is_own(table) for table in query.find_all(exp.Table))

    def _is_own(self, table: exp.Expr) -> bool:
        return bool(table.args.get("db")) and self.uid_of(table) == self._own

    def _emptied(self, table: exp.Expr) -> exp.Expr:
        from sqlglot import exp

        bare = table.copy()
        name = bare.alias_or_name
        bare.set("alias", None)
        return exp.select("*").from_(bare).where(exp.false()).subquery(name)

    def _with(self, ctes: Mapping[str, Query]) -> str:
        if not ctes:
            return ""
        written = (
            f"{self._quoted(name)} as (\n{self._as_at_first(one.query.copy()).sql(dialect=self._dialect, comments=False)}\n)"
            for name, one in ctes.items()
        )
        return f"with {', '.join(written)}\n"

    def _quoted(self, name: str) -> str:
        from sqlglot import exp

        return exp.to_identifier(name).sql(dialect=self._dialect)


def _grouped_by(key: exp.Expr, query: exp.Select) -> exp.Expr:
    from sqlglot import exp

    if isinstance(key, exp.Literal) and key.name.isdigit() and 0 < int(key.name) <= len(query.expressions):
        return query.expressions[int(key.name) - 1].unalias().copy()
    return key


def _operands(value: exp.Expr) -> tuple[list[tuple[exp.Expr, exp.Expr | None]], bool]:
    """What makes the value null if it is null, each with the column that it is; whether nothing else does."""
    from sqlglot import exp

    if isinstance(value, (exp.Paren, exp.Cast, exp.Neg)) and not isinstance(value, exp.TryCast):
        return _operands(value.this)
    if isinstance(value, exp.Column):
        return [(value, value)], True
    if isinstance(value, (exp.Literal, exp.Boolean)):
        return [], True
    if isinstance(value, (exp.Add, exp.Sub, exp.Mul, exp.DPipe)):
        left, right = _operands(value.this), _operands(value.expression)
        return [*left[0], *right[0]], left[1] and right[1]
    if isinstance(value, exp.Coalesce):
        # null only if all are; the first is what the others stand in for
        return [(value, _only_column(value.this))], True
    if isinstance(value, (exp.Sum, exp.Min, exp.Max, exp.Avg)):
        inner, whole = _operands(value.this.this if isinstance(value.this, exp.Distinct) else value.this)
        return inner, whole
    columns = list(dict.fromkeys(value.find_all(exp.Column)))
    return [(column, column) for column in columns], False


def _only_column(expression: exp.Expr) -> exp.Expr | None:
    """The one column in an expression."""
    from sqlglot import exp

    columns = list(dict.fromkeys(expression.find_all(exp.Column)))
    return columns[0] if len(columns) == 1 else None


def _all_there(expressions: list[exp.Expr]) -> exp.Expr:
    """Null if one of them is."""
    from sqlglot import exp

    if len(expressions) == 1:
        return expressions[0]
    missing = exp.or_(*(exp.Is(this=one.copy(), expression=exp.Null()) for one in expressions))
    return exp.Case(ifs=[exp.If(this=exp.not_(missing), true=exp.Literal.number(1))])
