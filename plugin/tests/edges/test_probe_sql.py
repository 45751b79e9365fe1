"""The questions themselves, asked of a real DuckDB."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import far_keys, holes, inside_keys, known_keys, orphans
from dbt_onus.core.probes.questions.values import Key, duplicates, emptiness, rows_where
from dbt_onus.core.probes.references.numbering import Numbering, Numbers
from dbt_onus.core.spelling import Spelling

CHILD, PARENT, OTHER = (
    Key("child", ('onus_rows."k"',)),
    Key("parent", ('onus_rows."id"',)),
    Key("other", ('onus_rows."k"',)),
)
NUMBER = Spelling("duckdb").number_in


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def keys(connection: duckdb.DuckDBPyConnection, table: str, column: str, *values: object) -> None:
    connection.execute(f"create table {table} ({column} varchar)")
    connection.executemany(f"insert into {table} values (?)", [[value] for value in values])


def ask(connection: duckdb.DuckDBPyConnection, sql: str | None) -> Answer:
    assert sql is not None
    rows = connection.execute(sql).fetchall()
    assert len(rows) == 1
    return Answer(broken=int(rows[0][0]), seen=int(rows[0][1]))


def test_rows_that_meet_a_condition_are_counted(warehouse: duckdb.DuckDBPyConnection) -> None:
    keys(warehouse, "child", "k", "a", None, "b", None)
    assert ask(warehouse, rows_where("child", 'onus_rows."k" is null')) == Answer(broken=2, seen=4)
    assert ask(warehouse, emptiness("child")) == Answer(broken=0, seen=4)


def test_repeated_keys_are_counted_once_each_and_only_among_the_rows_that_are_joined(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    keys(warehouse, "child", "k", "a", "a", "a", "b", None, None)
    assert ask(warehouse, duplicates(CHILD)) == Answer(broken=1, seen=2)
    assert ask(warehouse, duplicates(CHILD, ["onus_rows.\"k\" <> 'a'"])) == Answer(broken=0, seen=1)


def test_orphans_are_keys_without_a_row_and_null_is_no_key(warehouse: duckdb.DuckDBPyConnection) -> None:
    keys(warehouse, "child", "k", "a", "a", "b", "x", None)
    keys(warehouse, "parent", "id", "a", "b", "c")
    assert ask(warehouse, orphans(CHILD, PARENT)) == Answer(broken=1, seen=3)
    assert ask(warehouse, orphans(CHILD, PARENT, ["onus_rows.\"id\" <> 'b'"])) == Answer(broken=2, seen=3)


def test_another_table_knows_missing_keys_and_found_ones(warehouse: duckdb.DuckDBPyConnection) -> None:
    keys(warehouse, "child", "k", "a", "b", "x", "y")
    keys(warehouse, "parent", "id", "a", "b")
    keys(warehouse, "other", "k", "a", "x", "x", "q")
    assert ask(warehouse, known_keys(CHILD, PARENT, OTHER)) == Answer(broken=1, seen=1)


def numbering(warehouse: duckdb.DuckDBPyConnection) -> Numbers:
    return Numbering(
        far=ask(warehouse, far_keys(CHILD, PARENT, NUMBER)),
        inside=ask(warehouse, inside_keys(CHILD, PARENT, NUMBER)),
        gaps=ask(warehouse, holes(PARENT, NUMBER)),
    ).tells


def numbers(connection: duckdb.DuckDBPyConnection, orphaned: list[str], gone: set[int], pattern: str) -> None:
    rows = [pattern.format(number) for number in range(1, 41) if number not in gone]
    keys(connection, "parent", "id", *rows)
    keys(connection, "child", "k", *rows[::2], *orphaned)


@pytest.mark.parametrize("pattern", ["{}", "dv-{:04}", "C{:05}"])
def test_keys_in_the_gaps_of_a_numbering_had_rows(warehouse: duckdb.DuckDBPyConnection, pattern: str) -> None:
    numbers(warehouse, [pattern.format(7), pattern.format(12)], {7, 12}, pattern)
    assert numbering(warehouse) is Numbers.IN_GAPS


@pytest.mark.parametrize("pattern", ["{}", "dv-{:04}", "C{:05}"])
def test_keys_far_beyond_a_numbering_never_had_rows(warehouse: duckdb.DuckDBPyConnection, pattern: str) -> None:
    numbers(warehouse, [pattern.format(907), pattern.format(9999)], set(), pattern)
    assert numbering(warehouse) is Numbers.FAR_OFF


@pytest.mark.parametrize(
    ("orphaned", "gone", "pattern"),
    [
        (["41", "42"], set(), "{}"),  # the parent may be late
        (["7", "9999"], {7}, "{}"),  # some of both
        (["-1"], {1}, "{}x"),  # no numbers at the end
        (["7"], set(range(2, 39)), "{}"),  # hardly a numbering
        (["none"], {7}, "{}"),
    ],
)
def test_everything_else_tells_nothing(
    warehouse: duckdb.DuckDBPyConnection, orphaned: list[str], gone: set[int], pattern: str
) -> None:
    numbers(warehouse, orphaned, gone, pattern)
    warehouse.execute("insert into parent values ('40')")
    assert numbering(warehouse) is Numbers.UNTOLD


def test_a_warehouse_whose_numbers_cannot_be_spelled_is_not_asked() -> None:
    unheard = Spelling("sqlite").number_in
    assert (far_keys(CHILD, PARENT, unheard), holes(PARENT, unheard)) == (None, None)
