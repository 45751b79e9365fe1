"""The recipes for orchestrators run as they stand: the same files that people copy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from junitparser import JUnitXml

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[3]
RECIPES = ROOT / "examples" / "orchestrators"
SCHEMAS = files("check_jsonschema.builtin_schemas.vendor")


def recipe(name: str) -> Any:
    return yaml.safe_load((RECIPES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("file", "schema"),
    [("github-actions/data.yml", "github-workflows.json"), ("gitlab-ci/.gitlab-ci.yml", "gitlab-ci.json")],
)
def test_a_workflow_is_what_its_service_takes(file: str, schema: str) -> None:
    # YAML 1.1 reads `on` as true, and the services do not
    document = {"on" if key is True else key: value for key, value in recipe(file).items()}
    jsonschema.Draft7Validator(json.loads(SCHEMAS.joinpath(schema).read_text(encoding="utf-8"))).validate(document)


def environment(**more: str) -> dict[str, str]:
    """With the commands of this virtual environment, and nothing of the CI that runs these tests."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI", "ONUS_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{ours['PATH']}"
    return {**ours, "PATH": path, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "ONUS_HOOK": "off", **more}


def run(
    command: str, folder: Path, env: Mapping[str, str], seconds: int = 120
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-ec", command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def commands(steps: list[Any]) -> list[str]:
    """What a job runs itself; packages are here already."""
    said = [
        step["run"] if isinstance(step, dict) else step
        for step in steps
        if not isinstance(step, dict) or "run" in step
    ]
    return [command for command in said if not command.startswith("pip install")]


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example project after the job of a GitHub pull request, on a source that lost a value."""
    shop = tmp_path_factory.mktemp("orchestrators") / "shop"
    shutil.copytree(RECIPES / "shop", shop, ignore=shutil.ignore_patterns("target", "logs", ".onus", "*.duckdb"))
    env = environment(SHOP_BROKEN="1", GITHUB_STEP_SUMMARY=str(shop / "summary.md"))
    steps = commands(recipe("github-actions/data.yml")["jobs"]["change"]["steps"])
    ended = [run(command, shop, env) for command in steps]
    (shop / "codes.json").write_text(json.dumps([each.returncode for each in ended]), encoding="utf-8")
    (shop / "said.json").write_text(json.dumps([[each.stdout, each.stderr] for each in ended]), encoding="utf-8")
    return shop


def test_a_pull_request_on_github_is_told_whose_failure_it_is(change: Path) -> None:
    checked, built, reported = json.loads((change / "codes.json").read_text(encoding="utf-8"))
    said, complained = json.loads((change / "said.json").read_text(encoding="utf-8"))[-1]
    assert (checked, built, reported) == (0, 1, 1)
    assert said.startswith("::error file=models/schema.yml,line=9,")
    assert "Payments answers (proven)" in said
    # these tests build no pull request
    assert complained.count("\n") == 1
    assert "no comment was written" in complained
    assert JUnitXml.fromfile(str(change / "onus.xml")).failures == 1
    assert "**Payments**" in (change / "summary.md").read_text(encoding="utf-8")


def test_a_merge_request_on_gitlab_gets_its_reports(change: Path) -> None:
    job = recipe("gitlab-ci/.gitlab-ci.yml")["change"]
    (command,) = commands(job["after_script"])
    ended = run(command, change, environment())
    assert ended.returncode == 1
    reports = job["artifacts"]["reports"]
    (issue,) = json.loads((change / reports["codequality"]).read_text(encoding="utf-8"))
    assert issue["location"] == {"path": "models/schema.yml", "lines": {"begin": 9}}
    assert JUnitXml.fromfile(str(change / reports["junit"])).failures == 1


def test_production_tells_the_team_that_answers(change: Path) -> None:
    for name in ("github-actions/data.yml", "gitlab-ci/.gitlab-ci.yml"):
        production = recipe(name).get("production") or recipe(name)["jobs"]["production"]
        first = commands(production.get("script") or production["steps"])[0]
        assert first == "onus run --route -- dbt build"
    ended = run("onus run --route -- dbt build", change, environment(SHOP_BROKEN="1"))
    assert ended.returncode == 1
    assert "Payments" in ended.stderr


def tool(name: str) -> Path:
    """The Python of the virtual environment that has it."""
    python = ROOT / f".venv-{name}" / "bin" / "python"
    if not (python.parent.parent / ".installed").exists():
        pytest.skip(f"{name} is not installed: `make test-orchestrators` installs it into .venv-{name}")
    return python


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("target", "logs", ".onus", "*.duckdb")
    shutil.copytree(RECIPES, tmp_path / "recipes", ignore=ignored)
    return tmp_path / "recipes"


def test_dagster_shows_owners_and_whose_failure_it_is(copied: Path) -> None:
    path = f"{tool('dagster').parent}{os.pathsep}{os.environ['PATH']}"
    env = environment(PATH=path, SHOP_BROKEN="1", DAGSTER_HOME=str(copied), DO_NOT_TRACK="1")
    (copied / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    owners = "from definitions import shop; print([(one.key.to_user_string(), one.owners) for one in shop.specs])"
    listed = run(f"python -c '{owners}'", copied / "dagster", env, 300)
    assert "('fct_revenue', ['team:finance'])" in listed.stdout, listed.stderr
    ended = run("dagster asset materialize --select '*' -f definitions.py", copied / "dagster", env, 500)
    assert ended.returncode == 1
    assert "Onus: 1 incident open" in ended.stdout + ended.stderr
    assert "**Payments**" in ended.stdout + ended.stderr


@pytest.mark.parametrize("dag", ["shop_dag", "shop_by_node_dag"])
def test_airflow_tells_the_team_after_the_build_failed(copied: Path, dag: str) -> None:
    path = f"{tool('airflow').parent}{os.pathsep}{os.environ['PATH']}"
    env = environment(
        PATH=path,
        SHOP_BROKEN="1",
        AIRFLOW_HOME=str(copied / "home"),
        AIRFLOW__CORE__LOAD_EXAMPLES="false",
        AIRFLOW__CORE__DAGS_FOLDER=str(copied / "airflow"),
        AIRFLOW__COSMOS__ENABLE_TELEMETRY="False",
    )
    assert run("airflow db migrate", copied, env, 300).returncode == 0
    ended = run(f"python airflow/{dag}.py", copied, env, 500)
    told = ended.stdout + ended.stderr
    assert "not_null on stripe.charges.customer failed: 1 null" in told
    assert "Payments: proven" in told
    assert "Payments through payments-console: first notification" in told
