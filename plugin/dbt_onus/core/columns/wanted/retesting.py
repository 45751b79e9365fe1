"""A test asked of other rows than those of its table."""

from __future__ import annotations

from collections.abc import Mapping

from dbt_onus.core.columns.names import relation_keys

_LONGEST = 20_000


def retested(sql: str, unique_id: str, rows: str, *, dialect: str, relations: Mapping[str, str]) -> str | None:
    """The SQL of a test with a query instead of the one table that it looks at; `None` where it reads others too.

    Never raises.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect) if len(sql) <= _LONGEST else None
        if query is None:
            return None
        ctes = {one.alias.lower() for one in query.find_all(exp.CTE)}
        read = [one for one in query.find_all(exp.Table) if one.args.get("db") or one.name.lower() not in ctes]
        other = query_of(rows, dialect)
        if len(read) != 1 or other is None:
            return None
        (table,) = read
        bare = table.copy()
        name = bare.alias_or_name
        bare.set("alias", None)
        keys = relation_keys(bare.sql(dialect=dialect, comments=False))
        if unique_id not in {relations.get(key) for key in keys}:
            return None
        table.replace(exp.Subquery(this=other, alias=exp.TableAlias(this=exp.to_identifier(name))))
        return str(query.sql(dialect=dialect, comments=False))
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return None
