"""Whom a change is announced to, in which words, and once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dbt_onus.core.changes import Change, Difference, Effect, Harm, How, Kind, Use
from dbt_onus.core.changes.consent import Answer, Word, asked, consent_to
from dbt_onus.core.changes.report import DiffReport
from dbt_onus.core.deliveries import Planned
from dbt_onus.core.messages import Severity
from dbt_onus.core.notifications import Delivered, Reason, Role, Told
from dbt_onus.core.ownership import Subscription
from dbt_onus.core.policy import ChangePolicy, Unanswered
from dbt_onus.core.receivers import Traits
from dbt_onus.core.routing.announcing import Announcement, announced_changes, announcement, compose_change
from dbt_onus.core.routing.routes import Addresses
from tests.builders import NOON
from tests.rendering import RENDERINGS
from tests.telling import HOSTILE
from tests.unit.test_routing import addresses, team

POLICY = ChangePolicy(answer_within=timedelta(days=7), silence=Unanswered.ACCEPTS)
MONDAY = date(2026, 11, 2)
FINANCE, GROWTH = team("finance", "finance-chat"), team("growth", "growth-chat")


def use(label: str, team: str, how: How = How.ASKS, kind: str = "model") -> Use:
    return Use(
        unique_id=f"{kind}.shop.{label}", label=label, resource_type=kind, project="shop", team=team, how=how
    )


def change(
    column: str, *uses: Use, effect: Effect = Effect.BREAKING, team: str = "shop", says: str | None = None
) -> Change:
    difference = Difference(
        kind=Kind.COLUMN_REMOVED,
        harm=Harm.TAKEN,
        unique_id="model.shop.orders",
        label="orders",
        resource_type="model",
        project="shop",
        says=says or f"orders: {column} is gone",
        column=column,
        file="models/orders.yml",
    )
    return Change(difference=difference, effect=effect, why="revenue asks for it", team=team, uses=uses)


AMOUNT = change("amount", use("revenue", "finance"), use("board", "finance", How.REACHED, "exposure"))
STATE = change("state", use("revenue", "finance"), use("funnel", "growth"))


def report(*changes: Change, asked_of: bool = False, said: Mapping[str, Word] | None = None) -> DiffReport:
    consents = {}
    for one in changes:
        question = (
            asked(one.id, one.difference.says, one.asked, None, MONDAY, POLICY) if asked_of or said else None
        )
        for name, word in (said or {}).items():
            assert question is not None
            question = question.answered(name, Answer(word=word, by="ana@shop.example", on=MONDAY))
        consents[one.id] = consent_to(one.asked, question, MONDAY, POLICY)
    names = {"finance": "Finance", "growth": "Growth", "shop": "Shop"}
    return DiffReport(projects=("shop",), base="", here="", changes=changes, consents=consents, names=names)


def announced(
    made: DiffReport,
    known: Addresses | None = None,
    told: Mapping[str, Sequence[Told]] | None = None,
    least: Effect = Effect.BREAKING,
) -> Announcement:
    known = known or addresses(FINANCE, GROWTH)
    return announcement(made, announced_changes(made, least), known, told or {}, POLICY, NOON)


def told_of(planned: Sequence[Planned], state: Delivered, *, tried: bool = False) -> dict[str, list[Told]]:
    """What the ledger remembers of what was planned."""
    found: dict[str, list[Told]] = {}
    for note in (each for one in planned for each in (one.notification, *one.covers)):
        found.setdefault(note.incident_id, []).append(Told(notification=note, at=NOON, state=state, tried=tried))
    return found


def heard(made: Announcement) -> list[tuple[str, str]]:
    return [(note.receiver, note.incident_id) for one in made.planned for note in (one.notification, *one.covers)]


def test_a_message_says_who_changes_what_whom_it_hits_until_when_and_how_to_answer() -> None:
    said = compose_change(report(AMOUNT, asked_of=True), AMOUNT, ["finance"], POLICY, NOON)
    assert said.headline == "breaking change: orders: amount is gone"
    assert said.lead == (
        "Shop answers for orders.amount, and a change of it breaks something of Finance: revenue asks for it."
    )
    assert [(fact.name, fact.says) for fact in said.facts] == [
        ("from", "Shop (shop)"),
        ("hits", "Finance: revenue asks for it; board (exposure) is made from it"),
        ("answer by", "2026-11-09; after that, silence accepts"),
        ("look at", "models/orders.yml in shop"),
    ]
    assert [command.says for command in said.commands] == [
        "onus diff --base DIR",
        f"onus diff --base DIR --acknowledge {AMOUNT.id} --team finance",
        f'onus diff --base DIR --object {AMOUNT.id} --team finance --reason "…"',
    ]
    assert (said.role, said.reason, said.severity) == (Role.INFORM, Reason.ANNOUNCED, Severity.CRITICAL)


def test_what_was_never_put_to_anybody_has_no_day() -> None:
    [fact] = [
        one
        for one in compose_change(report(AMOUNT), AMOUNT, ["finance"], POLICY, NOON).facts
        if one.name == "answer by"
    ]
    assert fact.says == "no day is set: the change was not put to you for an answer (onus diff --ask)"


def test_a_risky_change_is_told_where_it_is_asked_for_and_waits_for_nobody() -> None:
    risky = replace(AMOUNT, effect=Effect.RISKY)
    assert announced(report(risky)).planned == ()
    [planned] = announced(report(risky), least=Effect.RISKY).planned
    assert [command.name for command in planned.message.commands] == ["see it"]
    assert "answer by" not in {fact.name for fact in planned.message.facts}


def test_every_hit_team_hears_through_its_own_receiver_and_the_author_does_not() -> None:
    own = change("id", use("stg", "shop"), use("funnel", "growth"))
    made = announced(report(STATE, own), addresses(FINANCE, GROWTH, team("shop", "shop-chat")))
    assert heard(made) == [
        ("finance-chat", f"change-{STATE.id}"),
        ("growth-chat", f"change-{STATE.id}"),
        ("growth-chat", f"change-{own.id}"),
    ]


def test_many_changes_for_one_receiver_are_one_message_where_it_can_show_that() -> None:
    [planned] = announced(report(AMOUNT, STATE), addresses(FINANCE)).planned
    assert planned.message.headline == "2 changes for Finance"
    assert len(planned.message.parts) == 2
    known = replace(addresses(FINANCE), traits={"slack": Traits(digests=False)})
    assert len(announced(report(AMOUNT, STATE), known).planned) == 2


def test_two_teams_that_share_a_receiver_read_one_message() -> None:
    shared = addresses(team("finance", "chat"), team("growth", "chat"))
    [planned] = announced(report(STATE), shared).planned
    assert planned.message.team == "Finance, Growth"
    assert [fact.says for fact in planned.message.facts if fact.name == "hits"] == [
        "Finance: revenue asks for it",
        "Growth: funnel asks for it",
    ]


@pytest.mark.parametrize(
    ("state", "tried", "again"),
    [
        (Delivered.DELIVERED, True, False),
        (Delivered.PENDING, False, False),
        (Delivered.PENDING, True, False),
        (Delivered.DEAD, True, False),
        (Delivered.DEAD, False, True),
    ],
)
def test_a_change_is_said_once_unless_it_was_refused_for_good(state: Delivered, tried: bool, again: bool) -> None:
    first = announced(report(AMOUNT), addresses(FINANCE))
    then = announced(report(AMOUNT), addresses(FINANCE), told_of(first.planned, state, tried=tried))
    assert bool(then.planned) is again
    keys = [one.notification.key for made in (first, then) for one in made.planned]
    assert len(set(keys)) == len(keys)


def test_what_is_new_in_the_change_set_is_said_without_the_rest() -> None:
    before = told_of(announced(report(AMOUNT), addresses(FINANCE)).planned, Delivered.DELIVERED)
    made = announced(report(AMOUNT, STATE), addresses(FINANCE), before)
    assert heard(made) == [("finance-chat", f"change-{STATE.id}")]


@pytest.mark.parametrize("word", list(Word))
def test_a_team_that_has_answered_knows(word: Word) -> None:
    made = announced(report(STATE, said={"finance": word}))
    assert heard(made) == [("growth-chat", f"change-{STATE.id}")]


def test_a_pager_is_never_used_and_who_cannot_be_told_is_named() -> None:
    known = addresses(team("finance", "duty"), team("growth"), duty="pagerduty")
    made = announced(report(STATE), known)
    assert made.planned == ()
    assert made.says == (
        f"Finance is hit by {STATE.id} and is not told: duty can only page",
        f"Growth is hit by {STATE.id} and is not told: Growth has no receiver",
    )


def test_conditions_of_a_receiver_hold_for_changes_too() -> None:
    acting = team("finance", Subscription(receiver="acts", roles=(Role.NOTIFY,)), Subscription(receiver="reads"))
    assert [name for name, _ in heard(announced(report(AMOUNT), addresses(acting)))] == ["reads"]


def test_a_team_with_a_name_that_a_shell_would_read_is_quoted() -> None:
    evil = change("amount", use("revenue", "a; rm -rf $HOME"))
    said = compose_change(report(evil), evil, ["a; rm -rf $HOME"], POLICY, NOON)
    assert said.commands[1].says.endswith("--team 'a; rm -rf $HOME'")


def test_a_message_names_the_change_and_no_incident() -> None:
    said = compose_change(report(AMOUNT), AMOUNT, ["finance"], POLICY, NOON)
    text = RENDERINGS["console.txt"](said)
    assert "Announced: breaking change: orders: amount is gone" in text
    assert f"why: a change that hits this team · shop · change {AMOUNT.id}" in text
    assert "incident" not in text
    assert "proven" not in text


@pytest.mark.parametrize("name", ["slack.json", "teams.json", "email.txt", "console.txt", "webhook.json"])
def test_hostile_names_reach_no_receiver_as_markup(name: str) -> None:
    evil = change("amount", use(HOSTILE, "finance"), says=f"{HOSTILE}: amount is gone")
    text = RENDERINGS[name](compose_change(report(evil), evil, ["finance"], POLICY, NOON))
    assert not {"\x1b", "\x00", "\u202e"} & set(text)
    if name == "slack.json":
        assert "<!channel>" not in text
