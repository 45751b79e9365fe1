"""What people read of an incident: the list, its timeline, and the explanation of the verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import yaml

from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.explanation import Explanation, explain
from dbt_onus.core.incidents import acts
from dbt_onus.core.incidents.acts import Actor
from dbt_onus.core.incidents.incident import Affected, Incident, State, Suspect
from dbt_onus.core.incidents.timeline import ONUS, Event, What
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups import Known
from dbt_onus.core.ownership import Ownership
from dbt_onus.report import explain_json, explain_text, incident_json, incident_text
from tests import builders as b

WIDE = 100
TEAMS = {"payments": "Payments", "finance": "Finance", "growth": "Growth"}
CHARGES = "source.shop.stripe.charges"
NOT_NULL = "test.shop.not_null_fct_orders_amount"

INCIDENT = Incident(
    id="7f3a9c2e",
    project="shop",
    opened_at=b.NOON - timedelta(hours=26),
    runs=3,
    team="payments",
    why_team="meta.owner on source stripe",
    origin=Place(unique_id=CHARGES, column="amount"),
    cause=Cause.NULLS,
    confidence=Confidence.PROVEN,
    title="stripe.charges.amount has nulls",
    notify=("payments",),
    inform=("finance",),
    evidence=(
        Evidence(kind=EvidenceKind.SAME_RUN_FAILURE, says="not_null on fct_orders.amount failed: 132 null"),
        Evidence(kind=EvidenceKind.BRACKET, says="stripe.charges is a source; nothing lies above it"),
    ),
    checks=(NOT_NULL,),
    failures=(NOT_NULL,),
    affected=Affected(
        nodes=("model.shop.stg_charges", "model.shop.fct_orders"),
        teams=("finance",),
        exposures=("exposure.shop.weekly",),
    ),
)
OPEN_QUESTION = replace(
    INCIDENT,
    team="finance",
    origin=Place(unique_id="model.shop.fct_orders", column="amount"),
    confidence=Confidence.POSSIBLE,
    suspects=(Suspect(place=Place(unique_id=CHARGES, column="amount"), team="payments"),),
    remedy="a nullness test on stg_charges.amount would decide it",
    untested=(Place(unique_id="model.shop.stg_charges", column="amount"),),
)


def explained(
    incident: Incident, compiled: str | None = None, measured: tuple[str, ...] | None = None
) -> Explanation:
    nodes = b.manifest(
        b.source("stripe.charges", meta={"owner": "payments"}),
        b.model("stg_charges", "stripe.charges", meta={"owner": "finance"}, patch_path="shop://models/stg.yml"),
        orders := b.model("fct_orders", "stg_charges", meta={"owner": "finance"}),
        b.test("not_null", orders, "amount"),
        b.exposure("weekly", "fct_orders", label="Weekly revenue", meta={"owner": "growth"}),
    ).nodes
    ownership = Ownership(fallback_team="platform", nodes=nodes)
    known = Known(lineage=Lineage.of(nodes), owner_of=lambda uid: ownership.owner_of(nodes[uid]))
    files = {NOT_NULL: compiled} if compiled else {}
    return explain(incident, known, dbt_version="1.11.16", compiled=files, directories={}, measured=measured)


def text_of(incident: Incident, compiled: str | None = None) -> str:
    return explain_text.render_explanation(explained(incident, compiled), TEAMS, WIDE)


def test_an_explanation_lets_the_team_check_it_alone() -> None:
    assert (
        text_of(INCIDENT, "target/compiled/shop/models/schema.yml/not_null_fct_orders_amount.sql")
        == """\
stripe.charges.amount has nulls [7f3a9c2e]
  state      open; since 2026-11-01 10:00 UTC, seen in 3 runs
  team       Payments: meta.owner on source stripe
  born in    stripe.charges.amount (source.shop.stripe.charges); cause: nulls
  proven     the fault is bracketed or explains itself in that very run, and the path to the failure
             is certain

