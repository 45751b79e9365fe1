"""The gate, and what is late, as people and programs read them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import Mutes
from dbt_onus.core.messages import Severity
from dbt_onus.core.policy import Policy
from dbt_onus.core.routing.gate import Gate, gate_of, late_of
from dbt_onus.core.waivers import Waiver
from dbt_onus.report import gate_text, late_text
from tests import builders as b
from tests.stories import World, incident
from tests.unit.test_incidents_timelines import CONFIG

TEAMS = World(CONFIG).config.teams
NAMES = {key: team.name for key, team in TEAMS.items()}
NULLS = replace(incident("7f3a9c2e", "a"), title="stripe.charges.amount has nulls")
OLD = replace(incident("0b1c2d3e", "a").acknowledge(), title="stripe.refunds is late")
WAIVER = Waiver(select="…", reason="migration", approved_by="platform", until=date(2027, 1, 31))


def gate(*incidents: Incident, hours: float, **policy: object) -> Gate:
    waived = Mutes(waivers=((WAIVER, frozenset({"source.shop.stripe.waived"})),))
    now = b.NOON + timedelta(hours=hours)
    return gate_of("payments", incidents, TEAMS, now, policy=Policy(**policy), mutes=waived)  # type: ignore[arg-type]


def test_the_gate_that_is_shut_names_each_with_what_to_do_the_latest_first() -> None:
    waived = replace(incident("waived", "a"), title="erp.orders is late")
    shut = gate(OLD, NULLS, waived, hours=50)
    assert shut.is_shut
    assert (
        gate_text.render_gate(shut, ("a warning",), NAMES, 100)
        == """\
✖ Payments is late with 2 incidents
  7f3a9c2e: not acknowledged within 4 hours, overdue by 46 hours; not repaired within 2 days,
      overdue by 2 hours (stripe.charges.amount has nulls)
    next: onus incidents acknowledge 7f3a9c2e, then repair it: onus explain 7f3a9c2e
  0b1c2d3e: not repaired within 2 days, overdue by 2 hours (stripe.refunds is late)
    next: repair it (onus explain 0b1c2d3e), or agree on a waiver with an end
  waived: waived until 2027-01-31 (approved by platform): migration (erp.orders is late)
! a warning"""
    )


def test_the_gate_that_only_will_be_shut_and_what_the_policy_does_not_count() -> None:
    later = gate(NULLS, hours=5, starts=date(2027, 1, 1))
    assert not later.is_shut
    assert gate_text.render_gate(later, (), NAMES, 100).startswith(
        "! Payments is late with 1 incident: this will close the gate from 2027-01-01 on\n"
    )
    spared = gate(NULLS, hours=5, severity=(Severity.CRITICAL,))
    assert (
        gate_text.render_gate(spared, (), NAMES, 100)
        == """\
✔ Payments is late with nothing
  not counted by the policy: 7f3a9c2e: not acknowledged within 4 hours, overdue by 60 minutes
      (stripe.charges.amount has nulls)"""
    )


def test_the_policy_begins_with_its_day() -> None:
    assert gate(NULLS, hours=5, starts=b.NOON.date()).is_shut
    assert not gate(NULLS, hours=5, starts=b.NOON.date() + timedelta(days=1)).is_shut


def test_names_from_the_warehouse_are_text_and_no_more() -> None:
    evil = replace(NULLS, title="x\x1b[2J\ny \u202ez")
    text = gate_text.render_gate(gate(evil, hours=5), (), NAMES, 100)
    assert "x[2J y z" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_what_is_late_over_all_teams() -> None:
    growth = replace(incident("aaaa0000", "a", team="growth"), title="crm.customers has nulls")
    now = b.NOON + timedelta(hours=9)
    late = late_of([growth, NULLS, replace(OLD, id="bbbb0000")], TEAMS, now)
    assert (
        late_text.render_late(late, NAMES, 120)
        == """\
2 incidents overdue
  7f3a9c2e: Payments, not acknowledged within 4 hours, overdue by 5 hours (stripe.charges.amount has nulls)
  aaaa0000: growth, not acknowledged within 8 hours, overdue by 60 minutes (crm.customers has nulls)"""
    )
    assert late_text.render_late((), NAMES, 100) == "✔ nothing is overdue"
    made = json.loads(late_text.render_late_json(late))
    assert [one["team"] for one in made["late"]] == ["payments", "growth"]
    assert made["late"][1]["missed"] == [
        {
            "what": "acknowledge",
            "since": "2026-11-02T20:00:00Z",
            "within_seconds": 28800.0,
            "overdue_seconds": 3600.0,
        }
    ]
