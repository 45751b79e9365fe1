"""Reads the meaning of a query from its parse tree: one pass, every CTE once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from dbt_onus.core.columns.meanings.clauses import deciding, tail
from dbt_onus.core.columns.meanings.expressions import Expressions, name_of
from dbt_onus.core.columns.meanings.meaning import Meaning, Star, digest, renamed, together, unread
from dbt_onus.core.columns.meanings.outputs import outputs
from dbt_onus.core.columns.meanings.scopes import MeaningScope
from dbt_onus.core.columns.names import relation_key

_ONE_TABLE = ("pivots", "sample", "joins", "laterals", "match_recognize")
_PLAIN_JOIN = frozenset({"this", "on", "using", "side", "kind", "method"})


def meaning_of(
    query: exp.Expr, dialect: str, relations: Mapping[str, str], schema: Mapping[str, Sequence[str]]
) -> Meaning:
    """The meaning of a parsed query. Any error of the parser's tree goes to the caller.

    `relations` maps `relation_key`s to `unique_id`s, `schema` those to their columns where all are known.
    """
    return _Reader(dialect, relations, schema).query(query, {}, None)


class _Reader:
    """Reads one statement."""

    def __init__(self, dialect: str, relations: Mapping[str, str], schema: Mapping[str, Sequence[str]]) -> None:
        self._read = Expressions(dialect, lambda query, scope: self.query(query, scope.ctes, scope))
        self._relations = relations
        self._schema = schema

    def query(self, query: exp.Expr, ctes: Mapping[str, Meaning], outer: MeaningScope | None) -> Meaning:
        """A SELECT, a set operation, or one of them in brackets."""
        ctes = self._with(query, ctes, outer)
        if isinstance(query, exp.Subquery) and not _does_more(query):
            return self.query(query.this, ctes, outer)
        if isinstance(query, exp.SetOperation):
            return self._set_operation(query, ctes, outer)
        if isinstance(query, exp.Select):
            return self._select(query, ctes, outer)
        return self._opaque(query, MeaningScope(ctes, outer))

    def _with(
        self, query: exp.Expr, ctes: Mapping[str, Meaning], outer: MeaningScope | None
    ) -> Mapping[str, Meaning]:
        clause = query.args.get("with_") or query.args.get("with")
        if clause is None:
            return ctes
        known = dict(ctes)
        for cte in clause.expressions:
            name = name_of(cte.args["alias"].this)
            # a recursive one reads itself
            known[name] = unread(self._read.text(cte.this))
            made = self.query(cte.this, known, outer)
            known[name] = renamed(made, [name_of(one) for one in cte.args["alias"].args.get("columns") or ()])
        return known

    def _set_operation(
        self, query: exp.SetOperation, ctes: Mapping[str, Meaning], outer: MeaningScope | None
    ) -> Meaning:
        left, right = (self.query(side, ctes, outer) for side in (query.this, query.expression))
        rest = tail(self._read, query, MeaningScope(ctes, outer, {"": left}))
        how = digest(query.key, str(query.args.get("distinct")), str(query.args.get("by_name")), *rest)
        plain = not left.stars and not right.stars and len(left.columns) == len(right.columns)
        by_name = plain and bool(query.args.get("by_name"))
        others = list(right.columns.values()) if plain and not by_name else []
        columns = {
            name: digest(how, one, others[place] if others else right.column(name))
            for place, (name, one) in enumerate(left.columns.items())
        }
        stars: tuple[Star, ...] = () if plain else ((digest(how, left.whole, right.whole), frozenset(columns)),)
        return Meaning(
            columns=columns,
            stars=stars,
            rows=digest(how, left.rows, right.rows),
            repeats=together([left.repeats, right.repeats]),
        )

    def _select(self, query: exp.Select, ctes: Mapping[str, Meaning], outer: MeaningScope | None) -> Meaning:
        scope = MeaningScope(ctes, outer)
        rows: list[str] = []
        repeats: list[str] = []
        start = query.args.get("from_") or query.args.get("from")
        if start is not None:
            first = scope.sources[self._add(scope, start.this)]
            rows.append(first.rows)
            repeats.append(first.repeats)
        for join in query.args.get("joins") or ():
            self._join(scope, join, rows, repeats)
        rows.extend(scope.sources[self._add(scope, one)].rows for one in query.args.get("laterals") or ())
        columns, stars, plain = outputs(self._read, query, scope)
        rows.extend(deciding(self._read, query, scope, plain))
        return Meaning(columns=columns, stars=stars, rows=together(rows), repeats=together(repeats))

    def _add(self, scope: MeaningScope, item: exp.Expr) -> str:
        """One item of FROM."""
        if isinstance(item, exp.Table) and isinstance(item.this, exp.Identifier) and not _does_more(item):
            known = scope.ctes.get(name_of(item.this)) if not item.args.get("db") else None
            source = known or self._table([part.name for part in item.parts if isinstance(part, exp.Identifier)])
        elif isinstance(item, exp.Subquery) and not _does_more(item):
            source = self.query(item.this, scope.ctes, scope)
        else:
            source = self._opaque(item, scope)
        alias = item.args.get("alias")
        columns = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
        source = renamed(source, [name_of(one) for one in columns or ()])
        bare = item.this if isinstance(item, exp.Table) else None
        identifier = alias.this if isinstance(alias, exp.TableAlias) and alias.this is not None else bare
        return scope.add(name_of(identifier), source)

    def _table(self, parts: Sequence[str]) -> Meaning:
        """A table, by the node it is, with its columns where all are known."""
        keys = [relation_key(None, None, ".".join(parts[start:])) for start in range(len(parts))]
        uid = next((self._relations[key] for key in keys if key in self._relations), keys[0])
        listed = self._schema.get(uid, ())
        columns = {name.lower(): digest(uid, name.lower()) for name in listed}
        return Meaning(columns=columns, stars=(), rows=uid, repeats="") if columns else unread(uid)

    def _join(self, scope: MeaningScope, join: exp.Join, rows: list[str], repeats: list[str]) -> None:
        name = self._add(scope, join.this)
        source = scope.sources[name]
        left = (join.side or "").upper() == "LEFT" and not join.kind and not join.method
        on = join.args.get("on")
        using = [name_of(one) for one in join.args.get("using") or () if isinstance(one, exp.Identifier)]
        keys = [*using, *(scope.column("", one) for one in using)]
        if on is not None:
            keys.append(self._read.condition(on, scope))
        rest = {key for key, value in join.args.items() if value} - _PLAIN_JOIN
        how = [str(word or "") for word in (join.method, join.side, join.kind)]
        extra = [self._read.of(join, scope)] if rest else []
        made = digest(*how, *keys, *extra, source.rows, source.repeats)
        if left and not rest:
            scope.optional[name] = made
            repeats.append(made)
        else:
            rows.append(made)
            # who may miss a partner is no longer told apart
            scope.optional.update(dict.fromkeys(scope.sources, made) if join.side else {})

    def _opaque(self, item: exp.Expr, scope: MeaningScope) -> Meaning:
        """Something whose inside is not told apart: its text, and all that it may read."""
        around = [source.whole for source in scope.sources.values()] + [one.whole for one in scope.ctes.values()]
        return unread(digest(self._read.text(item), *around))


def _does_more(item: exp.Expr) -> bool:
    """Whether a table or subquery is more than its rows: pivoted, sampled, joined inside of brackets."""
    return any(item.args.get(key) for key in _ONE_TABLE)
