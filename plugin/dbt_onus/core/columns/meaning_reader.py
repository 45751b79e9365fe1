"""Reads the meaning of a query from its parse tree: one pass, every CTE once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

from dbt_onus.core.columns.meaning_scopes import MeaningScope
from dbt_onus.core.columns.meanings import Meaning, Star, digest, renamed, together, unread
from dbt_onus.core.columns.names import relation_key

_FLATTENED = (exp.And, exp.Or)
_ONE_TABLE = ("pivots", "sample", "joins", "laterals", "match_recognize")


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
        self._dialect = dialect
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
            name = _name(cte.args["alias"].this)
            # a recursive one reads itself
            known[name] = unread(self._text(cte.this))
            made = self.query(cte.this, known, outer)
            known[name] = renamed(made, [_name(one) for one in cte.args["alias"].args.get("columns") or ()])
        return known

    def _set_operation(
        self, query: exp.SetOperation, ctes: Mapping[str, Meaning], outer: MeaningScope | None
    ) -> Meaning:
        left, right = (self.query(side, ctes, outer) for side in (query.this, query.expression))
        rest = self._tail(query, MeaningScope(ctes, outer, {"": left}))
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
        columns, stars, plain = self._outputs(query, scope)
        rows.extend(self._deciding(query, scope, plain))
        return Meaning(columns=columns, stars=stars, rows=together(rows), repeats=together(repeats))

    def _add(self, scope: MeaningScope, item: exp.Expr) -> str:
        """One item of FROM."""
        if isinstance(item, exp.Table) and isinstance(item.this, exp.Identifier) and not _does_more(item):
            known = scope.ctes.get(_name(item.this)) if not item.args.get("db") else None
            source = known or self._table([part.name for part in item.parts if isinstance(part, exp.Identifier)])
        elif isinstance(item, exp.Subquery) and not _does_more(item):
            source = self.query(item.this, scope.ctes, scope)
        else:
            source = self._opaque(item, scope)
        alias = item.args.get("alias")
        columns = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
        source = renamed(source, [_name(one) for one in columns or ()])
        bare = item.this if isinstance(item, exp.Table) else None
        identifier = alias.this if isinstance(alias, exp.TableAlias) and alias.this is not None else bare
        return scope.add(_name(identifier), source)

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
        using = [_name(one) for one in join.args.get("using") or () if isinstance(one, exp.Identifier)]
        keys = [*using, *(scope.column("", one) for one in using)]
        if on is not None:
            keys.append(self._condition(on, scope))
        rest = {key for key, value in join.args.items() if value} - {
            "this",
            "on",
            "using",
            "side",
            "kind",
            "method",
        }
        how = [str(word or "") for word in (join.method, join.side, join.kind)]
        extra = [self._expression(join, scope)] if rest else []
        made = digest(*how, *keys, *extra, source.rows, source.repeats)
        if left and not rest:
            scope.optional[name] = made
            repeats.append(made)
        else:
            rows.append(made)
            # who may miss a partner is no longer told apart
            scope.optional.update(dict.fromkeys(scope.sources, made) if join.side else {})

    def _outputs(
        self, query: exp.Select, scope: MeaningScope
    ) -> tuple[dict[str, str], tuple[Star, ...], list[str]]:
        """Columns, stars, and the columns that are no aggregates (`group by all` groups by them)."""
        columns: dict[str, str] = {}
        stars: list[Star] = []
        plain: list[str] = []
        for item in query.expressions:
            if item.is_star and not isinstance(item, exp.Alias):
                self._star(item, scope, columns, stars)
                continue
            name = _name(item.args.get("alias")) if isinstance(item, exp.Alias) else _column_name(item)
            inner = item.this if isinstance(item, exp.Alias) else item
            made = self._expression(inner, scope)
            columns.setdefault(name, made)
            if isinstance(item, exp.Alias):
                scope.aliases.setdefault(name, made)
            if inner.find(exp.AggFunc) is None:
                plain.append(made)
        return columns, tuple(stars), plain

    def _star(self, item: exp.Expr, scope: MeaningScope, columns: dict[str, str], stars: list[Star]) -> None:
        star = item.this if isinstance(item, exp.Column) else item
        left_out = star.args.get("except_") or star.args.get("except") or ()
        names = frozenset(_name(one.this if isinstance(one, exp.Column) else one) for one in left_out)
        altered = [key for key in ("replace", "rename") if star.args.get(key)]
        how = self._text(star) if altered else ""
        table = _name(item.args.get("table")) if isinstance(item, exp.Column) else ""
        chosen = [table] if table in scope.sources else list(scope.sources)
        for one in chosen:
            source = scope.sources[one]
            joined = scope.optional.get(one, "")
            for name in source.columns if not how else ():
                if name not in names:
                    columns.setdefault(name, scope.column(one, name))
            if how:
                stars.append((digest(source.whole, joined, how, *self._altering(star, scope)), frozenset()))
                continue
            stars.extend(
                (digest(base, joined) if joined else base, out | names | source.columns.keys())
                for base, out in source.stars
            )

    def _altering(self, star: exp.Expr, scope: MeaningScope) -> list[str]:
        return [self._expression(one, scope) for key in ("replace", "rename") for one in star.args.get(key) or ()]

    def _deciding(self, query: exp.Select, scope: MeaningScope, plain: Iterable[str]) -> Iterable[str]:
        """Everything but FROM that decides the rows."""
        for clause in ("where", "prewhere", "having", "qualify"):
            condition = query.args.get(clause)
            if condition is not None:
                yield digest(clause, self._condition(condition.this, scope))
        group = query.args.get("group")
        if group is not None:
            keys = [self._key(one, query, scope) for one in group.expressions]
            more = [self._expression(group, scope)] if set(_set(group)) - {"expressions", "all"} else []
            yield digest("group", *sorted(keys), *more, *(plain if group.args.get("all") else ()))
        elif any(
            item.find(exp.AggFunc) is not None and item.find(exp.Window) is None for item in query.expressions
        ):
            yield "one row"
        yield from self._tail(query, scope)
        handled = {"expressions", "from", "from_", "joins", "laterals", "where", "prewhere", "having", "qualify"}
        known = handled | {"group", "distinct", "order", "limit", "offset", "with", "with_", "kind", "hint"}
        for key in sorted(set(_set(query)) - known):
            yield digest(key, self._rendered(query.args[key], scope))

    def _tail(self, query: exp.Expr, scope: MeaningScope) -> list[str]:
        """What cuts the rows: DISTINCT, LIMIT, and the order where that decides which are kept."""
        found = []
        distinct = query.args.get("distinct")
        keeps_first = isinstance(distinct, exp.Distinct) and distinct.args.get("on") is not None
        if isinstance(distinct, exp.Distinct):
            found.append(digest("distinct", self._rendered(distinct.args.get("on"), scope)))
        limits = [query.args[key] for key in ("limit", "offset") if query.args.get(key) is not None]
        found.extend(self._rendered(one, scope) for one in limits)
        order = query.args.get("order")
        if order is not None and (limits or keeps_first):
            keys = [self._key(one.this, query, scope) + str(one.args.get("desc")) for one in order.expressions]
            found.append(digest("order", *keys))
        return found

    def _key(self, key: exp.Expr, query: exp.Expr, scope: MeaningScope) -> str:
        """A key of GROUP BY or ORDER BY, by what it stands for: an expression, an alias, a place in the list."""
        outputs = query.expressions if isinstance(query, exp.Select) else []
        if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
            place = int(key.name) - 1
            if 0 <= place < len(outputs) and not outputs[place].is_star:
                key = outputs[place]
                return self._expression(key.this if isinstance(key, exp.Alias) else key, scope)
        if isinstance(key, exp.Column) and not key.table and (name := _name(key.this)) in scope.aliases:
            return scope.aliases[name]
        return self._expression(key, scope)

    def _condition(self, condition: exp.Expr, scope: MeaningScope) -> str:
        """A condition; the order of what is joined by AND or OR does not matter."""
        while isinstance(condition, exp.Paren):
            condition = condition.this
        if isinstance(condition, _FLATTENED):
            parts = {self._condition(part, scope) for part in condition.flatten()}
            return digest(condition.key, *sorted(parts))
        return self._expression(condition, scope)

    def _expression(self, expression: exp.Expr, scope: MeaningScope) -> str:
        """An expression with every name in it replaced by what it means."""
        if isinstance(expression, exp.Column) and not isinstance(expression.this, exp.Star):
            return scope.column(_name(expression.args.get("table")), _name(expression.this))

        def replaced(part: exp.Expr) -> exp.Expr:
            if isinstance(part, exp.Query):
                return exp.Var(this=self.query(part, scope.ctes, scope).whole)
            if isinstance(part, exp.Column) and not isinstance(part.this, exp.Star):
                return exp.Var(this=scope.column(_name(part.args.get("table")), _name(part.this)))
            return part

        return digest(self._text(expression.copy().transform(replaced)))

    def _rendered(self, value: object, scope: MeaningScope) -> str:
        if isinstance(value, exp.Expr):
            return self._expression(value, scope)
        if isinstance(value, list):
            return digest(*(self._rendered(one, scope) for one in value))
        return str(value)

    def _opaque(self, item: exp.Expr, scope: MeaningScope) -> Meaning:
        """Something whose inside is not told apart: its text, and all that it may read."""
        around = [source.whole for source in scope.sources.values()] + [one.whole for one in scope.ctes.values()]
        return unread(digest(self._text(item), *around))

    def _text(self, expression: exp.Expr) -> str:
        text: str = expression.sql(dialect=self._dialect, comments=False)
        return text


def _does_more(item: exp.Expr) -> bool:
    """Whether a table or subquery is more than its rows: pivoted, sampled, joined inside of brackets."""
    return any(item.args.get(key) for key in _ONE_TABLE)


def _set(expression: exp.Expr) -> list[str]:
    return [key for key, value in expression.args.items() if value]


def _column_name(item: exp.Expr) -> str:
    return _name(item.this) if isinstance(item, exp.Column) else item.output_name.lower()


def _name(identifier: object) -> str:
    """One key per name: as written in quotes, lower case otherwise."""
    if isinstance(identifier, str):
        return identifier.lower()
    if not isinstance(identifier, exp.Expr):
        return ""
    return (
        identifier.name
        if identifier.args.get("quoted") and not identifier.name.islower()
        else identifier.name.lower()
    )
