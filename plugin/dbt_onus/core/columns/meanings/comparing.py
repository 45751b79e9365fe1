"""Compares two versions of a query by what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import Dialect
from sqlglot.errors import SqlglotError

from dbt_onus.core.columns.edits import EVERYTHING, NOTHING, Edit
from dbt_onus.core.columns.meanings.meaning import Meaning, Star
from dbt_onus.core.columns.meanings.reader import meaning_of
from dbt_onus.core.columns.resolving.parsing import query_of

#: Comparing costs several times what parsing does; what is longer is machine-made.
_LONGEST = 200_000


def compare(
    old: str, new: str, dialect: str, relations: Mapping[str, str], schema: Mapping[str, Sequence[str]]
) -> Edit:
    """See `dbt_onus.core.columns.edit_between`."""
    if max(len(old), len(new)) > _LONGEST:
        return EVERYTHING
    if _tokens(old, dialect) == _tokens(new, dialect) is not None:
        return NOTHING
    try:
        before, after = (_meaning(text, dialect, relations, schema) for text in (old, new))
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read may be anything
        return EVERYTHING
    if before is None or after is None:
        return EVERYTHING
    return Edit(
        columns=_differing(before, after),
        rows=before.rows != after.rows,
        repeats=before.repeats != after.repeats,
    )


def _tokens(sql: str, dialect: str) -> list[tuple[str, str]] | None:
    """The words of a statement without comments and layout; `None` where it is not even words."""
    try:
        return [(str(token.token_type), token.text) for token in Dialect.get_or_raise(dialect).tokenize(sql)]
    except (SqlglotError, ValueError):
        return None


def _meaning(
    sql: str, dialect: str, relations: Mapping[str, str], schema: Mapping[str, Sequence[str]]
) -> Meaning | None:
    query = query_of(sql, dialect)
    return None if query is None else meaning_of(query, dialect, relations, schema)


def _differing(old: Meaning, new: Meaning) -> frozenset[str] | None:
    """The columns that read otherwise; `None` where what nobody named may be among them."""
    through = _let_through(old.stars, new.stars)
    if through is None:
        return None
    # what one version names and the other lets through with a star means the same by either way
    names = old.columns.keys() | new.columns.keys() | through
    return frozenset(name for name in names if old.column(name) != new.column(name))


def _let_through(old: Sequence[Star], new: Sequence[Star]) -> set[str] | None:
    """The names that one version's stars leave out and the other's do not; `None` where the stars differ."""
    if [base for base, _ in old] != [base for base, _ in new]:
        return None
    return {name for (_, one), (_, other) in zip(old, new, strict=True) for name in one ^ other}
