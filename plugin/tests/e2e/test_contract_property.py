"""Tables and contracts that nobody thought of: verdicts are what dbt's own tests and counting by hand come to."""

from __future__ import annotations

import json
import re
import tempfile
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.e2e.contract_battery import PACKAGES, Checked, link_package, read_checked, write_files
from tests.e2e.contract_promises import column, table
from tests.e2e.engines import Engine, Table, duckdb_engine, postgres_engine

pytestmark = pytest.mark.e2e

PARENTS = (0, 1, 2)
Row = tuple[int | None, str | None, int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One table, what is promised of it, and the rows that its tests look at."""

    rows: Sequence[Row]
    low: int
    high: int
    words: Sequence[str]
    length: int
    bound: int
    share: int
    where: str | None

    @property
    def native(self) -> list[tuple[str, str]]:
        """What dbt has a test of its own for. Its accepted_values does not escape what it puts between quotes."""
        escaped = any("'" in word for word in self.words)
        tests = [("not_null", "id"), ("unique", "id"), ("relationships", "ref")]
        return tests if escaped else [*tests, ("accepted_values", "word")]

    @property
    def seen(self) -> list[Row]:
        return [row for row in self.rows if self.where is None or (row[0] is not None and row[0] > 0)]


_words = st.text(alphabet="aB'\"é*/; \\", max_size=4)
_rows = st.lists(
    st.tuples(
        st.none() | st.integers(-2, 4),
        st.none() | _words,
        st.none() | st.integers(-9, 9),
        st.none() | st.integers(0, 3),
    ),
    max_size=8,
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    rows = draw(_rows)
    # half of the accepted values are taken from the table, or nothing would ever pass
    there = [row[1] for row in rows if row[1] is not None]
    words = draw(
        st.lists(st.sampled_from(there) if there and draw(st.booleans()) else _words, min_size=1, max_size=4)
    )
    low = draw(st.integers(-3, 3))
    return Case(
        rows=rows, low=low, high=low + draw(st.integers(0, 5)), words=words, length=draw(st.integers(0, 4)),
        bound=draw(st.integers(-4, 8)), share=draw(st.integers(0, 100)), where=draw(st.none() | st.just("id > 0")),
    )  # fmt: skip


def declared(name: str, case: Case) -> dict[str, Any]:
    """The contract, and beside it dbt's own tests of the same promises."""
    config = {"where": case.where} if case.where else {}
    columns = [
        column("id", None, not_null=True, unique=True, range={"min": case.low, "max": case.high},
               distinct_count={"max": case.bound}, sum={"min": case.bound}),
        column("word", None, accepted_values=list(case.words), length={"max": case.length}, pattern="^[a-z]*$",
               null_share={"max": f"{case.share}%"}),
        column("amount", None, mean={"max": case.bound}, percentile={"p": 50, "min": case.low, "max": case.high}),
        column("ref", None, foreign_key={"to": "raw.parents", "to_columns": ["id"]}),
    ]  # fmt: skip
    arguments = {
        "accepted_values": {"values": list(case.words)},
        "relationships": {"to": "source('raw', 'parents')", "field": "id"},
    }
    native: dict[str, list[Any]] = {}
    for test, column_name in case.native:
        said = {"arguments": arguments[test]} if test in arguments else {}
        native.setdefault(column_name, []).append({test: {**said, "config": config}})
    contract = {
        "unique": [["id", "word"]],
        "rows": {"min": 1, "max": max(case.bound, 1)},
        "slices": {"by": "word", "rows": {"max": 1}, "sum": {"amount": {"min": 0}}},
        "metric": {"name": "spread", "expression": "max(amount) - min(amount)", "max": 3},
    }
    return table(
        name,
        [{**one, "data_tests": native[one["name"]]} if one["name"] in native else one for one in columns],
        contract,
        test=config or None,
    )


def expected(case: Case) -> dict[tuple[str, str | None], Any]:
    """Every term's status and what is observed, counted by hand."""
    rows = case.seen
    ids = [row[0] for row in rows if row[0] is not None]
    words = [row[1] for row in rows if row[1] is not None]
    amounts = sorted(row[2] for row in rows if row[2] is not None)
    pairs = [row[:2] for row in rows if None not in row[:2]]
    nulls = len(rows) - len(words)
    middle = (amounts[(len(amounts) - 1) // 2] + amounts[len(amounts) // 2]) / 2 if amounts else None

    def counted(broken: int) -> tuple[str, int]:
        return ("fail" if broken else "pass", broken)

    def bounded(value: float | None, low: float | None, high: float | None) -> tuple[str, Any]:
        if value is None:
            return ("unknown", None)
        outside = (low is not None and value < low) or (high is not None and value > high)
        return ("fail" if outside else "pass", pytest.approx(value, abs=1e-6))

    return {
        ("not_null", "id"): counted(len(rows) - len(ids)),
        ("unique", "id"): counted(len(ids) - len(set(ids))),
        ("range", "id"): counted(sum(not case.low <= value <= case.high for value in ids)),
        ("distinct_count", "id"): bounded(len(set(ids)), None, case.bound),
        ("sum", "id"): bounded(sum(ids) if ids else None, case.bound, None),
        ("accepted_values", "word"): counted(sum(word not in case.words for word in words)),
        ("length", "word"): counted(sum(len(word) > case.length for word in words)),
        ("pattern", "word"): counted(sum(re.search("^[a-z]*$", word) is None for word in words)),
        ("null_share", "word"): bounded(nulls / len(rows) if rows else None, None, case.share / 100),
        ("mean", "amount"): bounded(sum(amounts) / len(amounts) if amounts else None, None, case.bound),
        ("percentile", "amount"): bounded(middle, case.low, case.high),
        ("foreign_key", "ref"): counted(sum(row[3] is not None and row[3] not in PARENTS for row in rows)),
        ("unique", None): counted(len(pairs) - len(set(pairs))),
        ("rows", None): bounded(len(rows), 1, max(case.bound, 1)),
        ("metric", None): bounded(amounts[-1] - amounts[0] if amounts else None, None, 3),
    }


def sliced(case: Case) -> list[tuple[str, int, int]]:
    """The two promises about slices: status, slices, broken ones."""
    sizes = Counter(row[1] for row in case.seen)
    sums = {
        word: sum(amounts)
        for word in sizes
        if (amounts := [row[2] for row in case.seen if row[1] == word and row[2] is not None])
    }
    found = [sum(size > 1 for size in sizes.values()), sum(value < 0 for value in sums.values())]
    return [("fail" if broken else "pass", len(sizes), broken) for broken in found]


def build(engine: Engine, folder: Path, drawn: Sequence[Case]) -> tuple[dict[str, Checked], dict[str, int]]:
    """One run of dbt over all of them: contract verdicts, and how many rows each of dbt's own tests found."""
    columns = {"id": "integer", "word": "varchar", "amount": "integer", "ref": "integer"}
    names = [f"t{nth}" for nth in range(len(drawn))]
    sources = [declared(name, case) for name, case in zip(names, drawn, strict=True)]
    schema = f"raw_{uuid.uuid4().hex[:8]}"
    source = {"name": "raw", "schema": schema, "tables": [*sources, {"name": "parents"}]}
    write_files(
        folder,
        {
            "dbt_project.yml": json.dumps({"name": "shop", "version": "0.1.0", "profile": "shop"}),
            "packages.yml": PACKAGES, "profiles.yml": engine.profile(),
            "models/schema.yml": json.dumps({"version": 2, "sources": [source]}),
        },
    )  # fmt: skip
    parents = Table(columns={"id": "integer"}, rows=[(one,) for one in PARENTS])
    tables = [
        engine.create(schema, name, Table(columns=columns, rows=case.rows))
        for name, case in zip(names, drawn, strict=True)
    ]
    engine.make(folder, [f"create schema {schema}", engine.create(schema, "parents", parents), *tables])
    link_package(folder)
    built = engine.dbt(folder, "test", "--select", "source:raw", "--threads", "4")
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    assert len(results) >= sum(1 + len(case.native) for case in drawn), built.stdout
    nodes = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    native: dict[str, int] = {}
    for result in results:
        if not result["unique_id"].startswith("test."):  # the package's hooks, with dbt 1.x
            continue
        node = nodes[result["unique_id"]]
        (read,) = {name.rpartition(".")[2] for name in node["depends_on"]["nodes"]} - {"parents"}
        assert result.get("failures") is not None, result["message"]
        native[f"{read}.{node['test_metadata']['name']}"] = result["failures"]
    return read_checked(folder / "target"), native


@pytest.fixture(scope="module", params=["duckdb", "duckdb-v2", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        return postgres_engine(request.getfixturevalue("dbt"), server, f"property_{uuid.uuid4().hex[:8]}")
    return duckdb_engine(request.getfixturevalue("dbt" if request.param == "duckdb" else "dbt_v2"), request.param)


@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
@given(drawn=st.lists(cases(), min_size=20, max_size=20))
def test_verdicts_are_what_dbts_own_tests_and_counting_come_to(engine: Engine, drawn: list[Case]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checked, native = build(engine, Path(folder), drawn)
    for nth, case in enumerate(drawn):
        verdict = checked[f"raw.t{nth}"]
        terms = {key: (term["status"], term["observed"]) for key, term in verdict.terms.items()}
        assert {key: value for key, value in terms.items() if key[0] not in ("columns", "slices")} == expected(
            case
        ), case
        slices = [
            (term["status"], term["observed"]["slices"], term["observed"]["broken"])
            for term in verdict.verdict["terms"]
            if term["term"] == "slices"
        ]
        assert slices == sliced(case), case
        for test, key in case.native:
            status, observed = terms["foreign_key" if test == "relationships" else test, key]
            failures = native[f"t{nth}.{test}"]
            assert (status == "pass") == (failures == 0), (test, case)
            if test in ("not_null", "relationships"):
                assert observed == failures, (test, case)
