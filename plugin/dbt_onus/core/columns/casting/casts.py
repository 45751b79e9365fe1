"""The types that a query's own casts give its columns, where the SQL says them in so many words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dbt_onus.core.columns.casting.refusals import operand_of, type_named

if TYPE_CHECKING:
    from sqlglot import exp

#: A chain of CTEs that pass a column on is followed so far.
_DEEPEST = 30


def cast_types(sql: str, dialect: str) -> dict[str, str]:
    """The type of each output column, lower case, whose value is a cast, also one made in a CTE and passed on.

    What is computed from casts has no type here. Never raises: SQL that cannot be read gives none.
    """
    try:
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect)
        return {} if query is None else _types(query, {}, dialect, 0)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return {}


def columns_cast_to(sql: str, dialect: str, kind: str) -> tuple[str, ...] | None:
    """The output columns, lower case, whose value is a cast to that type; `None` where there may be others of it.

    Others: casts inside of an expression, a condition or a join, functions that read a text as JSON. Never raises.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect)
        wanted = type_named(kind, dialect).this
        if query is None or any(_reads_otherwise(one, kind, dialect) for one in query.find_all(exp.Func)):
            return None
        made = [one for one in query.find_all(exp.Cast) if type(one) is exp.Cast and one.to.this == wanted]
        known = _types(query, {}, dialect, 0)
        found = [
            name for name, to in known.items() if exp.DataType.build(to, dialect=dialect or None).this == wanted
        ]
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return None
    return tuple(found) if len(made) == len(found) else None


def _reads_otherwise(node: exp.Expr, kind: str, dialect: str) -> bool:
    """Whether something else than a cast to the type itself reads a text as that type."""
    from sqlglot import exp

    read = operand_of(node, kind, dialect)
    return read is not None and not (type(node) is exp.Cast and node.to.this == type_named(kind, dialect).this)


def _types(query: exp.Expr, ctes: Mapping[str, exp.Expr], dialect: str, level: int) -> dict[str, str]:
    from sqlglot import exp

    if level > _DEEPEST:
        return {}
    clause = query.args.get("with_")
    known = {**ctes, **({one.alias.lower(): one.this for one in clause.expressions} if clause is not None else {})}
    while isinstance(query, exp.Subquery | exp.Paren):
        query = query.this
    if not isinstance(query, exp.Select):
        return {}
    found: dict[str, str] = {}
    for projection in query.expressions:
        value = projection.this if isinstance(projection, exp.Alias) else projection
        name = projection.alias_or_name.lower()
        if isinstance(value, exp.Star):
            found |= _from(query, None, known, dialect, level)
        elif type(value) is exp.Cast:
            found[name] = value.to.sql(dialect=dialect or None).lower()
        elif isinstance(value, exp.Column):
            passed = _from(query, value.table, known, dialect, level).get(value.name.lower())
            if passed is not None:
                found[name] = passed
    return found


def _from(
    query: exp.Select, table: str | None, ctes: Mapping[str, exp.Expr], dialect: str, level: int
) -> dict[str, str]:
    """The types of the one relation that is read, or of the one that goes by this name."""
    from sqlglot import exp

    clause = query.args.get("from_") or query.args.get("from")
    sources = [clause.this] if clause is not None else []
    sources += [join.this for join in query.args.get("joins") or ()]
    if table:
        sources = [one for one in sources if one.alias_or_name.lower() == table.lower()]
    if len(sources) != 1:
        return {}
    [source] = sources
    if isinstance(source, exp.Subquery):
        return _types(source.this, ctes, dialect, level + 1)
    made = ctes.get(source.name.lower()) if isinstance(source, exp.Table) and not source.db else None
    if made is None:
        return {}
    # a CTE sees those before it, not itself
    seen = {name: one for name, one in ctes.items() if one is not made}
    return _types(made, seen, dialect, level + 1)
