"""What tests further down say of columns that nobody tested: of their values, of keys and of joined rows."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.own_sql import with_own_sql
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Confidence, EvidenceKind, Place
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

MEMBERS, VISITS, CLUBS = '"gym"."crm"."members"', '"gym"."door"."visits"', '"gym"."hq"."clubs"'
VISITED = 'from "shop"."main"."fct_visits"'
_KEYED = "from {} v left join {} m on m.id = v.member_id"


def gym() -> list[Node]:
    """Visits are joined to members; a view shows all members, another those who pay; lockers refer to members."""
    return [
        b.source("crm.members", columns=["id", "tier", "town"], relation_name=MEMBERS),
        b.source("door.visits", columns=["id", "member_id"], relation_name=VISITS),
        b.source("hq.lockers", columns=["id", "member_id"], relation_name='"gym"."hq"."lockers"'),
        b.model(
            "fct_visits",
            "door.visits",
            "crm.members",
            sql=f"select v.id, v.member_id, m.tier {_KEYED.format(VISITS, MEMBERS)}",
        ),
        b.model("dim_members", "crm.members", sql=f"select id, tier, town from {MEMBERS}"),
        b.model("payers", "crm.members", sql=f"select id, tier from {MEMBERS} where town = 'Ulm'"),
        b.model("lockers", "hq.lockers", sql='select id, member_id from "gym"."hq"."lockers"'),
        b.model(
            "locker_tiers",
            "lockers",
            "crm.members",
            sql=f'select l.id, m.tier from "shop"."main"."lockers" l left join {MEMBERS} m on m.id = l.member_id',
        ),
    ]


BUILT = tuple(b.result(name) for name in ("fct_visits", "dim_members", "payers", "lockers", "locker_tiers"))
TIER = b.test("not_null", "fct_visits", "tier")
ALL_TIERS = b.test("not_null", "dim_members", "tier", name="all_tiers", severity="WARN")
SOME_TIERS = b.test("not_null", "payers", "tier", name="some_tiers", severity="WARN")
LOCKED_TIERS = b.test("not_null", "locker_tiers", "tier", name="locked_tiers")
LOCKERS = b.test("relationships", "lockers", "member_id", to="dim_members", name="lockers_known")
VISITORS = b.test("relationships", "fct_visits", "member_id", to="dim_members", name="visitors_known")
VISITOR = b.test("not_null", "fct_visits", "member_id", name="visitor")


def findings(
    *results: Result, nodes: Iterable[Node] = (), history: History | None = None, built: Iterable[Result] = BUILT
) -> tuple[Finding, ...]:
    nodes = [*(nodes or gym()), *(test for test in TESTS if test.unique_id in {one.unique_id for one in results})]
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    if history is None:
        code = [uid for uid, node in graph.items() if node.resource_type != "source"]
        history = unchanged(*(one.unique_id for one in results), code=code)
    checks = checks_of(b.run(*built, *results), graph, "duckdb")
    read = with_own_sql(checks, columns)
    return attribute(Case(graph, lineage, read, history, SqlPaths(columns, lineage)))


TESTS = [TIER, ALL_TIERS, SOME_TIERS, LOCKED_TIERS, LOCKERS, VISITORS, VISITOR]
FAILED = b.result(TIER, "fail", failures=3)


def test_alone_a_null_below_an_outer_join_accuses_neither_side() -> None:
    found = only(findings(FAILED))
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {"source.shop.crm.members", "source.shop.door.visits"}


def test_of_a_joined_value_the_value_is_what_a_test_is_asked_for() -> None:
    found = only(findings(FAILED))
    assert found.untested == (Place(unique_id="source.shop.crm.members", column="tier"),)
    assert found.remedy == "a not_null test on crm.members.tier would decide it"


def test_a_warning_down_another_branch_saw_the_same_nulls() -> None:
    found = only(findings(FAILED, b.result(ALL_TIERS, "warn", failures=2)))
    assert found.origin == Place(unique_id="source.shop.crm.members", column="tier")
    assert found.confidence is Confidence.LIKELY
    assert EvidenceKind.SAME_RUN_WARNING in {piece.kind for piece in found.evidence}


def test_a_warning_that_was_there_when_the_test_last_passed_is_no_cause() -> None:
    results = (FAILED, b.result(ALL_TIERS, "warn", failures=2))
    known = unchanged(TIER.unique_id, code=["model.shop.fct_visits"])
    old = History(
        last_pass=known.last_pass,
        versions=known.versions,
        code=known.code,
        failing_since={ALL_TIERS.unique_id: known.last_pass[TIER.unique_id]},
    )
    assert not only(findings(*results, history=old)).confidence.pages


def test_values_and_rows_that_others_found_leave_the_key() -> None:
    found = only(findings(FAILED, b.result(ALL_TIERS, "pass"), b.result(LOCKERS, "pass")))
    assert found.origin.unique_id == "source.shop.door.visits"
    assert found.confidence is Confidence.LIKELY


def test_what_a_join_by_another_key_brought_shows_that_the_rows_are_there() -> None:
    found = only(findings(FAILED, b.result(LOCKED_TIERS, "pass")))
    assert found.origin.unique_id == "source.shop.door.visits"
    assert found.confidence is Confidence.LIKELY


def test_a_key_that_finds_its_row_and_is_never_empty_leaves_the_value() -> None:
    found = only(findings(FAILED, b.result(VISITORS, "pass"), b.result(VISITOR, "pass")))
    assert found.origin.unique_id == "source.shop.crm.members"
    assert found.confidence.pages


def lessons() -> list[Node]:
    """Lessons refer to members as well."""
    lessons = '"gym"."hall"."lessons"'
    return [
        *gym(),
        b.source("hall.lessons", columns=["id", "member_id"], relation_name=lessons),
        b.model("fct_lessons", "hall.lessons", sql=f"select id, member_id from {lessons}"),
    ]


def test_rows_that_are_gone_are_one_fault_however_they_are_missed() -> None:
    """Two joins find no tier, and lessons find no member: members are missing."""
    taught = b.test("relationships", "fct_lessons", "member_id", to="dim_members", name="taught")
    TESTS.append(taught)
    nulls = (FAILED, b.result(LOCKED_TIERS, "fail", failures=2))
    found = only(findings(*nulls, b.result(taught, "fail", failures=4), nodes=lessons()))
    TESTS.remove(taught)
    assert found.origin == Place(unique_id="source.shop.crm.members", column="id")
    assert found.cause is Cause.REFERENTIAL
    assert found.confidence is Confidence.LIKELY


def test_two_trails_end_where_both_go_through() -> None:
    """Of two questions with the same suspects, the end is the last node that feeds what failed in both.

    How many ancestors nobody tested is said once, though it is another number for each.
    """
    nodes = [
        *gym(),
        b.model("one", "fct_visits", sql=f"select id, nullif(tier, 'x') as tier {VISITED}"),
        b.model("seen", "fct_visits", sql=f"select id, nullif(tier, 'y') as tier {VISITED}"),
        b.model("two", "seen", sql='select id, nullif(tier, 0) as tier from "shop"."main"."seen"'),
    ]
    tests = [b.test("not_null", name, "tier", name=f"{name}_tier") for name in ("one", "two")]
    TESTS.extend(tests)
    found = only(findings(*(b.result(test, "fail", failures=2) for test in tests), nodes=nodes))
    del TESTS[-2:]
    assert found.origin.unique_id == "model.shop.fct_visits"
    assert len(found.suspects) == 2
    assert sum(piece.kind is EvidenceKind.GAP for piece in found.evidence) == 1


def test_a_key_that_is_one_of_the_expected_leaves_the_joined_table() -> None:
    """The keys are what they should be: a row is gone, or has lost its tier."""
    keys = b.test("accepted_values", "fct_visits", "member_id", name="keys")
    TESTS.append(keys)
    found = only(findings(FAILED, b.result(keys, "pass"), b.result(VISITOR, "pass")))
    values_too = findings(FAILED, *(b.result(one, "pass") for one in (keys, VISITOR, ALL_TIERS)))
    TESTS.remove(keys)
    assert found.origin.unique_id == "source.shop.crm.members"
    assert only(values_too).origin.unique_id == "source.shop.crm.members"


def test_a_relationship_says_nothing_of_empty_keys() -> None:
    assert not only(findings(FAILED, b.result(VISITORS, "pass"))).confidence.pages


def test_what_a_join_has_let_go_is_not_found_good() -> None:
    """Of the visits that find a member, every one finds its member: that says nothing of the others."""
    matched = b.model(
        "matched",
        "door.visits",
        "crm.members",
        sql=f"select v.id, v.member_id from {VISITS} v join {MEMBERS} m on m.id = v.member_id",
    )
    known = b.test("relationships", "matched", "member_id", to="dim_members", name="matched_known")
    TESTS.append(known)
    passed = (b.result(known, "pass"), b.result(ALL_TIERS, "pass"), b.result(VISITOR, "pass"))
    found = only(findings(FAILED, *passed, nodes=[*gym(), matched], built=(*BUILT, b.result(matched))))
    TESTS.remove(known)
    assert not found.confidence.pages


def test_the_key_of_an_earlier_join_is_not_cleared_by_the_rows_of_a_later_one() -> None:
    """Tiers come by way of a locker: that each locker has its member says nothing of the visit's locker."""
    through = b.model(
        "fct_visits",
        "door.visits",
        "lockers",
        "crm.members",
        sql=f'select v.id, m.tier from {VISITS} v left join "shop"."main"."lockers" l on l.id = v.member_id '
        f"left join {MEMBERS} m on m.id = l.member_id",
    )
    nodes = [through if node.unique_id == through.unique_id else node for node in gym()]
    found = only(findings(FAILED, b.result(ALL_TIERS, "pass"), b.result(LOCKERS, "pass"), nodes=nodes))
    suspects = {place.unique_id for place in found.suspects} | {found.origin.unique_id}
    assert "source.shop.door.visits" in suspects or not found.confidence.pages


