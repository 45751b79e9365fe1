"""`onus check` as a user meets it: in a project, in CI, with a baseline, and with wrong input."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from dbt_onus.cli import main
from dbt_onus.core.annotations import Annotation, Level
from dbt_onus.report.annotations.github import render_github
from dbt_onus.report.annotations.gitlab import render_gitlab
from dbt_onus.report.annotations.junit import render_junit
from dbt_onus.report.annotations.sarif import render_sarif
from tests import builders as b

ONUS_YML = """\
version: 1
fallback_team: platform
teams:
  payments: {}
  finance: {}
  platform: {}
rules:
  - {select: "source:stripe", team: payments}
  - {select: "tag:gone", team: payments}
"""
SOURCES = """\
sources:
  - name: stripe
    tables:
      - name: fees
      - name: charges
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one unowned model, a source without a promise, and a dead rule."""
    charges = b.source("stripe.charges", path="models/sources.yml")
    nodes = [charges, b.model("revenue", charges, meta={"onus": {"team": "finance"}}), b.model("lost")]
    b.write_target(tmp_path / "target", b.manifest(*nodes))
    (tmp_path / "onus.yml").write_text(ONUS_YML, encoding="utf-8")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "sources.yml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    return int(ended.value.code or 0)


def test_text_names_what_is_open_where_and_the_remedy(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 1
    text = capsys.readouterr().out
    assert "✖ unowned: nobody answers for the node but the fallback team (1)" in text
    assert "lost: nobody answers for it but the fallback team platform" in text
    assert "models/sources.yml:5 [" in text
    assert "onus.yml:9 [" in text
    assert "everything" in text
    assert text.rstrip().endswith("3 gaps: 1 error, 2 warnings, 0 notes")


def test_json_says_everything_of_each_gap(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--format", "json", "--fail-on", "warning") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "onus/check/1"
    assert document["summary"] == {"gaps": 3, "new": 3, "errors": 1, "warnings": 2, "notes": 0}
    kinds = {gap["kind"]: gap for gap in document["gaps"]}
    assert set(kinds) == {"unowned", "unpromised_source", "dead_rule"}
    assert kinds["dead_rule"]["path"] == "rules[2]"
    assert kinds["unpromised_source"]["line"] == 5
    assert document["coverage"][0]["nodes"] == 3


def test_only_new_gaps_fail_once_there_is_a_baseline(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--write-baseline", "known.json") == 0
    assert check("--baseline", "known.json") == 0
    assert "0 new gaps; the baseline has 3 gaps more" in capsys.readouterr().out
    text = ONUS_YML + "  - {select: 'tag:gone_too', team: payments}\n"
    (shop / "onus.yml").write_text(text, encoding="utf-8")
    assert check("--baseline", "known.json", "--format", "github") == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("::warning file=onus.yml,line=10,title=onus%3A rule")
    (shop / "onus.yml").write_text(ONUS_YML.rpartition("  - {")[0], encoding="utf-8")
    assert check("--baseline", "known.json") == 0
    assert "closed since the baseline: 1 gap" in capsys.readouterr().out


def test_a_selection_leaves_the_rest_and_onus_yml_out(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--select", "team:payments", "--fail-on", "warning", "--format", "json") == 1
    gaps = json.loads(capsys.readouterr().out)["gaps"]
    assert [gap["kind"] for gap in gaps] == ["unpromised_source"]
    assert check("--ignore", "unowned") == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--baseline", "none.json"), "none.json: there is no such file"),
        (("--baseline", "onus.yml"), "onus.yml: not valid JSON"),
        (("--baseline", "target/manifest.json"), "this is no baseline"),
        (("--select", "nothing_here"), '"nothing_here" selects nothing'),
        (("--ignore", "unowed"), "'unowed' is not one of"),
        (("--runs", "0"), "0 is not in the range"),
        (("--write-baseline", "a.json", "--ignore", "unowned"), "leave --select and --ignore out"),
        (("--project-dir", "models"), "manifest.json does not exist"),
        (("--output", "no/such/folder/f"), "cannot be written"),
    ],
)
def test_wrong_input_is_told_in_one_line(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    assert check(*arguments) == 2
    complaint = capsys.readouterr().err
    assert says in complaint
    assert complaint.count("\n") == 1


def test_a_disabled_contract_is_read_from_the_manifest(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = json.loads((shop / "target" / "manifest.json").read_text())
    test = b.as_json(b.test("onus.contract", "model.shop.revenue", kwargs={"model": "{{ ref('revenue') }}"}))
    manifest["disabled"] = {test["unique_id"]: [test | {"depends_on": {"nodes": []}}]}
    (shop / "target" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert check("--format", "json") == 1
    gaps = json.loads(capsys.readouterr().out)["gaps"]
    assert [gap["subject"] for gap in gaps if gap["kind"] == "disabled_contract"] == ["revenue"]


ODD = Annotation(
    fingerprint="abc",
    rule="unowned",
    level=Level.ERROR,
    title="a,b: c",
    says="100%\nof \x07 <it>",
    remedy="say & do",
    file="models/ä b.yml",
    line=3,
)
NOTE = Annotation(fingerprint="def", rule="idle_team", level=Level.NOTE, title="t", says="s")


def test_github_takes_any_text_in_one_line() -> None:
    first, second = render_github([ODD, NOTE]).splitlines()
    assert first == (
        "::error file=models/ä b.yml,line=3,title=onus%3A a%2Cb%3A c::100%25%0Aof \x07 <it>; say & do"
    )
    assert second == "::notice title=onus%3A t::s"


def test_gitlab_wants_a_path_and_a_line_for_everything() -> None:
    first, second = json.loads(render_gitlab([ODD, NOTE]))
    assert first["location"] == {"path": "models/ä b.yml", "lines": {"begin": 3}}
    assert (first["severity"], first["fingerprint"]) == ("major", "abc")
    assert second["location"] == {"path": "dbt_project.yml", "lines": {"begin": 1}}
    assert json.loads(render_gitlab([])) == []


def test_junit_is_xml_whatever_the_text() -> None:
    root = ET.fromstring(render_junit([ODD, NOTE], "onus check"))
    assert root.attrib == {"name": "onus check", "tests": "2", "failures": "1", "errors": "0", "skipped": "1"}
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.attrib["message"] == "100%\nof ? <it>"
    assert ET.fromstring(render_junit([], "onus check")).attrib["failures"] == "0"


def test_sarif_lists_its_rules_and_keeps_fingerprints() -> None:
    (run,) = json.loads(render_sarif([ODD, NOTE], {"unowned": "nobody answers"}))["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "unowned", "shortDescription": {"text": "nobody answers"}}]
    first, second = run["results"]
    assert first["partialFingerprints"] == {"onus/v1": "abc"}
    place = first["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "models/%C3%A4%20b.yml"}, "region": {"startLine": 3}}
    assert second["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "dbt_project.yml"},
        "region": {"startLine": 1},
    }
