"""What a value is made of, in the SELECT that makes it: operands, and the rows that outer joins look up.

Of an operand from the nullable side of an outer join, three things can be meant: the value is null, the row was
not found, or there was no key to look it up by. Each is a piece, and of one null only one of them is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from dbt_onus.core.columns.formulas.choosing import Choosing
from dbt_onus.core.columns.formulas.definitions import Formula, Listed
from dbt_onus.core.columns.formulas.fills import filled
from dbt_onus.core.columns.formulas.inlining import Scopes
from dbt_onus.core.columns.formulas.lookups import Lookup, Lookups
from dbt_onus.core.columns.formulas.makings import Making, Part
from dbt_onus.core.columns.formulas.recounting import Recount
from dbt_onus.core.columns.formulas.sight import Query, Table, Unread, optional_sources, with_ctes
from dbt_onus.core.columns.formulas.stretches import Stretches

#: A CTE within a CTE, and so on: deeper than this nobody looks.
_DEEPEST = 6
#: Of more things than these no value is made.
_MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part before it is written: null where it is to blame; not where `unless` is null.

    `half`: the other of two pieces, of a row that was looked up by keys (`lookup`) and by more than keys.
    """

    shown: exp.Expr
    column: exp.Column | None = None
    unless: exp.Expr | None = None
    keys: tuple[tuple[exp.Expr, exp.Expr], ...] = ()
    lookup: Lookup | None = None
    half: _Piece | None = None


