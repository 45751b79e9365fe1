"""Columns that name the branches of a union: `'eu' as region`, and the like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from dbt_onus.core.columns.formulas.inlining import Scopes
from dbt_onus.core.columns.formulas.sight import Query, Unread, with_ctes


class Branches(Scopes):
    """The SQL of one node, read for the branches of its unions."""

    def named_branches(
        self, query: exp.Expr, name: exp.Expr, ctes: Mapping[str, Query]
    ) -> list[tuple[str, frozenset[str]]]:
        """Where the column names the branches of a union: each one's literal, and the nodes that it reads."""
        ctes = with_ctes(query, ctes)
        if isinstance(query, exp.Subquery):
            return self.named_branches(query.this, name, ctes)
        if isinstance(query, exp.Union):
            sides = self.sides(query, name, ctes)
            return [one for side, called, seen in sides for one in self._of_side(side, called, seen)]
        if not isinstance(query, exp.Select):
            raise Unread
        sources = self.sources(query, ctes)
        value = self.selected(query, name, sources)
        source = sources[self.source_of(value, sources)] if isinstance(value, exp.Column) else None
        if not isinstance(source, Query) or not isinstance(value, exp.Column):
            raise Unread
        return self.named_branches(source.query, value.this, source.ctes)

    def _of_side(
        self, query: exp.Expr, name: exp.Expr, ctes: Mapping[str, Query]
    ) -> list[tuple[str, frozenset[str]]]:
        inner = query.unnest()
        sources = self.sources(inner, with_ctes(inner, ctes)) if isinstance(inner, exp.Select) else {}
        value = self.selected(inner, name, sources) if isinstance(inner, exp.Select) else None
        while isinstance(value, (exp.Cast, exp.Paren)):
            # `cast('eu' as varchar)`, as macros write it that unite relations
            value = value.this
        if isinstance(value, exp.Literal):
            return [(value.sql(dialect=self._dialect), frozenset(self._reads(inner, ctes)))]
        if isinstance(value, exp.Column) and len(sources) == 1:
            (source,) = sources.values()
            if isinstance(source, Query):
                return self._of_side(source.query, value.this, source.ctes)
        return self.named_branches(query, name, ctes)

    def _reads(self, query: exp.Expr, ctes: Mapping[str, Query]) -> Iterator[str]:
        """The nodes that a query reads, through CTEs."""
        for table in query.find_all(exp.Table):
            known = ctes.get(table.name.lower()) if not table.args.get("db") else None
            if known is not None:
                yield from self._reads(known.query, known.ctes)
            elif (uid := self.uid_of(table)) is not None:
                yield uid
