"""What is proposed from today's data: nothing too tight, nothing of chance, no text that is nobody's business."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.promises import ColumnPromise, TablePromise, additions
from dbt_onus.core.promises.profile import (
    ColumnProfile,
    Kind,
    TableProfile,
    columns_template,
    has_few_values,
    profile_statements,
    values_statement,
    with_answers,
)
from dbt_onus.core.promises.proposing import proposed
from dbt_onus.core.spelling import Spelling

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def column(name: str = "amount", kind: Kind = Kind.NUMBER, **said: Any) -> ColumnProfile:
    fields = {"filled": 1000, "distinct": 700} | said
    return ColumnProfile(name=name, data_type="x", kind=kind, **fields)


def terms_of(*columns: ColumnProfile, rows: int = 1000, total: int | None = None) -> TablePromise:
    profile = TableProfile(total=rows if total is None else total, rows=rows, columns=columns)
    return proposed(profile, "u", "t", NOW)


def one(profile: ColumnProfile, rows: int = 1000) -> dict[str, Any]:
    return dict(terms_of(profile, rows=rows).columns[0].terms)


@pytest.mark.parametrize(
    ("profile", "terms"),
    [
        (column(least="0.01", most="912.50"), {"not_null": True, "range": {"min": 0, "max": 10000}}),
        (column(least="-3", most="40"), {"not_null": True, "range": {"min": -50, "max": 500}}),
        (column(least="-30", most="-3"), {"not_null": True, "range": {"min": -500}}),
        (column("win_rate", least="0.1", most="0.95"), {"not_null": True, "range": {"min": 0, "max": 1}}),
        (column(least="0.1", most="0.95"), {"not_null": True, "range": {"min": 0, "max": 10}}),
        (column(least="0", most="1", distinct=2), {"not_null": True, "range": {"min": 0, "max": 10}}),
        (column(least="5", most="5", distinct=1), {"not_null": True}),
        (column(least="nan", most="inf"), {"not_null": True}),
        (column("order_id", least="1", most="1000", distinct=1000), {"not_null": True, "unique": True}),
        (column("customer_id", least="1", most="1000"), {"not_null": True}),
        (column(least="0.5", most="99.5", distinct=1000), {"not_null": True, "range": {"min": 0, "max": 1000}}),
        (column(filled=990, least="1", most="9"), {"null_share": {"max": 0.02}, "range": {"min": 0, "max": 100}}),
        (column("at", Kind.TIME, distinct=1000, least="2020-01-01", most="2026-01-01"), {"not_null": True}),
        (column("s", Kind.TEXT, distinct=2, values=("a", "b")), {"not_null": True, "accepted_values": ["a", "b"]}),
        (column("s", Kind.TEXT, distinct=1, values=("a",)), {"not_null": True}),
        (column("s", Kind.TEXT, distinct=1000), {"not_null": True, "unique": True}),
        (column("j", Kind.OTHER, distinct=None), {"not_null": True}),
        (column("empty", Kind.TEXT, filled=0, distinct=0), {}),
        (column("unasked", filled=None, distinct=None), {}),
    ],
)
def test_what_is_proposed_of_a_column(profile: ColumnProfile, terms: dict[str, Any]) -> None:
    assert one(profile) == terms


def test_few_rows_prove_nothing() -> None:
    made = terms_of(column(filled=99, distinct=99, least="1", most="2"), rows=99)
    assert (made.terms, made.columns[0].terms, made.columns[0].data_type) == ({}, {}, "x")


def test_a_table_promises_half_its_rows_and_to_stay_fresh() -> None:
    newest = (NOW - timedelta(hours=3)).replace(tzinfo=None).isoformat(" ")
    made = terms_of(
        column("created_at", Kind.TIME, least="2020-01-01 00:00:00", most=newest),
        column("_loaded_at", Kind.TIME, least="2020-01-01 00:00:00", most=newest),
        rows=12345,
    )
    assert made.terms == {
        "rows": {"min": 6100},
        "freshness": {
            "column": "_loaded_at",
            "warn_after": {"count": 1, "period": "day"},
            "error_after": {"count": 2, "period": "day"},
        },
    }
    assert made.notes["freshness"] == "the newest row was 3 hours old; twice that, a day at least"


@pytest.mark.parametrize(
    "most", ["2027-01-01 00:00:00", "2026-01-01 00:00:00", "2026-11-26", "soon", None, "infinity"]
)
def test_a_column_that_does_not_tell_when_rows_came_promises_no_freshness(most: str | None) -> None:
    assert "freshness" not in terms_of(column("loaded_at", Kind.TIME, most=most)).terms


def test_a_sample_does_not_know_the_newest_row_and_says_that_it_is_one() -> None:
    made = terms_of(column("loaded_at", Kind.TIME, most="2026-11-26 11:00:00"), rows=1000, total=5000)
    assert made.terms == {"rows": {"min": 2500}}
    assert made.columns[0].notes["not_null"] == "none is null in the first 1,000 rows"


NUMBERS = st.decimals(-(10**9), 10**9, places=2)


@given(st.lists(NUMBERS, min_size=2, max_size=20), st.integers(100, 10**9), st.integers(0, 100))
def test_nothing_proposed_breaks_on_the_same_data_or_on_some_more_of_its_kind(
    values: list[Decimal], rows: int, percent: int
) -> None:
    filled = rows - rows * percent // 100
    said = one(
        column(filled=filled, least=str(min(values)), most=str(max(values)), distinct=len(set(values))), rows
    )
    bounds = said.get("range", {})
    for value in values:
        for more in (value, value * Decimal("1.5")):
            assert bounds.get("min", more) <= more or min(values) >= 0
            assert more <= bounds.get("max", more)
    assert (rows - filled) / rows <= said.get("null_share", {"max": 1})["max"]
    assert not (said.get("not_null") and filled < rows)
    made = terms_of(rows=rows).terms
    assert made["rows"]["min"] <= rows / 2


def test_questions_fit_into_calls_of_dbt_and_answers_find_their_columns() -> None:
    many = [
        ColumnProfile(name=f"column number {number}", data_type="int", kind=Kind.NUMBER) for number in range(400)
    ]
    batches = list(profile_statements('"s"."t"', many, Spelling("duckdb"), 1000))
    assert len(batches) > 1
    assert all(len(sql) < 24_000 for _, sql in batches)
    assert [one.name for batch, _ in batches for one in batch] == [one.name for one in many]
    (last,) = with_answers(many[:1], {"c0_filled": "3", "c0_distinct": "2.0", "c0_least": "1", "c0_most": "9"})
    assert (last.filled, last.distinct, last.least, last.most) == (3, 2, "1", "9")
    assert 'from (select * from "s"."t" limit 1000)' in batches[0][1]


def test_texts_are_looked_at_only_where_they_are_few() -> None:
    few = column("status", Kind.TEXT, distinct=3)
    assert has_few_values(few)
    for profile in (
        column("email", Kind.TEXT, distinct=700),
        column("rare", Kind.TEXT, filled=50, distinct=3),
        column("n", Kind.NUMBER, distinct=3),
        column("none", Kind.TEXT, filled=0, distinct=0),
    ):
        assert not has_few_values(profile)
    asked, sql = values_statement('"t"', [few, column('odd"name', Kind.TEXT)], Spelling("duckdb"), 10)
    assert [profile.name for profile in asked] == ["status", 'odd"name']
    assert 'from (select "odd""name" from "t" limit 10)' in sql


def test_names_of_the_manifest_cannot_leave_their_quotes_in_jinja() -> None:
    template = columns_template('d"b', "s\\", "{{ t }}")
    assert 'database="d\\"b", schema="s\\\\", identifier="{{ t }}"' in template


def promise(**columns: dict[str, Any]) -> TablePromise:
    made = tuple(ColumnPromise(name=name, data_type="int", terms=terms) for name, terms in columns.items())
    return TablePromise(unique_id="u", label="t", columns=made, terms={"unique": [["a", "b"]]})


def test_only_what_is_new_is_added_and_disagreements_are_kept_and_told() -> None:
    declared = promise(a={"not_null": True, "range": {"min": 0}}, key={"primary_key": True})
    wanted = TablePromise(
        unique_id="u",
        label="t",
        description="d",
        columns=(
            ColumnPromise(
                name="A", data_type="INT", terms={"not_null": True, "range": {"min": 1}, "unique": True}
            ),
            ColumnPromise(name="key", terms={"not_null": True, "unique": True}),
            ColumnPromise(name="new", data_type="text"),
        ),
        terms={"unique": [["a", "b"], ["c"]]},
    )
    found = additions(declared, wanted)
    assert [(one.name, one.data_type, dict(one.terms)) for one in found.more.columns] == [
        ("a", None, {"unique": True}),
        ("new", "text", {}),
    ]
    assert found.more.terms == {"unique": [["c"]]}
    assert found.kept == ("range of a stays min 0; the other is min 1",)
    assert additions(declared, declared).nothing
