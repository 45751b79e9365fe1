"""Values that are the distance of two columns, read from the SELECT that makes them, and what lies beside both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlglot import exp

from dbt_onus.core.columns.edges import ColumnRef
from dbt_onus.core.columns.formulas.definitions import Listed
from dbt_onus.core.columns.formulas.distances import APART, FROM_THIRD, TO_THIRD, Distance
from dbt_onus.core.columns.formulas.inlining import Scopes
from dbt_onus.core.columns.formulas.positions import outputs
from dbt_onus.core.columns.formulas.recounting import Recount
from dbt_onus.core.columns.formulas.sight import Query, Table, Unread, with_ctes

_DIFFERENCES = (exp.DateDiff, exp.TimestampDiff, exp.DatetimeDiff, exp.TsOrDsDiff, exp.Sub)
#: What leaves a distance one, in another unit.
_AROUND = (exp.Paren, exp.Cast, exp.Round, exp.Extract, exp.Neg, exp.Div, exp.Mul)
#: A CTE within a CTE, and so on: deeper than this nobody looks.
_DEEPEST = 12
#: Of more columns than these nobody asks.
_MOST = 4


class Apart(Scopes):
    """The SQL of one node, read for distances."""

    def __init__(self, dialect: str, relations: Mapping[str, str], listed: Listed, own: str) -> None:
        super().__init__(dialect, relations, listed)
        self._recount = Recount(dialect, lambda table: self.uid_of(table) == own)

    def of(self, query: exp.Expr, name: exp.Expr, ctes: Mapping[str, Query], depth: int = 0) -> Iterator[Distance]:
        """The distances by which the column may be told, where the query makes it."""
        ctes = with_ctes(query, ctes)
        query = query.unnest()
        if not isinstance(query, exp.Select) or depth > _DEEPEST:
            raise Unread
        sources = self.sources(query, ctes)
        value = self.selected(query, name, sources)
        if isinstance(value, exp.Column):
            source = sources[self.source_of(value, sources)]
            if isinstance(source, Query):
                yield from self.of(source.query, value.this, source.ctes, depth + 1)
            return
        start, end = _ends(value)
        for third in self._beside((start, end), query, sources):
            pairs = ((start, end, APART), (start, third, TO_THIRD), (third, end, FROM_THIRD))
            chosen = [exp.alias_(_between(value, (start, end), pair[:2]), pair[2]) for pair in pairs]
            chosen.append(exp.alias_(value.copy(), name.name, quoted=True))
            made = [self._refs(one, sources) for one in (start, end, third)]
            rows = self._recount.rows(query, ctes, chosen)
            yield Distance(first=made[0], second=made[1], third=made[2], rows=rows)

    def _beside(
        self, ends: Sequence[exp.Column], query: exp.Select, sources: Mapping[str, Query | Table]
    ) -> list[exp.Column]:
        """Columns in sight that are called like one of the two, those first that the SQL itself measures."""
        measured = [
            column
            for item in query.expressions
            for difference in item.find_all(*_DIFFERENCES)
            for column in difference.find_all(exp.Column)
        ]
        ours = {(self.source_of(one, sources), one.name.lower()) for one in ends}
        found: dict[tuple[str, str], exp.Column] = {}
        named = alike([one.name for one in ends], [one.name for one in measured])
        for column in measured:
            found.setdefault((self.source_of(column, sources), column.name.lower()), column)
        found = {key: column for key, column in found.items() if column.name in named}
        for source, read in sources.items():
            names = self.listed(read.uid) if isinstance(read, Table) else outputs(self, read.query, read.ctes)
            for name in alike([one.name for one in ends], names or ()):
                found.setdefault((source, name.lower()), exp.column(name, table=source))
        return [column for key, column in found.items() if key not in ours][:_MOST]

    def _refs(self, column: exp.Column, sources: Mapping[str, Query | Table]) -> tuple[ColumnRef, ...]:
        """The columns that it is, one for each branch of a union."""
        found = self.over(column, sources)
        refs = [ColumnRef(one.uid, one.expression.name) for one in found if one.uid is not None]
        if not refs or not all(isinstance(one.expression, exp.Column) for one in found if one.uid is not None):
            raise Unread
        return tuple(refs)


def _ends(value: exp.Expr) -> tuple[exp.Column, exp.Column]:
    """From where to where a value measures, if it is nothing but that."""
    while isinstance(value, _AROUND):
        inner = value.expression if isinstance(value, exp.Extract) else value.this
        others = [part for key, part in value.args.items() if isinstance(part, exp.Expr) and part is not inner]
        if any(part.find(exp.Column) is not None for part in others):
            raise Unread
        value = inner
    if not isinstance(value, _DIFFERENCES):
        raise Unread
    sides = [list(side.find_all(exp.Column)) for side in (value.expression, value.this)]
    if any(len(side) != 1 for side in sides) or value.find(exp.AggFunc, exp.Window, exp.Query) is not None:
        raise Unread
    return sides[0][0], sides[1][0]


def _between(value: exp.Expr, ends: Sequence[exp.Expr], pair: Sequence[exp.Expr]) -> exp.Expr:
    """The value, measured between two other columns."""

    def moved(part: exp.Expr) -> exp.Expr:
        for end, column in zip(ends, pair, strict=True):
            if part == end:
                return column.copy()
        return part

    return value.copy().transform(moved)


def alike(ends: Sequence[str], names: Iterable[str]) -> list[str]:
    """Names that end like one of the two, after the last underscore: `_at`, `_date`."""
    endings = {one.lower().rpartition("_")[2] for one in ends if "_" in one.strip("_")}
    ours = {one.lower() for one in ends}
    known = dict.fromkeys(names)
    found = [one for one in known if "_" in one.strip("_") and one.lower().rpartition("_")[2] in endings]
    return [one for one in found if one.lower() not in ours]


def minutes(start: str, end: str, table: str, dialect: str) -> str:
    """The minutes from one moment in a table to another."""
    sides = [exp.column(exp.to_identifier(one, quoted=True), table=table) for one in (start, end)]
    difference = exp.DateDiff(this=sides[1], expression=sides[0], unit=exp.var("MINUTE"))
    return str(difference.sql(dialect=dialect))
