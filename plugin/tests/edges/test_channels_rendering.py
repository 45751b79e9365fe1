"""What each channel makes of a message: golden files, the limits of the services, and nothing that is markup."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from dbt_onus.channels import github, gitlab, jira, opsgenie, pagerduty, slack, slack_blocks, teams, webhook
from dbt_onus.core.messages import Fact, Message
from dbt_onus.core.notifications import Reason, Role
from tests.golden_files import assert_golden
from tests.rendering import KEY, MARK, RENDERINGS, mail
from tests.telling import HOSTILE, digest, hostile, message, notification

SCENES = {
    "first": message(),
    "inform": message(role=Role.INFORM, team="Growth", lead="Growth is told because it is hit."),
    "reminder": message(Reason.REMINDER),
    "resolved": message(Reason.RESOLVED, facts=(Fact(name="lasted", says="2.5 hours"),), evidence=(), commands=()),
    "digest": digest(),
    "hostile": hostile(),
}
LARGE = {
    "long": hostile("x" * 10_000),
    "quotes": hostile('"\\' * 5_000),
    "four bytes each": hostile("🙈" * 10_000),
    "many": digest(500),
    "all escaped": hostile("<&@" * 3_000),
}
ANY = {**SCENES, **LARGE}


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("rendering", RENDERINGS)
def test_golden(rendering: str, scene: str):
    channel, _, ending = rendering.partition(".")
    assert_golden(f"channels/{channel}/{scene}.{ending}", RENDERINGS[rendering](SCENES[scene]))


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_a_message_says_all_that_its_reader_needs(rendering: str):
    text = re.sub("\u200b|\\\\|&#8203;", "", RENDERINGS[rendering](SCENES["first"]))
    for needed in (
        "crm.customers.country_code has nulls",
        "Customer Relations",
        "2026-11-23 20:30 UTC",
        "150 null",
        "made of crm.customers.country_code alone",
        "Churn model",
        "onus incidents acknowledge fff56bb6",
        "onus incidents dispute fff56bb6",
        "first notification",
        "likely",
    ):
        assert needed in text, needed


@pytest.mark.parametrize("rendering", sorted(set(RENDERINGS) - {"pagerduty.json"}))
def test_an_end_says_that_it_is_over_and_why(rendering: str):
    resolved = RENDERINGS[rendering](message(Reason.RESOLVED))
    assert "resolved" in resolved
    assert "given to another team" in RENDERINGS[rendering](message(Reason.TAKEN))


def test_pagerduty_is_told_what_happened_to_the_alert():
    actions = {reason: pagerduty.render(message(reason))["event_action"] for reason in Reason}
    assert {reason for reason, action in actions.items() if action == "resolve"} == {
        Reason.RESOLVED,
        Reason.SUPERSEDED,
        Reason.TAKEN,
    }
    assert actions[Reason.ACKNOWLEDGED] == "acknowledge"
    assert len({pagerduty.render(message(reason))["dedup_key"] for reason in Reason}) == 1


@pytest.mark.parametrize("about", ANY.values(), ids=ANY)
def test_slack_takes_the_blocks(about: Message):
    body = slack.render(about)
    blocks = Block.parse_all(body["blocks"])
    for block in blocks:
        block.validate_json()
    assert len(blocks) <= slack_blocks.MOST_BLOCKS
    assert len(json.dumps(body)) <= slack_blocks.TOGETHER
    assert len(body["blocks"][0]["text"]["text"]) <= slack_blocks.HEADER


@pytest.mark.parametrize("about", ANY.values(), ids=ANY)
def test_teams_takes_the_card(about: Message):
    body = teams.render(about)
    assert len(body) <= teams.MOST_BYTES
    card = json.loads(body)["attachments"][0]["content"]
    assert card.pop("msteams") == {"width": "Full"}
    schema = json.loads(files("adaptive_cards").joinpath("schemas/schema-1.4.json").read_text(encoding="utf-8"))
    jsonschema.validate(card, schema)
    kinds = {inline["type"] for block in card["body"] for inline in block["inlines"]}
    assert ({block["type"] for block in card["body"]}, kinds) == ({"RichTextBlock"}, {"TextRun"})


@pytest.mark.parametrize("about", ANY.values(), ids=ANY)
def test_the_limits_of_the_others(about: Message):
    event = pagerduty.render(about)
    assert len(json.dumps(event, ensure_ascii=False).encode()) <= pagerduty.MOST_BYTES
    assert len(event["dedup_key"]) <= 255
    assert len(event.get("payload", {}).get("summary", "")) <= 1024
    alert = opsgenie.render(about, ("crm",))
    if "message" in alert:
        assert len(alert["message"]) <= 130
        assert len(alert["alias"]) <= 512
        assert len(alert["description"]) <= 15_000
        assert len(alert["entity"]) <= 512
        assert all(len(tag) <= 50 for tag in alert["tags"])
    else:
        assert len(alert["note"]) <= 25_000
    hub, lab = github.render(about, MARK, KEY), gitlab.render(about, MARK, KEY)
    assert (len(hub["title"]) <= 256, len(hub["body"]) <= 65_536) == (True, True)
    assert (len(lab["title"]) <= 255, len(lab["description"]) <= 1_048_576) == (True, True)
    for cloud in (True, False):
        issue = jira.render(about, KEY, cloud=cloud)
        text = issue["description"] if isinstance(issue["description"], str) else json.dumps(issue["description"])
        assert (len(issue["summary"]) <= 255, len(text) <= 32_767, KEY in text) == (True, True, True)
    assert MARK in hub["body"]
    assert KEY in lab["description"]


def test_keys_that_are_too_long_are_made_short_and_stay_apart():
    long = [message(dedup_key="k" * 600 + end) for end in "ab"]
    assert len({pagerduty.render(each)["dedup_key"] for each in long}) == 2
    assert len({opsgenie.alias(each) for each in long}) == 2
    assert all(len(opsgenie.alias(each)) <= 512 for each in long)


def test_the_body_of_a_webhook_is_what_its_schema_says():
    schema = json.loads(webhook.read_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    for about in ANY.values():
        jsonschema.validate(webhook.render(about, notification(about=about)), schema)


def test_a_cut_is_said():
    assert "… [cut]" in pagerduty.render(hostile("x" * 10_000))["payload"]["summary"]
    assert "and 480 more" in RENDERINGS["console.txt"](digest(500))


def test_mails_of_one_episode_are_one_thread():
    first, again, second = mail(message()), mail(message()), mail(message(Reason.RESOLVED), sequence=2)
    assert first.as_bytes() == again.as_bytes()
    assert (first["In-Reply-To"], second["In-Reply-To"]) == (None, first["Message-ID"])
    assert second["Message-ID"] != first["Message-ID"]


def test_a_digest_of_several_reasons_says_none_for_all():
    parts = (message(Reason.RESOLVED), message(Reason.FIRST))
    mixed = message(Reason.RESOLVED, headline="2 incidents for CRM", parts=parts)
    text = RENDERINGS["console.txt"](mixed)
    assert "\n2 incidents for CRM" in text
    assert "Resolved: crm.customers" in text
    assert "Resolved: 2 incidents" in RENDERINGS["console.txt"](
        message(Reason.RESOLVED, headline="2 incidents", parts=parts[:1])
    )


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(name for name, _ in attrs)}


def assert_no_markup(about: Message) -> None:
    """Nothing of what a message holds is read as markup by any of the places that it goes to."""
    for text in _slack_texts(slack.render(about)):
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", text), text
    tags = _Tags()
    _, html_part = mail(about).iter_parts()
    tags.feed(html_part.get_content())
    assert tags.seen <= {
        "html",
        "body",
        "style",
        "h2",
        "h3",
        "p",
        "table",
        "tr",
        "td",
        "valign",
        "b",
        "code",
        "small",
    }
    for body in (github.render(about, MARK, KEY)["body"], gitlab.render(about, MARK, KEY)["description"]):
        outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", body.removesuffix(f"<!-- {MARK} {KEY} -->\n"))
        bare = re.sub(r"\\[\\`*_\[\]{}|~$!^=]", "", outside)
        assert not re.search(r"<(?!/?sub>)|[\[\]`]|[@#](?!\u200b|\W|$|8203)", bare), bare
        assert not re.search(r"(?m)^/", outside)
    wiki = jira.render(about, KEY, cloud=False)["description"]
    outside = re.sub(r"(?s)\n\{noformat\}\n.*?\n\{noformat\}", "", wiki)
    assert not re.search(r"(?<!\\)[{\[]", outside.replace("\\\\", "")), outside
    for rendering in RENDERINGS.values():
        assert not re.search(
            r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", rendering(about)
        )


def _slack_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from [each] if key == "text" and isinstance(each, str) else _slack_texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _slack_texts(each)


@pytest.mark.parametrize("about", ANY.values(), ids=ANY)
def test_no_markup(about: Message):
    assert_no_markup(about)


_PIECES = st.sampled_from(
    ["<!channel>", "<@U1>", "<http://x|y>", "[a](http://b)", "@all", "#12", "!3", "```", "`", "<b>", "-->", "<!--",
     "{noformat}", "{code}", "[~bob]", "\n", "\r\n", "\u202e", "\x1b[0m", "\\", "$x$", "/close", "**", "&lt;",
     "h1.", HOSTILE]
)  # fmt: skip
_TEXTS = st.lists(_PIECES | st.text(max_size=20), max_size=8).map("".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEXTS, _TEXTS, st.sampled_from(list(Reason)), st.booleans())
def test_no_text_is_markup_anywhere(one: str, other: str, reason: Reason, repeated: bool):
    about = message(
        reason,
        headline=one,
        lead=other,
        team=one + other,
        facts=(Fact(name=one, says=other), Fact(name="since", says=one)),
        evidence=(one, other),
        commands=(Fact(name=other, says=one),),
    )
    assert_no_markup(about)
    for again in (slack.render(about, repeat=True), json.loads(teams.render(about, repeat=True))):
        assert "possible repeat" in json.dumps(again)
