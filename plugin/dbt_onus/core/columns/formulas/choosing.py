"""A value that is the first of several tables' columns that is not null: `coalesce` over two systems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlglot import exp

from dbt_onus.core.columns.formulas.inlining import Scopes
from dbt_onus.core.columns.formulas.sight import Over, Query, Unread


class Choosing(Scopes):
    """Follows a `coalesce` into each of its operands; a row that one of them lacks is no null of it."""

    def _of_select(self, query: exp.Select, name: exp.Expr, ctes: Mapping[str, Query]) -> Iterator[Over]:
        sources = self.sources(query, ctes)
        found = self.selected(query, name, sources).unnest()
        if not isinstance(found, exp.Coalesce):
            yield from super()._of_select(query, name, ctes)
            return
        operands = [found.this, *found.expressions]
        if not all(isinstance(one, exp.Column) for one in operands):
            # one that is never null, or is null where its column is not, says otherwise when the next one counts
            raise Unread
        for place, operand in enumerate(operands):
            for one in self.over(operand, sources):
                if one.uid is None or one.optional:
                    raise Unread
                yield replace(one, behind=place > 0 or one.behind)


def minds_nulls(expression: exp.Expr) -> bool:
    """Whether a condition may be true of a null, or is about more than one column."""
    several = len({column.name.lower() for column in expression.find_all(exp.Column)}) != 1
    return (
        several
        or expression.find(exp.Is, exp.Coalesce, exp.Case, exp.If, exp.NullSafeEQ, exp.NullSafeNEQ) is not None
    )