class Operands(Scopes):
    """The SQL of one node, read for what its values are made of."""

    def __init__(self, dialect: str, relations: Mapping[str, str], listed: Listed, own: str) -> None:
        super().__init__(dialect, relations, listed)
        self._recount = Recount(dialect, lambda table: self.uid_of(table) == own)
        self._lookups = Lookups(self)
        self._stretches = Stretches(self, Choosing(dialect, relations, listed), self._recount)

    def of(self, query: exp.Expr, name: exp.Expr, ctes: Mapping[str, Query], depth: int) -> Iterator[Making]:
        """Where the query makes the column."""
        if depth > _DEEPEST:
            raise Unread
        ctes = with_ctes(query, ctes)
        if isinstance(query, exp.Subquery):
            yield from self.of(query.this, name, ctes, depth)
        elif isinstance(query, exp.Union):
            for side, called, seen in self.sides(query, name, ctes):
                yield from self.of(side, called, seen, depth)
        elif isinstance(query, exp.Select):
            yield from self._made_by(query, name, ctes, depth)
        else:
            raise Unread

    def _made_by(
        self, query: exp.Select, name: exp.Expr, ctes: Mapping[str, Query], depth: int
    ) -> Iterator[Making]:
        sources = self.sources(query, ctes)
        value = self.selected(query, name, sources)
        if isinstance(value, exp.Column) and len(sources) == 1:
            (only,) = sources.values()
            if isinstance(only, Query):
                yield from self.of(only.query, value.this, only.ctes, depth + 1)
            return
        if value.find(exp.Window, exp.Query) is not None:
            raise Unread
        replaced = filled(value)
        pieces, whole = self._pieces(query, value if replaced is None else replaced.inner, sources)
        if replaced is not None:
            # what has the literal without being replaced is null for none of the parts
            value = exp.Nullif(this=replaced.inner.copy(), expression=replaced.literal.copy())
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
            lookup = self._lookups.of(query, source or "", sources)
            keys, present = lookup.keys, lookup.keys[0][1]
            found.append(_Piece(shown, column, unless=present))
            if source in seen:
                continue
            seen.add(source)
            there = _all_there([left for left, _ in keys])
            if lookup.rest:
                # a key that is in no row at all, and one that no row holds
                unknown = _Piece(lookup.known, keys=tuple(keys), unless=there, lookup=lookup)
                unheld = _Piece(present, unless=lookup.known, lookup=lookup)
                found += [replace(unknown, half=unheld), replace(unheld, half=unknown)]
            else:
                found.append(_Piece(present, keys=tuple(keys), unless=there))
            waiting.extend((left, _only_column(left)) for left, _ in keys)
        return list({(one.shown, one.unless): one for one in found}.values()), whole

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
        other = self._counted(query, ctes, value, piece.half) if piece.half is not None else None
        if piece.keys:
            keys = tuple(self._formulas_of(piece.keys, sources))
            turns = None if keys else self._turns(piece.keys, sources)
            return Part(sql=sql, keys=keys, turns=turns, unheld=other)
        if piece.lookup is not None:
            stretch = self._stretches.of(query, ctes, value, piece.lookup, sources)
            return Part(sql=sql, unknown=other, stretch=stretch)
        if piece.column is None:
            return Part(sql=sql)
        found = self._written(piece.column, sources)
        if len(found) == 1 and not found[0].optional:
            return Part(sql=sql, value=found[0])
        if len(found) > 1 and all(one.named is not None and not one.optional for one in found):
            return Part(sql=sql, branches=found)
        source = sources[self.source_of(piece.column, sources)]
        inside: tuple[Making, ...] = ()
        if isinstance(source, Query):
            try:
                inside = tuple(self.of(source.query, piece.column.this, source.ctes, depth + 1))
            except Unread:
                inside = ()
        return Part(sql=sql, inside=inside)

    def _counted(self, query: exp.Select, ctes: Mapping[str, Query], value: exp.Expr, piece: _Piece) -> str:
        joined = piece.lookup.knowing if piece.lookup is not None else None
        return self._recount.sql(query, ctes, value, shown=piece.shown, unless=piece.unless, joined=joined)

    def _turns(
        self, keys: Sequence[tuple[exp.Expr, exp.Expr]], sources: Mapping[str, Query | Table]
    ) -> tuple[tuple[Formula, ...], Formula] | None:
        """The one key, where it is the first of several tables' columns that is not null."""
        if len(keys) != 1:
            return None
        left, right = self._stretches.in_turn(keys[0][0], sources), self._formula(keys[0][1], sources)
        return (left, right) if len(left) > 1 and right is not None else None

    def _formulas_of(
        self, keys: Iterable[tuple[exp.Expr, exp.Expr]], sources: Mapping[str, Query | Table]
    ) -> Iterator[tuple[Formula, Formula]]:
        for left, right in keys:
            found = self._formula(left, sources), self._formula(right, sources)
            if found[0] is not None and found[1] is not None:
                yield found[0], found[1]

    def _formula(self, expression: exp.Expr, sources: Mapping[str, Query | Table]) -> Formula | None:
        found = self._written(expression, sources)
        return found[0] if len(found) == 1 else None

    def _written(self, expression: exp.Expr, sources: Mapping[str, Query | Table]) -> tuple[Formula, ...]:
        """What the expression is over the tables: one for each branch of a union; `()` where it cannot be told."""
        try:
            return tuple(self.written(one) for one in self.over(expression, sources))
        except Unread:
            return ()


def _operands(value: exp.Expr) -> tuple[list[tuple[exp.Expr, exp.Column | None]], bool]:
    """What makes the value null if it is null, each with the column that it is; whether nothing else does."""
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


def _only_column(expression: exp.Expr) -> exp.Column | None:
    """The one column in an expression."""
    columns = list(dict.fromkeys(expression.find_all(exp.Column)))
    return columns[0] if len(columns) == 1 else None


def _all_there(expressions: list[exp.Expr]) -> exp.Expr:
    """Null if one of them is."""
    if len(expressions) == 1:
        return expressions[0]
    missing = exp.or_(*(exp.Is(this=one.copy(), expression=exp.Null()) for one in expressions))
    return exp.Case(ifs=[exp.If(this=exp.not_(missing), true=exp.Literal.number(1))])
