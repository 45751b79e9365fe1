"""`onus report --route` and `onus route`, from a target folder to what a receiver shows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.edges.test_report_command import broken, green, onus
from tests.receivers import FakeReceiver, answer, reset

CONFIG = """\
version: 1
fallback_team: platform
teams:
  platform: {name: Platform, receivers: [platform-hook]}
  payments: {name: Payments, receivers: [payments-hook]}
  finance: {name: Finance, receivers: [finance-hook]}
rules:
  - {select: "source:stripe", team: payments}
  - {select: "fct_orders", team: finance}
receivers:
  payments-hook: {channel: webhook, url: "env:ONUS_T_PAYMENTS", allow_private: true}
  finance-hook: {channel: webhook, url: "env:ONUS_T_FINANCE", allow_private: true}
  platform-hook: {channel: webhook, url: "env:ONUS_T_PLATFORM", allow_private: true}
"""
WITHOUT_PAYMENTS = CONFIG.replace("receivers: [payments-hook]", "receivers: []").replace(
    '  payments-hook: {channel: webhook, url: "env:ONUS_T_PAYMENTS", allow_private: true}\n', ""
)

Shown = tuple[str, str, str]


@pytest.fixture(autouse=True)
def _outside_of_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_EVENT_NAME", "CI_MERGE_REQUEST_IID", "ONUS_ROUTE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeReceiver]:
    with FakeReceiver() as fake:
        for team in ("payments", "finance", "platform"):
            monkeypatch.setenv(f"ONUS_T_{team.upper()}", f"{fake.url}/{team}")
        yield fake


@pytest.fixture
def shop(tmp_path: Path, receiver: FakeReceiver) -> Path:
    (tmp_path / "onus.yml").write_text(CONFIG)
    return tmp_path


def shown(receiver: FakeReceiver) -> list[Shown]:
    """Who was told what and why, in the order in which it came."""
    bodies = [(request.path.strip("/"), request.json) for request in receiver.requests]
    return [(team, str(body["transition"]), str(body["reason"])) for team, body in bodies]


def routed(capsys: pytest.CaptureFixture[str], folder: Path, *more: str) -> tuple[int, str, str]:
    return onus(capsys, "report", "--route", "--project-dir", str(folder), *more)


FIRST = [
    ("payments", "open", "first notification"),
    ("finance", "open", "first notification"),
    ("platform", "open", "first notification"),
]


def test_who_answers_is_notified_and_who_is_hit_is_informed_once(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    code, out, _ = routed(capsys, shop)
    assert code == 1
    assert shown(receiver) == FIRST
    assert [request.json["role"] for request in receiver.requests] == ["notify", "inform", "inform"]
    assert "→ Payments through payments-hook: first notification" in out
    routed(capsys, shop)
    broken(shop, 2)
    routed(capsys, shop)
    assert shown(receiver) == FIRST


def test_what_was_opened_there_is_closed_there(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    routed(capsys, shop)
    green(shop, 2)
    code, _, _ = routed(capsys, shop)
    assert code == 0
    assert sorted(shown(receiver)[3:]) == [
        ("finance", "close", "resolved"),
        ("payments", "close", "resolved"),
        ("platform", "close", "resolved"),
    ]
    assert receiver.requests[3].json["lead"] == "It is over: every check of it passed again."


def test_it_is_closed_there_even_when_onus_yml_knows_the_receiver_no_more(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    routed(capsys, shop)
    (shop / "onus.yml").write_text(WITHOUT_PAYMENTS)
    green(shop, 2)
    routed(capsys, shop)
    assert ("payments", "close", "resolved") in shown(receiver)


def test_a_plain_report_tells_nobody_and_onus_route_does(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    onus(capsys, "report", "--project-dir", str(shop))
    assert receiver.requests == []
    code, out, _ = onus(capsys, "route", "--dry-run", "--project-dir", str(shop))
    assert (code, receiver.requests) == (0, [])
    assert "3 messages due" in out
    assert "payments-hook (notify Payments): first notification; Payments has to act" in out
    code, _, _ = onus(capsys, "route", "--project-dir", str(shop))
    assert code == 0
    assert shown(receiver) == FIRST


def test_what_came_and_went_untold_is_not_told(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    onus(capsys, "report", "--project-dir", str(shop))
    green(shop, 2)
    routed(capsys, shop)
    assert receiver.requests == []


def test_a_receiver_that_is_down_is_told_later_and_the_run_stands(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.will(answer(503), reset, answer(429, retry_after="3600"))
    broken(shop, 1)
    code, out, _ = routed(capsys, shop)
    assert code == 1
    assert "→ 3 messages waiting: the next run sends it, or `onus route`" in out
    code, out, _ = onus(capsys, "route", "--project-dir", str(shop))
    assert code == 1
    assert "3 messages waiting" in out


def test_what_is_refused_for_good_goes_to_the_fallback_team(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.will(answer(404))
    broken(shop, 1)
    code, out, _ = routed(capsys, shop)
    assert code == 1
    assert "refused for good" in out
    undelivered = [request for request in receiver.requests if "could not be delivered" in request.json["reason"]]
    assert [request.path for request in undelivered] == ["/platform"]
    assert undelivered[0].json["role"] == "notify"


def test_an_acknowledgement_reaches_whoever_would_go_on_waking_people(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    _, out, _ = routed(capsys, shop, "--format", "json")
    (incident,) = json.loads(out)["incidents"]
    onus(capsys, "incidents", "acknowledge", incident["id"], "--by", "ana", "--project-dir", str(shop))
    onus(capsys, "route", "--project-dir", str(shop))
    assert ("payments", "acknowledge", "somebody is at it") in shown(receiver)


def test_given_to_another_team_it_is_taken_from_the_first(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    _, out, _ = routed(capsys, shop, "--format", "json")
    (incident,) = json.loads(out)["incidents"]
    act = ["incidents", "reassign", incident["id"], "--to", "finance", "--because", "their form", "--by", "ana"]
    onus(capsys, *act, "--project-dir", str(shop))
    onus(capsys, "route", "--project-dir", str(shop))
    later = shown(receiver)[3:]
    assert ("payments", "close", "given to another team") in later
    assert ("finance", "open", "given to this team") in later


def test_the_timeline_says_who_was_told(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    _, out, _ = routed(capsys, shop, "--format", "json")
    (incident,) = json.loads(out)["incidents"]
    _, out, _ = onus(capsys, "incidents", "show", incident["id"], "--project-dir", str(shop))
    assert "payments through payments-hook" in out


@pytest.mark.parametrize(("name", "value"), [("GITHUB_EVENT_NAME", "pull_request"), ("CI_MERGE_REQUEST_IID", "7")])
def test_a_pull_request_tells_nobody_unless_it_is_said(
    shop: Path,
    receiver: FakeReceiver,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)
    broken(shop, 1)
    _, out, _ = routed(capsys, shop)
    assert "nobody was told: this is a GitHub pull request" in out or "GitLab merge request" in out
    code, _, err = onus(capsys, "route", "--project-dir", str(shop))
    assert code == 2
    assert err.count("\n") == 1
    assert receiver.requests == []
    routed(capsys, shop, "--allow-pull-request")
    assert shown(receiver) == FIRST


def test_a_secret_that_is_not_there_is_named_and_nothing_is_lost(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONUS_T_PAYMENTS")
    broken(shop, 1)
    _, out, _ = routed(capsys, shop)
    assert "ONUS_T_PAYMENTS" in out
    assert ("finance", "open", "first notification") in shown(receiver)


def test_no_secret_is_in_anything_that_is_printed(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONUS_T_PAYMENTS", f"{receiver.url}/hook/T0P-S3CRET-PATH")
    receiver.will(answer(500, b"no hook T0P-S3CRET-PATH here"))
    broken(shop, 1)
    said = [routed(capsys, shop), onus(capsys, "route", "--dry-run", "--project-dir", str(shop))]
    said.append(onus(capsys, "route", "--format", "json", "--project-dir", str(shop)))
    assert not any("S3CRET" in text for _, out, err in said for text in (out, err))
    assert b"S3CRET" not in (shop / ".onus" / "ledger.db").read_bytes()


def test_the_json_of_a_dry_run_and_of_a_route(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    onus(capsys, "report", "--project-dir", str(shop))
    _, out, _ = onus(capsys, "route", "--dry-run", "--format", "json", "--project-dir", str(shop))
    planned: dict[str, Any] = json.loads(out)
    assert planned["schema"] == "onus/route/1"
    assert [one["receiver"] for one in planned["due"]] == ["payments-hook", "finance-hook", "platform-hook"]
    _, out, _ = onus(capsys, "route", "--format", "json", "--project-dir", str(shop))
    made: dict[str, Any] = json.loads(out)
    assert [one["receiver"] for one in made["sent"]] == ["payments-hook", "finance-hook", "platform-hook"]
    assert (made["waiting"], made["dead"]) == (0, 0)


def test_a_ledger_that_cannot_be_used_tells_nobody_and_says_so(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / ".onus").write_text("in the way")
    broken(shop, 1)
    code, out, _ = routed(capsys, shop)
    assert code == 1
    assert "nobody was told" in out
    assert receiver.requests == []


def test_a_tick_needs_no_artifacts_and_says_what_is_late(
    shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = CONFIG.replace(
        "receivers: [payments-hook]", "receivers: [payments-hook], clock: {acknowledge_within: 1m}"
    )
    (shop / "onus.yml").write_text(
        clock + 'silences:\n  - {select: "tag:nightly", reason: "r", by: ana, until: 2100-01-01}\n'
    )
    broken(shop, 1)
    routed(capsys, shop)
    shutil.rmtree(shop / "target")
    code, out, _ = onus(capsys, "tick", "--project-dir", str(shop))
    assert code == 0
    assert "1 incident overdue" in out
    assert 'mutes nothing here: "tag:nightly" takes a manifest' in out
    assert shown(receiver) == FIRST


def test_an_act_can_tell_at_once(shop: Path, receiver: FakeReceiver, capsys: pytest.CaptureFixture[str]) -> None:
    broken(shop, 1)
    _, out, _ = routed(capsys, shop, "--format", "json")
    (incident,) = json.loads(out)["incidents"]
    act = ["incidents", "acknowledge", incident["id"], "--by", "ana", "--route"]
    code, out, _ = onus(capsys, *act, "--project-dir", str(shop))
    assert code == 0
    assert "→ Payments through payments-hook: somebody is at it" in out
    assert ("payments", "acknowledge", "somebody is at it") in shown(receiver)


@pytest.mark.parametrize("command", ["route", "tick"])
def test_a_folder_that_is_no_project_is_said_to_be_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    code, _, err = onus(capsys, command, "--project-dir", str(tmp_path))
    assert code == 2
    assert "no onus.yml here: nobody is named who could be told" in err
    assert list(tmp_path.iterdir()) == []
