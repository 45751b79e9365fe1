"""The generic test `onus.contract`, run by both engines on tables that keep or break their contracts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Dbt
from tests.e2e.contract_battery import HOSTILE, Checked, read_checked, run_battery

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def project(either_dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("battery")


@pytest.fixture(scope="module")
def checked(either_dbt: Dbt, project: Path) -> dict[str, Checked]:
    return run_battery(either_dbt, project)


def broken(checked: Checked) -> dict[tuple[str, str | None], str]:
    """What did not pass, with its status."""
    return {key: status for key, status in checked.statuses().items() if status != "pass"}


def message(checked: Checked, term: str, column: str | None = None) -> str:
    found: str = checked.terms[term, column]["message"]
    return found


def test_a_kept_contract_passes_in_every_term(checked: dict[str, Checked]) -> None:
    kept = checked["shop.kept"]
    assert (kept.status, broken(kept)) == ("pass", {})
    kinds = {term for term, _ in kept.terms}
    assert kinds == {
        "columns", "types", "not_null", "unique", "primary_key", "accepted_values", "range", "pattern", "length",
        "null_share", "rows", "freshness", "check",
    }  # fmt: skip
    assert kept.verdict["node"] == "source.shop.shop.kept"
    assert kept.verdict["rows"] == 10


def test_every_broken_term_fails_alone_with_what_was_observed(checked: dict[str, Checked]) -> None:
    result = checked["shop.broken"]
    assert result.status == "fail"
    observed = {key: result.terms[key]["observed"] for key, status in broken(result).items() if status == "fail"}
    age = observed.pop(("freshness", None))["age_seconds"]
    assert 3 * 86400 <= age < 4 * 86400
    assert observed == {
        ("types", "amount"): "DECIMAL(12,3)",
        ("not_null", "id"): 1,
        ("unique", "id"): 3,
        ("not_null", "amount"): 1,
        ("range", "amount"): 2,
        ("accepted_values", "status"): 2,
        ("length", "status"): 2,
        ("pattern", "status"): 1,
        ("null_share", "note"): 1.0,
        ("range", "paid_on"): 2,
        ("accepted_values", "refunded"): 2,
        ("check", "tier"): 1,
        ("accepted_values", "tier"): 2,
        ("primary_key", None): {"nulls": 1, "repeated": 1},
        ("unique", None): 1,
        ("check", None): 1,
    }


def test_a_message_is_a_sentence_that_a_producer_understands_alone(checked: dict[str, Checked]) -> None:
    result = checked["shop.broken"]
    assert message(result, "not_null", "id") == "shop.broken.id: 1 of 14 rows is null; promised not_null"
    assert message(result, "range", "amount") == (
        "shop.broken.amount: 2 of 14 rows are below 0 or above 1000.5; promised range 0 to 1000.5"
    )
    assert (
        message(result, "freshness") == "shop.broken: the newest loaded_at is 3 days old; promised at most 1 day"
    )
    assert message(checked["shop.all_null"], "primary_key", "id") == (
        "shop.all_null.id: 5 of 5 rows have no key; promised primary_key"
    )


def test_what_is_not_there_is_missing_and_what_was_promised_of_it_unknown(checked: dict[str, Checked]) -> None:
    column, table = checked["shop.column_gone"], checked["shop.table_gone"]
    assert broken(column) == {
        ("columns", "gone"): "fail",
        ("types", "gone"): "unknown",
        ("not_null", "gone"): "unknown",
        ("range", "gone"): "unknown",
    }
    assert column.terms["not_null", "id"]["status"] == "pass"
    assert broken(table) == {
        ("relation", None): "fail",
        ("columns", "id"): "unknown",
        ("types", "id"): "unknown",
        ("not_null", "id"): "unknown",
        ("rows", None): "unknown",
    }
    assert table.verdict["rows"] is None
    assert table.verdict["observations"] is None


def test_a_table_that_dbt_does_not_know_of_yet_is_not_called_missing(checked: dict[str, Checked]) -> None:
    assert broken(checked["hook.late"]) == {}


def test_an_empty_table_breaks_what_asks_for_rows_and_nothing_else(checked: dict[str, Checked]) -> None:
    empty = checked["shop.empty"]
    assert broken(empty) == {
        ("rows", None): "fail",
        ("freshness", None): "fail",
        ("null_share", "note"): "unknown",
    }
    assert empty.verdict["observations"]["columns"]["id"] == {
        "nulls": 0,
        "distinct": 0,
        "min": None,
        "max": None,
        "mean": None,
    }


def test_undeclared_columns_break_only_a_contract_that_is_exact(checked: dict[str, Checked]) -> None:
    assert broken(checked["shop.exact"]) == {("columns", "extra"): "fail"}
    assert checked["shop.quiet"].status == "pass"


def test_a_contract_without_terms_still_counts_rows(checked: dict[str, Checked]) -> None:
    quiet = checked["shop.quiet"].verdict
    assert (quiet["terms"], quiet["observations"]) == ([], {"rows": 7, "columns": {}})


def test_terms_of_severity_warn_make_the_test_warn_and_one_error_makes_it_fail(
    checked: dict[str, Checked],
) -> None:
    assert (checked["shop.lenient"].status, broken(checked["shop.lenient"])) == (
        "warn", {("not_null", "id"): "warn", ("range", "n"): "warn"},
    )  # fmt: skip
    assert (checked["shop.mixed"].status, broken(checked["shop.mixed"])) == (
        "fail", {("not_null", "id"): "fail", ("range", "n"): "warn"},
    )  # fmt: skip
    assert (checked["shop.tolerated"].status, broken(checked["shop.tolerated"])) == (
        "warn",
        {("not_null", "id"): "warn"},
    )


def test_where_limit_and_store_failures_work_as_on_any_test(checked: dict[str, Checked]) -> None:
    filtered = checked["shop.filtered"]
    assert (filtered.status, filtered.verdict["rows"], filtered.verdict["where"]) == ("pass", 2, "id is not null")
    assert checked["shop.stored"].status == "fail"


def test_freshness_as_dbt_declares_it_is_a_term_too(checked: dict[str, Checked]) -> None:
    stale = checked["shop.stale"]
    assert (stale.status, broken(stale)) == ("warn", {("freshness", None): "warn"})


def test_models_versions_seeds_and_snapshots_promise_like_sources(checked: dict[str, Checked]) -> None:
    assert broken(checked["orders.v1"]) == {}
    assert broken(checked["orders.v2"]) == {("not_null", "day"): "fail", ("primary_key", None): "fail"}
    assert message(checked["countries"], "length", "code").startswith(
        "countries.code: 1 of 2 rows has another length"
    )
    assert broken(checked["seen"]) == {}
    assert broken(checked["passing_by"]) == {("relation", None): "error", ("columns", "id"): "unknown"}


def test_what_makes_no_sense_is_an_error_of_that_term_alone(checked: dict[str, Checked]) -> None:
    nonsense = checked["shop.nonsense"]
    assert set(broken(nonsense).values()) == {"error"}
    says = {
        key: term["message"].split(": ", 2)[2] for key, term in nonsense.terms.items() if term["status"] == "error"
    }
    assert says["types", "id"] == "the warehouse has no type flob"
    assert says["rnage", "id"].startswith("not a term of a column; known are not_null")
    assert says["pattern", "n"] == "is for text, and the column is INTEGER"
    assert says["range", "n"] == "min 5 is above max 1"
    assert says["range", "t"] == "is for numbers and dates, and the column is VARCHAR"
    assert says["range", "d"] == "severity is loud; it can be warn or error"
    assert says["null_share", "n"] == "max is 7; a share lies between 0 and 1"
    assert says["rows", None] == "least is not a bound; known are min and max"
    assert says["primary_key", "nobody"] == "names the column nobody, which is neither declared nor in the table"
    assert says["freshness", None] == "needs a date or timestamp, and t is VARCHAR"
    assert {("accepted_values", "n"), ("accepted_values", "t"), ("not_null", "t"), ("rowz", None)} <= says.keys()
    assert broken(checked["shop.no_mapping"]) == {("contract", None): "error"}


def test_a_foreign_key_is_said_to_be_unknown(checked: dict[str, Checked]) -> None:
    referring = checked["shop.referring"]
    assert (referring.status, broken(referring)) == ("pass", {("foreign_key", "id"): "unknown"})


def test_any_name_can_be_promised(checked: dict[str, Checked]) -> None:
    odd = checked["shop.odd"]
    assert broken(odd) == {("range", "größe"): "fail"}
    assert odd.terms["primary_key", None]["expected"] == ["Order", 'we"ird']
    assert broken(checked["shop.nested"]) == {}


def test_any_value_can_be_promised_and_none_leaks(checked: dict[str, Checked]) -> None:
    hostile = checked["shop.hostile"]
    assert hostile.terms["accepted_values", "x"]["expected"] == HOSTILE
    assert hostile.terms["accepted_values", "x"]["observed"] == 1
    assert "\n" not in message(hostile, "accepted_values", "x")
    assert broken(hostile) == {
        ("accepted_values", "x"): "fail",
        ("accepted_values", "y"): "fail",
        ("pattern", "y"): "fail",
    }
    assert "secret" not in hostile.code
    assert "stranger" not in hostile.code


def test_numbers_are_numbers_whatever_the_warehouse_holds(checked: dict[str, Checked]) -> None:
    seen = checked["shop.not_finite"].verdict["observations"]["columns"]["x"]
    assert seen["min"] == "-inf"
    assert '"min":12345678901234567890.0000000001' in checked["shop.digits"].code


def test_three_hundred_columns_are_one_verdict(checked: dict[str, Checked]) -> None:
    wide = checked["shop.wide"]
    assert (wide.status, broken(wide), len(wide.terms)) == ("pass", {}, 900)
    assert wide.verdict["observations"]["columns"]["c299"] == {"nulls": 0, "min": 299, "max": 299, "mean": 299.0}


def test_samples_and_statistics_are_the_projects_choice(
    either_dbt: Dbt, project: Path, checked: dict[str, Checked]
) -> None:
    said: dict[str, Any] = {"onus": {"samples": True, "statistics": False}}
    either_dbt(
        project, "test", "--select", "source:shop.hostile", "source:shop.digits", "--vars", json.dumps(said)
    )
    again = read_checked(project / "target")
    assert "for example stranger" in message(again["shop.hostile"], "accepted_values", "x")
    assert again["shop.digits"].verdict["observations"]["columns"]["x"] == {"nulls": 0}


def test_a_command_that_only_compiles_scans_nothing(
    either_dbt: Dbt, project: Path, checked: dict[str, Checked]
) -> None:
    result = either_dbt(project, "compile", "--target-path", "compiled_only")
    assert result.returncode == 0, result.stdout
    compiled = list((project / "compiled_only").rglob("*contract_shop_kept*"))
    assert compiled
    assert not any("/* onus" in path.read_text(encoding="utf-8") for path in compiled if path.suffix == ".sql")


def test_an_empty_build_asks_only_what_needs_no_rows(
    either_dbt: Dbt, project: Path, checked: dict[str, Checked]
) -> None:
    either_dbt(project, "build", "--empty", "--select", "source:shop.broken")
    empty = read_checked(project / "target")["shop.broken"]
    assert {status for (term, _), status in empty.statuses().items() if term not in ("columns", "types")} == {
        "unknown"
    }
    assert empty.terms["types", "amount"]["status"] == "fail"
