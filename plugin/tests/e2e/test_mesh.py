"""The demo company: green as it stands, and visibly broken by every fault it offers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
import yaml

from dbt_onus.app.project import read_project
from dbt_onus.app.reporting import make_report
from dbt_onus.core.reports import Report
from dbt_onus.report.text import render_text

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "examples"))

from mesh.faults import FAULTS, Fault, named  # noqa: E402 - the examples are no installed package
from mesh.world import EXAMPLE, PROJECTS, Finished, World  # noqa: E402

Note = Callable[[str, object], None]
BROKEN = {"fail", "error", "runtime error"}
CAUSES = {
    "schema_change",
    "type_change",
    "missing_relation",
    "freshness",
    "volume",
    "nulls",
    "duplicates",
    "accepted_values",
    "range",
    "referential",
    "distribution",
    "code_change",
    "run_error",
    "infrastructure",
}


@pytest.fixture(scope="module")
def green_world(warm_dbt: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    return built(World(tmp_path_factory.mktemp("mesh") / "green", dbt=str(warm_dbt)))


@pytest.fixture(scope="module")
def green_world_v2(dbt_v2_executable: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    return built(World(tmp_path_factory.mktemp("mesh_v2") / "green", dbt=str(dbt_v2_executable)))


def built(world: World) -> World:
    """The world, green and reported on once, so that its ledger knows what green looked like."""
    world.settle()
    world.load()
    assert_went_well(world.freshness("commerce"))
    for project in PROJECTS:
        assert_went_well(world.build(project))
    ask(world)
    return world


@pytest.fixture(scope="module")
def broken_world(green_world: World, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], World]:
    """`broken_world("null_flood")`: a world of the test's own in which that happened, built, not reported on."""
    happened: dict[str, World] = {}

    def copied(name: str) -> World:
        if name not in happened:
            happened[name] = green_world.copy(tmp_path_factory.mktemp(name) / "built")
            happen(FAULTS[name], happened[name])
        return happened[name].copy(tmp_path_factory.mktemp(name) / "broken")

    return copied


def assert_went_well(finished: Finished) -> None:
    assert finished.returncode == 0, finished.stdout[-4000:] + finished.stderr[-2000:]


def artifact(world: World, project: str, name: str) -> dict[str, dict[str, object]]:
    path = world.project(project) / "target" / name
    return {row["unique_id"]: row for row in json.loads(path.read_text(encoding="utf-8"))["results"]}


def broken(world: World, project: str, name: str = "run_results.json") -> list[str]:
    rows = artifact(world, project, name)
    return [unique_id for unique_id, row in rows.items() if str(row["status"]).lower() in BROKEN]


