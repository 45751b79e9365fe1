"""`onus gate`, `onus incidents silence` and what is left alone, as typed: with dbt's artifacts and without."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.ledger import open_ledger
from tests.edges.test_cli_incidents import Shop

CONFIG = """\
version: 1
fallback_team: platform
teams:
  platform: {name: Platform}
  payments: {name: Payments, clock: {acknowledge_within: 4h, repair_within: 2d}}
  finance: {name: Finance}
"""


class Late(Shop):
    """A shop whose incident was opened some hours ago."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.config("")

    def config(self, more: str) -> None:
        """What onus.yml says besides the teams."""
        (self.folder / "onus.yml").write_text(CONFIG + more)

    def broke(self, hours_ago: float) -> None:
        """One run that failed so long ago."""
        self.at = datetime.now(UTC) - timedelta(hours=hours_ago)
        self.run(nulls=True)

    def in_a_fresh_checkout(self) -> None:
        """No artifacts: only onus.yml and the ledger."""
        shutil.rmtree(self.folder / "target")

    @property
    def incident(self) -> Incident:
        (one,) = open_ledger("sqlite:.onus/ledger.db", self.folder).incidents()
        return one

    def gate(self, team: str = "payments") -> str:
        return self.onus("gate", "--team", team)


@pytest.fixture
def late(tmp_path: Path) -> Late:
    return Late(tmp_path)


def test_a_team_in_time_passes(late: Late) -> None:
    late.broke(3)
    assert late.gate() == "✔ Payments is late with nothing\n"
    assert late.code == 0


def test_a_team_that_is_late_does_not_and_reads_what_to_do(late: Late) -> None:
    late.broke(5)
    text = " ".join(late.gate().split())
    assert late.code == 1
    assert "✖ Payments is late with 1 incident" in text
    assert f"{late.id}: not acknowledged within 4 hours, overdue by 60 minutes (" in text
    assert f"onus incidents acknowledge {late.id}" in text
    late.onus("incidents", "acknowledge", late.id)
    assert late.gate().startswith("✔")


def test_who_is_at_it_for_too_long_is_late_with_the_repair(late: Late) -> None:
    late.broke(50)
    late.onus("incidents", "acknowledge", late.id)
    assert "not repaired within 2 days, overdue by 2 hours" in " ".join(late.gate().split())
    assert late.code == 1


def test_another_team_is_not_held_up_and_hears_that_it_has_no_clock(late: Late) -> None:
    late.broke(50)
    text = late.gate("Finance")
    assert late.code == 0
    assert "Finance has no clock in onus.yml, so that nothing of it can be overdue" in text


def test_a_team_that_nobody_knows_is_a_mistake(late: Late) -> None:
    late.broke(50)
    assert 'did you mean "payments"' in late.complaint("gate", "--team", "paymnets")


def test_a_gate_in_the_wrong_place_does_not_just_stand_open(late: Late) -> None:
    assert "the ledger knows of no incident at all" in late.gate()
    (late.folder / "onus.yml").unlink()
    assert "no onus.yml here" in late.complaint("gate", "--team", "payments")


def test_the_policy_says_from_when_and_what_counts(late: Late) -> None:
    late.broke(50)
    late.config("policy: {gate: {from: 2099-01-01}}\n")
    assert "this will close the gate from 2099-01-01 on" in " ".join(late.gate().split())
    assert late.code == 0
    late.config("policy: {gate: {severity: critical}}\n")
    assert "not counted by the policy" in late.gate()
    assert late.code == 0
    late.config(f"policy: {{gate: {{confidence: [{late.incident.confidence.value}], severity: [error]}}}}\n")
    late.gate()
    assert late.code == 1


@pytest.mark.parametrize("fresh", [False, True])
def test_what_is_waived_is_not_counted_and_shown_with_who_why_and_until(late: Late, fresh: bool) -> None:
    late.broke(50)
    late.config(
        'waivers: [{select: "source:stripe", reason: migration, approved_by: platform, until: 2099-01-31}]\n'
    )
    if fresh:
        late.in_a_fresh_checkout()
    text = " ".join(late.gate().split())
    assert late.code == 0
    assert f"{late.id}: waived until 2099-01-31 (approved by platform): migration" in text


def test_a_waiver_is_seen_wherever_the_incident_is(late: Late) -> None:
    late.broke(1)
    late.config(
        'waivers: [{select: "source:stripe", reason: migration, approved_by: platform, until: 2099-01-31}]\n'
    )
    says = "waived until 2099-01-31 (approved by platform): migration"
    assert says in " ".join(late.onus("incidents", "list").split())
    assert "1 incident open, of them 1 waived" in late.onus("incidents", "list")
    assert says in " ".join(late.onus("incidents", "show", late.id).split())
    report = " ".join(late.onus("report").split())
    assert "1 incident open, of them 1 waived" in report
    assert f"muted {says}" in report
    made = json.loads(late.onus("report", "--format", "json"))
    assert (made["summary"]["waived"], made["summary"]["silenced"]) == (1, 0)
    assert made["incidents"][0]["muted"] == {
        "how": "waived",
        "by": "platform",
        "because": "migration",
        "until": "2099-02-01T00:00:00Z",
    }
    card = json.loads(late.onus("scorecard", "--format", "json"))
    assert [one["waived_now"] for one in card["teams"] if one["team"] == "payments"] == [1]
    assert "left alone now, of Payments's open ones: 1 waived" in " ".join(late.onus("scorecard").split())


