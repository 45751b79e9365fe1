"""What the page shows beside the report: roles in the picture, the plot, the counts to run, the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from dbt_onus.core.checks import Check, checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.contracts import Term
from dbt_onus.core.evidence import Cause, Confidence, Place
from dbt_onus.core.incidents.incident import Affected, Incident, Suspect
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups import Known
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Measure
from dbt_onus.core.ownership import Ownership
from dbt_onus.core.page import Picture, Role, atlas_of, picture_of, plot_of, queries_of
from dbt_onus.core.page.carried import carried_by
from dbt_onus.core.page.picture import MOST, nodes_in_picture
from dbt_onus.core.properties import Property
from dbt_onus.core.remedies import catching_tests
from dbt_onus.core.results import Status
from tests import builders as b
from tests import scorecards as s

CHARGES = b.source("stripe.charges", columns=["id", "amount"])
STAGING = b.model("stg_charges", CHARGES, sql='select id, amount from "shop"."stripe"."charges"')
RATES = b.seed("rates", columns=["rate"])
ORDERS = b.model(
    "fct_orders",
    STAGING,
    RATES,
    sql='select id, amount * rate as total from "shop"."main"."stg_charges" cross join "shop"."main"."rates"',
)
CHURN = b.model("churn", ORDERS)
BOARD = b.exposure("board", CHURN)
FAILS = b.test("not_null", ORDERS, "total")
OTHER_COLUMN = b.test("not_null", STAGING, "id")
OTHER_PROPERTY = b.test("unique", RATES, "rate")
CLEARS = b.test("not_null", RATES, "rate")
NODES: tuple[Node, ...] = (
    CHARGES,
    STAGING,
    RATES,
    ORDERS,
    CHURN,
    BOARD,
    FAILS,
    OTHER_COLUMN,
    OTHER_PROPERTY,
    CLEARS,
)


def known_of(nodes: Sequence[Node]) -> Known:
    by_id = b.manifest(*nodes).nodes
    ownership = Ownership(fallback_team="platform", nodes=by_id)
    return Known(lineage=Lineage.of(by_id), owner_of=lambda uid: ownership.owner_of(by_id[uid]))


KNOWN = known_of(NODES)


def fault(**fields: object) -> Incident:
    said = {
        "origin": Place(unique_id=CHARGES.unique_id, column="amount"),
        "checks": (FAILS.unique_id,),
        "failures": (FAILS.unique_id,),
        "about": {FAILS.unique_id: ORDERS.unique_id},
        "skipped": (CHURN.unique_id,),
        "affected": Affected(exposures=(BOARD.unique_id,)),
    }
    return replace(s.incident("7f3a9c2e", "payments"), **(said | fields))


def checks(*passed: Node, skipped: Sequence[Node] = (CHURN,)) -> dict[str, list[Check]]:
    run = b.run(
        b.result(FAILS, "fail", failures=3),
        *(b.result(node, "pass") for node in passed),
        *(b.result(node, "skipped") for node in skipped),
    )
    found: dict[str, list[Check]] = defaultdict(list)
    for check in checks_of(run, KNOWN.lineage.nodes, "duckdb"):
        found[check.node or ""].append(check)
    return found


def columns() -> ColumnLineage:
    lineage = KNOWN.lineage
    return ColumnLineage(lineage.nodes, lineage.parents, children=lineage.children, adapter="duckdb")


def drawn(incident: Incident, *passed: Node) -> Picture:
    of = checks(*passed)
    broken = [check for check in of[ORDERS.unique_id] if check.broken]
    carried = carried_by(incident, broken, nodes_in_picture(incident, KNOWN)[0], columns())
    return picture_of(incident, KNOWN, of, carried)


def roles(picture: Picture) -> dict[str, Role]:
    return {spot.hop.label: spot.role for spot in picture.spots}


def test_every_node_on_the_way_has_the_role_that_its_checks_give_it() -> None:
    assert roles(drawn(fault(), CLEARS)) == {
        "stripe.charges": Role.ORIGIN,
        "stg_charges": Role.UNTESTED,
        "rates": Role.PASSED,
        "fct_orders": Role.FAILED,
        "churn": Role.SKIPPED,
        "board": Role.HIT,
    }


def test_a_pass_clears_by_its_own_property_and_its_own_column_alone() -> None:
    found = roles(drawn(fault(), OTHER_COLUMN, OTHER_PROPERTY))
    assert (found["stg_charges"], found["rates"]) == (Role.UNTESTED, Role.UNTESTED)


def test_a_pass_on_some_rows_clears_nobody() -> None:
    some = {RATES.unique_id: [replace_check(one) for one in checks(CLEARS)[RATES.unique_id]]}
    of = checks(CLEARS) | some
    carried = {RATES.unique_id: ("rate",)}
    assert roles(picture_of(fault(), KNOWN, of, carried))["rates"] is Role.UNTESTED


def replace_check(check: Check) -> Check:
    import msgspec

    return msgspec.structs.replace(check, filtered=True)


def test_the_columns_are_followed_from_the_origin_to_what_failed() -> None:
    carried = {spot.hop.label: spot.columns for spot in drawn(fault(), CLEARS).spots}
    assert carried["stripe.charges"] == ("amount",)
    assert carried["stg_charges"] == ("amount",)
    assert carried["fct_orders"] == ("total",)
    assert carried["rates"] == ("rate",)


def test_an_origin_that_is_not_known_is_not_drawn_as_one() -> None:
    unsure = fault(
        confidence=Confidence.POSSIBLE,
        suspects=(Suspect(place=Place(unique_id=CHARGES.unique_id, column="amount"), team="payments"),),
    )
    assert roles(drawn(unsure))["stripe.charges"] is Role.SUSPECT


def test_a_platform_fault_has_a_picture_of_what_it_hit() -> None:
    found = roles(drawn(fault(origin=Place(unique_id=None), cause=Cause.INFRASTRUCTURE)))
    assert found["fct_orders"] is Role.FAILED
    assert Role.ORIGIN not in found.values()


def test_a_large_blast_is_cut_to_what_can_be_looked_at() -> None:
    wide = [b.exposure(f"board_{number}", ORDERS) for number in range(200)]
    known = known_of([*NODES, *wide])
    kept, more = nodes_in_picture(fault(affected=Affected(exposures=tuple(one.unique_id for one in wide))), known)
    assert len(kept) == MOST
    assert more > 100
    assert {CHARGES.unique_id, STAGING.unique_id, ORDERS.unique_id} <= set(kept)


def test_the_plot_is_of_what_the_cause_is_measured_by_with_what_was_promised() -> None:
    series = (CHARGES.unique_id, "amount", Measure.NULL_SHARE)
    values = [(b.NOON - timedelta(days=9 - day), 0.001 * day) for day in range(10)]
    term = Term(
        term="null_share", column="amount", status=Status.FAIL, expected={"max": "1%"}, observed=0.1, says=None
    )
    check = Check(
        key="t#null_share:amount",
        unique_id="t",
        node=CHARGES.unique_id,
        about=Property.NULLNESS,
        status=Status.FAIL,
        says="…",
        term=term,
    )
    plot = plot_of(fault(), [], {series: values}, {CHARGES.unique_id: [check]})
    assert plot is not None
    assert plot.measure is Measure.NULL_SHARE
    assert plot.bounds is not None
    assert (plot.bounds.low, plot.bounds.high) == (None, 0.01)


def test_without_a_promise_the_bounds_are_what_was_usual_before() -> None:
    series = (CHARGES.unique_id, None, Measure.ROWS)
    values = [(b.NOON - timedelta(days=12 - day), 1000.0 + day % 3) for day in range(12)] + [(b.NOON, 3.0)]
    plot = plot_of(fault(cause=Cause.VOLUME), [], {series: values}, {})
    assert plot is not None
    assert plot.bounds is not None
    assert plot.bounds.low is not None
    assert 3 < plot.bounds.low < 1000
    assert plot.bounds.says.startswith("usual")


def test_two_values_are_no_plot() -> None:
    series = (CHARGES.unique_id, "amount", Measure.NULL_SHARE)
    assert plot_of(fault(), [], {series: [(b.NOON, 0.1), (b.NOON, 0.2)]}, {}) is None


def test_the_counts_to_run_name_the_origin_first() -> None:
    broken = [check for check in checks()[ORDERS.unique_id] if check.broken]
    first, second = queries_of(fault(), broken, KNOWN.lineage.nodes, "duckdb")
    assert first.heading == "at the origin: stripe.charges.amount"
    assert '"amount" is null' in first.sql
    assert first.sql.endswith('from "shop"."stripe"."charges" onus_rows')
    assert second.heading == "where it failed: fct_orders.total"


def test_a_table_whose_name_cannot_be_written_is_not_asked() -> None:
    odd = b.model("fct_orders", STAGING, relation_name="x; drop table y")
    nodes = {**KNOWN.lineage.nodes, odd.unique_id: odd}
    broken = [check for check in checks()[ORDERS.unique_id] if check.broken]
    queries = queries_of(fault(), broken, nodes, "duckdb")
    assert [query.heading for query in queries] == ["at the origin: stripe.charges.amount"]


def test_the_test_that_would_have_caught_it_stands_at_the_origin() -> None:
    (test,) = catching_tests(fault(), KNOWN.lineage, "1.11.0")
    assert test.place.unique_id == CHARGES.unique_id
    assert "not_null" in str(test.entry)


def test_what_was_tested_at_its_origin_was_caught() -> None:
    assert catching_tests(fault(about={FAILS.unique_id: CHARGES.unique_id}), KNOWN.lineage, "1.11.0") == ()


@pytest.mark.parametrize("by_column", [True, False])
def test_the_graph_says_of_every_node_whose_it_is_and_how_it_fared(*, by_column: bool) -> None:
    read = [uid for uid in KNOWN.lineage.nodes if uid in KNOWN.lineage] if by_column else []
    atlas = atlas_of(KNOWN, checks(CLEARS), columns(), read)
    fared = {one.label: one.fared for one in atlas.landmarks}
    assert fared["fct_orders"] == "failed"
    assert fared["churn"] == "skipped"
    assert fared["rates"] == "passed"
    assert fared["stg_charges"] == "untested"
    assert len(atlas.edges) == 5
    assert atlas.by_column is by_column
    names = [one.label for one in atlas.landmarks]
    linked = {(names[link.parent], names[link.child]) for link in atlas.links}
    expected = {("stripe.charges", "stg_charges"), ("stg_charges", "fct_orders"), ("rates", "fct_orders")}
    assert linked == (expected if by_column else set())
