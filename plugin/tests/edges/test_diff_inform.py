"""`onus diff --inform`: from two manifests to what a receiver shows, once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from dbt_onus.app.clock import utc_now
from dbt_onus.core.incidents.standing import Decision, Standing
from dbt_onus.core.ports import Ledger
from dbt_onus.ledger import open_ledger
from tests import builders as b
from tests.edges.test_diff_command import BEFORE, ONUS_YML, diff, nodes, shop
from tests.edges.test_report_command import onus
from tests.receivers import FakeReceiver, answer

__all__ = ["shop"]  # a fixture

TOLD = ONUS_YML.replace("members: [ana@shop.example]", "receivers: [hook]")
CONFIG = f"""{TOLD}\
receivers:
  hook: {{channel: webhook, url: "env:ONUS_T_HOOK", allow_private: true}}
"""


@pytest.fixture
def receiver(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeReceiver]:
    (shop / "onus.yml").write_text(CONFIG, encoding="utf-8")
    with FakeReceiver() as fake:
        monkeypatch.setenv("ONUS_T_HOOK", fake.url)
        yield fake


def test_a_hit_team_is_told_once_also_by_another_run(
    receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diff("--inform") == 1
    [request] = receiver.requests
    body = request.json
    assert (body["role"], body["reason"], body["team"]) == ("inform", "a change that hits this team", "Finance")
    assert body["headline"] == "breaking change: orders: amount is gone"
    assert f"onus: Finance is told of change {body['incident'].removeprefix('change-')} through hook" in (
        capsys.readouterr().err
    )
    assert diff("--inform") == 1
    assert len(receiver.requests) == 1
    assert "nobody is to be told" in capsys.readouterr().err


def test_another_change_is_said_and_the_first_is_not_said_again(shop: Path, receiver: FakeReceiver) -> None:
    diff("--inform")
    b.write_target(shop / "target", b.manifest(*nodes("state")))
    diff("--inform")
    headlines = [request.json["headline"] for request in receiver.requests]
    assert headlines == ["breaking change: orders: amount is gone", "breaking change: orders: id is gone"]


def test_without_the_option_nobody_is_told(receiver: FakeReceiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONUS_ROUTE", "on")
    diff()
    assert receiver.requests == []


def test_a_pull_request_tells_nobody_unless_it_may(
    receiver: FakeReceiver, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    assert diff("--inform") == 1
    assert receiver.requests == []
    assert "nobody was told: this is a GitHub pull request" in capsys.readouterr().err
    diff("--inform", "--allow-pull-request")
    assert len(receiver.requests) == 1


def test_what_the_receiver_could_not_take_now_waits_and_is_the_same_message(
    receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.will(answer(503))
    diff("--inform")
    said = capsys.readouterr().err
    assert "(change " in said
    assert "it is tried again after" in said
    diff("--inform")
    assert len(receiver.keys) == 1


def test_what_is_refused_for_good_is_not_said_to_go_to_the_fallback_team_and_is_tried_by_the_next(
    receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.will(answer(404))
    diff("--inform")
    said = capsys.readouterr().err
    assert "given up" in said
    assert "fallback" not in said
    diff("--inform")
    assert len(receiver.keys) == 2


def test_an_announcement_is_no_incident(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    diff("--inform")
    capsys.readouterr()
    code, out, _ = onus(capsys, "incidents", "list", "--format", "json", "--project-dir", str(shop))
    assert json.loads(out)["incidents"] == []
    code, out, _ = onus(capsys, "route", "--project-dir", str(shop))
    assert (code, len(receiver.requests)) == (0, 1)


def test_what_was_announced_leaves_nothing_open_and_is_forgotten_in_the_end(
    shop: Path, receiver: FakeReceiver
) -> None:
    diff("--inform")
    subject, ledger = receiver.requests[0].json["incident"], open_ledger("sqlite:.onus/ledger.db", shop)
    assert set(remembered(ledger, subject)) == {subject}
    assert set(remembered(ledger)) == set()
    assert ledger.claim(utc_now() + timedelta(days=91), timedelta(minutes=1)) is None
    assert set(remembered(ledger, subject)) == set()


def remembered(ledger: Ledger, *subjects: str) -> Mapping[str, object]:
    """What a decision is told was said: of these, and of all that is open."""
    seen: list[Standing] = []

    def look(standing: Standing) -> Decision:
        seen.append(standing)
        return Decision()

    ledger.change(look, ids=subjects)
    return seen[0].told


def test_contracts_name_no_readers_that_could_be_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "one.odcs.yaml").write_text("apiVersion: v3.0.2\nkind: DataContract\n", encoding="utf-8")
    assert diff("--inform", base="one.odcs.yaml") == 2
    assert capsys.readouterr().err


def test_names_of_a_warehouse_are_no_markup_of_a_chat(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "revenue](http://evil.example) <!channel> \u202e@all"
    reader = b.model(evil, "orders", sql='select amount from "shop"."main"."orders"', **_owned("finance"))
    b.write_target(
        shop / "base",
        b.manifest(*nodes("id, amount, state"), reader, invocation_id=BEFORE, at=b.NOON - timedelta(hours=1)),
    )
    b.write_target(shop / "target", b.manifest(*nodes("id, state"), reader))
    diff("--inform")
    [request] = receiver.requests
    hits = next(fact["says"] for fact in request.json["facts"] if fact["name"] == "hits")
    assert "<!channel>" in hits
    assert "\u202e" not in request.body.decode() + hits
    assert "\u202e" not in capsys.readouterr().err


def _owned(team: str) -> dict[str, object]:
    return {"meta": {"onus": {"team": team}}}
