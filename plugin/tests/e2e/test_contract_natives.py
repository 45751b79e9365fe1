"""What dbt, or a test of one line, can check as well: on tables made at random a contract comes to the same."""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.e2e.contract_battery import PACKAGES, link_package, read_checked, write_files
from tests.e2e.contract_promises import column, table
from tests.e2e.engines import Engine, Table, engine_of

pytestmark = pytest.mark.e2e

KEY, WORD, RATIO, PRICE, DAY, MOMENT, FLAG = "Mixed Key", "größe", "x*/y", "Price", "day", "At", "order"
TYPES = {
    KEY: "integer", WORD: "varchar", RATIO: "double", PRICE: "decimal(10,2)", DAY: "date", MOMENT: "timestamp",
    FLAG: "boolean",
}  # fmt: skip
PARENTS = ("a", "ü", "DE")
PATTERNS = (
    "^[a-z]*$", "^[^@]+@[^@]+$", "^[^/]*/[^/]+$", "^[^-]+$", "a", "^$", "^(DE|FR)$", "@$", "[0-9]",
    "^[^@]+@[^@]+[.]a$", "^[^@]+@b$",
)  # fmt: skip
#: What dbt brings no test for, in the one line that people write.
TESTS = """
{% test holds(model, expression) %}select 1 as one from {{ model }} where not ({{ expression }}){% endtest %}
{% test counted(model, least, most) %}
select n from (select count(*) as n from {{ model }}) as counted where n < {{ least }} or n > {{ most }}
{% endtest %}
{% test together(model, keys) %}
select {{ keys }} from {{ model }} group by {{ keys }} having count(*) > 1
{% endtest %}
"""
_POOLS: dict[str, st.SearchStrategy[str]] = {
    KEY: st.integers(-2, 4).map(str),
    WORD: st.sampled_from(("", "a", "A", "ü", "DE", "a@b", "@", "a@b@c", "x/y", "日本", "a'b", " ", "7-7")),
    RATIO: st.sampled_from(("NaN", "Infinity", "-Infinity", "0.0", "-0.0", "1.5", "2.25")),
    PRICE: st.sampled_from(("0.00", "1.50", "-3.10", "99999999.99")),
    DAY: st.sampled_from(("2025-01-01", "2025-01-31", "1969-12-31")),
    MOMENT: st.sampled_from(("2025-01-01 00:00:00", "2025-01-01 00:00:01", "1969-12-31 23:59:59")),
    FLAG: st.sampled_from(("true", "false")),
}
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One term of a column or, with none, of the table; `says` is its value."""

    term: str
    column: str | None
    says: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One table, what is promised of it, and how its tests are configured."""

    rows: Sequence[Row]
    promises: Sequence[Promise]
    config: dict[str, Any]
    filtered: bool


def _bounds(pool: st.SearchStrategy[str], of: str) -> st.SearchStrategy[dict[str, Any]]:
    """A minimum, a maximum, or both in their order. A bound is a number that people write, never NaN."""

    def said(pair: tuple[str, str], sides: str) -> dict[str, Any]:
        values: list[Any] = sorted(pair) if of in (DAY, MOMENT) else sorted(map(float, pair))
        return {side: value for side, value in zip(("min", "max"), values, strict=True) if sides in (side, "both")}

    finite = pool.filter(lambda text: text not in ("NaN", "Infinity", "-Infinity"))
    return st.builds(said, st.tuples(finite, finite), st.sampled_from(("min", "max", "both")))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    rows = draw(st.lists(st.tuples(*(st.none() | pool for pool in _POOLS.values())), max_size=6))
    promises = [
        Promise(term=term, column=name, says=draw(says))
        for name, pool in _POOLS.items()
        for term, says in _terms_of(name, pool)
        if draw(st.integers(0, 3)) == 0
    ]
    least = draw(st.integers(0, 4))
    for_table = (
        Promise(term="rows", column=None, says={"min": least, "max": least + 2}),
        Promise(term="unique", column=None, says=[KEY, FLAG]),
        Promise(term="check", column=None, says=(KEY, "<>", "1")),
    )
    promises += [promise for promise in for_table if draw(st.booleans())]
    config = draw(st.sampled_from(({}, {}, {"severity": "warn"}, {"limit": 1})))
    return Case(
        rows=rows, promises=promises or list(for_table[:1]), config=config, filtered=draw(st.integers(0, 3)) == 0
    )


