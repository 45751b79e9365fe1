"""From SQL text to the parse tree of its query. The only door to the SQL parser."""

from __future__ import annotations

import logging
from functools import cache

from sqlglot import Dialect, exp
from sqlglot.transforms import eliminate_join_marks

# The parser warns of what it does not support through `logging`; the answer here says it with `certain`.
logging.getLogger("sqlglot").addHandler(logging.NullHandler())


@cache
def _dialect(name: str) -> Dialect:
    return Dialect.get_or_raise(name)


def query_of(sql: str, dialect: str) -> exp.Expr | None:
    """The query in the text: the last statement, or what a CREATE or INSERT around it selects."""
    statements = [item for item in _dialect(dialect).parse(sql) if item is not None]
    if not statements:
        return None
    statement: exp.Expr = statements[-1]
    if "(+)" in sql:
        statement = eliminate_join_marks(statement)
    if isinstance(statement, (exp.Create, exp.Insert)):
        inner = statement.args.get("expression")
        statement = inner if isinstance(inner, exp.Expr) else statement
    return statement if isinstance(statement, (exp.Query, exp.Values)) else None
