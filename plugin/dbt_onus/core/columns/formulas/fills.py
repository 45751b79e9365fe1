"""Where a node's SQL writes a literal in place of a null: the unknown member of a dimension, `n/a`, 0.

Read through CTEs and unions down to the SELECT that does it. A null that comes in further down is not replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp

from dbt_onus.core.columns.formulas.inlining import Scopes
from dbt_onus.core.columns.formulas.literals import literal_of
from dbt_onus.core.columns.formulas.sight import Query, Unread, optional_sources, with_ctes

#: A CTE within a CTE, and so on: deeper than this nobody looks.
_DEEPEST = 12


class Fills(Scopes):
    """The SQL of one node, read for the literals that stand for a null."""

    def of(
        self, query: exp.Expr, name: exp.Expr, ctes: Mapping[str, Query], depth: int = 0
    ) -> Iterator[str | None]:
        """Each literal that the column has in place of a null; `None` for a branch of a union that writes none."""
        if depth > _DEEPEST:
            raise Unread
        ctes = with_ctes(query, ctes)
        if isinstance(query, exp.Subquery):
            yield from self.of(query.this, name, ctes, depth + 1)
        elif isinstance(query, exp.Union):
            for side, called, seen in self.sides(query, name, ctes):
                yield from self.of(side, called, seen, depth + 1)
        elif isinstance(query, exp.Select):
            yield from self._of_one(query, name, ctes, depth)
        else:
            raise Unread

    def _of_one(
        self, query: exp.Select, name: exp.Expr, ctes: Mapping[str, Query], depth: int
    ) -> Iterator[str | None]:
        sources = self.sources(query, ctes)
        value = self.selected(query, name, sources)
        found = filled(value)
        if found is not None:
            yield literal_of(found.literal)
            return
        if isinstance(value, exp.Column):
            source_name = self.source_of(value, sources)
            source = sources[source_name]
            if isinstance(source, Query) and source_name not in optional_sources(query):
                yield from self.of(source.query, value.this, source.ctes, depth + 1)
                return
        yield None


@dataclass(frozen=True, slots=True)
class Filled:
    """What an expression replaces where it is null, and by what."""

    inner: exp.Expr
    literal: exp.Expr


def filled(value: exp.Expr) -> Filled | None:
    """What an expression replaces where it is null, and by which literal; `None` where it does not.

    `coalesce(x, -1)`, `ifnull`, `nvl`, `case when x is null then -1 else x end`, with or without a cast around it.
    """
    while isinstance(value, (exp.Paren, exp.Cast)) and not isinstance(value, exp.TryCast):
        value = value.this
    if isinstance(value, exp.Coalesce):
        *tried, last = [value.this, *value.expressions]
        if literal_of(last) is None or not tried or any(literal_of(one) is not None for one in tried):
            return None
        left = tried[0] if len(tried) == 1 else exp.func("coalesce", *tried)
        return Filled(left.copy(), last.copy())
    return _filled_by_case(value)


def _filled_by_case(value: exp.Expr) -> Filled | None:
    """Whichever way the question is put."""
    branches = value.args.get("ifs") or ([value] if isinstance(value, exp.If) else [])
    if not isinstance(value, (exp.Case, exp.If)) or len(branches) != 1 or (value.args.get("ifs") and value.this):
        return None
    condition, then = branches[0].this, branches[0].args.get("true")
    other = value.args.get("default") or value.args.get("false")
    while isinstance(condition, (exp.Paren, exp.Not)):
        if isinstance(condition, exp.Not):
            then, other = other, then
        condition = condition.this
    if not isinstance(condition, exp.Is) or not isinstance(condition.expression, exp.Null):
        return None
    replaced = literal_of(then) is not None and condition.this == other
    return Filled(condition.this.copy(), then.copy()) if replaced else None