def test_a_pass_on_some_of_the_rows_brackets_nothing() -> None:
    """Those who do not pay may be the ones without a tier: the model that joins them is not to blame."""
    passed = (b.result(SOME_TIERS, "pass"), b.result(VISITORS, "pass"), b.result(VISITOR, "pass"))
    found = only(findings(FAILED, *passed))
    assert found.origin.unique_id != "model.shop.fct_visits" or not found.confidence.pages


@pytest.mark.parametrize("status", ["skipped", "error"])
def test_a_table_that_was_not_built_says_what_was_true_then(status: str) -> None:
    built = tuple(one for one in BUILT if one.unique_id not in ("model.shop.dim_members", "model.shop.lockers"))
    built = (*built, b.result("dim_members", "skipped"), b.result("lockers", status))
    found = findings(FAILED, b.result(ALL_TIERS, "pass"), b.result(LOCKERS, "pass"), built=built)
    assert not any(one.confidence.pages and TIER.unique_id in {c.key for c in one.symptoms} for one in found)


def test_a_value_that_is_not_accepted_came_through_the_join_as_it_is() -> None:
    """No key brings a value that is nowhere: this needs no earlier run."""
    tiers = b.test("accepted_values", "fct_visits", "tier", name="tiers")
    TESTS.append(tiers)
    found = only(findings(b.result(tiers, "fail", failures=1), history=NO_HISTORY))
    TESTS.remove(tiers)
    assert found.origin == Place(unique_id="source.shop.crm.members", column="tier")
    assert found.confidence is Confidence.LIKELY


