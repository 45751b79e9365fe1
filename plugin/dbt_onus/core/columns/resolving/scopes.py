"""Which relation a column name belongs to, in one SELECT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from dbt_onus.core.columns.resolving.asking import Asking
from dbt_onus.core.columns.resolving.context import Context, TooMuchWork
from dbt_onus.core.columns.resolving.flows import (
    ADDS,
    COPY,
    EXPRESSION,
    NOTHING,
    UNSURE,
    Flow,
    Origins,
    Ref,
    pour,
    through,
)
from dbt_onus.core.columns.resolving.relations import Column, Relation, Source

_PERIODS = ("microsecond", "millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year")
_PARTS = ("dow", "doy", "isoweek", "isoyear", "epoch", "dayofweek", "dayofyear", "date", "time")
#: Bare words that some functions take for an argument, and the parser for a column.
_DATE_PARTS = frozenset([*_PERIODS, *(f"{period}s" for period in _PERIODS), *_PARTS])


class Scope:
    """The sources of one SELECT and what its names mean."""

    __slots__ = (
        "_found",
        "aggregates",
        "aliases",
        "context",
        "ctes",
        "merged",
        "numbers",
        "outer",
        "rows",
        "sources",
        "windows",
    )

    def __init__(self, context: Context, ctes: Mapping[str, Relation], outer: Scope | None) -> None:
        self.context = context
        self.ctes = ctes
        self.outer = outer
        self.sources: dict[str, Source] = {}
        self.merged: dict[str, Column] = {}  # columns that USING or NATURAL made one of two
        self.aliases: dict[str, Origins] = {}  # of the select list, so far
        self.windows: dict[str, exp.Expr] = {}
        self.rows: dict[Ref, Flow] = {}
        self.aggregates = False  # whether some value is made of many rows
        self.numbers = False  # whether some value is a row number
        self._found: dict[tuple[str, str], Origins] = {}

    def add(self, key: str, relation: Relation) -> Source:
        """Put a relation in scope; one without a name, or with a name taken, cannot be named but is there."""
        source = Source(relation)
        while key in self.sources or not key:
            key += "\0"
        self.sources[key] = source
        return source

    def forget(self) -> None:
        """What a name means has changed: a join was added."""
        self._found.clear()

    def origins(self, column: exp.Expr, *, aliases: bool = False) -> Origins:
        """What a column reference comes from. `aliases`: those of the select list are in sight (GROUP BY …)."""
        args, context = column.args, self.context
        identifier, table = args["this"], args.get("table")
        if identifier.__class__ is exp.Parameter:
            return self.by_place(identifier, table)
        key = context.fold(identifier)
        qualifier = context.fold(table) if table is not None else ""
        found = self._found.get((qualifier, key))
        if found is None:
            if table is None:
                found = self._bare(key, identifier.name, aliases=aliases or context.lateral_aliases)
            else:
                found = self._qualified(column, qualifier, key, identifier.name)
            if key not in self.aliases or qualifier:
                self._found[qualifier, key] = found
        if context.asking is not None:
            self._note(context.asking, column, found)
        context.steps_left -= len(found) + 1
        if context.steps_left < 0:
            raise TooMuchWork
        return found

    def _note(self, asking: Asking, column: exp.Expr, found: Origins) -> None:
        """Remember which tables the wanted column is asked of; a bare name may be one of the queries around."""
        identifier, qualified = column.args["this"], column.args.get("table") is not None
        if identifier.name.lower() != asking.column:
            return
        asking.seen.add(id(column))
        tables = {table for table, name in found if name.lower() == asking.column}
        scope = None if qualified else self.outer
        while scope is not None:
            for source in scope.sources.values():
                known = source.relation.loosely(asking.column)
                origins = source.seen(known.origins) if known is not None else NOTHING
                tables.update(table for table, name in origins if name.lower() == asking.column)
                tables.update(rest.table for rest in source.relation.rest)
            scope = scope.outer
        if tables:
            asking.asked.add(frozenset(tables))

    def by_place(self, parameter: exp.Expr, table: exp.Expr | None) -> Origins:
        """`$2`: the second column of the only source, or of the one named."""
        place = int(parameter.name) - 1 if parameter.name.isdigit() else -1
        sources = list(self.sources.values())
        source = (
            self.sources.get(self.context.fold(table)) if table is not None else sources[0] if sources else None
        )
        if source is not None and 0 <= place < len(source.relation.columns) and (table or len(sources) == 1):
            return source.seen(source.relation.columns[place][1].origins)
        self.context.doubt(f"{parameter.sql()} names no column that is known")
        return _candidates(
            [s.seen({(rest.table, parameter.sql()): COPY}) for s in sources for rest in s.relation.rest]
        )

    def _qualified(self, column: exp.Expr, qualifier: str, key: str, name: str) -> Origins:
        scope: Scope | None = self
        while scope is not None:
            source = scope.sources.get(qualifier)
            if source is not None:
                return scope._of_source(source, key, name)
            scope = scope.outer
        # No relation has that name, so it is a field of a struct: the leftmost name is column or relation.
        parts = [column.args[part] for part in ("catalog", "db", "table") if column.args.get(part) is not None]
        fold = self.context.fold
        source = self.sources.get(fold(parts[0]))
        if source is not None and len(parts) > 1:
            origins = self._of_source(source, fold(parts[1]), parts[1].name)
        else:
            origins = self._bare(fold(parts[0]), parts[0].name, aliases=True)
        return through(origins, EXPRESSION | ADDS)

    def _of_source(self, source: Source, key: str, name: str) -> Origins:
        relation = source.relation
        column = relation.listed(key) or relation.loosely(key)
        if column is not None:
            return source.seen(column.origins)
        unlisted = relation.unlisted(key, name)
        if unlisted is not None:
            return source.seen(unlisted)
        if relation.table is not None:
            # Not among the columns the table has now. The SQL says it had it: that is how a dropped column looks.
            return source.seen({(relation.table, name): COPY})
        self.context.doubt(f"column {name} is not among the columns of the relation it is taken from")
        return NOTHING

    def _bare(self, key: str, name: str, *, aliases: bool) -> Origins:
        found = self._listed(key)
        if found is None and aliases:
            found = self.aliases.get(key)
        if found is None:
            found = self._unlisted(key, name)
        if found is None and self.outer is not None:
            found = self.outer._bare(key, name, aliases=False)
        if found is None:
            found = self.aliases.get(key)
        if found is None:
            found = self._whole_row(key)
        return self._nowhere(key, name) if found is None else found

    def _listed(self, key: str) -> Origins | None:
        merged = self.merged.get(key)
        if merged is not None:
            return merged.origins
        if len(self.sources) == 1:  # as in most queries
            [only] = self.sources.values()
            column = only.relation.index.get(key) or only.relation.loosely(key)
            return only.seen(column.origins) if column is not None else None
        for look in (Relation.listed, Relation.loosely):
            hits = [(s, column) for s in self.sources.values() if (column := look(s.relation, key)) is not None]
            if len(hits) == 1:
                return hits[0][0].seen(hits[0][1].origins)
            if hits:
                self.context.doubt(f"column {hits[0][1].name} is in several relations")
                return _candidates([source.seen(column.origins) for source, column in hits])
        return None

    def _unlisted(self, key: str, name: str) -> Origins | None:
        """From a relation whose columns are not all known; from one of several, as a guess."""
        options = [
            source.seen(origins)
            for source in self.sources.values()
            if source.relation.rest and (origins := source.relation.unlisted(key, name)) is not None
        ]
        if not options:
            functions = [source for source in self.sources.values() if source.relation.anything is not None]
            options = [source.seen(source.relation.anything or NOTHING) for source in functions[:1]]
        if len(options) > 1:
            self.context.doubt(f"column {name} may come from any of several relations with unknown columns")
            return _candidates(options)
        crowded = len(self.sources) > 1 and self.outer is not None and self.outer._listed(key) is not None
        if options and crowded:  # alone in its FROM, a relation is meant: who reaches outside says so with a name
            self.context.doubt(f"column {name} may belong to the outer query")
            return through(options[0], UNSURE)
        return options[0] if options else None

    def _whole_row(self, key: str) -> Origins | None:
        source = self.sources.get(key)
        if source is None:
            return None
        result: dict[Ref, Flow] = {}
        for _, column in source.relation.columns:
            pour(result, source.seen(column.origins), EXPRESSION)
        pour(result, source.relation.rows if not result else NOTHING, EXPRESSION)
        return result

    def _nowhere(self, key: str, name: str) -> Origins:
        if key in _DATE_PARTS:
            return NOTHING
        tables = [source for source in self.sources.values() if source.relation.table is not None]
        if len(tables) == 1 == len(self.sources):
            return tables[0].seen({(str(tables[0].relation.table), name): COPY})
        self.context.doubt(f"column {name} is in none of the relations read")
        return _candidates([source.seen({(str(source.relation.table), name): COPY}) for source in tables])


def _candidates(options: Sequence[Origins]) -> Origins:
    result: dict[Ref, Flow] = {}
    for origins in options:
        pour(result, origins, UNSURE)
    return result
