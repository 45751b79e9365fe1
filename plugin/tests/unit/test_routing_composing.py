"""What a message says: who reads it, why they get it, and what they can do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.incidents.incident import Affected, Incident, State, Suspect
from dbt_onus.core.messages import Message, Severity
from dbt_onus.core.notifications import Notification, Reason, Role
from dbt_onus.core.phrases import Names
from dbt_onus.core.routing.composing import compose, compose_digest
from dbt_onus.errors import OnusError
from tests.builders import NOON

CHARGES = "source.shop.stripe.charges"
BOARD = "exposure.shop.board"
NODES = ("model.shop.orders", "model.shop.revenue")
NAMES = Names(
    labels={BOARD: "Board dashboard"},
    owners={BOARD: "finance", "model.shop.revenue": "finance", "model.shop.orders": "storefront"},
    teams={"payments": "Payments", "finance": "Finance", "storefront": "Storefront", "leads": "Commerce Leads"},
)


def incident(confidence: Confidence = Confidence.PROVEN, **fields: object) -> Incident:
    said: dict[str, object] = {
        "id": "7f3a9c2e",
        "project": "shop",
        "opened_at": NOON,
        "team": "payments",
        "why_team": "meta.owner on source stripe",
        "origin": Place(unique_id=CHARGES, column="amount"),
        "cause": Cause.NULLS,
        "confidence": confidence,
        "title": "stripe.charges.amount: 132 of 10,000 rows are null",
        "notify": ("payments",),
        "inform": ("finance",),
        "evidence": tuple(Evidence(kind=EvidenceKind.PATH, says=f"evidence {n}") for n in (1, 2, 3)),
        "checks": ("test.shop.a",),
        "failures": ("model.shop.orders",),
        "affected": Affected(nodes=NODES, teams=("finance",), exposures=(BOARD,)),
    }
    return Incident(**(said | fields))  # type: ignore[arg-type]


def told(
    one: Incident, team: str = "payments", role: Role = Role.NOTIFY, reason: Reason = Reason.FIRST, **how: str
) -> Message:
    notification = Notification(
        incident_id=one.id, episode=1, receiver="r", sequence=1, role=role, team=team, reason=reason
    )
    return compose(notification, one, NAMES, NOON + timedelta(hours=3), **({"why": "Payments has to act"} | how))


def facts(message: Message) -> dict[str, str]:
    return {fact.name: fact.says for fact in message.facts}


def commands(message: Message) -> dict[str, str]:
    return {fact.name: fact.says for fact in message.commands}


def test_the_team_that_answers_reads_what_why_since_when_and_what_to_do() -> None:
    message = told(incident())
    assert message.headline == "stripe.charges.amount: 132 of 10,000 rows are null"
    assert message.lead == "Payments answers for stripe.charges: meta.owner on source stripe."
    assert message.evidence == ("evidence 1", "evidence 2")
    assert facts(message) == {
        "team": "Payments (proven)",
        "born in": "stripe.charges.amount (source.shop.stripe.charges); cause: nulls",
        "since": "2026-11-02 12:00 UTC (3 hours ago)",
        "hit": "2 nodes of Finance; Board dashboard",
        "next": "repair it there, then: dbt build --select source:stripe.charges+",
        "why you": "Payments has to act",
    }
    assert commands(message) == {
        "acknowledge": "onus incidents acknowledge 7f3a9c2e",
        "check it": "onus explain 7f3a9c2e",
        "dispute": 'onus incidents dispute 7f3a9c2e --because "…"',
    }


def test_who_is_hit_reads_what_of_theirs_is_and_that_somebody_is_on_it() -> None:
    message = told(incident(), "finance", Role.INFORM)
    assert message.lead == (
        "Board dashboard, revenue are hit. Payments answers for it and was told; there is nothing you need to do."
    )
    assert "acknowledge" not in commands(message)
    assert "next" not in facts(message)


def test_who_is_hit_by_what_nobody_listed_still_reads_a_sentence() -> None:
    assert told(incident(), "growth", Role.INFORM).lead.startswith("Something of yours is hit.")


def test_a_suspect_is_asked_to_look_not_accused() -> None:
    one = incident(Confidence.POSSIBLE, suspects=(Suspect(place=Place(unique_id=CHARGES), team="finance"),))
    message = told(one, "finance", Role.INFORM)
    assert message.lead.startswith("It may have been born in stripe.charges, for which Finance answers.")


def test_an_unsure_origin_is_said_to_whom_it_failed_for() -> None:
    message = told(incident(Confidence.UNKNOWN))
    assert "orders failed and Payments owns what failed; nobody upstream is paged" in message.lead
    assert facts(message)["born in"].startswith("not known; the trail ends at")


def test_the_platform_has_no_table_to_repair() -> None:
    message = told(incident(origin=Place(unique_id=None), team="platform"), "platform")
    assert message.lead == "The platform itself failed, and platform answers for it."


def test_the_next_rung_reads_whose_it_is_how_late_and_why_it_is_told() -> None:
    why, late = "Commerce Leads is the next rung of Payments", "not acknowledged within 4 hours, by 2 hours"
    message = told(incident(), "leads", reason=Reason.ESCALATED, why=why, late=late)
    assert message.lead.startswith("Payments answers for stripe.charges")
    assert facts(message)["overdue"] == late
    assert facts(message)["why you"] == why


def test_what_is_over_says_how_it_ended_and_asks_for_nothing() -> None:
    over = incident(state=State.RESOLVED, resolution="every check of it passed again")
    message = told(over, reason=Reason.RESOLVED, late="hours")
    assert message.lead == "It is over: every check of it passed again."
    assert commands(message) == {"what happened": "onus incidents show 7f3a9c2e"}
    assert not {"next", "overdue"} & facts(message).keys()


def test_who_gave_it_away_reads_who_has_it_now() -> None:
    one = incident(team="finance", why_team="reassigned by ana: their form")
    assert told(one, reason=Reason.TAKEN).lead == "Finance has it now: reassigned by ana: their form."


def test_what_people_look_at_makes_it_critical() -> None:
    assert told(incident()).severity is Severity.CRITICAL
    assert told(incident(affected=Affected())).severity is Severity.ERROR


def test_every_message_of_an_episode_has_one_key_and_no_pager_cuts_it() -> None:
    first, later = told(incident(project="p" * 400)), told(incident(project="p" * 400), reason=Reason.RESOLVED)
    assert first.dedup_key == later.dedup_key
    assert len(first.dedup_key) <= 255


def test_a_digest_says_how_many_are_to_act_on() -> None:
    digest = compose_digest([told(incident()), told(incident(), role=Role.INFORM), told(incident())])
    assert digest.headline == "3 incidents for Payments"
    assert digest.lead == "2 of them to act on; the rest is for your information."
    assert len(digest.parts) == 3


def test_a_digest_of_nothing_is_a_fault_of_ours() -> None:
    with pytest.raises(OnusError):
        compose_digest([])
