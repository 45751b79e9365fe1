"""What a scan of a whole table clears where nobody wrote a test: a library, its members and their loans."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec.structs import replace as changed

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.attribution.sightings import taken_at
from dbt_onus.core.checks import Check, checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Confidence, EvidenceKind
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.leaps import Leap
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Measure, observations_of, shown_by_scans
from dbt_onus.core.results import Result, Run
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MEMBERS, LOANS = "source.shop.desk.members", "source.shop.shelf.loans"
STAGED, FCT = "model.shop.stg_members", "model.shop.fct_loans"
STAGING = 'select card, rate, upper(name) as name from "d"."members"'
SQL = """
select l.id, l.due, l.days * m.rate as fee
from "s"."loans" as l join "shop"."main"."stg_members" as m on l.card = m.card
"""
OBSERVER = b.node("test.onus.onus_observed", materialized="test", path="tests/onus_observed.sql")
HOOK = "operation.onus.onus-on-run-end-0"
NO_NAME = b.test("not_null", "stg_members", "name")
NO_FEE = b.test("not_null", "fct_loans", "fee")
ONCE = b.test("unique", "fct_loans", "id")
TESTS = (NO_NAME, NO_FEE, ONCE)
#: What was counted of a column.
Counts = Mapping[str, object]

CLEAN: Counts = {"nulls": 0, "distinct": 40}


def nodes(*more: Node) -> dict[str, Node]:
    made = [
        b.source("desk.members", columns=["card", "rate", "name"], relation_name='"d"."members"'),
        b.source("shelf.loans", columns=["id", "card", "due", "days"], relation_name='"s"."loans"'),
        b.model("stg_members", "desk.members", sql=STAGING),
        b.model("fct_loans", "stg_members", "shelf.loans", sql=SQL),
        *TESTS,
        *more,
    ]
    return {node.unique_id: node for node in made}


def scanned(unique_id: str, rows: int = 100, **columns: Counts) -> str:
    """The comment that a scan leaves."""
    said = {"node": unique_id, "terms": [], "rows": rows, "observations": {"rows": rows, "columns": columns}}
    return f"/* onus {json.dumps(said)} */ select 1 as one where false"


def ran(failed: Node, *more: Result) -> Run:
    tests = [b.result(test, "fail" if test is failed else "pass") for test in TESTS]
    return b.run(b.result("stg_members"), b.result("fct_loans"), *tests, *more)


def found(
    run: Run, graph: Mapping[str, Node], shown: Iterable[Check] | None = None, history: History = NO_HISTORY
) -> Finding:
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    verified = checks_of(run, graph, "duckdb")
    known = shown_by_scans(run, graph, verified.verdicts) if shown is None else shown
    checks = verified.joined(changed(one, at=None) if shown is None else one for one in known)
    return only(attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage))))


def with_scan(sql: str, failed: Node = NO_NAME) -> Finding:
    """The night in which a test failed, and the project asked to observe its sources: nothing earlier is known."""
    return found(ran(failed, b.result(OBSERVER, "pass", sql=sql)), nodes(OBSERVER))


def test_without_a_scan_a_null_that_is_only_passed_on_is_taken_to_have_come_in() -> None:
    finding = found(ran(NO_NAME), nodes())
    assert (finding.origin.unique_id, finding.confidence) == (MEMBERS, Confidence.LIKELY)


def test_no_null_above_brackets_as_a_test_of_the_source_would() -> None:
    finding = with_scan(scanned(MEMBERS, name=CLEAN))
    assert (finding.origin.unique_id, finding.confidence) == (STAGED, Confidence.LIKELY)
    (bracket,) = [piece for piece in finding.evidence if piece.kind is EvidenceKind.BRACKET]
    assert bracket.says == "good above it: desk.members.name has no null in 100 rows"
    written = b.test("not_null", "desk.members", "name")
    told = found(ran(NO_NAME, b.result(written, "pass")), nodes(written))
    assert (told.origin, told.confidence) == (finding.origin, finding.confidence)


@pytest.mark.parametrize(
    "counts",
    [{"nulls": 1}, {"nulls": None}, {"nulls": "0"}, {"nulls": True}, {"distinct": 40}, {}],
    ids=["one null", "none counted", "a text", "no number", "other counts", "nothing"],
)
def test_whatever_is_no_count_of_none_clears_nothing(counts: Counts) -> None:
    assert (
        STAGED not in str(with_scan(scanned(MEMBERS, name=counts)).origin)
        or not with_scan(scanned(MEMBERS, name=counts)).confidence.pages
    )


@pytest.mark.parametrize(
    "sql",
    [scanned(MEMBERS, card=CLEAN), scanned(MEMBERS, rows=0, name=CLEAN), scanned(LOANS, name=CLEAN)],
    ids=["another column", "no rows", "another table"],
)
def test_what_was_counted_elsewhere_clears_nothing(sql: str) -> None:
    assert with_scan(sql).origin.unique_id == MEMBERS


@pytest.mark.parametrize(
    ("sql", "left"),
    [
        (scanned(LOANS, days=CLEAN), {MEMBERS}),
        (scanned(MEMBERS, rate=CLEAN), {LOANS}),
        (scanned(MEMBERS, rate=CLEAN) + scanned(LOANS, days={"nulls": 4}), {LOANS}),
        (scanned(LOANS, due=CLEAN), {LOANS, MEMBERS}),
        ("", {LOANS, MEMBERS}),
    ],
    ids=["days are all there", "rates are", "and days are not", "other columns", "nothing scanned"],
)
def test_of_several_factors_one_whose_values_are_all_there_is_no_suspect(sql: str, left: set[str]) -> None:
    known = unchanged(NO_FEE.unique_id, code=[STAGED, FCT])
    run = ran(NO_FEE, b.result(OBSERVER, "pass", sql=sql))
    finding = found(run, nodes(OBSERVER), history=known)
    told = {finding.origin} if finding.confidence.pages else set(finding.suspects)
    assert {place.unique_id for place in told} == left


def test_a_row_that_is_there_twice_below_and_once_above_was_made_twice_by_the_join() -> None:
    cards, ids = {"nulls": 0, "distinct": 90}, {"nulls": 0, "distinct": 100}
    finding = with_scan(scanned(LOANS, id=ids) + scanned(MEMBERS, card=cards), ONCE)
    # the loans are there once; who has two cards is not known to be wrong
    assert LOANS not in {finding.origin.unique_id, *(place.unique_id for place in finding.suspects)}


def test_an_estimate_of_different_values_is_none() -> None:
    for counts, clears in (
        ({"nulls": 0, "distinct": 100}, True),
        ({"nulls": 0, "distinct": 100, "approximate": True}, False),
        ({"nulls": 20, "distinct": 80}, True),
        ({"nulls": 0, "distinct": 99}, False),
        ({"nulls": 100, "distinct": 0}, False),
    ):
        run = ran(ONCE, b.result(OBSERVER, "pass", sql=scanned(LOANS, id=counts)))
        shown = [one for one in shown_by_scans(run, nodes(OBSERVER)) if one.about == "uniqueness"]
        assert bool(shown) is clears, counts


def test_a_contract_shows_more_than_it_promises_unless_it_looked_at_some_rows_alone() -> None:
    for where, origin in ((None, STAGED), ("name <> '-'", MEMBERS)):
        contract = b.test("onus.contract", "desk.members", **({"where": where} if where else {}))
        sql = scanned(MEMBERS, name=CLEAN)
        finding = found(ran(NO_NAME, b.result(contract, "pass", sql=sql)), nodes(contract))
        assert finding.origin.unique_id == origin


def test_of_two_scans_the_later_one_counts() -> None:
    early = replace(b.run(b.result(HOOK, sql=scanned(STAGED, name=CLEAN)), at=b.NOON - HOUR))
    late = b.run(b.result(HOOK, sql=scanned(STAGED, name={"nulls": 3})))
    both = replace(late, parts=(early, late))
    assert not list(shown_by_scans(both, nodes(b.node(HOOK))))
    assert list(shown_by_scans(replace(early, parts=(late, early)), nodes(b.node(HOOK)))) == []


def test_a_scan_of_a_table_that_was_built_anew_since_says_nothing_of_it() -> None:
    """`dbt build` and `dbt retry`, looked at as one: the first saw the table as it was before the second."""
    graph = nodes(b.node(HOOK))
    early = b.run(b.result(HOOK, sql=scanned(STAGED, name=CLEAN, card=CLEAN)), at=b.NOON - HOUR)
    run = ran(NO_NAME)
    shown = tuple(shown_by_scans(replace(run, parts=(early, run)), graph))
    assert {one.at for one in shown} == {b.NOON - HOUR}
    case = Case(
        graph,
        Lineage.of(graph),
        (*(taken_at(one, b.NOON) for one in checks_of(run, graph, "duckdb")), *shown),
        NO_HISTORY,
        paths_of(graph),
    )
    (finding,) = attribute(case)
    assert not any("has no null" in piece.says for piece in finding.evidence)


def paths_of(graph: Mapping[str, Node]) -> SqlPaths:
    lineage = Lineage.of(graph)
    return SqlPaths(ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb"), lineage)


def test_a_column_that_lost_its_nulls_is_news_though_the_scan_that_tells_it_finds_none() -> None:
    run = b.run(b.result(OBSERVER, "pass", sql=scanned(MEMBERS, name=CLEAN)))
    graph = nodes(OBSERVER)
    seen = tuple(observations_of(run, graph))
    share = next(one for one in seen if one.measure is Measure.NULL_SHARE)
    checks = checks_of(run, graph, "duckdb").joined(shown_by_scans(run, graph))
    leaps = {share: Leap(usual=0.5, usual_at=b.NOON - DAY, value=0.0, runs=20, since=b.NOON)}
    case = Case(
        graph, Lineage.of(graph), checks, NO_HISTORY, paths_of(graph), observations=seen, leaps=leaps
    )  # fmt: skip
    (finding,) = attribute(case)
    assert finding.origin.unique_id == MEMBERS
