"""A column that a query makes of others which it gives too: `paid - due as gap`, beside `paid` and `due`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dbt_onus.core.columns.formulas.definitions import ROWS_OF

if TYPE_CHECKING:
    from sqlglot import exp

_LONGEST = 100_000
_DEEPEST = 30


def restated(sql: str, expression: str, *, dialect: str) -> str | None:
    """The expression over the query's columns, with each one that is made of other columns written as that.

    `None` where a column is made of something else. `expression` calls the query's rows `onus_rows`. Never raises.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect) if len(sql) <= _LONGEST else None
        outer = query_of(f"select {expression} from {ROWS_OF}", dialect)  # noqa: S608 - parsed, never run
        select = last_select(query) if query is not None else None
        if select is None or not isinstance(outer, exp.Select) or select.is_star:
            return None
        made = {item.alias_or_name.lower(): item.unalias() for item in select.expressions}
        asked = {column.name.lower() for column in outer.expressions[0].find_all(exp.Column)}
        names = {value.sql(): name for name, value in made.items() if name not in asked and value.find(exp.Column)}

        def in_terms_of_others(node: exp.Expr) -> exp.Expr:
            if not isinstance(node, exp.Column) or node.name.lower() not in made:
                return node
            value = made[node.name.lower()].copy().transform(lambda part: _named(part, names))
            return exp.paren(value) if not isinstance(value, exp.Column) else value

        written = outer.expressions[0].transform(in_terms_of_others)
        own = all(column.table == ROWS_OF for column in written.find_all(exp.Column))
        return str(written.sql(dialect=dialect, comments=False)) if own else None
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return None


def _named(part: exp.Expr, names: dict[str, str]) -> exp.Expr:
    from sqlglot import exp

    name = names.get(part.sql())
    return part if name is None else exp.column(name, table=ROWS_OF, quoted=False)


def last_select(query: exp.Expr) -> exp.Select | None:
    """The SELECT that makes the columns, where those after it only pass them on."""
    from sqlglot import exp

    ctes = {one.alias.lower(): one.this for one in query.find_all(exp.CTE)}
    for _ in range(_DEEPEST):
        query = query.unnest()
        if not isinstance(query, exp.Select):
            return None
        start = query.args.get("from_") or query.args.get("from")
        passes = len(query.expressions) == 1 and isinstance(query.expressions[0], exp.Star)
        if not passes or start is None or query.args.get("joins") or not isinstance(start.this, exp.Table):
            return query
        made = ctes.get(start.this.name.lower()) if not start.this.args.get("db") else None
        if made is None:
            return query
        query = made
    return None