evidence
  1. a check that failed in the same run
     not_null on fct_orders.amount failed: 132 null
  2. where the good ends
     stripe.charges is a source; nothing lies above it

check it yourself
  not_null on fct_orders.amount
    dbt test --select not_null_fct_orders_amount
    SQL: target/compiled/shop/models/schema.yml/not_null_fct_orders_amount.sql

the way down
  stripe.charges (source)  Payments  ← born here
  → stg_charges            Finance
  → fct_orders             Finance  ← fails here

hit
  Finance: 2 nodes
  Weekly revenue (Growth)"""
    )


def test_a_suspect_that_was_never_measured_comes_with_the_line_that_measures_it() -> None:
    text = explain_text.render_explanation(explained(OPEN_QUESTION, measured=()), TEAMS, WIDE)
    assert (
        text[text.index("        - not_null\n") : text.index("\nhit")]
        == """\
        - not_null

  no run has measured source:stripe.charges; with this line each run does, and its numbers can tell
    the next time
    # dbt_project.yml
    vars: {onus: {observe: ["source:stripe.charges"]}}
"""
    )
    assert "no run has measured" not in explain_text.render_explanation(
        explained(OPEN_QUESTION, measured=(CHARGES,)), TEAMS, WIDE
    )


def test_an_open_question_comes_with_the_test_that_would_decide_it() -> None:
    text = text_of(OPEN_QUESTION)
    assert "  born in    not known; the trail ends at fct_orders.amount" in text
    assert (
        text[text.index("what would") : text.index("\nhit")]
        == """\
what would decide it
  suspect: stripe.charges.amount (Payments)
  a nullness test on stg_charges.amount would decide it
  onus explain 7f3a9c2e --probe asks the warehouse

    # models/stg.yml
    models:
    - name: stg_charges
      columns:
      - name: amount
        data_tests:
        - not_null
"""
    )


def test_the_test_to_add_is_yaml_that_dbt_can_read() -> None:
    text = text_of(OPEN_QUESTION)
    written = text[text.index("    models:") : text.index("\n\nhit")]
    (model,) = yaml.safe_load(written)["models"]
    assert model["columns"] == [{"name": "amount", "data_tests": ["not_null"]}]


def test_a_fault_that_comes_back_says_how_often() -> None:
    assert "this fault for the 2nd time" in text_of(replace(INCIDENT, episode=2))
    assert "this fault for the 12th time" in text_of(replace(INCIDENT, episode=12))


def test_the_explanation_for_programs_carries_the_same() -> None:
    made = json.loads(explain_json.render_explanation(explained(OPEN_QUESTION)))
    assert made["schema"] == "onus/explain/1"
    assert made["incident"]["id"] == "7f3a9c2e"
    assert made["steps"][0]["kind_in_words"] == "a check that failed in the same run"
    assert made["checks"][0]["command"] == "dbt test --select not_null_fct_orders_amount"
    assert [hop["team"] for hop in made["ways"][0]] == ["payments", "finance", "finance"]
    assert made["tests_to_add"][0]["yaml"]["models"][0]["name"] == "stg_charges"
    assert made["hit"]["exposures"][0]["label"] == "Weekly revenue"


def listed(*rows: tuple[Incident, tuple[str, ...]]) -> str:
    return incident_text.render_list(rows, TEAMS, b.NOON, WIDE)


def test_the_list_says_what_is_open_whose_and_since_when() -> None:
    acknowledged = replace(INCIDENT, id="00ff00ff", state=State.ACKNOWLEDGED, episode=2, team="unheard_of")
    assert (
        listed((INCIDENT, ()), (acknowledged, ("test.shop.retired",)))
        == """\
7f3a9c2e  stripe.charges.amount has nulls
          open for 26 hours, Payments, proven
00ff00ff  stripe.charges.amount has nulls
          acknowledged for 26 hours, unheard_of, proven, episode 2
          its check test.shop.retired is gone from the project: resolve it by hand