def test_a_generic_test_of_their_own_is_read_whatever_star_it_selects() -> None:
    table = '"shop"."main"."stg_visits"'
    own = b.test(
        "between", "stg_visits", "minutes", sql=f"select * from {table} where not (minutes between 0 and 9)"
    )
    nodes = [
        b.source("door.log", relation_name='"gym"."door"."log"'),
        b.model("stg_visits", "door.log", sql='select * from "gym"."door"."log"'),
    ]
    TESTS.append(own)
    found = only(findings(b.result(own, "fail", failures=1), nodes=nodes, history=NO_HISTORY, built=()))
    TESTS.remove(own)
    assert found.origin == Place(unique_id="source.shop.door.log", column="minutes")
    assert found.confidence is Confidence.LIKELY


@st.composite
def passes(draw: st.DrawFn) -> tuple[Result, ...]:
    """Any of the other tests with any result."""
    chosen = draw(st.lists(st.sampled_from(TESTS[1:]), unique_by=lambda one: one.unique_id))
    return tuple(b.result(one, draw(st.sampled_from(["pass", "warn", "skipped"]))) for one in chosen)


@settings(max_examples=120, deadline=None)
@given(passes(), st.randoms())
def test_nobody_is_named_for_what_a_pass_has_cleared(others: tuple[Result, ...], random: st.DataObject) -> None:
    """Every value of `tier` was seen and is good: then it is not that column that answers, whoever else does."""
    known = [one for one in others if one.unique_id != ALL_TIERS.unique_id]
    results = [FAILED, b.result(ALL_TIERS, "pass"), *known]
    found = findings(*results)
    random.shuffle(results)  # type: ignore[attr-defined]  # hypothesis' random
    assert findings(*results) == found
    blamed = [one.origin for one in found if one.confidence.pages]
    if not any(one.status.value == "warn" for one in known):
        assert Place(unique_id="source.shop.crm.members", column="tier") not in blamed


