"""What the columns mean that a SELECT puts out."""

from __future__ import annotations

from sqlglot import exp

from dbt_onus.core.columns.meanings.expressions import Expressions, name_of
from dbt_onus.core.columns.meanings.meaning import Star, digest
from dbt_onus.core.columns.meanings.scopes import MeaningScope


def outputs(
    read: Expressions, query: exp.Select, scope: MeaningScope
) -> tuple[dict[str, str], tuple[Star, ...], list[str]]:
    """Columns, stars, and the columns that are no aggregates (`group by all` groups by them)."""
    columns: dict[str, str] = {}
    stars: list[Star] = []
    plain: list[str] = []
    for item in query.expressions:
        if item.is_star and not isinstance(item, exp.Alias):
            _star(read, item, scope, columns, stars)
            continue
        name = name_of(item.args.get("alias")) if isinstance(item, exp.Alias) else _column_name(item)
        inner = item.this if isinstance(item, exp.Alias) else item
        made = read.of(inner, scope)
        columns.setdefault(name, made)
        if isinstance(item, exp.Alias):
            scope.aliases.setdefault(name, made)
        if inner.find(exp.AggFunc) is None:
            plain.append(made)
    return columns, tuple(stars), plain


def _star(
    read: Expressions, item: exp.Expr, scope: MeaningScope, columns: dict[str, str], stars: list[Star]
) -> None:
    star = item.this if isinstance(item, exp.Column) else item
    left_out = star.args.get("except_") or star.args.get("except") or ()
    names = frozenset(name_of(one.this if isinstance(one, exp.Column) else one) for one in left_out)
    altered = [key for key in ("replace", "rename") if star.args.get(key)]
    how = read.text(star) if altered else ""
    table = name_of(item.args.get("table")) if isinstance(item, exp.Column) else ""
    chosen = [table] if table in scope.sources else list(scope.sources)
    for one in chosen:
        source = scope.sources[one]
        joined = scope.optional.get(one, "")
        for name in source.columns if not how else ():
            if name not in names:
                columns.setdefault(name, scope.column(one, name))
        if how:
            stars.append((digest(source.whole, joined, how, *_altering(read, star, scope)), frozenset()))
            continue
        stars.extend(
            (digest(base, joined) if joined else base, out | names | source.columns.keys())
            for base, out in source.stars
        )


def _altering(read: Expressions, star: exp.Expr, scope: MeaningScope) -> list[str]:
    return [read.of(one, scope) for key in ("replace", "rename") for one in star.args.get(key) or ()]


def _column_name(item: exp.Expr) -> str:
    return name_of(item.this) if isinstance(item, exp.Column) else item.output_name.lower()