def _terms_of(name: str, pool: st.SearchStrategy[str]) -> list[tuple[str, st.SearchStrategy[Any]]]:
    terms: list[tuple[str, st.SearchStrategy[Any]]] = [("not_null", st.just(True))]
    # dbt's own accepted_values compares with texts that it does not escape, and no floats that are none
    written = pool.filter(lambda text: "'" not in text and text not in ("NaN", "Infinity", "-Infinity"))
    # people write a moment as a day, and a number with fewer digits
    written |= {MOMENT: st.just("2025-01-01"), PRICE: st.sampled_from(("1.5", "0"))}.get(name, st.nothing())
    terms.append(("accepted_values", st.lists(written, min_size=1, max_size=4)))
    if name != FLAG:
        terms.append(("unique", st.just(True)))
    if name not in (FLAG, WORD):
        terms.append(("range", _bounds(pool, name)))
    if name == WORD:
        terms += [
            ("pattern", st.sampled_from(PATTERNS)),
            ("length", st.integers(0, 3).map(lambda most: {"max": most})),
            ("foreign_key", st.just({"to": "raw.parents", "to_columns": ["word"]})),
        ]
    return terms


def _native(engine: Engine, promise: Promise) -> dict[str, Any]:
    """The same promise as a test of dbt's, or in the SQL that people would write."""
    name = engine.quoted(promise.column or "")
    match promise.term:
        case "not_null" | "unique" if promise.column:
            return {promise.term: {}}
        case "accepted_values":
            # Spark compares no boolean with a text
            bare = {"quote": False} if engine.name == "spark" and promise.column == FLAG else {}
            return {"accepted_values": {"arguments": {"values": promise.says, **bare}}}
        case "foreign_key":
            return {"relationships": {"arguments": {"to": "source('raw', 'parents')", "field": "word"}}}
        case "rows":
            return {"counted": {"arguments": {"least": promise.says["min"], "most": promise.says["max"]}}}
        case "unique":
            return {"together": {"arguments": {"keys": ", ".join(map(engine.quoted, promise.says))}}}
        case "check":
            return {"holds": {"arguments": {"expression": _check(engine, promise)}}}
    return {"holds": {"arguments": {"expression": _expression(engine, promise, name)}}}


def _check(engine: Engine, promise: Promise) -> str:
    column_name, sign, value = promise.says
    return f"{engine.quoted(column_name)} {sign} {value}"


def _expression(engine: Engine, promise: Promise, name: str) -> str:
    if promise.term == "pattern":
        text = engine.literal(promise.says, "varchar")
        found = {"postgres": f"{name} ~ {text}", "spark": f"{name} rlike {text}"}
        return found.get(engine.name, f"regexp_matches({name}, {text})")
    subject = f"length({name})" if promise.term == "length" else name
    kind = "integer" if promise.term == "length" else TYPES[str(promise.column)]
    signs = {"min": ">=", "max": "<="}
    return " and ".join(
        f"{subject} {signs[side]} {engine.literal(value, kind) if kind in ('date', 'timestamp') else value}"
        for side, value in promise.says.items()
    )


