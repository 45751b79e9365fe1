"""What an incident is called: no more than is known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Evidence, EvidenceKind
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result
from dbt_onus.core.titles import title_of
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

BOOKS, LOANS = '"lib"."cat"."books"', '"lib"."desk"."loans"'
CONTRACT = """Compilation Error in model dim_books (models/dim_books.sql)
  This model has an enforced contract that failed.
  Please ensure the name, data_type, and number of columns in your contract match.

  | column_name | definition_type | contract_type | mismatch_reason    |
  | ----------- | --------------- | ------------- | ------------------ |
  | pages       | VARCHAR         | INTEGER       | data type mismatch |
"""
SHELF = b.test("not_null", "dim_books", "shelf")


def library() -> list[Node]:
    """Books have a shelf by a list in the repository; loans refer to books."""
    joined = (
        f'select b.id, b.pages, s.shelf from {BOOKS} b left join "lib"."main"."shelves" s on s.id = b.shelf_id'
    )
    return [
        b.source("cat.books", columns=["id", "title", "pages", "shelf_id"], relation_name=BOOKS),
        b.source("desk.loans", columns=["id", "book_id", "due", "lent"], relation_name=LOANS),
        b.node("seed.shop.shelves", columns=["id", "shelf"], relation_name='"lib"."main"."shelves"'),
        b.model("dim_books", "cat.books", "seed.shop.shelves", sql=joined),
        b.model("fct_loans", "desk.loans", sql=f"select id, book_id, due, lent from {LOANS}"),
        b.model("titles", "cat.books", sql=f"select title from {BOOKS}"),
    ]


def story(tests: Iterable[Node], *results: Result) -> tuple[str, Cause]:
    found, case = told(tests, *results)
    return title_of(found, case), found.cause


def told(tests: Iterable[Node], *results: Result) -> tuple[Finding, Case]:
    graph = {node.unique_id: node for node in (*library(), *tests)}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    history = unchanged(*(one.unique_id for one in results), code=list(graph))
    checks = checks_of(b.run(*results), graph, "duckdb")
    case = Case(graph, lineage, checks, history, SqlPaths(columns, lineage))
    return only(attribute(case)), case


def test_a_key_that_may_find_no_row_is_not_said_to_be_null() -> None:
    title, _ = story([SHELF], b.result(SHELF, "fail", failures=4))
    assert title == "cat.books.shelf_id: not_null on dim_books.shelf failed: 4 null"


def test_a_null_that_nothing_on_the_way_can_add_is_said_to_be_there() -> None:
    named = b.test("not_null", "titles", "title")
    title, _ = story([named], b.result(named, "fail", failures=4))
    assert title == "cat.books.title has nulls"


def test_it_is_a_table_that_has_rows_and_not_the_column_that_shows_it() -> None:
    due = b.test("not_null", "fct_loans", "due")
    found, case = told([due], b.result(due, "fail", failures=4))
    seen = Evidence(kind=EvidenceKind.PROBE, says="asked of the warehouse")
    lacking = replace(found, cause=Cause.VOLUME, evidence=(*found.evidence, seen))
    assert found.origin.column == "due"
    assert title_of(lacking, case) == "desk.loans has the wrong number of rows"


def test_a_contract_that_fails_by_a_type_is_not_said_to_lack_a_column() -> None:
    title, cause = story([], b.result("dim_books", "error", CONTRACT))
    assert (title, cause) == ("cat.books.pages changed its type", Cause.TYPE_CHANGE)


def test_a_build_that_breaks_its_contract_says_where() -> None:
    graph = {node.unique_id: node for node in library()}
    (check,) = checks_of(b.run(b.result("dim_books", "error", CONTRACT)), graph, "duckdb")
    assert check.says.endswith("(pages: VARCHAR, not INTEGER)")


@pytest.mark.parametrize(
    ("kind", "kwargs", "says"),
    [
        (
            "dbt_utils.expression_is_true",
            {"expression": ">  0"},
            "expression_is_true (> 0) on fct_loans.due failed: 3",
        ),
        (
            "dbt_utils.not_null_proportion",
            {"at_least": 0.9},
            "not_null_proportion on fct_loans.due failed: 3 rows",
        ),
        ("not_null", {}, "not_null on fct_loans.due failed: 3 null"),
    ],
)
def test_a_test_says_what_it_asked_and_counts_what_it_counts(
    kind: str, kwargs: dict[str, object], says: str
) -> None:
    test = b.test(kind, "fct_loans", "due", kwargs=kwargs)
    graph = {node.unique_id: node for node in (*library(), test)}
    (check,) = checks_of(b.run(b.result(test, "fail", failures=3)), graph, "duckdb")
    assert check.says.startswith(says)
