"""Types in many dialects, and what a change of one does to the values that are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.changes.clauses import Said
from dbt_onus.core.changes.moves import Move, moved
from dbt_onus.core.changes.retyping import Fit, fit_between

SAME, WIDER, NARROWER, OTHER, UNKNOWN = Fit.SAME, Fit.WIDENED, Fit.NARROWED, Fit.OTHER, Fit.UNKNOWN


@pytest.mark.parametrize(
    ("adapter", "old", "new", "fit"),
    [
        ("duckdb", "integer", "int4", SAME),
        ("duckdb", "integer", "bigint", WIDER),
        ("duckdb", "bigint", "integer", NARROWER),
        ("duckdb", "bigint", "double", NARROWER),
        ("duckdb", "integer", "double", WIDER),
        ("duckdb", "integer", "varchar", OTHER),
        ("duckdb", "date", "timestamp", OTHER),
        ("duckdb", "timestamp", "date", OTHER),
        ("duckdb", "timestamp", "timestamptz", OTHER),
        ("duckdb", "varchar", "text", SAME),
        ("duckdb", "integer[]", "bigint[]", OTHER),
        ("duckdb", "decimal(12,2)", "decimal(14,4)", WIDER),
        ("duckdb", "decimal(12,2)", "decimal(12,4)", NARROWER),
        ("duckdb", "bigint", "decimal(20,0)", WIDER),
        ("duckdb", "bigint", "decimal(18,0)", NARROWER),
        ("duckdb", "made_up", "integer", UNKNOWN),
        ("postgres", "character varying(20)", "varchar(20)", SAME),
        ("postgres", "varchar(20)", "varchar(40)", WIDER),
        ("postgres", "varchar", "varchar(40)", NARROWER),
        ("postgres", "varchar(40)", "text", WIDER),
        ("postgres", "timestamp with time zone", "timestamptz", SAME),
        ("postgres", "int4", "int8", WIDER),
        ("snowflake", "NUMBER(38,0)", "NUMBER", SAME),
        ("snowflake", "NUMBER(38,0)", "NUMBER(38,2)", NARROWER),
        ("snowflake", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", OTHER),
        ("snowflake", "FLOAT", "DOUBLE", SAME),
        ("snowflake", "VARIANT", "VARCHAR", OTHER),
        ("bigquery", "INT64", "FLOAT64", NARROWER),
        ("bigquery", "NUMERIC", "BIGNUMERIC", WIDER),
        ("bigquery", "STRING", "BYTES", OTHER),
        ("redshift", "smallint", "integer", WIDER),
        ("databricks", "int", "long", WIDER),
        ("sqlserver", "datetime2(7)", "datetime2(3)", NARROWER),
        ("sqlserver", "nvarchar(50)", "nvarchar(max)", WIDER),
    ],
)
def test_what_becomes_of_the_values(adapter: str, old: str, new: str, fit: Fit) -> None:
    assert fit_between(old, new, adapter) is fit


SIZES = st.integers(1, 30)


@given(SIZES, st.integers(0, 10), SIZES, st.integers(0, 10))
def test_a_wider_decimal_the_other_way_round_is_a_narrower_one(w1: int, s1: int, w2: int, s2: int) -> None:
    old, new = f"decimal({w1 + s1},{s1})", f"decimal({w2 + s2},{s2})"
    there, back = fit_between(old, new, "duckdb"), fit_between(new, old, "duckdb")
    if there is SAME:
        assert back is SAME
    if there is WIDER:
        assert back is NARROWER
    assert NARROWER in (there, back) or there is back is SAME


BOUNDS = st.fixed_dictionaries({}, optional={"min": st.integers(-5, 5), "max": st.integers(6, 15)})


@given(BOUNDS, BOUNDS)
def test_what_is_looser_one_way_is_tighter_the_other(old: dict[str, int], new: dict[str, int]) -> None:
    there, back = moved("range", Said(old), Said(new)), moved("range", Said(new), Said(old))
    if there is Move.TIGHTER:
        assert back is Move.LOOSER
    assert (there is Move.SAME) == (back is Move.SAME) == (old == new)


@given(st.sets(st.sampled_from("abcdef"), min_size=1), st.sets(st.sampled_from("abcdef"), min_size=1))
def test_values_are_looser_where_there_are_more_and_others_where_one_took_anothers_place(
    old: set[str], new: set[str]
) -> None:
    move = moved("accepted_values", Said(sorted(old)), Said(sorted(new)))
    expected = Move.SAME if old == new else Move.TIGHTER if new < old else Move.LOOSER if new > old else Move.OTHER
    assert move is expected


@pytest.mark.parametrize(
    ("old", "new", "move"),
    [
        (
            {"error_after": {"count": 24, "period": "hour"}},
            {"error_after": {"count": 1, "period": "day"}},
            Move.SAME,
        ),
        (
            {"error_after": {"count": 1, "period": "day"}},
            {"error_after": {"count": 2, "period": "day"}},
            Move.LOOSER,
        ),
        ({"error_after": "24h"}, {"error_after": "12 hours"}, Move.TIGHTER),
        ({"warn_after": "1d", "error_after": "2d"}, {"error_after": "2d"}, Move.LOOSER),
        ({"column": "a", "error_after": "2d"}, {"column": "b", "error_after": "2d"}, Move.OTHER),
    ],
)
def test_freshness_in_any_unit(old: dict[str, object], new: dict[str, object], move: Move) -> None:
    assert moved("freshness", Said(old), Said(new)) is move


@pytest.mark.parametrize(
    ("old", "new", "move"),
    [
        ({"min": 10}, {"min": 10, "change": "20%"}, Move.TIGHTER),
        ({"change": "20%"}, {"change": "50%"}, Move.LOOSER),
        ({"min": 10, "within": "3 sigma"}, {"min": 10}, Move.LOOSER),
        ({"min": 10, "change": "20%"}, {"min": 5, "change": "10%"}, Move.LOOSER),
        ({"within": "3 sigma"}, {"within": "2 sigma"}, Move.OTHER),
    ],
)
def test_bounds_by_the_tables_own_past(old: dict[str, object], new: dict[str, object], move: Move) -> None:
    assert moved("rows", Said(old), Said(new)) is move
