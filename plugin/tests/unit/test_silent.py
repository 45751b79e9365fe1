"""Which of the numbers that leapt are told, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from dbt_onus.core.attribution import Case, Finding, NodePaths, attribute
from dbt_onus.core.checks import checks_of
from dbt_onus.core.evidence import Cause, Confidence
from dbt_onus.core.history import History
from dbt_onus.core.leaps import Leap
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Measure, Observation
from dbt_onus.core.results import Result
from tests import builders as b

YESTERDAY = b.NOON - timedelta(days=1)
CHARGES, ORDERS = "source.shop.stripe.charges", "model.shop.fct_orders"


def shop() -> list[Node]:
    """stripe.charges → stg_charges → fct_orders; web.visits → fct_orders."""
    return [
        b.source("stripe.charges", columns=["id", "amount"]),
        b.source("web.visits"),
        b.model("stg_charges", "stripe.charges", columns=["id", "amount"]),
        b.model("fct_orders", "stg_charges", "web.visits", columns=["id", "amount"]),
    ]


def saw(node: str, value: float, measure: Measure = Measure.ROWS, column: str | None = None) -> Observation:
    return Observation(unique_id=node, column=column, measure=measure, value=value)


def leapt(one: Observation, usual: float) -> tuple[Observation, Leap]:
    return one, Leap(usual=usual, usual_at=YESTERDAY, value=one.value, runs=20, since=b.NOON)


def findings(
    *leaps: tuple[Observation, Leap],
    results: Iterable[Result] = (),
    tests: Iterable[Node] = (),
    changed: Iterable[str] = (),
    beside: Iterable[Observation] = (),
) -> tuple[Finding, ...]:
    graph = {node.unique_id: node for node in (*shop(), *tests)}
    lineage = Lineage.of(graph)
    code = {uid: "new" if uid in changed else "old" for uid in graph if not uid.startswith("source")}
    history = History(versions={uid: ((YESTERDAY - timedelta(days=9), "old"),) for uid in code}, code=code)
    return attribute(
        Case(
            graph,
            lineage,
            checks_of(b.run(*results), graph, "duckdb"),
            history,
            NodePaths(lineage),
            observations=(*(one for one, _ in leaps), *beside),
            leaps=dict(leaps),
        )
    )


def origins(found: Iterable[Finding]) -> list[str | None]:
    return [one.origin.unique_id for one in found]


HALF = leapt(saw(CHARGES, 500.0), 1000.0)


def test_the_first_on_the_way_is_the_incident_and_what_lies_below_its_witness() -> None:
    (found,) = findings(HALF, leapt(saw(ORDERS, 480.0), 970.0))
    assert (found.origin.unique_id, found.cause) == (CHARGES, Cause.VOLUME)
    assert found.confidence is Confidence.LIKELY
    assert found.evidence[1].says == "the number of rows of fct_orders went from 970 to 480"


def test_one_number_alone_is_possible() -> None:
    (found,) = findings(HALF)
    assert found.confidence is Confidence.POSSIBLE
    assert found.evidence[-1].says == "stripe.charges is a source: nothing lies above it"


def test_two_sources_are_two_incidents() -> None:
    assert origins(findings(HALF, leapt(saw("source.shop.web.visits", 9000.0), 900.0))) == [
        CHARGES,
        "source.shop.web.visits",
    ]


def test_a_model_that_leaps_alone_is_possible_with_the_sources_that_nobody_measured() -> None:
    (found,) = findings(leapt(saw(ORDERS, 480.0), 970.0), beside=[saw(CHARGES, 1000.0)])
    assert found.confidence is Confidence.POSSIBLE
    assert [place.unique_id for place in found.suspects] == ["source.shop.web.visits"]


def test_a_model_whose_code_changed_may_have_been_meant_to() -> None:
    for changed in (ORDERS, "model.shop.stg_charges"):
        assert findings(leapt(saw(ORDERS, 480.0), 970.0), changed=[changed]) == ()


def test_a_handful_of_rows_tells_nothing() -> None:
    assert findings(leapt(saw(CHARGES, 6.0), 12.0)) == ()
    mean = leapt(saw(CHARGES, 40.0, Measure.MEAN, "amount"), 20.0)
    assert findings(mean, beside=[saw(CHARGES, 12.0)]) == ()
    assert origins(findings(mean, beside=[saw(CHARGES, 1200.0)])) == [CHARGES]


def test_a_test_of_this_very_property_that_passes_has_the_last_word() -> None:
    counted = b.test("dbt_utils.fewer_rows_than", "stripe.charges")
    assert findings(HALF, tests=[counted], results=[b.result(counted, "pass")]) == ()
    below = leapt(saw(ORDERS, 480.0), 970.0)
    assert findings(HALF, below, tests=[counted], results=[b.result(counted, "pass")]) == ()
    unique = b.test("unique", "stripe.charges", "id")
    assert origins(findings(HALF, tests=[unique], results=[b.result(unique, "pass")])) == [CHARGES]


def test_a_new_word_or_two_and_ever_more_times_are_no_news() -> None:
    rows = saw(CHARGES, 1200.0)

    def different(usual: float, value: float, column: str = "status") -> tuple[Observation, Leap]:
        return leapt(saw(CHARGES, value, Measure.DISTINCT, column), usual)

    assert findings(different(1.0, 2.0), beside=[rows]) == ()
    assert findings(different(2.0, 4.0), beside=[rows]) == ()
    # every word of a list in a second spelling, and words that are used no more
    assert origins(findings(different(3.0, 6.0), beside=[rows])) == [CHARGES]
    assert origins(findings(different(4.0, 2.0), beside=[rows])) == [CHARGES]
    # a snapshot's versions begin at ever more moments; all of them at one is another matter
    newest = saw(CHARGES, b.NOON.timestamp(), Measure.NEWEST, "valid_from")
    assert findings(different(30.0, 60.0, "valid_from"), beside=[rows, newest]) == ()
    assert origins(findings(different(60.0, 1.0, "valid_from"), beside=[rows, newest])) == [CHARGES]


def test_fewer_rows_that_were_promised_may_hold_fewer_different_values() -> None:
    counted = b.test("dbt_utils.fewer_rows_than", "stripe.charges")
    promised = {"tests": [counted], "results": [b.result(counted, "pass")]}

    def different(value: float) -> tuple[Observation, Leap]:
        return leapt(saw(CHARGES, value, Measure.DISTINCT, "id"), 1000.0)

    assert findings(HALF, different(500.0), **promised) == ()
    assert findings(HALF, different(640.0), **promised) == ()
    # half of the rows do not explain a tenth of the values, and nobody promised anything of values
    assert origins(findings(HALF, different(100.0), **promised)) == [CHARGES]
    assert findings(HALF, different(500.0))[0].confidence is Confidence.LIKELY


def test_a_fault_that_a_test_found_above_or_below_is_the_fault() -> None:
    above = b.test("not_null", "stripe.charges", "id")
    assert origins(findings(HALF, tests=[above], results=[b.result(above, "fail", failures=3)])) == [CHARGES]
    below = b.test("not_null", "fct_orders", "id")
    (found,) = findings(HALF, tests=[below], results=[b.result(below, "fail", failures=3)])
    assert not found.symptoms[0].observed


def test_an_unrelated_failure_changes_nothing() -> None:
    other = b.test("unique", "web.visits", "id")
    assert set(origins(findings(HALF, tests=[other], results=[b.result(other, "fail", failures=3)]))) == {
        CHARGES,
        "source.shop.web.visits",
    }


def test_what_was_not_built_was_not_measured_anew() -> None:
    failed = b.result("stg_charges", "error", "Runtime Error in model x\n  Out of Memory Error: failed")
    assert all(not one.symptoms[0].observed for one in findings(leapt(saw(ORDERS, 4.0), 970.0), results=[failed]))
