"""`onus diff` as a user meets it: in a pull request, with answers, on contracts, on builds, with wrong input."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from dbt_onus.channels.github import PACE
from dbt_onus.cli import main
from dbt_onus.core.nodes import Node
from tests import builders as b
from tests.receivers import FakeReceiver
from tests.services import Discussion

ONUS_YML = """\
version: 1
fallback_team: platform
teams:
  shop: {name: Shop}
  finance: {name: Finance, members: [ana@shop.example]}
  platform: {}
rules:
  - {select: "orders", team: shop}
  - {select: "revenue", team: finance}
"""
BEFORE = "22222222-2222-4222-8222-222222222222"


def nodes(selected: str) -> list[Node]:
    charges = b.source("stripe.charges", columns=["id", "amount", "state"])
    sql = f'select {selected} from "shop"."stripe"."charges"'
    reader = 'select id, amount from "shop"."main"."orders"'
    return [
        charges,
        b.model("orders", charges, sql=sql, template=sql, path="models/orders.sql"),
        b.model("revenue", "orders", sql=reader, template=reader),
        b.exposure("board", "revenue", owner="Finance"),
    ]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose change takes a column away, and the state before it in `base`."""
    b.write_target(
        tmp_path / "base",
        b.manifest(*nodes("id, amount, state"), invocation_id=BEFORE, at=b.NOON - timedelta(hours=1)),
    )
    b.write_target(tmp_path / "target", b.manifest(*nodes("id, state")))
    (tmp_path / "onus.yml").write_text(ONUS_YML, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_EVENT_NAME", "CI_MERGE_REQUEST_IID", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def diff(*arguments: str, base: str = "base") -> int:
    with pytest.raises(SystemExit) as ended:
        main(["diff", "--base", base, *arguments])
    return int(ended.value.code or 0)


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    code = diff("--format", "json", *arguments)
    return code, json.loads(capsys.readouterr().out)


def the_id(capsys: pytest.CaptureFixture[str]) -> str:
    _, said = document(capsys)
    return str(said["changes"][0]["id"])  # type: ignore[index]


def test_text_says_what_breaks_why_and_whom_it_hits(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff() == 1
    text = capsys.readouterr().out
    assert "onus diff · shop · 2026-11-02 11:00 UTC → 2026-11-02 12:00 UTC" in text
    assert "1 change: 1 breaking, 0 risky, 0 safe" in text
    assert "✖ breaking  orders: amount is gone" in text
    assert "why     revenue (finance) asks for it" in text
    assert "from    Shop" in text
    assert "hits    Finance: revenue asks for it; board (exposure) is made from it" in text
    assert "agreed  nobody was asked yet: Finance waiting" in text


def test_json_says_everything(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = document(capsys)
    assert (code, said["schema"], said["summary"]) == (
        1,
        "onus/diff/1",
        {"breaking": 1, "risky": 0, "safe": 0, "waiting": 1},
    )
    [change] = said["changes"]  # type: ignore[misc]
    assert (change["kind"], change["unique_id"], change["column"]) == (
        "column_removed",
        "model.shop.orders",
        "amount",
    )
    assert (change["team"], change["teams"], change["asked"]) == ("shop", ["finance"], ["finance"])
    assert [(use["how"], use["certain"]) for use in change["uses"]] == [("asks", True), ("reached", True)]


def test_every_format_for_ci_names_the_change(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff("--format", "markdown") == 1
    markdown = capsys.readouterr().out
    assert "It breaks something of **Finance**." in markdown
    assert "- **orders: amount is gone** (`" in markdown
    diff("--format", "github")
    assert capsys.readouterr().out.startswith(
        "::error file=models/orders.sql,title=onus%3A orders.amount%3A breaking::"
    )
    diff("--format", "junit")
    assert ET.fromstring(capsys.readouterr().out).find(".//failure") is not None
    diff("--format", "sarif")
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"][0]["ruleId"] == "column_removed"
    diff("--format", "gitlab")
    assert json.loads(capsys.readouterr().out)[0]["location"]["path"] == "models/orders.sql"


def test_the_base_may_be_a_manifest_alone_or_a_project(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff(base="base/manifest.json") == 1
    (shop / "old").mkdir()
    (shop / "base").rename(shop / "old" / "target")
    (shop / "old" / "dbt_project.yml").write_text("name: shop\n", encoding="utf-8")
    assert diff(base="old") == 1
    assert diff("target", base="old") == 1
    assert "hits    Finance: revenue asks for it" in capsys.readouterr().out
    assert diff("target/manifest.json", base="old") == 1
    assert diff("target", "--project-dir", ".", "--project-dir", "old", base="old") == 2


def test_fail_on_says_from_which_effect_on_it_fails(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff("--fail-on", "never") == 0
    b.write_target(shop / "target", b.manifest(*nodes("id, amount * 2 as amount, state")))
    assert (diff(), diff("--fail-on", "risky")) == (0, 1)


def test_nothing_changed_is_said_and_is_green(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    b.write_target(shop / "target", b.manifest(*nodes("id, amount, state")))
    assert diff() == 0
    assert "nothing changed for whoever reads these tables" in capsys.readouterr().out


# --- answers -----------------------------------------------------------------------------------------------------


def test_a_breaking_change_waits_for_the_team_that_it_hits(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = the_id(capsys)
    assert diff("--ask") == 1
    assert "onus-changes.yml asks about 1 breaking changes: commit it" in capsys.readouterr().err
    assert diff("--acknowledge", change[:5], "--team", "finance", "--by", "ana@shop.example") == 0
    said = capsys.readouterr()
    assert f"finance acknowledged {change}" in said.err
    assert "agreed  Finance acknowledged" in said.out
    assert diff() == 0
    assert (
        diff("--object", change, "--team", "finance", "--reason", "our month closes", "--by", "bo@x.example") == 1
    )
    assert "onus.yml does not name bo@x.example as a member of finance" in capsys.readouterr().err
    kept = (shop / "onus-changes.yml").read_text(encoding="utf-8")
    assert "answer: objected" in kept
    assert "reason: our month closes" in kept


def test_another_change_of_the_same_column_has_to_be_agreed_to_anew(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diff("--acknowledge", the_id(capsys), "--team", "finance", "--by", "ana@shop.example")
    b.write_target(shop / "target", b.manifest(*nodes("id, amount as total, state")))
    assert diff() == 1


def test_silence_accepts_after_the_end_where_the_policy_says_so(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = "policy:\n  changes: {answer_within: 7d, silence: accepts}\n"
    (shop / "onus.yml").write_text(ONUS_YML + policy, encoding="utf-8")
    assert diff("--ask") == 1
    file = shop / "onus-changes.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    asked = [line.replace(line.split(": ")[1], "2026-01-05") if "asked_on" in line else line for line in lines]
    aged = [line.replace(line.split(": ")[1], "2026-01-12") if "until" in line else line for line in asked]
    file.write_text("\n".join(aged), encoding="utf-8")
    assert diff() == 0
    assert "Finance accepted by silence; until 2026-01-12" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--acknowledge", "ffff", "--team", "finance"], "ffff: is no breaking change of this; there are "),
        (["--acknowledge", "{id}", "--team", "shop"], "does not wait for shop; it waits for finance"),
        (["--acknowledge", "{id}"], "for which team? say --team"),
        (["--object", "{id}", "--team", "finance"], "an objection has to say why: --reason"),
    ],
)
def test_answers_that_mean_nothing(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    change = the_id(capsys)
    assert diff(*(argument.format(id=change) for argument in arguments), "--by", "x@y.example") == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [", "onus-changes.yml line 1: not valid YAML"),
        ("version: 2\nchanges: {}", "not the file of `onus diff --ask`"),
        ("version: 1\nchanges: {ab: {says: x}}", "changes.ab: must name the teams that are asked"),
        ("version: 1\nchanges: {ab: {teams: [x], asked_on: soon}}", "changes.ab.asked_on: must be a date like"),
        (
            "version: 1\nchanges: {ab: {teams: [x], asked_on: 2026-01-01, answers: {x: {answer: maybe}}}}",
            "changes.ab.answers.x: must say answer (acknowledged or objected), by and on",
        ),
    ],
)
def test_a_damaged_file_of_answers(shop: Path, capsys: pytest.CaptureFixture[str], text: str, says: str) -> None:
    (shop / "onus-changes.yml").write_text(text, encoding="utf-8")
    assert diff() == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("{silence: accepts}", "silence means something only after a while: say answer_within, too"),
        ("{answer_within: 7d, silence: maybe}", '"maybe" must be one of accepts, objects'),
        ("{answer_within: soon}", "is not a duration like 90m"),
    ],
)
def test_a_policy_that_means_nothing(
    shop: Path, capsys: pytest.CaptureFixture[str], policy: str, says: str
) -> None:
    (shop / "onus.yml").write_text(f"{ONUS_YML}policy:\n  changes: {policy}\n", encoding="utf-8")
    assert diff() == 2
    assert says in capsys.readouterr().err


def test_the_comment_is_kept_on_the_pull_request_that_ci_builds(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PACE, "seconds", 0.0)
    with FakeReceiver(Discussion()) as service:
        for name, value in {
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_REPOSITORY": "shop/data",
            "GITHUB_REF": "refs/pull/7/merge",
            "GITHUB_TOKEN": "t0ken-of-ci",
            "GITHUB_API_URL": service.url,
        }.items():
            monkeypatch.setenv(name, value)
        assert diff("--comment") == 1
        assert diff("--comment") == 1
        [comment] = service.service.comments
    assert comment["body"].startswith("## What this change does to whoever reads the data")
    assert "<!-- onus-diff shop -->" in comment["body"]


# --- contracts ---------------------------------------------------------------------------------------------------

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: charges
version: 1.0.0
status: active
schema:
  - name: charges
    properties:
      - {{name: id, logicalType: integer, physicalType: bigint, primaryKey: true}}
      - {{name: amount, logicalType: number, physicalType: "{amount}", required: {required}}}
{more}
"""


def contract(path: Path, *, amount: str = "decimal(12,2)", required: str = "true", more: str = "") -> str:
    path.write_text(CONTRACT.format(amount=amount, required=required, more=more), encoding="utf-8")
    return str(path)


def test_a_producer_without_dbt_compares_two_contracts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = contract(
        tmp_path / "old.odcs.yaml", more="      - {name: state, logicalType: string, physicalType: varchar}"
    )
    new = contract(tmp_path / "new.odcs.yaml", amount="decimal(14,2)", required="false")
    assert diff(new, "--format", "json", base=old) == 1
    said = json.loads(capsys.readouterr().out)
    assert {(one["kind"], one["column"], one["effect"]) for one in said["changes"]} == {
        ("column_removed", "state", "breaking"),
        ("term_dropped", "amount", "breaking"),
        ("column_retyped", "amount", "safe"),
    }
    assert diff(old, base=old) == 0


def test_contracts_and_manifests_do_not_mix(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = contract(shop / "old.odcs.yaml")
    assert diff(base=old) == 2
    assert "is a contract; name the one to compare it with" in capsys.readouterr().err
    assert diff(old) == 2
    assert "old.odcs.yaml is a contract, and --base is none" in capsys.readouterr().err


# --- two builds --------------------------------------------------------------------------------------------------


def built(folder: Path, rows: int, nulls: int, invocation: str) -> None:
    charges = b.source("stripe.charges", columns=["id", "amount"])
    fees, quiet = b.source("stripe.fees", columns=["id"]), b.source("stripe.quiet", columns=["id"])
    tests = [b.test("onus.contract", node) for node in (charges, fees, quiet)]
    verdict = {
        "terms": [
            {
                "term": "slices",
                "column": None,
                "status": "pass",
                "expected": {"by": "country", "term": "rows"},
                "observed": {"slices": 4, "broken": 0, "missing": [], "least": rows // 10, "most": rows},
            }
        ],
        "rows": rows,
        "observations": {
            "columns": {"amount": {"nulls": nulls, "distinct": 40, "min": 1.0, "max": 9.0, "mean": 5.0}}
        },
    }
    results = [b.result(tests[0], "pass", sql=f"/* onus {json.dumps(verdict)} */ select 1")]
    if invocation != BEFORE:
        results.append(b.result(tests[1], "pass", sql=f"/* onus {json.dumps(verdict)} */ select 1"))
    manifest = b.manifest(charges, fees, quiet, *tests, invocation_id=invocation)
    b.write_target(folder, manifest, b.run(*results, invocation_id=invocation))


def test_two_builds_are_compared_number_by_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    built(tmp_path / "base", 1000, 0, BEFORE)
    built(tmp_path / "target", 400, 80, b.INVOCATION)
    assert diff("--observations") == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "! rows 1,000 → 400" in text
    assert "! amount null share 0.0% → 20.0%" in text
    assert "slices (rows by country): least 100 → 40" in text
    assert "not compared: stripe.fees: no contract test of it ran in the state before" in text
    assert "not compared: stripe.quiet: no contract test of it ran in the state before" in text
    diff("--observations", "--format", "markdown")
    assert "| stripe.charges |  | rows | 1,000 → 400 | moved far |" in capsys.readouterr().out


def test_a_state_without_a_run_cannot_be_compared_with(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff("--observations") == 1
    assert "not compared: the state before holds no run: build it with `dbt build`" in capsys.readouterr().out


# --- wrong input -------------------------------------------------------------------------------------------------


def test_wrong_bases_are_told_in_one_line(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "empty").mkdir()
    for folder, manifest in {
        "other": b.manifest(b.model("x"), project="billing"),
        "elsewhere": b.manifest(*nodes("id"), adapter="snowflake", invocation_id=BEFORE),
    }.items():
        b.write_target(shop / folder, manifest)
    said = {
        "nowhere": "--base nowhere: does not exist; name the target folder of the state before",
        "empty": "--base empty: empty/target/manifest.json does not exist: run `dbt parse`",
        "other": "--base other: is of the project billing, and here is shop; name a state of the same project",
        "elsewhere": "--base elsewhere: was written for snowflake, the project here for duckdb",
        "target": "--base target: is the very manifest that it is to be compared with",
    }
    for base, line in said.items():
        assert diff(base=base) == 2
        error = capsys.readouterr().err
        assert line in error
        assert len(error.strip().splitlines()) == 1


def test_a_manifest_of_a_later_dbt_is_read_and_said_to_be_one(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shop / "base" / "manifest.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    said["metadata"]["dbt_schema_version"] = "https://schemas.getdbt.com/dbt/manifest/v99.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    assert diff() == 1
    assert "manifest v99 is newer than this Onus knows" in capsys.readouterr().out


def test_no_traceback_and_no_markup_from_names(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = b.model("x](http://evil.example) @all <img>", sql="select 1 as a", template="select 1 as a")
    b.write_target(shop / "base", b.manifest(*nodes("id, amount, state"), evil, invocation_id=BEFORE))
    diff("--format", "markdown")
    text = capsys.readouterr().out
    assert "<img>" not in text
    assert "x\\](http:/\u200b/" in text
    assert "@all" not in text
