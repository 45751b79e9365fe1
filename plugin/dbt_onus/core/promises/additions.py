"""What one description of a table adds to what is declared already, and where the two disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dbt_onus.core.promises.promise import ColumnPromise, TablePromise
from dbt_onus.core.says import shown_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What is new. `kept` are disagreements: what is declared stays, a line each."""

    more: TablePromise
    kept: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether all of it is declared already."""
        more = self.more
        return not (more.terms or more.description or more.columns)


def additions(declared: TablePromise, wanted: TablePromise) -> Additions:
    """What `wanted` says and `declared` does not. Nothing declared is ever replaced."""
    kept: list[str] = []
    columns = []
    for column in wanted.columns:
        before = declared.column(column.name)
        more = column if before is None else _column(before, column, kept)
        if before is None or more.data_type or more.description or more.terms:
            columns.append(more)
    terms = dict(_new(declared.terms, wanted.terms, "", kept))
    more_table = replace(
        wanted,
        description="" if declared.description else wanted.description,
        columns=tuple(columns),
        terms=terms,
        notes={term: note for term, note in wanted.notes.items() if term in terms},
    )
    return Additions(more=more_table, kept=tuple(kept))


def _column(before: ColumnPromise, column: ColumnPromise, kept: list[str]) -> ColumnPromise:
    if before.data_type and column.data_type and before.data_type.lower() != column.data_type.lower():
        kept.append(f"data_type of {before.name} stays {before.data_type}; the other is {column.data_type}")
    terms = dict(_new(before.terms, column.terms, f" of {before.name}", kept))
    if before.terms.get("primary_key") is True:
        # a key is never null and never twice
        terms = {term: value for term, value in terms.items() if term not in ("not_null", "unique")}
    return replace(
        column,
        name=before.name,
        data_type=None if before.data_type else column.data_type,
        description="" if before.description else column.description,
        terms=terms,
        notes={term: note for term, note in column.notes.items() if term in terms},
    )


def _new(
    before: Mapping[str, Any], wanted: Mapping[str, Any], where: str, kept: list[str]
) -> Iterator[tuple[str, Any]]:
    for term, value in wanted.items():
        said = before.get(term)
        if said is None:
            yield term, value
        elif said == value:
            continue
        elif isinstance(said, list) and isinstance(value, list) and term in ("check", "unique", "metric"):
            more = [item for item in value if item not in said]
            if more:
                yield term, more
        else:
            kept.append(f"{term}{where} stays {shown_value(said)}; the other is {shown_value(value)}")
