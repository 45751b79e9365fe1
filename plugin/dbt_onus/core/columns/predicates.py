"""What a test's own SQL looks for: a condition on the rows of a table, a key that is there twice, a lost partner.

Read from the parse tree, through CTEs that only pass rows on. Anything that does more is left unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dbt_onus.core.columns.edges import HOLE, Only

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate(Only):
    """A condition that is true of a bad row of one table. `relation` is the table's `relation_key`."""

    relation: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """A test that looks for keys that are there more than once."""

    relation: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphans:
    """A test that looks for rows without a partner: an outer join, of which it keeps what found none."""


Wanted: TypeAlias = Predicate | Repeats | Orphans


def predicate_of(sql: str, dialect: str) -> Wanted | None:
    """What the SQL of a test looks for in one table; `None` where it does anything else. Never raises."""
    try:
        from dbt_onus.core.columns.resolving import query_of

        query = query_of(sql, dialect)
        return None if query is None else _Reading(dialect).read(query)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return None


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of one table: what is made of its columns under which names, and what was filtered.

    `rest`: every other column is there under its own name.
    """

    relation: str
    names: Mapping[str, exp.Expr]
    rest: bool
    conditions: tuple[exp.Expr, ...]

    def named(self, column: exp.Expr) -> exp.Expr | None:
        """A column of these rows in the names of the table."""
        from sqlglot import exp

        known = self.names.get(column.name.lower())
        if known is not None:
            return known.copy()
        return exp.column(column.this.copy()) if self.rest else None

    def restated(self, expression: exp.Expr) -> exp.Expr:
        """An expression over these rows in the names of the table."""
        from sqlglot import exp

        def renamed(part: exp.Expr) -> exp.Expr:
            if not isinstance(part, exp.Column):
                return part
            found = self.named(part)
            if found is None:
                raise _Unread
            return found if isinstance(found, (exp.Column, exp.Paren)) else exp.paren(found)

        return expression.copy().transform(renamed)


class _Unread(Exception):  # noqa: N818 - says what happened
    """It does more than filter."""


#: Parts of a SELECT that leave rows as they are.
_PLAIN = frozenset({"expressions", "from_", "from", "where", "with_", "with", "order", "limit", "kind", "hint"})


class _Reading:
    def __init__(self, dialect: str) -> None:
        self._dialect = dialect

    def read(self, query: exp.Expr) -> Wanted | None:
        from sqlglot import exp

        if not isinstance(query, exp.Select):
            return None
        if _keeps_orphans(query):
            return Orphans()
        query = _passed_on(query)
        try:
            if query.args.get("group") is not None:
                return self._repeats(query)
            rows = self._rows(query, {})
        except _Unread:
            return None
        return self._predicate(rows)

    def _rows(
        self, query: exp.Expr, ctes: Mapping[str, exp.Expr], *, apart: frozenset[str] = frozenset()
    ) -> _Rows:
        from sqlglot import exp

        if (
            not isinstance(query, exp.Select)
            or {key for key, value in query.args.items() if value} - _PLAIN - apart
        ):
            raise _Unread
        if any(query.find_all(exp.AggFunc, exp.Window)) and not apart:
            raise _Unread
        ctes = {**ctes, **_ctes_of(query)}
        below = self._from(query, ctes)
        names, rest = _names_of(query, below)
        where = query.args.get("where")
        conditions = below.conditions if where is None else (*below.conditions, _seen(where.this, below))
        return _Rows(below.relation, names, rest, conditions)

    def _from(self, query: exp.Select, ctes: Mapping[str, exp.Expr]) -> _Rows:
        from sqlglot import exp

        start = query.args.get("from_") or query.args.get("from")
        item = start.this if start is not None else None
        if isinstance(item, exp.Subquery):
            return self._rows(item.this, ctes)
        if not isinstance(item, exp.Table) or any(
            item.args.get(key) for key in ("joins", "pivots", "sample", "laterals")
        ):
            raise _Unread
        if not item.args.get("db") and item.name.lower() in ctes:
            name = item.name.lower()
            return self._rows(ctes[name], {key: cte for key, cte in ctes.items() if key != name})
        return _Rows(".".join(part.name.lower() for part in item.parts), {}, rest=True, conditions=())

    def _predicate(self, rows: _Rows) -> Predicate | None:
        from sqlglot import exp

        if not rows.conditions:
            return None
        condition = exp.and_(*rows.conditions, copy=True)
        names = dict.fromkeys(column.name.lower() for column in condition.find_all(exp.Column))
        places = {name: place for place, name in enumerate(names)}

        def holed(part: exp.Expr) -> exp.Expr:
            return exp.Var(this=HOLE.format(places[part.name.lower()])) if isinstance(part, exp.Column) else part

        kind = _kind_of(condition)
        text = condition.transform(holed).sql(dialect=self._dialect, comments=False)
        return (
            Predicate(relation=rows.relation, columns=tuple(names), condition=text, kind=kind) if names else None
        )

    def _repeats(self, query: exp.Select) -> Repeats | None:
        """`group by … having count(*) > 1` over rows that nothing else filters."""
        from sqlglot import exp

        having, group = query.args.get("having"), query.args["group"]
        if having is None or not _is_more_than_one(having.this):
            return None
        below = self._rows(query, {}, apart=frozenset({"group", "having"}))
        if not all(_is_present(condition) for condition in below.conditions):
            return None
        inner = self._from(query, _ctes_of(query))
        keys = list(group.expressions)
        if group.args.get("all"):
            keys = [one for one in query.expressions if one.find(exp.AggFunc) is None]
        columns = [_key_name(key, query, inner) for key in keys]
        known = [name for name in columns if name is not None]
        return (
            Repeats(relation=inner.relation, columns=tuple(known))
            if known and len(known) == len(columns)
            else None
        )


def _passed_on(query: exp.Select) -> exp.Select:
    """The CTE that a test ends with as it is: `with errors as (…) select * from errors`."""
    from sqlglot import exp

    start = query.args.get("from_") or query.args.get("from")
    item = start.this if start is not None else None
    if not _is_star(query) or not isinstance(item, exp.Table) or item.args.get("db"):
        return query
    if {key for key, value in query.args.items() if value} - {"expressions", "from_", "from", "with_", "with"}:
        return query
    ctes = _ctes_of(query)
    inner = ctes.pop(item.name.lower(), None)
    if not isinstance(inner, exp.Select) or inner.args.get("group") is None or _ctes_of(inner):
        return query
    inner = inner.copy()
    for name, cte in ctes.items():
        inner = inner.with_(name, as_=cte.copy())
    return inner


def _keeps_orphans(query: exp.Select) -> bool:
    """`left join parent on child.key = parent.key where parent.key is null`, and nothing besides."""
    from sqlglot import exp

    joins, where = query.args.get("joins") or [], query.args.get("where")
    if len(joins) != 1 or where is None or any(query.args.get(key) for key in ("group", "having", "qualify")):
        return False
    (join,) = joins
    if (join.side or "").upper() != "LEFT" or not (join.args.get("on") or join.args.get("using")):
        return False
    condition = where.this
    parts = list(condition.flatten()) if isinstance(condition, exp.And) else [condition]
    missing = [part for part in parts if not _is_present(part)]
    if len(missing) != 1 or not isinstance(missing[0], exp.Is) or not isinstance(missing[0].expression, exp.Null):
        return False
    column = missing[0].this
    return isinstance(column, exp.Column) and column.table.lower() == join.this.alias_or_name.lower()


def _ctes_of(query: exp.Expr) -> dict[str, exp.Expr]:
    clause = query.args.get("with_") or query.args.get("with")
    return {cte.alias.lower(): cte.this for cte in clause.expressions} if clause is not None else {}


def _is_star(query: exp.Select) -> bool:
    return len(query.expressions) == 1 and query.expressions[0].is_star


def _seen(condition: exp.Expr, below: _Rows) -> exp.Expr:
    """The condition in the names of the table itself."""
    from sqlglot import exp

    if condition.find(exp.Query) is not None:
        raise _Unread
    return below.restated(condition)


def _names_of(query: exp.Select, below: _Rows) -> tuple[dict[str, exp.Expr], bool]:
    """What each output column is, where it is made of a row of the table; whether all others are there as well."""
    from sqlglot import exp

    names: dict[str, exp.Expr] = {}
    rest = False
    for item in query.expressions:
        inner = item.unalias()
        if inner.is_star:
            star = inner.this if isinstance(inner, exp.Column) else inner
            rest = below.rest and not any(star.args.values())
            names = {**below.names, **names}
        elif inner.find(exp.AggFunc, exp.Window, exp.Query) is None:
            try:
                names[item.alias_or_name.lower()] = below.restated(inner)
            except _Unread:
                # a column of another table, or one that is none of a row: nobody can ask for it
                names.pop(item.alias_or_name.lower(), None)
    return names, rest


def _key_name(key: exp.Expr, query: exp.Select, below: _Rows) -> str | None:
    from sqlglot import exp

    if isinstance(key, exp.Literal) and key.name.isdigit() and 0 < int(key.name) <= len(query.expressions):
        key = query.expressions[int(key.name) - 1]
    key = key.this if isinstance(key, exp.Alias) else key
    if not isinstance(key, exp.Column):
        return None
    known = below.named(key)
    return known.name if isinstance(known, exp.Column) else None


def _is_present(condition: exp.Expr) -> bool:
    """`… is not null`, by which keys are counted as everywhere."""
    from sqlglot import exp

    inner = condition.this if isinstance(condition, exp.Not) else None
    return isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null)


def _is_more_than_one(having: exp.Expr) -> bool:
    from sqlglot import exp

    if not isinstance(having, (exp.GT, exp.GTE, exp.NEQ)) or not isinstance(having.this, exp.Count):
        return False
    least = "2" if isinstance(having, exp.GTE) else "1"
    return isinstance(having.expression, exp.Literal) and having.expression.name == least


def _kind_of(condition: exp.Expr) -> str:
    """`null`, `set`, `range` or `other`: what the condition compares."""
    kinds = set(_kinds(condition, negated=False))
    return kinds.pop() if len(kinds) == 1 else "other"


def _kinds(condition: exp.Expr, *, negated: bool) -> Iterator[str]:
    from sqlglot import exp

    if isinstance(condition, (exp.And, exp.Or)):
        for part in condition.flatten():
            yield from _kinds(part, negated=negated)
    elif isinstance(condition, exp.Paren):
        yield from _kinds(condition.this, negated=negated)
    elif isinstance(condition, exp.Not):
        yield from _kinds(condition.this, negated=not negated)
    elif isinstance(condition, exp.Is) and isinstance(condition.expression, exp.Null):
        # `is not null and …` only keeps the test from what it is not about
        if not negated:
            yield "null"
    elif isinstance(condition, exp.In):
        yield "set"
    elif isinstance(condition, (exp.EQ, exp.NEQ)) and isinstance(condition.expression, exp.Boolean):
        # `expression = true`, as generic tests have it
        other = bool(condition.expression.this) is isinstance(condition, exp.NEQ)
        yield from _kinds(condition.this, negated=negated is not other)
    elif isinstance(condition, (exp.Between, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.EQ, exp.NEQ)):
        yield "range"
    else:
        yield "other"