def test_where_all_that_feeds_a_place_is_good_by_other_tests_it_is_said_which() -> None:
    passed = (b.result(ALL_TIERS, "pass"), b.result(VISITORS, "pass"), b.result(VISITOR, "pass"))
    found = only(findings(FAILED, *passed))
    assert found.origin.unique_id == "model.shop.fct_visits"
    assert found.confidence is Confidence.LIKELY
    assert any("crm.members.tier, by what it goes into" in piece.says for piece in found.evidence)


LOG, TAGS = '"gym"."door"."log"', '"gym"."hq"."tags"'


def turnstiles(config: dict[str, object], result: str = "success") -> Finding:
    """A mart compares the numbers of a log, kept in a table that only grows, with those of a list of tags."""
    own = '"shop"."main"."kept_log"'
    nodes = [
        b.source("door.log", columns=["tag", "at"], relation_name=LOG),
        b.source("hq.tags", columns=["tag", "name"], relation_name=TAGS),
        b.model(
            "kept_log",
            "door.log",
            sql=f"select tag, at from {LOG} where at > (select max(at) from {own})",
            **config,
        ),
        b.model("passages", "kept_log", "hq.tags", sql=f"select name from {own} l join {TAGS} t on t.tag = l.tag"),
    ]
    message = "Runtime Error in model passages\n  Conversion Error: Could not convert string 'x7' to INT64"
    failed = b.result("passages", "error", message)
    history = unchanged(failed.unique_id, code=["model.shop.passages", "model.shop.kept_log"])
    return only(findings(failed, nodes=nodes, history=history, built=(b.result("kept_log", result),)))


def test_a_table_that_only_grows_has_taken_nothing_of_another_type() -> None:
    found = turnstiles({"materialized": "incremental"})
    assert found.origin.unique_id == "source.shop.hq.tags"
    assert found.confidence is Confidence.LIKELY


def test_a_table_made_anew_may_be_of_another_type() -> None:
    assert not turnstiles({"materialized": "table"}).confidence.pages


def test_a_table_that_follows_its_columns_may_be_of_another_type() -> None:
    config = {"materialized": "incremental", "on_schema_change": "sync_all_columns"}
    assert not turnstiles(config).confidence.pages


def test_a_table_that_was_not_built_says_nothing_of_types() -> None:
    assert not turnstiles({"materialized": "incremental"}, "skipped").confidence.pages
