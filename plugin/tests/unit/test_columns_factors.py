"""What the difference of two columns is a product of."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns.formulas.factors import factors

RATED = (
    "with rated as (select o.*, f.rate from db.orders o left join db.fx f on f.currency = o.currency) "
    "select * exclude (rate), round(total * rate, 2) as gross, round((total - refunded) * rate, 2) as net "
    "from rated"
)


@pytest.mark.parametrize(
    "condition",
    [
        "not (onus_rows.net <= onus_rows.gross)",
        "onus_rows.net > onus_rows.gross",
        "onus_rows.gross < onus_rows.net",
        "not onus_rows.gross >= onus_rows.net",
    ],
)
def test_what_both_are_made_of_alike_cancels_out(condition: str) -> None:
    assert factors(RATED, condition, dialect="duckdb") == ("refunded",)


def test_one_that_is_taken_off_by_its_sign_is_a_factor_as_well() -> None:
    sql = "select paid as most, fee, -fee * days + paid as left_over, days from db.x"
    assert set(factors(sql, "onus_rows.left_over > onus_rows.most", dialect="duckdb")) == {"fee", "days"}


@pytest.mark.parametrize(
    ("sql", "condition"),
    [
        (RATED, "onus_rows.net < onus_rows.gross"),
        ("select a, b, a + b as total from db.x", "onus_rows.total < 0"),
        ("select a, b, a * a as total from db.x", "onus_rows.total < 0"),
        (
            "select a, b, round(a * b, 2) as total, a * b * 1.0 as other from db.x",
            "onus_rows.total > onus_rows.other",
        ),
        ("select a, a * 2 as total from db.x", "onus_rows.total > 5"),
        ("select a, max(b) as total from db.x group by 1", "onus_rows.total = 0"),
        ("select a from where", "onus_rows.a < 0"),
    ],
)
def test_of_what_is_no_product_below_0_nothing_is_said(sql: str, condition: str) -> None:
    assert factors(sql, condition, dialect="duckdb") == ()
