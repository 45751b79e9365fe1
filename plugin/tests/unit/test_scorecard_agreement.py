"""How often people agreed with verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dbt_onus.core.evidence import Confidence, EvidenceKind
from dbt_onus.core.incidents.incident import Incident, State, Suspect
from dbt_onus.core.incidents.judgements import Judgement, Opinion
from dbt_onus.core.incidents.timeline import Event, What
from dbt_onus.core.scorecard.agreement import ENOUGH, AttributionCard, attribution_card_of
from tests import builders as b
from tests import scorecards as s


def card_of(*known: Incident, judged: list[Judgement], events: tuple[Event, ...] = ()) -> AttributionCard:
    return attribution_card_of(
        s.episodes(*((one, [event for event in events if event.incident_id == one.id]) for one in known)), judged
    )


def many(count: int, **fields: object) -> list[Incident]:
    return [s.incident(f"{number:08x}", **fields) for number in range(count)]


def test_a_precision_is_given_only_where_enough_were_judged() -> None:
    known = many(ENOUGH)
    judged = [s.judgement(one) for one in known[1:]]
    few = card_of(*known, judged=judged)
    assert (few.judged, few.verdicts, few.overall.precision) == (ENOUGH - 1, ENOUGH, None)
    enough = card_of(*known, judged=[*judged, s.judgement(known[0], Opinion.DISPUTED)])
    assert enough.overall.precision == 0.9
    assert enough.false_attribution_rate == 0.1


def test_each_word_and_each_kind_of_evidence_is_counted_by_itself() -> None:
    proven, likely = s.incident("a"), s.incident("b", confidence=Confidence.LIKELY)
    judged = [
        s.judgement(proven, kinds=(EvidenceKind.BRACKET, EvidenceKind.PATH)),
        s.judgement(likely, Opinion.DISPUTED, kinds=(EvidenceKind.PATH,)),
    ]
    card = card_of(proven, likely, judged=judged)
    words = {word.value: (one.confirmed, one.disputed) for word, one in card.by_confidence}
    assert words == {"proven": (1, 0), "likely": (0, 1), "possible": (0, 0), "unknown": (0, 0)}
    assert {kind: (one.confirmed, one.disputed) for kind, one in card.by_evidence} == {
        EvidenceKind.BRACKET: (1, 0),
        EvidenceKind.PATH: (1, 1),
    }


def test_the_last_judgement_of_an_episode_counts_whatever_order_they_are_read_in() -> None:
    one = s.incident("a")
    judged = [s.judgement(one, hours=2), s.judgement(one, Opinion.DISPUTED, 1)]
    card = card_of(one, judged=judged)
    assert (card.judged, card.overall.confirmed, card.open_disputes) == (1, 1, ())


def test_two_episodes_are_two_verdicts() -> None:
    one = s.incident("a", episode=2)
    judged = [s.judgement(replace(one, episode=1)), s.judgement(one, Opinion.DISPUTED)]
    card = card_of(one, judged=judged, events=(s.event(one, What.OPENED),))
    assert (card.verdicts, card.judged, card.overall.disputed) == (2, 2, 1)


def test_a_verdict_that_named_no_place_is_neither_right_nor_wrong() -> None:
    nothing = s.incident("a", confidence=Confidence.UNKNOWN)
    named = s.incident("b", confidence=Confidence.POSSIBLE, suspects=(Suspect(place=s.ORIGIN, team="growth"),))
    judged = [s.judgement(nothing, Opinion.DISPUTED), s.judgement(named)]
    card = card_of(nothing, named, judged=judged)
    assert (card.judged, card.unnamed, card.overall.judged, card.overall.confirmed) == (2, 1, 1, 1)
    assert card.paged == 0


def test_a_page_to_the_right_team_about_the_wrong_node_is_wrong_but_no_false_attribution() -> None:
    one = s.incident("a", "payments")
    card = card_of(one, judged=[s.judgement(one, Opinion.DISPUTED, was_team="payments")])
    assert (card.overall.disputed, card.paged, card.wrong_team, card.open_disputes) == (1, 1, 0, ())


def test_a_dispute_after_the_incident_was_given_away_is_of_the_team_that_had_it_first() -> None:
    one = s.incident("a", "growth", reassigned_to="growth")
    given = s.event(one, What.REASSIGNED, 1, names="growth")
    card = card_of(one, judged=[s.judgement(one, Opinion.DISPUTED, 2, was_team="growth")], events=(given,))
    assert (card.wrong_team, card.open_disputes) == (1, ())


def test_a_dispute_is_open_until_the_incident_is_given_away_or_over() -> None:
    one = s.incident("a")
    disputed = s.judgement(one, Opinion.DISPUTED, 1, was_team="growth")
    assert card_of(one, judged=[disputed]).open_disputes == ("a",)
    given = s.event(one, What.REASSIGNED, 2, names="growth")
    assert card_of(replace(one, team="growth"), judged=[disputed], events=(given,)).open_disputes == ()
    assert card_of(replace(one, state=State.RESOLVED), judged=[disputed]).open_disputes == ()


def test_a_dispute_of_an_earlier_episode_ended_with_it() -> None:
    one = s.incident("a", episode=2)
    disputed = s.judgement(replace(one, episode=1), Opinion.DISPUTED)
    card = card_of(one, judged=[disputed], events=(s.event(one, What.OPENED), s.event(one, What.RESOLVED, 2)))
    assert (card.judged, card.open_disputes) == (1, ())


def test_only_verdicts_given_in_the_period_count() -> None:
    old, new = s.incident("a", opened_at=b.NOON - timedelta(days=40)), s.incident("b")
    episodes = s.episodes((old, []), (new, []))
    judged = [s.judgement(old), s.judgement(new)]
    card = attribution_card_of(episodes, judged, since=b.NOON - timedelta(days=30))
    assert (card.known, card.verdicts, card.judged) == (2, 1, 1)
