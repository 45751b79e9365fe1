"""What expressions mean: their text, with every name in it replaced by the digest of what it stands for."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from dbt_onus.core.columns.meanings.meaning import Meaning, digest
from dbt_onus.core.columns.meanings.scopes import MeaningScope

_FLATTENED = (exp.And, exp.Or)


class Expressions:
    """Reads the expressions of one statement; `query` reads a query inside of one."""

    def __init__(self, dialect: str, query: Callable[[exp.Query, MeaningScope], Meaning]) -> None:
        self._dialect = dialect
        self._query = query

    def of(self, expression: exp.Expr, scope: MeaningScope) -> str:
        """An expression with every name in it replaced by what it means."""
        if isinstance(expression, exp.Column) and not isinstance(expression.this, exp.Star):
            return scope.column(name_of(expression.args.get("table")), name_of(expression.this))

        def replaced(part: exp.Expr) -> exp.Expr:
            if isinstance(part, exp.Query):
                return exp.Var(this=self._query(part, scope).whole)
            if isinstance(part, exp.Column) and not isinstance(part.this, exp.Star):
                return exp.Var(this=scope.column(name_of(part.args.get("table")), name_of(part.this)))
            return part

        return digest(self.text(expression.copy().transform(replaced)))

    def key(self, key: exp.Expr, query: exp.Expr, scope: MeaningScope) -> str:
        """A key of GROUP BY or ORDER BY, by what it stands for: an expression, an alias, a place in the list."""
        outputs = query.expressions if isinstance(query, exp.Select) else []
        if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
            place = int(key.name) - 1
            if 0 <= place < len(outputs) and not outputs[place].is_star:
                key = outputs[place]
                return self.of(key.this if isinstance(key, exp.Alias) else key, scope)
        if isinstance(key, exp.Column) and not key.table and (name := name_of(key.this)) in scope.aliases:
            return scope.aliases[name]
        return self.of(key, scope)

    def condition(self, condition: exp.Expr, scope: MeaningScope) -> str:
        """A condition; the order of what is joined by AND or OR does not matter."""
        while isinstance(condition, exp.Paren):
            condition = condition.this
        if isinstance(condition, _FLATTENED):
            parts = {self.condition(part, scope) for part in condition.flatten()}
            return digest(condition.key, *sorted(parts))
        return self.of(condition, scope)

    def rendered(self, value: object, scope: MeaningScope) -> str:
        """Whatever an argument of the parse tree holds: an expression, a list of them, a flag."""
        if isinstance(value, exp.Expr):
            return self.of(value, scope)
        if isinstance(value, list):
            return digest(*(self.rendered(one, scope) for one in value))
        return str(value)

    def text(self, expression: exp.Expr) -> str:
        """The SQL in one spelling, without comments."""
        text: str = expression.sql(dialect=self._dialect, comments=False)
        return text


def name_of(identifier: object) -> str:
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