def test_a_silence_stops_no_clock(late: Late) -> None:
    late.broke(5)
    late.config('silences: [{select: "source:stripe", reason: "…", by: ana, until: 2099-01-31}]\n')
    late.gate()
    assert late.code == 1


def test_what_has_ended_is_said(late: Late) -> None:
    late.broke(1)
    late.config('silences: [{select: "source:stripe", reason: "…", by: ana, until: 2020-01-31}]\n')
    says = 'the silence "source:stripe" of ana ended on 2020-01-31'
    assert says in " ".join(late.gate().split())
    assert says in " ".join(late.onus("report").split())


def test_a_silence_of_nothing_is_a_slip_of_the_pen_and_said(late: Late) -> None:
    late.broke(1)
    late.config('silences: [{select: "source:strpe", reason: "…", by: ana, until: 2099-01-31}]\n')
    assert 'the silence "source:strpe" of ana selects nothing' in " ".join(late.onus("report").split())


def test_a_selector_that_cannot_be_read_is_a_mistake_of_onus_yml(late: Late) -> None:
    late.broke(1)
    late.config('silences: [{select: "no_such:x", reason: "…", by: ana, until: 2099-01-31}]\n')
    said = late.complaint("gate", "--team", "payments")
    assert "onus.yml: silences:" in said
    assert "no_such" in said


def test_what_takes_a_manifest_is_said_where_there_is_none(late: Late) -> None:
    late.broke(50)
    late.config(
        'waivers: [{select: "tag:legacy source:stripe+", reason: "…", approved_by: platform, until: 2099-01-31}]\n'
    )
    late.in_a_fresh_checkout()
    text = " ".join(late.gate().split())
    assert late.code == 1, "what cannot be told accepts nothing"
    assert '"tag:legacy", "source:stripe+" takes a manifest' in text


def test_a_dbt_group_that_onus_yml_does_not_define_is_a_team_without_a_manifest_too(late: Late) -> None:
    late.broke(1)
    late.config("rules: [{select: a, team: a_dbt_group}]\n")
    late.in_a_fresh_checkout()
    assert late.gate().startswith("✔")


def test_the_gate_as_json(late: Late) -> None:
    late.broke(50)
    made = json.loads(late.onus("gate", "--team", "payments", "--format", "json"))
    assert (made["schema"], made["team"], made["shut"]) == ("onus/gate/1", "payments", True)
    (one,) = made["late"]
    assert [missed["what"] for missed in one["missed"]] == ["acknowledge", "repair"]
    assert one["missed"][1]["within_seconds"] == 2 * 86400


@pytest.mark.parametrize("fresh", [False, True])
def test_a_person_silences_one_incident_until_an_end(late: Late, fresh: bool) -> None:
    late.broke(1)
    if fresh:
        late.in_a_fresh_checkout()
    text = late.onus(
        "incidents", "silence", late.id, "--until", "2099-01-31", "--because", "the vendor repairs it"
    )
    assert "silenced until 2099-02-01 00:00 UTC; its clocks run on" in " ".join(text.split())
    own = late.incident.silenced
    assert own is not None
    assert (own.by, own.because) == ("kim", "the vendor repairs it")
    if not fresh:
        assert late.timeline()[-1] == ("silenced", "kim")
        shown = " ".join(late.onus("incidents", "show", late.id).split())
        assert "muted silenced until 2099-01-31 (by kim): the vendor repairs it" in shown
        assert "silenced until 2099-02-01 00:00 UTC by kim" in shown


def test_a_silence_lasts_over_runs_and_ends_with_the_episode(late: Late) -> None:
    late.broke(1)
    late.onus("incidents", "silence", late.id, "--until", "2w", "--because", "…")
    late.at = None
    late.run(nulls=True)
    assert late.incident.silenced is not None
    late.run(nulls=False)
    late.run(nulls=True)
    assert late.incident.silenced is None


def test_a_silence_without_an_end_or_of_what_is_over_is_refused(late: Late) -> None:
    late.broke(1)
    silence = ("incidents", "silence", late.id, "--because", "…", "--until")
    assert "write a day like 2027-01-31" in late.complaint(*silence, "forever")
    assert "silences nothing" in late.complaint(*silence, "2020-01-01")
    late.onus("incidents", "resolve", late.id, "--because", "…")
    assert "is resolved" in late.complaint(*silence, "2d")


def test_people_act_without_artifacts(late: Late) -> None:
    late.broke(1)
    id_ = late.id
    late.in_a_fresh_checkout()
    late.onus("incidents", "acknowledge", id_)
    late.onus("incidents", "reassign", id_, "--to", "Finance", "--because", "…")
    assert (late.incident.team, late.incident.state.value) == ("finance", "open"), "nobody of Finance is at it"
    late.onus("incidents", "dispute", id_, "--was", "Finance", "--because", "…")
    late.onus("incidents", "resolve", id_, "--because", "…")
    assert not late.incident.is_open
