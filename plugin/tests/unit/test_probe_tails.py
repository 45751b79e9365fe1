"""Keys without a row that are the newest: rows that are late, or keys that were bent."""

from __future__ import annotations

import pytest

from dbt_onus.core.evidence import Confidence
from tests import builders as b
from tests.unit.test_probe_answers import Shop

SAMPLES, RESULTS = "source.shop.raw.samples", "source.shop.raw.results"
_LABS = "(values ('N'), ('S')) as l(lab), range(30) as d(day), range(5) as o(n)"


def laboratory(*, kept: str = "true", number: str = "day * 100 + n", drawn: str = "true") -> Shop:
    """Two laboratories number their samples by day; the numbers are far from dense."""
    return Shop(
        raw={
            "samples": f"select lab || '-' || ({number}) as no, day from {_LABS} where {drawn}",
            "results": f"select lab || '-' || (day * 100 + n) as no, n as value from {_LABS} where {kept}",
        },
        models={
            "reports": 'select s.no, r.value from "shop"."raw"."samples" s '
            'left join "shop"."raw"."results" r on r.no = s.no'
        },
        test=b.test("not_null", "reports", "value"),
    )


def test_results_of_the_last_days_did_not_arrive() -> None:
    shop = laboratory(kept="not (lab = 'N' and day >= 27)")
    found = shop.asked(shop.known)
    assert (found.origin.unique_id, found.confidence) == (RESULTS, Confidence.LIKELY)
    assert any("come after all that are, step by step as ever" in piece.says for piece in found.evidence)


@pytest.mark.parametrize(
    "number",
    [
        "case when lab = 'N' and day >= 27 then day * 100 + n + 40000 else day * 100 + n end",  # another system
        "case when lab = 'N' and day >= 27 then day * 100 + n - 50 else day * 100 + n end",  # near by
        "case when lab = 'N' and day >= 27 then day * 100 + n + 90 else day * 100 + n end",
        "case when lab = 'N' and day = 15 then day * 100 + n + 50 else day * 100 + n end",
    ],
)
def test_samples_that_got_other_numbers_are_not_held_against_the_results(number: str) -> None:
    shop = laboratory(number=number)
    found = shop.asked(shop.known)
    assert found.origin.unique_id == SAMPLES or not found.confidence.pages


def test_results_that_are_gone_in_between_are_no_late_ones() -> None:
    shop = laboratory(kept="not (lab = 'N' and day = 15)")
    found = shop.asked(shop.known)
    assert found.origin.unique_id != SAMPLES or not found.confidence.pages
    assert not any("step by step" in piece.says for piece in found.evidence)


def test_of_a_laboratory_without_any_result_nothing_is_known_to_go_on() -> None:
    shop = laboratory(kept="lab = 'S'")
    found = shop.asked(shop.known)
    assert not any("step by step" in piece.says for piece in found.evidence)


def test_on_a_first_run_the_last_days_prove_nothing() -> None:
    assert not laboratory(kept="not (lab = 'N' and day >= 27)").asked().confidence.pages