def manifest(world: World, project: str) -> dict[str, dict[str, object]]:
    return json.loads((world.project(project) / "target" / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.e2e
@pytest.mark.parametrize("project", PROJECTS)
def test_the_green_world_has_nothing_to_explain(green_world: World, project: str) -> None:
    assert broken(green_world, project) == []


@pytest.mark.e2e
def test_the_green_world_is_fresh(green_world: World) -> None:
    ages = artifact(green_world, "commerce", "sources.json")
    assert {str(row["status"]).lower() for row in ages.values()} == {"pass"}


@pytest.mark.e2e
def test_finance_reads_relations_that_commerce_builds_as_public_models(green_world: World) -> None:
    def relation(node: dict[str, str]) -> tuple[str, str, str]:
        return node["database"], node["schema"], node.get("identifier") or node["alias"]

    models = manifest(green_world, "commerce")["nodes"].values()
    public = {relation(node) for node in models if node.get("access") == "public"}
    sources = manifest(green_world, "finance")["sources"].values()
    read = {relation(node) for node in sources if node["source_name"] == "commerce"}
    assert read
    assert read <= public


@pytest.mark.e2e
def test_the_green_world_accuses_nobody(green_world: World) -> None:
    assert ask(green_world).incidents == ()


@pytest.mark.e2e
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_every_fault_is_told_to_the_team_it_was_born_in(
    fault: Fault, broken_world: Callable[[str], World], record_property: Note
) -> None:
    world = broken_world(fault.name)
    record_property("verdict", assert_told_right(fault, ask(world)))
    assert_nobody_else_is_told_by_finance(fault, world)


@pytest.mark.e2e
def test_the_readme_shows_what_is_really_said(broken_world: Callable[[str], World]) -> None:
    world = broken_world("null_flood")
    # the ages that were looked at while all was green are no part of this story
    world.project("commerce").joinpath("target", "sources.json").unlink(missing_ok=True)
    report = ask(world)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("$ dbt build\n…\n")[2].partition("```")[0]
    assert without_moments(click.unstyle(render_text(report))) == without_moments(shown.rstrip("\n"))


def without_moments(text: str) -> str:
    """Times, ages, ids and dbt's version are other ones each time."""
    text = re.sub(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC(?: \([^)]*\))?", "then", text.rstrip("\n"))
    return re.sub(r"\[[0-9a-f]{8}\]|build \d+\.\d+\.\S+", "…", text)


@pytest.mark.e2e
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_dbt_v2_gives_the_same_verdicts(
    fault: Fault, green_world_v2: World, tmp_path: Path, record_property: Note
) -> None:
    world = green_world_v2.copy(tmp_path / "broken")
    happen(fault, world)
    record_property("verdict", assert_told_right(fault, ask(world)))
    assert_nobody_else_is_told_by_finance(fault, world)


def happen(fault: Fault, world: World) -> None:
    """Break the world, and build both projects."""
    world.break_(fault)
    if fault.stale:
        world.freshness("commerce")
    for project in PROJECTS:
        world.build(project)


def assert_told_right(fault: Fault, report: Report) -> str:
    """One incident, of the right team, with the right origin and cause, sure enough to be sent, and a reason.

    The whole verdict in a line, for every dbt has to come to the same.
    """
    (incident,) = report.incidents
    assert (incident.team, incident.origin.unique_id, incident.cause) == (fault.team, fault.origin, fault.cause)
    assert incident.confidence.pages
    assert incident.evidence
    assert incident.notify == (fault.team,)
    origin = incident.origin
    return f"{incident.team} · {origin.unique_id} · {origin.column} · {incident.cause} · {incident.confidence}"


def assert_nobody_else_is_told_by_finance(fault: Fault, world: World) -> None:
    """Finance alone, with commerce as its neighbour: whatever broke there, no other team is paged."""
    file = world.project("finance") / "onus.yml"
    file.write_text(file.read_text(encoding="utf-8") + "\nprojects: [../commerce]\n", encoding="utf-8")
    report = make_report(read_project([world.project("finance")]), now=datetime.now(UTC))
    assert report.not_seen == ()
    assert [run.project for run in report.neighbours] == ["commerce"]
    assert {team for one in report.incidents if one.confidence.pages for team in one.notify} <= {fault.team}


def ask(world: World) -> Report:
    """What `onus report` over both projects says, remembered in their ledgers."""
    project = read_project([world.project(name) for name in PROJECTS])
    return make_report(project, now=datetime.now(UTC))


@pytest.mark.e2e
def test_running_out_of_memory_breaks_several_nodes_with_the_engines_own_words(
    green_world: World, tmp_path: Path
) -> None:
    world = green_world.copy(tmp_path / "starved")
    world.break_(FAULTS["infrastructure"])
    world.build("finance")
    rows = artifact(world, "finance", "run_results.json")
    messages = [str(row["message"]) for row in rows.values() if row["status"] == "error"]
    assert len(messages) > 1
    assert all("Out of Memory Error" in message for message in messages)


@pytest.mark.e2e
def test_a_repaired_world_is_green_again(green_world: World, tmp_path: Path) -> None:
    world = green_world.copy(tmp_path / "repaired")
    for name in ("renamed_table", "lost_branch", "infrastructure"):
        world.break_(FAULTS[name])
    world.repair(FAULTS["renamed_table"])
    assert_went_well(world.build("commerce"))


@pytest.mark.e2e
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_every_origin_is_in_the_graph(fault: Fault, green_world: World) -> None:
    if fault.origin is None:
        return
    resource_type, project, _ = fault.origin.split(".", 2)
    part = {"source": "sources", "macro": "macros"}.get(resource_type, "nodes")
    assert fault.origin in manifest(green_world, project)[part]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_every_fault_blames_a_team_that_both_projects_know(fault: Fault) -> None:
    for project in PROJECTS:
        settings = yaml.safe_load((EXAMPLE / project / "onus.yml").read_text(encoding="utf-8"))
        assert fault.team in settings["teams"]
    assert fault.cause in CAUSES


def test_a_misspelt_fault_gets_the_nearest_names_and_exit_code_2() -> None:
    finished = demo("droped_colum")
    assert finished.returncode == 2
    assert "dropped_column" in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1


def test_the_list_tells_every_fault_and_its_story() -> None:
    finished = demo("list")
    assert finished.returncode == 0
    assert all(fault.name in finished.stdout for fault in FAULTS.values())


def test_a_fault_is_found_by_its_name() -> None:
    assert named("fan_out").team == "pricing"


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE / "demo.py"), *arguments]
    return subprocess.run(command, text=True, capture_output=True, check=False, timeout=60)


@pytest.mark.e2e
def test_onus_run_ends_with_the_report_on_dbt_v2(green_world_v2: World, tmp_path: Path) -> None:
    world = green_world_v2.copy(tmp_path / "broken")
    world.break_(FAULTS["dropped_column"])
    folder = world.project("commerce")
    onus = Path(sys.executable).parent / "onus"
    finished = subprocess.run(
        [onus, "run", "--", world.dbt, "build", "--quiet", "--profiles-dir", str(folder)],
        cwd=folder,
        text=True,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert finished.returncode == 1
    assert "Payments: proven" in finished.stdout
    assert "born in    payments.charges.processing_fee_cents" in finished.stdout