2 incidents open"""
    )
    assert listed() == "✔ nothing is open"


def timeline() -> list[Event]:
    ana = Actor(by="ana@shop.example", at=b.NOON, because="their form")
    return [
        Event(incident_id=INCIDENT.id, episode=1, at=INCIDENT.opened_at, by=ONUS, what=What.OPENED),
        acts.reassign(INCIDENT, ana, "growth").event,
        acts.dispute(INCIDENT, ana, was_node="model.shop.stg_charges").event,
        acts.confirm(INCIDENT, replace(ana, because=None)).event,
    ]


def test_one_incident_comes_with_who_did_what_when_and_why() -> None:
    assert (
        incident_text.render_incident(INCIDENT, (), timeline(), TEAMS, WIDE)
        == """\
stripe.charges.amount has nulls [7f3a9c2e]
  state      open
  team       Payments: meta.owner on source stripe
  verdict    proven, nulls, born in source.shop.stripe.charges
  told       Payments, Finance

timeline
  2026-11-01 10:00 UTC opened by onus
  2026-11-02 12:00 UTC reassigned to Growth by ana@shop.example: their form
  2026-11-02 12:00 UTC disputed by ana@shop.example: their form; it was model.shop.stg_charges
  2026-11-02 12:00 UTC confirmed by ana@shop.example

the evidence: onus explain 7f3a9c2e"""
    )


def test_programs_get_the_timeline_too() -> None:
    made: dict[str, Any] = json.loads(incident_json.render_incident(INCIDENT, ("test.shop.x",), timeline()))
    assert (made["schema"], made["incident"]["gone_checks"]) == ("onus/incident/1", ["test.shop.x"])
    assert made["timeline"][1] == {
        "at": "2026-11-02T12:00:00Z",
        "by": "ana@shop.example",
        "what": "reassigned",
        "episode": 1,
        "because": "their form",
        "names": "growth",
    }
    listing = json.loads(incident_json.render_list([(INCIDENT, ())]))
    assert (listing["schema"], listing["incidents"][0]["checks"]) == ("onus/incidents/1", [NOT_NULL])


def test_hostile_reasons_and_names_stay_text() -> None:
    hostile = replace(INCIDENT, title="\x1b[31mred\u202e\n7f3a9c2e: resolved")
    event = acts.confirm(hostile, Actor(by="\x07mallory\nonus", at=b.NOON, because="\x1b]0;x")).event
    for text in (
        incident_text.render_incident(hostile, (), [event], TEAMS, WIDE),
        text_of(hostile),
        listed((hostile, ("test.\x1b[2J",))),
    ):
        assert all(letter.isprintable() or letter == "\n" for letter in text)
        assert "\n7f3a9c2e: resolved" not in text


def test_an_incident_that_another_one_explains_now_says_so() -> None:
    old = replace(INCIDENT, state=State.RESOLVED, superseded=True)
    assert "resolved for 26 hours, Payments, proven, superseded by another incident" in listed((old, ()))
    assert "another incident explains its failures now" in " ".join(text_of(old).split())


def test_the_timeline_says_where_it_went_and_how_much_it_hits() -> None:
    happened = [
        (What.GREW, "3 checks, 1 exposure"),
        (What.OWNER_CHANGED, "growth"),
        (What.NOTIFIED, "growth-slack"),
        (What.ESCALATED, "finance"),
        (What.SILENCED, "2026-12-01"),
        (What.SHRANK, "1 check"),
    ]
    events = [
        Event(incident_id=INCIDENT.id, episode=1, at=b.NOON, by=ONUS, what=what, names=names)
        for what, names in happened
    ]
    text = incident_text.render_incident(INCIDENT, (), events, TEAMS, WIDE)
    said = [line.removeprefix("  2026-11-02 12:00 UTC ") for line in text.splitlines() if "by onus" in line]
    assert said == [
        "grew to 3 checks, 1 exposure by onus",
        "owner changed to Growth by onus",
        "notified growth-slack by onus",
        "escalated to Finance by onus",
        "silenced until 2026-12-01 by onus",
        "shrank to 1 check by onus",
    ]
