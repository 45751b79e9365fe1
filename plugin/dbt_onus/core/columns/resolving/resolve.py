"""From SQL text to a node's columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlglot import exp

from dbt_onus.core.columns.edges import ROWS, ColumnEdge, NodeColumns
from dbt_onus.core.columns.resolving.asking import Asking
from dbt_onus.core.columns.resolving.context import Context, NotUnderstood, TooMuchWork
from dbt_onus.core.columns.resolving.flows import COPY, UNSURE, edge_of
from dbt_onus.core.columns.resolving.parsing import query_of
from dbt_onus.core.columns.resolving.queries import resolve_query
from dbt_onus.core.columns.resolving.relations import Column, Relation
from dbt_onus.core.columns.resolving.scopes import Scope

#: SQL beyond this is machine-made data, not logic; parsing takes about 0.1 ms per 1,000 characters.
_LONGEST = 2_000_000
#: Resolving may take this many steps per character, and at least so many at all: real models need less than ten.
_STEPS_PER_CHARACTER, _FEWEST_STEPS = 100, 200_000


def resolve_sql(
    sql: str,
    *,
    dialect: str,
    schema: Mapping[str, Sequence[str]],
    relations: Mapping[str, str],
    partial: Collection[str] = (),
) -> NodeColumns:
    """See `dbt_onus.core.columns.resolve`."""
    if len(sql) > _LONGEST:
        return _unknown(f"the SQL has {len(sql):,} characters")
    try:
        query = query_of(sql, dialect)
    except RecursionError:
        return _unknown("the SQL is nested too deeply")
    except Exception as error:  # noqa: BLE001 - a parser of 30 dialects can fail in any way; a report must not
        return _unknown(f"the SQL cannot be parsed: {_first_line(error)}")
    if query is None:
        return _unknown("the SQL is no query")
    try:
        return _resolved(sql, query, dialect, schema, relations, frozenset(partial))
    except TooMuchWork:
        return _unknown("the SQL has too many columns on too many paths")
    except NotUnderstood as error:
        return _unknown(f"{error} is not understood")
    except RecursionError:
        return _unknown("the SQL is nested too deeply")
    except Exception as error:  # noqa: BLE001 - a tree of a shape never seen: the tests see to it that there are few
        return _unknown(f"the SQL cannot be resolved: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def _unknown(why: str) -> NodeColumns:
    return NodeColumns(certain=False, why_uncertain=why)


def _resolved(
    sql: str,
    query: exp.Expr,
    dialect: str,
    schema: Mapping[str, Sequence[str]],
    relations: Mapping[str, str],
    partial: frozenset[str],
) -> NodeColumns:
    context = _context(len(sql), dialect, schema, relations, partial)
    return _columns_of(resolve_query(context, query, {}, None), context)


def _context(
    characters: int,
    dialect: str,
    schema: Mapping[str, Sequence[str]],
    relations: Mapping[str, str],
    partial: frozenset[str],
) -> Context:
    def nested(inner: exp.Expr, ctes: Mapping[str, Relation], outer: Scope | None) -> Relation:
        return resolve_query(context, inner, ctes, outer)

    context = Context(
        dialect=dialect,
        relations=relations,
        schema=schema,
        partial=partial,
        steps_left=max(_FEWEST_STEPS, _STEPS_PER_CHARACTER * characters),
        query=nested,
    )
    return context


def resolved_asking(
    query: exp.Expr,
    asking: Asking,
    *,
    dialect: str,
    schema: Mapping[str, Sequence[str]],
    relations: Mapping[str, str],
) -> None:
    """Resolve the query for the sake of `asking`, which is filled. Raises what resolving raises."""
    context = _context(0, dialect, schema, relations, frozenset())
    context.asking = asking
    resolve_query(context, query, {}, None)


def _columns_of(relation: Relation, context: Context) -> NodeColumns:
    names: dict[str, str] = {}
    edges: list[ColumnEdge] = []
    constants: list[str] = []
    nulls: list[str] = []
    flows = COPY  # all there are: one that is not sure makes the whole so
    for key, column in (*relation.columns, (None, Column(ROWS, relation.rows))):
        if key in names:
            continue  # `a.*, b.*` with the same name twice: the warehouse refuses it or renames the second
        name, origins = column.name, column.origins
        if key is not None:
            names[key] = name
            if not origins:
                constants.append(name)
            if column.null:
                nulls.append(name)
        for ref, flow in origins.items():
            flows |= flow
            edges.append(edge_of(ref, flow, name))
    if relation.rest or relation.anything is not None:
        context.doubt("a star over a relation whose columns are not known")
    hidden = frozenset.intersection(*(rest.hidden for rest in relation.rest)) if relation.rest else frozenset()
    whole = not relation.rest and relation.anything is None
    sure = not context.doubts and not flows & UNSURE
    return NodeColumns(
        columns=tuple(names.values()) if whole else (),
        edges=tuple(edges),
        certain=sure,
        why_uncertain=None
        if sure
        else next(iter(context.doubts), "a column may come from any of several relations"),
        joins=tuple(dict.fromkeys(context.joins)),
        reads=tuple(context.tables),
        passes=tuple(dict.fromkeys(rest.table for rest in relation.rest)),
        hidden=tuple(sorted(hidden)),
        constants=tuple(constants),
        nulls=tuple(nulls),
        unique_by=tuple(
            tuple(sorted(names[key] for key in keys)) for keys in relation.unique if keys <= names.keys()
        ),
    )
