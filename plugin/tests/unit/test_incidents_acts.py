"""What people and runs do to incidents leaves a line in the timeline, and judgements what they were about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.incidents import acts
from dbt_onus.core.incidents.acts import Actor
from dbt_onus.core.incidents.incident import Affected, Incident, Silenced, State, Suspect
from dbt_onus.core.incidents.judgements import Opinion
from dbt_onus.core.incidents.timeline import What, events_of_run
from dbt_onus.errors import OnusError
from tests import builders as b

LATER = b.NOON + timedelta(hours=1)
ANA = Actor(by="ana@shop.example", at=LATER, because="their form")

SEEN = Incident(
    id="7f3a9c2e",
    project="shop",
    opened_at=b.NOON,
    team="payments",
    why_team="group payments",
    origin=Place(unique_id="source.shop.stripe.charges", column="amount"),
    cause=Cause.NULLS,
    confidence=Confidence.LIKELY,
    title="…",
    notify=("payments",),
    inform=(),
    evidence=tuple(
        Evidence(kind=kind, says="…")
        for kind in (EvidenceKind.SAME_RUN_FAILURE, EvidenceKind.BRACKET, EvidenceKind.BRACKET)
    ),
    checks=("a",),
    failures=("a",),
)


def test_an_act_changes_the_incident_and_is_written_down_with_person_time_and_reason() -> None:
    change = acts.reassign(SEEN, ANA, "growth")
    assert (change.incident.team, change.incident.why_team) == (
        "growth",
        "reassigned by ana@shop.example: their form",
    )
    event = change.event
    assert (event.what, event.by, event.at, event.because, event.names) == (
        What.REASSIGNED,
        "ana@shop.example",
        LATER,
        "their form",
        "growth",
    )
    assert acts.acknowledge(SEEN, ANA).incident.state is State.ACKNOWLEDGED
    assert acts.resolve(SEEN, ANA).incident.state is State.RESOLVED


def test_an_impossible_act_leaves_no_line() -> None:
    with pytest.raises(OnusError):
        acts.acknowledge(replace(SEEN, state=State.RESOLVED), ANA)


def test_a_dispute_keeps_the_verdict_as_it_was_and_where_the_fault_really_was_born() -> None:
    change = acts.dispute(SEEN, ANA, was_node="model.shop.stg_charges", was_team="finance")
    assert change.incident is SEEN
    judgement = change.judgement
    assert judgement is not None
    assert (judgement.opinion, judgement.was_node, judgement.was_team) == (
        Opinion.DISPUTED,
        "model.shop.stg_charges",
        "finance",
    )
    assert (judgement.confidence, judgement.cause, judgement.team) == (Confidence.LIKELY, Cause.NULLS, "payments")
    assert judgement.kinds == (EvidenceKind.SAME_RUN_FAILURE, EvidenceKind.BRACKET)
    assert change.event.names == "model.shop.stg_charges"


def test_a_verdict_can_be_judged_after_its_incident_is_over() -> None:
    change = acts.confirm(replace(SEEN, state=State.RESOLVED, episode=2), ANA)
    assert change.judgement is not None
    assert (change.judgement.opinion, change.judgement.episode) == (Opinion.CONFIRMED, 2)


def test_a_verdict_that_names_nobody_cannot_be_confirmed() -> None:
    open_question = replace(SEEN, confidence=Confidence.UNKNOWN)
    with pytest.raises(OnusError, match="names no origin that could be confirmed"):
        acts.confirm(open_question, ANA)
    suspect = Suspect(place=Place(unique_id="model.shop.stg_charges"), team="finance")
    change = acts.confirm(replace(open_question, confidence=Confidence.POSSIBLE, suspects=(suspect,)), ANA)
    assert change.judgement is not None
    assert change.judgement.suspects == (suspect.place,)


def test_a_run_opens_reopens_resolves_and_supersedes() -> None:
    over = replace(SEEN, state=State.RESOLVED)
    told = [
        events_of_run({}, [SEEN], LATER),
        events_of_run({SEEN.id: over}, [replace(SEEN, episode=2)], LATER),
        events_of_run({SEEN.id: SEEN}, [over], LATER),
        events_of_run({SEEN.id: SEEN}, [replace(over, superseded=True)], LATER),
    ]
    assert [(event.what, event.episode, event.by) for (event,) in told] == [
        (What.OPENED, 1, "onus"),
        (What.REOPENED, 2, "onus"),
        (What.RESOLVED, 1, "onus"),
        (What.SUPERSEDED, 1, "onus"),
    ]


def test_a_run_that_changes_nothing_tells_nothing() -> None:
    acknowledged = replace(SEEN, state=State.ACKNOWLEDGED)
    assert events_of_run({SEEN.id: acknowledged}, [replace(acknowledged, runs=2)], LATER) == ()
    over = replace(SEEN, state=State.RESOLVED)
    assert events_of_run({SEEN.id: over}, [over], LATER) == ()


def test_a_run_that_finds_more_or_less_says_how_much_it_is_now() -> None:
    wide = Affected(teams=("finance",), exposures=("exposure.shop.board", "exposure.shop.model"))
    grown = replace(SEEN, checks=(*SEEN.checks, "test.shop.y"), affected=wide)
    ((more,), (less,)) = (
        events_of_run({SEEN.id: SEEN}, [grown], LATER),
        events_of_run({SEEN.id: grown}, [replace(grown, affected=Affected())], LATER),
    )
    assert (more.what, more.by, more.at) == (What.GREW, "onus", LATER)
    assert more.names == f"{len(grown.checks)} checks, 2 exposures, 1 team"
    assert (less.what, less.names) == (What.SHRANK, f"{len(grown.checks)} checks")


def test_checks_say_more_than_what_depends_on_them() -> None:
    wide = Affected(exposures=("exposure.shop.board",))
    narrow = replace(SEEN, checks=(*SEEN.checks, "test.shop.y"))
    (event,) = events_of_run({SEEN.id: replace(SEEN, affected=wide)}, [narrow], LATER)
    assert event.what is What.GREW


def test_another_owner_is_told_in_the_timeline_while_it_is_open() -> None:
    (event,) = events_of_run({SEEN.id: SEEN}, [replace(SEEN, team="growth")], LATER)
    assert (event.what, event.names, event.by) == (What.OWNER_CHANGED, "growth", "onus")
    over = replace(SEEN, state=State.RESOLVED)
    (back,) = events_of_run({SEEN.id: over}, [replace(SEEN, team="growth", episode=2)], LATER)
    assert back.what is What.REOPENED
    assert [one.what for one in events_of_run({SEEN.id: SEEN}, [replace(over, team="growth")], LATER)] == [
        What.RESOLVED
    ]


def test_a_silence_has_a_person_a_reason_and_an_end() -> None:
    change = acts.silence(SEEN, ANA, LATER + timedelta(days=2))
    assert change.incident.silenced == Silenced(
        by="ana@shop.example", because="their form", until=LATER + timedelta(days=2)
    )
    assert (change.event.what, change.event.names) == (What.SILENCED, "2026-11-04 13:00 UTC")
