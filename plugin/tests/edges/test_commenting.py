"""A comment on the change that CI builds, and the summary of its step: told once, kept up to date, harmless."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from dbt_onus.app.commenting import comment_on_change, summarize_step
from dbt_onus.app.permission import pull_request
from dbt_onus.channels.github import PACE
from dbt_onus.cli import main
from tests import builders as b
from tests.receivers import FakeReceiver, Reply
from tests.services import Discussion

ENVIRONMENTS = {
    "github": {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_REPOSITORY": "shop/data",
        "GITHUB_REF": "refs/pull/7/merge",
        "GITHUB_TOKEN": "t0ken-of-ci",
    },
    "gitlab": {"CI_MERGE_REQUEST_IID": "7", "CI_PROJECT_ID": "42", "ONUS_GITLAB_TOKEN": "t0ken-of-ci"},
}


@pytest.fixture(params=ENVIRONMENTS)
def change(request: pytest.FixtureRequest) -> Iterator[tuple[Mapping[str, str], FakeReceiver]]:
    with FakeReceiver(Discussion()) as service:
        api = {"GITHUB_API_URL": service.url, "CI_API_V4_URL": f"{service.url}/api/v4"}
        yield {**ENVIRONMENTS[request.param], **api}, service


def bodies(service: FakeReceiver) -> list[str]:
    return [comment["body"].partition("\n")[0] for comment in service.service.comments]


def test_one_comment_is_kept_up_to_date_in_place(change: tuple[Mapping[str, str], FakeReceiver]) -> None:
    environment, service = change
    service.service.comments += [{"id": number + 1, "body": "looks good"} for number in range(120)]
    for text in ("two incidents", "one incident", "one incident"):
        assert comment_on_change(text, mark="onus-report shop", environment=environment) is None
    assert bodies(service)[120:] == ["one incident"]
    written = [one.method for one in service.requests if one.method != "GET"]
    assert len(written) == 2
    assert comment_on_change("another project's", mark="onus-report mart", environment=environment) is None
    assert bodies(service)[120:] == ["one incident", "another project's"]


def test_good_news_changes_a_comment_and_begins_none(change: tuple[Mapping[str, str], FakeReceiver]) -> None:
    environment, service = change
    assert comment_on_change("clear", mark="m", begin=False, environment=environment) is None
    assert bodies(service) == []
    comment_on_change("broken", mark="m", environment=environment)
    comment_on_change("clear", mark="m", begin=False, environment=environment)
    assert bodies(service) == ["clear"]


def test_a_mark_cannot_end_its_own_comment(change: tuple[Mapping[str, str], FakeReceiver]) -> None:
    environment, service = change
    comment_on_change("x", mark="m --> <script>", environment=environment)
    assert service.service.comments[0]["body"].endswith("<!-- m --_ _script_ -->\n")


def test_what_the_service_refuses_is_said_without_the_token(
    change: tuple[Mapping[str, str], FakeReceiver],
) -> None:
    environment, service = change
    service.service = lambda _: Reply(403, {"message": "t0ken-of-ci may not write"})
    line = comment_on_change("x", mark="m", environment=environment)
    assert line is not None
    assert "no comment was written: 127.0.0.1 answered 403" in line
    assert "t0ken-of-ci" not in line
    assert "\n" not in line


def test_without_a_change_or_a_token_nothing_is_sent() -> None:
    assert "no pull request" in str(comment_on_change("x", mark="m", environment={}))
    pushed = ENVIRONMENTS["github"] | {"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main"}
    assert "no pull request" in str(comment_on_change("x", mark="m", environment=pushed))
    tokenless = {key: value for key, value in ENVIRONMENTS["github"].items() if key != "GITHUB_TOKEN"}
    assert "ONUS_GITHUB_TOKEN or GITHUB_TOKEN" in str(comment_on_change("x", mark="m", environment=tokenless))


def test_the_event_knows_the_number_where_the_ref_is_the_targets(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 12}}), encoding="utf-8")
    target = ENVIRONMENTS["github"] | {"GITHUB_EVENT_NAME": "pull_request_target", "GITHUB_REF": "refs/heads/main"}
    assert pull_request(target) is None
    found = pull_request(target | {"GITHUB_EVENT_PATH": str(event)})
    assert found is not None
    assert (found.number, found.api) == (12, "https://api.github.com")
    for wrong in ("../../admin", "shop", "shop/data?x=1"):
        assert pull_request(ENVIRONMENTS["github"] | {"GITHUB_REPOSITORY": wrong}) is None


def test_the_summary_of_a_step_is_added_to_what_others_wrote(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("tests passed\n", encoding="utf-8")
    assert summarize_step("### ❌ Onus", {"GITHUB_STEP_SUMMARY": str(summary)}) is None
    assert summary.read_text(encoding="utf-8") == "tests passed\n### ❌ Onus\n"
    assert "is not set" in str(summarize_step("x", {}))
    assert "Is a directory" in str(summarize_step("x", {"GITHUB_STEP_SUMMARY": str(tmp_path)}))


def test_a_report_in_ci_says_it_everywhere_it_was_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    unique = b.test("unique", "stripe.charges", "id")
    run = b.run(b.result(unique, "fail", failures=2))
    b.write_target(tmp_path / "target", b.manifest(b.source("stripe.charges", columns=["id"]), unique), run)
    (tmp_path / "onus.yml").write_text("version: 1\nfallback_team: platform\nteams: {platform: {}}\n")
    monkeypatch.setattr(PACE, "seconds", 0.0)
    with FakeReceiver(Discussion()) as service:
        for name, value in {**ENVIRONMENTS["github"], "GITHUB_API_URL": service.url}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
        with pytest.raises(SystemExit) as ended:
            main(["report", "--project-dir", str(tmp_path), "--format", "github", "--step-summary", "--comment"])
        assert ended.value.code == 1
        assert bodies(service) == ["### ❌ Onus: 1 incident open"]
    said = capsys.readouterr()
    assert said.out.startswith("::error file=")
    assert said.err == ""
    assert "1 incident open" in (tmp_path / "summary.md").read_text(encoding="utf-8")
