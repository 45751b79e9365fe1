"""What a table looks like today: the questions asked of it, and their answers as values.

Counts, smallest and largest numbers and dates; of texts only how many different ones there are, and the values
themselves where they are few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dbt_onus.core.spelling import Spelling

#: Stands for the warehouse's word for a text type until dbt puts it in.
TEXT = "__onus_text_type__"
#: A statement no longer than this fits into one call of dbt.
_MOST_CHARACTERS = 18_000
#: As many different values as a list of accepted ones may have.
MOST_VALUES = 20


class Kind(StrEnum):
    """What can be asked of a column."""

    NUMBER = "number"
    TIME = "time"
    TEXT = "text"
    BOOLEAN = "boolean"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """One column; `least` and `most` of numbers and times are as the warehouse writes them."""

    name: str
    data_type: str
    kind: Kind
    filled: int | None = None
    distinct: int | None = None
    least: str | None = None
    most: str | None = None
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableProfile:
    """`total` rows, of which `rows` were looked at."""

    total: int
    rows: int
    columns: tuple[ColumnProfile, ...]

    @property
    def is_sample(self) -> bool:
        """Whether not every row was looked at."""
        return self.rows < self.total


def columns_template(database: str | None, schema: str | None, identifier: str) -> str:
    """Jinja that asks the adapter for a table's columns and gives them back as rows: place, name, type."""
    said = {"database": database, "schema": schema, "identifier": identifier}
    named = ", ".join(f"{key}={_jinja(value)}" for key, value in said.items() if value)
    return (
        "{%- set found = adapter.get_columns_in_relation(api.Relation.create("  # noqa: S608 - names of the manifest, quoted
        + named
        + ")) if execute else [] -%}"
        "{%- for column in found %} select {{ loop.index }} as place,"
        " '{{ column.name | replace(\"'\", \"''\") }}' as name,"
        # of a text the length that dbt tells may be its own invention
        "{%- set text = 'char' in column.dtype | lower or 'text' in column.dtype | lower -%}"
        " '{{ (column.dtype if text else column.data_type) | replace(\"'\", \"''\") }}' as type"
        " {{ 'union all' if not loop.last }}{%- endfor -%}"
        "{%- if not found %} select * from (select 0 as place, '' as name, '' as type) as nothing where 1 = 0"
        "{% endif -%}"
    )


def _jinja(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def profile_statements(
    relation: str, columns: Sequence[ColumnProfile], spelling: Spelling, limit: int
) -> Iterator[tuple[Sequence[ColumnProfile], str]]:
    """Statements of one row each that count the columns they are listed with; as few as fit into calls of dbt."""
    batch: list[ColumnProfile] = []
    parts: list[str] = []
    for column in columns:
        name = spelling.name(column.name)
        if name is None:
            continue
        asked = _measures(name, column.kind, len(batch))
        if parts and sum(map(len, parts)) + len(asked) > _MOST_CHARACTERS:
            yield batch, _statement(parts, relation, limit)
            batch, parts, asked = [], [], _measures(name, column.kind, 0)
        batch.append(column)
        parts.append(asked)
    yield batch, _statement(parts, relation, limit)


def _measures(name: str, kind: Kind, place: int) -> str:
    asked = {"filled": f"count({name})"}
    if kind is not Kind.OTHER:
        asked["distinct"] = f"count(distinct {name})"
    if kind in (Kind.NUMBER, Kind.TIME):
        asked |= {"least": f"min({name})", "most": f"max({name})"}
    return ", ".join(f"cast({sql} as {TEXT}) as c{place}_{word}" for word, sql in asked.items())


def _statement(parts: Sequence[str], relation: str, limit: int) -> str:
    total = f"cast((select count(*) from {relation}) as {TEXT}) as total"  # noqa: S608 - names quoted by Spelling
    seen = f"cast(count(*) as {TEXT}) as seen"
    asked = ", ".join([total, seen, *parts])
    return f"select {asked} from (select * from {relation} limit {limit}) as onus_rows"  # noqa: S608 - as above


def with_answers(columns: Sequence[ColumnProfile], row: Mapping[str, str | None]) -> Iterator[ColumnProfile]:
    """The columns with what one row says of them."""
    for place, column in enumerate(columns):
        yield replace(
            column,
            filled=count(row.get(f"c{place}_filled")),
            distinct=count(row.get(f"c{place}_distinct")),
            least=row.get(f"c{place}_least"),
            most=row.get(f"c{place}_most"),
        )


def has_few_values(column: ColumnProfile) -> bool:
    """Whether a text column has so few values that a list of them may be meant: each comes often."""
    filled, distinct = column.filled or 0, column.distinct or 0
    return column.kind is Kind.TEXT and 0 < distinct <= MOST_VALUES and filled >= 20 * distinct


def values_statement(
    relation: str, columns: Sequence[ColumnProfile], spelling: Spelling, limit: int
) -> tuple[Sequence[ColumnProfile], str]:
    """One statement for the values of columns that have few: rows of place and value."""
    asked: list[ColumnProfile] = []
    parts, length = [], 0
    for column in columns:
        name = spelling.name(column.name)
        part = (
            f"select {len(asked)} as place, cast({name} as {TEXT}) as value "  # noqa: S608 - names quoted by Spelling
            f"from (select {name} from {relation} limit {limit}) as onus_rows "
            f"where {name} is not null group by {name}"
        )
        length += len(part)
        if name is not None and length <= _MOST_CHARACTERS:
            asked.append(column)
            parts.append(part)
    return asked, " union all ".join(parts)


def count(value: object) -> int | None:
    """A count, however the warehouse wrote it."""
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        return None
