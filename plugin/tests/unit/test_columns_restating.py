"""A column that is made of columns which stand beside it, in their words."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns.formulas.restating import restated

JOINED = "from mrr left join paid on paid.id = mrr.id"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (
            f"select mrr.due, coalesce(paid.sum, 0) as paid, mrr.due - coalesce(paid.sum, 0) as gap {JOINED}",
            "ABS((onus_rows.due - onus_rows.paid)) < 1",
        ),
        (
            "with made as (select a as due, b as paid, a - b as gap from t) select * from made",
            "ABS((onus_rows.due - onus_rows.paid)) < 1",
        ),
        ("select a as due, b as paid, a - c as gap from t", None),
        ("select a as due, b as paid, gap from t", None),
        ("select a as due, b as paid, a - b as gap from t union all select 1, 2, 3", None),
        ("select *, a - b as gap from t", None),
        ("select (", None),
    ],
)
def test_what_is_made_of_columns_beside_it(sql: str, found: str | None) -> None:
    assert restated(sql, "abs(onus_rows.gap) < 1", dialect="duckdb") == found
