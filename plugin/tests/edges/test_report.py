"""The report as people and programs read it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import click
import jsonschema

from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.incidents.incident import Affected, Incident, State, Suspect
from dbt_onus.core.reports import Label, ProjectRun, Report, Summary
from dbt_onus.report.json import read_schema, render_json
from dbt_onus.report.text import render_text
from tests import builders as b

CHARGES = "source.shop.stripe.charges"


def incident(**changes: object) -> Incident:
    base = Incident(
        id="7f3a9c2e",
        project="shop",
        opened_at=b.NOON - timedelta(hours=26),
        runs=3,
        team="payments",
        why_team="meta.owner on source stripe",
        origin=Place(unique_id=CHARGES, column="amount"),
        cause=Cause.NULLS,
        confidence=Confidence.PROVEN,
        title="stripe.charges.amount: 132 of 10,000 rows are null; promised not_null",
        notify=("payments",),
        inform=("finance", "growth"),
        evidence=(
            Evidence(
                kind=EvidenceKind.SAME_RUN_FAILURE,
                says="stripe.charges.amount: 132 of 10,000 rows are null; promised not_null",
                unique_id="test.shop.onus_contract_stripe_charges",
                column="amount",
            ),
            Evidence(
                kind=EvidenceKind.BRACKET,
                says="stripe.charges is a source: no SQL of this project makes it; nothing lies above it",
                unique_id=CHARGES,
            ),
        ),
        checks=("test.shop.onus_contract_stripe_charges#not_null:amount",),
        failures=("test.shop.onus_contract_stripe_charges",),
        skipped=("model.shop.stg_charges", "test.shop.unique_stg_charges_id"),
        affected=Affected(
            nodes=("model.shop.stg_charges", "model.shop.fct_orders"),
            teams=("finance", "growth"),
            exposures=("exposure.shop.weekly_revenue",),
        ),
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # tests name fields that exist


def report(*incidents: Incident, warnings: tuple[str, ...] = (), resolved: tuple[Incident, ...] = ()) -> Report:
    return Report(
        runs=(ProjectRun(project="shop", invocation=b.invocation()),),
        summary=Summary(results=40, failures=len(incidents), skipped=2, incidents=len(incidents)),
        incidents=incidents,
        resolved=resolved,
        labels={
            CHARGES: Label(name="stripe.charges", resource_type="source", team="payments"),
            "exposure.shop.weekly_revenue": Label(name="Weekly revenue", resource_type="exposure", team="finance"),
        },
        teams={"payments": "Payments", "finance": "Finance", "growth": "Growth"},
        warnings=warnings,
        generated_at=b.NOON,
    )


def plain(one: Report, width: int = 100) -> str:
    return click.unstyle(render_text(one, width=width))


def test_a_report_says_whose_what_why_who_is_hit_and_what_next() -> None:
    assert plain(report(incident())) == (
        """\
onus · shop · dbt build 1.11.16 · 2026-11-02 12:00 UTC
1 incident open: 1 failure and 2 skipped of 40 results

✖ stripe.charges.amount: 132 of 10,000 rows are null; promised not_null  [7f3a9c2e]
  team       Payments: proven; meta.owner on source stripe
  born in    stripe.charges.amount (source.shop.stripe.charges); cause: nulls
  evidence   1. stripe.charges.amount: 132 of 10,000 rows are null; promised not_null
             2. stripe.charges is a source: no SQL of this project makes it; nothing lies above it
  hit        2 nodes (1 skipped) of Finance, Growth; Weekly revenue
  told       Finance, Growth
  since      2026-11-01 10:00 UTC (26 hours ago), seen in 3 runs
  next       repair it there, then: dbt build --select source:stripe.charges+"""
    )


def test_a_verdict_that_is_not_sure_names_no_origin() -> None:
    open_question = incident(
        confidence=Confidence.POSSIBLE,
        suspects=(Suspect(place=Place(unique_id=CHARGES), team="payments"),),
        remedy="a not_null test on stripe.charges would decide it",
    )
    text = plain(report(open_question))
    assert "born in    not known; the trail ends at stripe.charges.amount" in text
    assert "suspects   stripe.charges (Payments)" in text
    assert "next       onus explain 7f3a9c2e --probe asks the warehouse; a not_null test on stripe.charges" in text


def test_a_question_that_the_warehouse_was_asked_already_is_not_asked_again() -> None:
    asked = Evidence(kind=EvidenceKind.PROBE, says="asked of the warehouse: 3 null", sql="select 1")
    open_question = incident(
        confidence=Confidence.POSSIBLE,
        suspects=(Suspect(place=Place(unique_id=CHARGES), team="payments"),),
        remedy="a not_null test on stripe.charges would decide it",
        evidence=(asked,),
    )
    assert "next       a not_null test on stripe.charges would decide it" in plain(report(open_question))


def test_a_green_run_is_two_lines() -> None:
    assert plain(report()).splitlines()[1] == "✔ nothing is open (40 results)"


def test_what_a_run_repaired_is_said() -> None:
    text = plain(report(resolved=(incident(state=State.RESOLVED),)))
    assert "✔ resolved  stripe.charges.amount: 132 of 10,000 rows are null; promised not_null" in text


def test_an_incident_that_this_run_did_not_look_at_says_so() -> None:
    assert "this run did not look at it" in plain(report(incident(seen=False)))


def test_lines_keep_to_the_width_of_the_terminal() -> None:
    lines = plain(report(incident()), width=60).splitlines()
    assert all(len(line) <= 60 for line in lines[5:])


def test_hostile_names_come_out_as_text() -> None:
    hostile = incident(title="\x1b[31mpwned\x1b[0m \u202egnp.exe\n\nonus: all clear")
    text = plain(report(hostile))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count("onus: all clear") == 1
    assert "pwned gnp.exe onus: all clear" in text


def test_the_json_is_what_its_schema_says() -> None:
    schema = json.loads(read_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    for one in (report(incident()), report(), report(incident(origin=Place(unique_id=None), remedy="…"))):
        jsonschema.validate(json.loads(render_json(one)), schema)


def test_the_json_carries_what_programs_were_promised() -> None:
    made = json.loads(render_json(report(incident(), warnings=("no onus.yml",))))
    assert made["schema"] == "onus/report/1"
    assert made["run"]["projects"] == ["shop"]
    assert made["summary"] == {
        "results": 40,
        "failures": 1,
        "skipped": 2,
        "incidents": 1,
        "silenced": 0,
        "waived": 0,
    }
    (one,) = made["incidents"]
    assert (one["id"], one["team"], one["cause"], one["confidence"]) == (
        "7f3a9c2e",
        "payments",
        "nulls",
        "proven",
    )
    assert one["origin"] == {"unique_id": CHARGES, "column": "amount"}
    assert one["affected"]["exposures"] == ["exposure.shop.weekly_revenue"]
    assert made["warnings"] == ["no onus.yml"]
