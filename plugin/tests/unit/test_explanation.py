"""What an explanation takes from the present project: the checks, the ways down, and what is gone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from dbt_onus.core.contracts import Term
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.explanation import Explanation, compiled_paths, explain, gone_checks, words_of
from dbt_onus.core.incidents.incident import Affected, Incident, Suspect
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups import Known, TeamHit
from dbt_onus.core.nodes import Node
from dbt_onus.core.ownership import Ownership
from dbt_onus.core.results import Status
from tests import builders as b

CHARGES = b.source("stripe.charges", meta={"owner": "payments"})
STAGING = b.model("stg_charges", "stripe.charges", meta={"owner": "finance"})
ORDERS = b.model("fct_orders", STAGING, meta={"owner": "finance"})
CHURN = b.model("churn", ORDERS, meta={"owner": "growth"})
TEST = b.test("not_null", STAGING, "amount")
ABOVE = b.test("not_null", ORDERS, "amount")
CONTRACT = b.test("onus.contract", CHARGES)
WEEKLY = b.exposure("weekly", CHURN, label="Weekly revenue", meta={"owner": "growth"})
NODES: tuple[Node, ...] = (CHARGES, STAGING, ORDERS, CHURN, TEST, ABOVE, CONTRACT, WEEKLY)

INCIDENT = Incident(
    id="7f3a9c2e",
    project="shop",
    opened_at=b.NOON,
    team="payments",
    why_team="meta.owner on stripe.charges",
    origin=Place(unique_id=CHARGES.unique_id, column="amount"),
    cause=Cause.NULLS,
    confidence=Confidence.PROVEN,
    title="…",
    notify=("payments",),
    inform=("finance",),
    evidence=(Evidence(kind=EvidenceKind.BRACKET, says="…"),),
    checks=(TEST.unique_id,),
    failures=(TEST.unique_id,),
    affected=Affected(nodes=(STAGING.unique_id, ORDERS.unique_id, CHURN.unique_id), exposures=(WEEKLY.unique_id,)),
)


def explained(incident: Incident, measured: Collection[str] | None = None, **directories: str) -> Explanation:
    nodes = b.manifest(*NODES).nodes
    ownership = Ownership(fallback_team="platform", nodes=nodes)
    known = Known(lineage=Lineage.of(nodes), owner_of=lambda uid: ownership.owner_of(nodes[uid]))
    return explain(incident, known, dbt_version="1.11.0", compiled={}, directories=directories, measured=measured)


def commands(incident: Incident, **directories: str) -> list[tuple[str, str]]:
    return [(check.what, check.command) for check in explained(incident, **directories).rechecks]


def test_a_contract_term_is_quoted_with_what_was_promised_and_found() -> None:
    key = f"{CONTRACT.unique_id}#range:amount"
    term = Term(term="range", column="amount", status=Status.FAIL, expected={"min": 0}, observed=1320, says=None)
    incident = replace(INCIDENT, checks=(key, f"{CONTRACT.unique_id}#check (a::int > 0)"))
    nodes = b.manifest(*NODES).nodes
    known = Known(
        lineage=Lineage.of(nodes), owner_of=lambda uid: Ownership(fallback_team="x").owner_of(nodes[uid])
    )
    (check,) = explain(
        incident, known, dbt_version="1.11.0", compiled={}, directories={}, terms={key: term}
    ).rechecks
    assert check.what == "contract of stripe.charges: range on amount, check (a::int > 0)"
    assert [quote.text for quote in check.quotes] == ["range on amount: promised min 0; observed 1,320"]


def test_every_kind_of_check_has_its_dbt_command() -> None:
    checks = (
        TEST.unique_id,
        f"{CONTRACT.unique_id}#not_null:amount",
        f"{CONTRACT.unique_id}#rows",
        f"{CHARGES.unique_id}#freshness",
        ORDERS.unique_id,
    )
    assert commands(replace(INCIDENT, checks=checks)) == [
        ("not_null on stg_charges.amount", f"dbt test --select {TEST.name}"),
        ("contract of stripe.charges: not_null on amount, rows", f"dbt test --select {CONTRACT.name}"),
        ("freshness of stripe.charges", "dbt source freshness --select source:stripe.charges"),
        ("building fct_orders", "dbt build --select fct_orders"),
    ]


def test_a_project_elsewhere_is_named_in_the_command_and_quoted() -> None:
    ((_, command),) = commands(INCIDENT, shop="data shop")
    assert command == f"dbt test --select {TEST.name} --project-dir 'data shop'"


def test_a_check_that_is_gone_is_said_to_be() -> None:
    (check,) = explained(replace(INCIDENT, checks=("test.shop.retired",))).rechecks
    assert (check.gone, check.command) == (True, "")


def test_only_packages_at_hand_can_tell_that_a_check_is_gone() -> None:
    nodes = b.manifest(*NODES).nodes
    checks = (
        TEST.unique_id,
        "test.shop.retired#not_null:id",
        "test.shop.retired#unique:id",
        "test.mart.elsewhere",
    )
    assert gone_checks(replace(INCIDENT, checks=checks), nodes) == ("test.shop.retired",)


def test_the_way_runs_from_the_origin_to_the_failure_with_the_owner_at_each_hop() -> None:
    (way,) = explained(replace(INCIDENT, checks=(ABOVE.unique_id, TEST.unique_id))).ways
    assert [(hop.label, hop.owner_team) for hop in way] == [
        ("stripe.charges", "payments"),
        ("stg_charges", "finance"),
        ("fct_orders", "finance"),
    ]


def test_ways_start_at_the_suspects_where_the_origin_is_not_known() -> None:
    suspect = Suspect(place=Place(unique_id=CHARGES.unique_id), team="payments")
    origin = Place(unique_id=STAGING.unique_id)
    open_question = replace(INCIDENT, confidence=Confidence.POSSIBLE, origin=origin, suspects=(suspect,))
    (way,) = explained(open_question).ways
    assert [hop.label for hop in way] == ["stripe.charges", "stg_charges"]


def test_suspected_sources_that_no_run_has_measured_are_named_as_dbt_selects_them() -> None:
    suspects = tuple(
        Suspect(place=Place(unique_id=node.unique_id, column="amount"), team="payments")
        for node in (CHARGES, STAGING)
    )
    open_question = replace(INCIDENT, confidence=Confidence.POSSIBLE, suspects=suspects)
    assert explained(open_question, measured=()).unmeasured == ("source:stripe.charges",)
    assert explained(open_question, measured=(CHARGES.unique_id,)).unmeasured == ()


def test_without_a_memory_at_hand_nobody_says_what_was_measured() -> None:
    suspects = (Suspect(place=Place(unique_id=CHARGES.unique_id), team="payments"),)
    assert explained(replace(INCIDENT, confidence=Confidence.POSSIBLE, suspects=suspects)).unmeasured == ()


def test_an_origin_that_left_the_project_still_explains_the_rest() -> None:
    gone = replace(INCIDENT, origin=Place(unique_id="source.shop.old.table"))
    explanation = explained(gone)
    assert explanation.ways == ()
    assert explanation.origin is not None
    assert explanation.origin.label == "source.shop.old.table"
    assert explained(replace(INCIDENT, origin=Place(unique_id=None))).origin is None


def test_a_macro_can_be_the_origin() -> None:
    origin = explained(replace(INCIDENT, origin=Place(unique_id="macro.shop.cents_to_amount"))).origin
    assert origin is not None
    assert (origin.label, origin.team) == ("macro cents_to_amount", "payments")


def test_who_is_hit_is_counted_by_team() -> None:
    explanation = explained(INCIDENT)
    assert explanation.teams == (TeamHit(team="finance", nodes=2), TeamHit(team="growth", nodes=1))
    assert [(one.label, one.team) for one in explanation.exposures] == [("Weekly revenue", "growth")]


def test_compiled_sql_is_looked_for_where_dbt_writes_it() -> None:
    assert compiled_paths(ORDERS) == ("shop/models/fct_orders.sql",)
    long = b.test("not_null", ORDERS, "amount", name="a_long_name", alias="a_lo_1f2e")
    assert compiled_paths(long) == (
        "shop/models/schema.yml/a_long_name.sql",
        "shop/models/schema.yml/a_lo_1f2e.sql",
    )


def test_every_kind_of_evidence_has_words() -> None:
    words = [words_of(Evidence(kind=kind, says="…")) for kind in EvidenceKind]
    assert len(set(words)) == len(words)
    assert not any("_" in word for word in words)
