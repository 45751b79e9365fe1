"""The generic test `onus.contract` on tables that keep or break their contracts: one battery, every warehouse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.contract_battery import (
    PACKAGES,
    PROFILES,
    Checked,
    link_package,
    read_checked,
    run_battery,
    write_project,
)
from tests.e2e.contract_promises import HOSTILE, column, table
from tests.e2e.engines import Engine, engine_of

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", params=["duckdb", "duckdb-v2", "postgres", "spark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Every warehouse, one after the other: what the package promises, it promises on all of them."""
    return engine_of(request, "battery")


@pytest.fixture(scope="module")
def project(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("battery")


@pytest.fixture(scope="module")
def checked(engine: Engine, project: Path) -> dict[str, Checked]:
    return run_battery(engine, project)


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
    assert observed.pop(("types", "amount")).lower().replace("numeric", "decimal") == "decimal(12,3)"
    assert observed == {
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
        "shop.broken.amount: 2 of 14 rows are below 0 or above 1000.5, the lowest -1.000, the highest 1500.000; "
        "promised range 0 to 1000.5"
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
        ("metric", None): "unknown",
        ("slices", None): "unknown",
    }
    assert column.terms["not_null", "id"]["status"] == "pass"
    assert broken(table) == {
        ("relation", None): "fail",
        ("columns", "id"): "unknown",
        ("types", "id"): "unknown",
        ("not_null", "id"): "unknown",
        ("mean", "id"): "unknown",
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
        ("distinct_count", "id"): "fail",
        ("slices", None): "fail",
        ("mean", "id"): "unknown",
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


def test_a_contract_without_terms_says_so_and_counts_rows(checked: dict[str, Checked]) -> None:
    quiet = checked["shop.quiet"]
    assert (quiet.status, broken(quiet), quiet.verdict["rows"]) == ("pass", {("contract", None): "unknown"}, 7)
    assert message(quiet, "contract").startswith("shop.quiet: it promises nothing; declare columns, ")


def test_columns_that_nobody_promised_anything_about_are_observed_all_the_same(
    engine: Engine, checked: dict[str, Checked]
) -> None:
    quiet = checked["shop.quiet"]
    seen = {name: dict(measured) for name, measured in quiet.verdict["observations"]["columns"].items()}
    newest = seen["at"].pop("newest")
    assert newest.startswith("2025-01-07 00:00:00")
    # the size of a view is not known, and there different times are not worth an estimate
    times = {} if engine.name == "spark" else {"at": 7}
    for name, distinct in ({"id": 7, "word": 6, "yes": 1} | times).items():
        about = 0 if not seen[name].pop("approximate", False) else 2
        assert abs(seen[name].pop("distinct") - distinct) <= about
    assert seen == {
        "id": {"nulls": 0, "min": 0, "max": 6, "mean": 3},
        "word": {"nulls": 1, "shortest": 7, "longest": 12},
        "at": {"nulls": 0},
        "yes": {"nulls": 0},
    }
    assert "secret" not in quiet.code


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


def test_where_limit_warn_if_and_store_failures_work_as_on_any_test(checked: dict[str, Checked]) -> None:
    filtered = checked["shop.filtered"]
    assert (filtered.status, filtered.verdict["rows"], filtered.verdict["where"]) == ("pass", 2, "id is not null")
    assert broken(filtered) == {}
    assert filtered.terms["slices", None]["observed"]["slices"] == 2
    assert checked["shop.stored"].status == "fail"
    counted = checked["shop.counted"]
    assert (counted.status, set(broken(counted).values())) == ("pass", {"warn"})


def test_freshness_is_read_in_the_time_zone_that_was_said(checked: dict[str, Checked]) -> None:
    clocked = checked["shop.clocked"]
    assert broken(clocked) == {}
    assert 3500 < clocked.terms["freshness", None]["observed"]["age_seconds"] < 5000


def test_freshness_as_dbt_declares_it_is_a_term_too(checked: dict[str, Checked]) -> None:
    stale = checked["shop.stale"]
    assert (stale.status, broken(stale)) == ("warn", {("freshness", None): "warn"})


def test_models_versions_seeds_and_snapshots_promise_like_sources(checked: dict[str, Checked]) -> None:
    assert broken(checked["orders.v1"]) == {}
    assert broken(checked["orders.v2"]) == {("not_null", "day"): "fail", ("primary_key", None): "fail"}
    assert message(checked["countries"], "length", "code").startswith(
        "countries.code: 1 of 2 rows has another length"
    )
    if "seen" in checked:  # not on Spark, where snapshots need Delta
        assert broken(checked["seen"]) == {}
    assert broken(checked["lines"]) == {("foreign_key", "other_id"): "fail"}
    assert broken(checked["passing_by"]) == {("relation", None): "error", ("columns", "id"): "unknown"}


def test_what_makes_no_sense_is_an_error_of_that_term_alone(checked: dict[str, Checked]) -> None:
    nonsense = checked["shop.nonsense"]
    assert set(broken(nonsense).values()) == {"error"}
    says = {
        key: term["message"].split(": ", 2)[2] for key, term in nonsense.terms.items() if term["status"] == "error"
    }
    assert says["types", "id"] == "the warehouse has no type flob"
    assert says["rnage", "id"].startswith("not a term of a column; known are not_null")
    assert says["pattern", "n"].lower().replace(" int", " integer").replace("integereger", "integer") == (
        "is for text, and the column is integer"
    )
    assert says["range", "n"] == "min 5 is above max 1"
    assert says["range", "t"].startswith("is for numbers and dates, and the column is ")
    assert says["range", "d"] == "severity is loud; it can be warn or error"
    assert says["range", "due"] == "max is 2025-04-31, which is no date such as 2026-01-31"
    # the first of the two is a day that there was
    assert says["accepted_values", "due"].startswith(
        "2025-02-29 is no date such as 2026-01-31, and the column is "
    )
    assert says["null_share", "n"] == "max is 7.0; a share lies between 0 and 1"
    assert says["sum", "n"] == "max is many, which is no number"
    assert says["percentile", "n"].endswith("say {p: 95, max: …}, with p between 0 and 100")
    assert says["distinct_count", "n"] == "change is lots; say 20%, or {min: -50%, max: 20%}"
    assert says["mean", "t"].startswith("is for numbers, and the column is ")
    assert says["metric", None].endswith('say {name: …, expression: "sum(amount) / count(*)", min: …}')
    assert says["slices", None] == "says no dimension; say {by: country, rows: {min: …}}"
    assert says["foreign_key", "n"] == "refers to ref('nobody'), and there is no such node"
    assert says["rows", None] == "least is not a bound; known are min, max, change and within"
    assert says["primary_key", "nobody"] == "names the column nobody, which is neither declared nor in the table"
    assert says["freshness", None].startswith("needs a date or timestamp, and t is ")
    assert {("accepted_values", "n"), ("accepted_values", "t"), ("not_null", "t"), ("rowz", None)} <= says.keys()
    assert broken(checked["shop.no_mapping"]) == {("contract", None): "error"}


def test_a_foreign_key_counts_the_rows_that_refer_to_nothing(checked: dict[str, Checked]) -> None:
    referring = checked["shop.referring"]
    assert {key: status for key, status in referring.statuses().items() if key[0] == "foreign_key"} == {
        ("foreign_key", "a"): "fail",
        ("foreign_key", "b"): "fail",
        ("foreign_key", "c"): "pass",
        ("foreign_key", "d"): "unknown",
        ("foreign_key", "e"): "error",
        ("foreign_key", "f"): "error",
        ("foreign_key", "g"): "error",
        ("foreign_key", "h"): "error",
        ("foreign_key", "i"): "fail",
        ("foreign_key", None): "fail",
    }
    observed = {
        column: referring.terms["foreign_key", column]["observed"] for column in ("a", "b", "c", "i", None)
    }
    assert observed == {"a": 1, "b": 3, "c": 0, "i": 1, None: 1}
    assert message(referring, "foreign_key") == (
        "shop.referring: 1 of 4 rows refers to nothing in shop.parents; "
        "promised foreign_key to shop.parents (id, word)"
    )
    assert message(referring, "foreign_key", "d").endswith("the table that it refers to, nowhere, is missing")
    assert "the two cannot be compared" in message(referring, "foreign_key", "f")
    assert message(referring, "foreign_key", "g").endswith(
        "refers to shop.parents.nr, and there is no such column"
    )
    assert checked["lines"].terms["foreign_key", "order_id"]["expected"]["to"] == "orders.v1"


def test_means_sums_percentiles_distinct_counts_and_metrics_are_held_against_their_bounds(
    checked: dict[str, Checked],
) -> None:
    measured = checked["shop.measured"]
    seen = [(term["term"], term["column"], term["status"], term["observed"]) for term in measured.verdict["terms"]]
    assert [entry for entry in seen if entry[0] not in ("columns", "types")] == [
        ("mean", "amount", "pass", 2.5),
        ("sum", "amount", "pass", 10.0),
        ("percentile", "amount", "pass", 2.5),
        ("percentile", "amount", "pass", pytest.approx(3.985)),
        ("distinct_count", "amount", "pass", 4),
        ("mean", "high", "fail", 7.0),
        ("sum", "high", "fail", 21),
        ("percentile", "high", "fail", 7.0),
        ("distinct_count", "high", "fail", 3),
        ("null_share", "high", "fail", 0.25),
        ("metric", None, "pass", 0.75),
        ("metric", None, "warn", 3.0),
    ]
    assert message(measured, "distinct_count", "high") == (
        "shop.measured.high: there are 3 different values; promised distinct_count at most 1"
    )


def test_slices_are_promised_of_every_value_of_a_dimension(checked: dict[str, Checked]) -> None:
    sliced = checked["shop.sliced"]
    seen = [
        (term["column"], term["status"], term["observed"])
        for term in sliced.verdict["terms"]
        if term["term"] == "slices"
    ]
    assert seen == [
        ("amount", "fail", {"slices": 4, "broken": 1, "least": 0.0, "most": 0.5}),
        ("amount", "fail", {"slices": 4, "broken": 1, "least": 1.0, "most": 900.0}),
        (None, "fail", {"slices": 4, "missing": 1, "broken": 2, "least": 1, "most": 2}),
        (None, "pass", {"slices": 5, "broken": 0, "least": 1, "most": 2}),
        ("amount", "fail", {"slices": 5, "broken": 2, "least": 1, "most": 900}),
        (None, "warn", {"slices": 2, "broken": 2, "least": 5, "most": 900}),
        (None, "error", None),
    ]
    assert sliced.all("slices")[0]["message"] == (
        "shop.sliced: 1 of 3 promised values of country is missing and 2 of 4 values of country have rows "
        "out of bounds, the lowest 1, the highest 2; promised 2 to 5 rows for each country"
    )


def test_a_number_without_a_past_is_unknown_and_says_so(checked: dict[str, Checked]) -> None:
    watched = checked["shop.watched"]
    assert broken(watched) == {("mean", "n"): "unknown", ("rows", None): "unknown"}
    assert watched.status == "pass"
    assert watched.terms["rows", None]["observed"] == {"value": 3, "days": 0}
    assert message(watched, "rows") == (
        "shop.watched: the table has 3 rows; history holds 0 of the 8 days that it needs; "
        "promised within 3 sigma of its history"
    )


def test_one_statement_answers_every_term(engine: Engine, project: Path, checked: dict[str, Checked]) -> None:
    if engine.name != "duckdb":
        pytest.skip("dbt 1.x writes every statement into its log; the SQL is the same everywhere")
    log = (project / "logs" / "dbt.log").read_text(encoding="utf-8")
    assert log.count("as onus_rows") == sum(entry.verdict["rows"] is not None for entry in checked.values())


def test_any_name_can_be_promised(checked: dict[str, Checked]) -> None:
    odd = checked["shop.odd"]
    assert broken(odd) == {("range", "größe"): "fail"}
    assert odd.terms["foreign_key", "group"]["observed"] == 0
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
    finite = checked["shop.not_finite"]
    assert finite.verdict["observations"]["columns"]["x"]["min"].lower() in ("-inf", "-infinity")
    assert {key: finite.terms[key, "x"]["status"] for key in ("range", "mean", "sum")} == {
        "range": "fail", "mean": "fail", "sum": "fail",
    }  # fmt: skip
    assert finite.terms["mean", "x"]["observed"].lower() == "nan"
    assert '"min":12345678901234567890.0000000001' in checked["shop.digits"].code


def test_many_columns_are_one_verdict(checked: dict[str, Checked]) -> None:
    wide = checked["shop.wide"]
    assert (wide.status, broken(wide), len(wide.terms)) == ("pass", {}, 180)
    seen = wide.verdict["observations"]["columns"]["c59"]
    assert (seen["nulls"], seen["min"], seen["max"], seen["mean"]) == (0, 59, 59, 59)


def test_two_thousand_columns_are_one_scan(engine: Engine, tmp_path: Path) -> None:
    if not engine.name.startswith("duckdb"):
        pytest.skip("PostgreSQL stops at 1,600 columns; once is enough")
    names = [f"c{i}" for i in range(2000)]
    declared = [column(name, not_null=True) for name in names[:50]]
    schema = {"version": 2, "sources": [{"name": "raw", "tables": [table("vast", declared)]}]}
    files = {
        "dbt_project.yml": json.dumps({"name": "shop", "version": "0.1.0", "profile": "shop"}),
        "packages.yml": PACKAGES, "profiles.yml": PROFILES, "models/schema.yml": json.dumps(schema),
    }  # fmt: skip
    write_project(
        tmp_path, files, f"create table raw.vast as select {', '.join(f'1 as {name}' for name in names)};"
    )
    link_package(tmp_path)
    engine.dbt(tmp_path, "test", "--select", "source:raw")
    vast = read_checked(tmp_path / "target")["raw.vast"]
    assert (vast.status, broken(vast), vast.code.count("onus {")) == ("pass", {}, 1)
    assert 250 < len(vast.verdict["observations"]["columns"]) < 2000


def not_on_spark(engine: Engine) -> None:
    if engine.name == "spark":
        pytest.skip("a start of Spark costs half a minute; nothing here is its own")


def test_samples_and_statistics_are_the_projects_choice(
    engine: Engine, project: Path, checked: dict[str, Checked]
) -> None:
    not_on_spark(engine)
    said: dict[str, Any] = {"onus": {"samples": True, "statistics": False, "show_scan": True}}
    engine.dbt(
        project, "test", "--select", "source:shop.hostile", "source:shop.digits", "--vars", json.dumps(said)
    )
    again = read_checked(project / "target")
    assert again["shop.hostile"].code.count("from (") > again["shop.hostile"].code.count("/* onus") == 1
    assert "for example stranger" in message(again["shop.hostile"], "accepted_values", "x")
    seen = again["shop.digits"].verdict["observations"]["columns"]["x"]
    assert (seen["nulls"], seen["distinct"], "min" in seen) == (0, 1, False)


def test_a_command_that_only_compiles_scans_nothing(
    engine: Engine, project: Path, checked: dict[str, Checked]
) -> None:
    not_on_spark(engine)
    result = engine.dbt(project, "compile", "--target-path", "compiled_only")
    assert result.returncode == 0, result.stdout
    compiled = list((project / "compiled_only").rglob("*contract_shop_kept*"))
    assert compiled
    assert not any("/* onus" in path.read_text(encoding="utf-8") for path in compiled if path.suffix == ".sql")


def test_an_empty_build_asks_only_what_needs_no_rows(
    engine: Engine, project: Path, checked: dict[str, Checked]
) -> None:
    not_on_spark(engine)
    engine.dbt(project, "build", "--empty", "--select", "source:shop.broken")
    empty = read_checked(project / "target")["shop.broken"]
    assert {status for (term, _), status in empty.statuses().items() if term not in ("columns", "types")} == {
        "unknown"
    }
    assert empty.terms["types", "amount"]["status"] == "fail"