def declared(engine: Engine, name: str, case: Case) -> dict[str, Any]:
    """The table with its contract, and beside it a test for each of its promises."""
    where = f"{engine.quoted(KEY)} > 0"
    config = case.config | ({"where": where} if case.filtered else {})
    # a key of several columns: a row with a null in it is like no other, which grouping does not know
    keyed = " and ".join(f"{engine.quoted(one)} is not null" for one in (KEY, FLAG))
    tests: dict[str | None, list[Any]] = {}
    for nth, promise in enumerate(case.promises):
        said = config
        if promise.term == "unique" and promise.column is None:
            said = config | {"where": f"{keyed} and {where}" if case.filtered else keyed}
        ((test, arguments),) = _native(engine, promise).items()
        native = {test: {**arguments, "name": f"{name}_{nth}", "config": {**said, "alias": f"{name}_{nth}"}}}
        tests.setdefault(None if test == "holds" else promise.column, []).append(native)
    columns = []
    for column_name in TYPES:
        terms = {one.term: one.says for one in case.promises if one.column == column_name}
        made = column(column_name, engine.type(TYPES[column_name]), **terms) | {"quote": True}
        columns.append(made | ({"data_tests": tests[column_name]} if column_name in tests else {}))
    contract: dict[str, Any] = {
        one.term: _check(engine, one) if one.term == "check" else one.says
        for one in case.promises
        if one.column is None
    }
    made = table(name, columns, contract, test=config or None)
    return made | {"data_tests": [*made["data_tests"], *tests.get(None, [])]}


def results_of(engine: Engine, folder: Path, drawn: Sequence[Case]) -> tuple[dict[str, Any], dict[str, Any]]:
    """One run of dbt: what each contract came to, and each of the tests beside it by its name."""
    schema = f"raw_{uuid.uuid4().hex[:8]}"
    tables = [declared(engine, f"t{nth}", case) for nth, case in enumerate(drawn)]
    source = {"name": "raw", "schema": schema, "tables": [*tables, {"name": "parents"}]}
    hooks = {"on-run-start": ["{{ make_tables() }}"]} if engine.name == "spark" else {}
    write_files(
        folder,
        {
            "dbt_project.yml": json.dumps({"name": "shop", "version": "0.1.0", "profile": "shop", **hooks}),
            "packages.yml": PACKAGES, "profiles.yml": engine.profile(), "tests/generic/tests.sql": TESTS,
            "models/schema.yml": json.dumps({"version": 2, "sources": [source]}),
        },
    )  # fmt: skip
    made = [Table(columns=TYPES, rows=case.rows) for case in drawn]
    parents = Table(columns={"word": "varchar"}, rows=[(word,) for word in PARENTS])
    engine.make(
        folder,
        [
            f"create schema {schema}",
            engine.create(schema, "parents", parents),
            *(engine.create(schema, f"t{nth}", one) for nth, one in enumerate(made)),
        ],
    )
    link_package(folder)
    ran = engine.dbt(folder, "test", "--select", "source:raw", "--threads", "4")
    assert (folder / "target" / "run_results.json").exists(), ran.stdout[-3000:]
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    native = {
        result["unique_id"].split(".")[2]: result
        for result in results
        if result["unique_id"].startswith("test.") and ".onus_" not in result["unique_id"]
    }
    assert len(native) == sum(len(case.promises) for case in drawn), ran.stdout
    return dict(read_checked(folder / "target")), native


@pytest.fixture(scope="module", params=["duckdb", "duckdb-v2", "postgres", "spark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_of(request, "natives")


@settings(
    max_examples=1, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    print_blob=True,
)  # fmt: skip
@given(drawn=st.lists(cases(), min_size=8, max_size=8))
def test_a_contract_comes_to_what_a_test_for_each_promise_comes_to(engine: Engine, drawn: list[Case]) -> None:
    drawn = drawn[:3] if engine.name == "spark" else drawn  # every statement there is a job
    with tempfile.TemporaryDirectory() as folder:
        checked, native = results_of(engine, Path(folder), drawn)
    for number, case in enumerate(drawn):
        verdict = checked[f"raw.t{number}"]
        broken = set()
        for nth, promise in enumerate(case.promises):
            beside = native[f"t{number}_{nth}"]
            term = verdict.terms[promise.term, promise.column]
            told = (promise, term, beside["status"], beside["message"], case)
            assert beside["status"].lower() in ("pass", "warn", "fail"), told
            assert (term["status"] == "pass") == (beside["status"].lower() == "pass"), told
            if promise.term in ("not_null", "foreign_key", "range", "length", "pattern", "check"):
                counted = term["observed"]
                assert (min(counted, 1) if "limit" in case.config else counted) == beside["failures"], told
            broken |= {beside["status"].lower()} - {"pass"}
        assert {verdict.status} == (broken or {"pass"}), (verdict, case)
