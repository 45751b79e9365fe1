"""A mesh from its folders to the report: neighbours as evidence, what is not there, runs that belong together."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dbt_onus.cli import main
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result
from tests import builders as b

HOUR = timedelta(hours=1)
TEAMS = "teams: {makers: {}, payments: {}, readers: {}, platform: {}}\n"
UP = f'version: 1\nfallback_team: makers\n{TEAMS}rules: [{{select: "source:stripe", team: payments}}]\n'
DOWN = f"version: 1\nfallback_team: readers\n{TEAMS}"

CHARGES = b.source("stripe.charges", package="up", columns=["id"])
ORDERS = b.model("orders", CHARGES, package="up", columns=["id"], sql='select id from "shop"."stripe"."charges"')
UNIQUE_ABOVE = b.test("unique", CHARGES, "id", package="up")
OTHER = b.model("other", package="up")
UNRELATED = b.test("unique", OTHER, "id", package="up")
READ = b.source("up.orders", package="down", schema="main", columns=["id"])
MART = b.model("mart", READ, package="down", columns=["id"], sql='select id from "shop"."main"."orders"')
UNIQUE = b.test("unique", MART, "id", package="down")
BUILT = {"up": (CHARGES, ORDERS, UNIQUE_ABOVE, OTHER, UNRELATED), "down": (READ, MART, UNIQUE)}

Onus = Callable[..., tuple[int, str, str]]


@pytest.fixture
def onus(capsys: pytest.CaptureFixture[str]) -> Onus:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def ran(folder: Path, project: str, *results: Result, at: datetime = b.NOON, **said: Any) -> Path:
    """A project's target folder after a run at that time."""
    nodes: tuple[Node, ...] = said.pop("nodes", BUILT[project])
    name = f"{project}-{at:%d%H%M}"
    manifest = b.manifest(*nodes, project=project, invocation_id=name, at=at)
    b.write_target(folder, manifest, b.run(*results, invocation_id=name, at=at) if results else None)
    return folder


@pytest.fixture
def mesh(tmp_path: Path) -> Path:
    """`up` broke an hour before `down` did, and something else in it that `down` does not read."""
    for name, config in (("up", UP), ("down", DOWN + "projects: [../up]\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "onus.yml").write_text(config)
    broken = [b.result(UNIQUE_ABOVE, "fail", failures=2), b.result(ORDERS), b.result(UNRELATED, "fail")]
    ran(tmp_path / "up" / "target", "up", *broken, at=b.NOON - HOUR)
    ran(tmp_path / "down" / "target", "down", b.result(MART), b.result(UNIQUE, "fail", failures=2))
    return tmp_path


def report(onus: Onus, folder: Path, *more: str | Path) -> dict[str, Any]:
    code, out, err = onus("report", "--project-dir", folder, "--format", "json", *more)
    assert code in (0, 1), err
    return json.loads(out)


def test_a_failure_goes_to_the_team_of_the_neighbour_in_which_it_was_born(mesh: Path, onus: Onus) -> None:
    said = report(onus, mesh / "down")
    (incident,) = said["incidents"]
    assert (incident["team"], incident["origin"]["unique_id"]) == ("payments", CHARGES.unique_id)
    assert incident["failures"] == [UNIQUE.unique_id]
    assert any("run of up, 2026-11-02 11:00 UTC, 1 hour before" in one["says"] for one in incident["evidence"])
    assert [one["project"] for one in said["run"]["neighbours"]] == ["up"]
    assert said["run"]["projects"] == ["down"]
    _, out, _ = onus("report", "--project-dir", mesh / "down")
    assert "\nevidence from up (2026-11-02 11:00 UTC)\n" in out


def test_the_neighbours_run_is_still_new_to_its_own_report(mesh: Path, onus: Onus) -> None:
    report(onus, mesh / "down")
    said = report(onus, mesh / "up")
    assert {one["team"] for one in said["incidents"]} == {"payments", "makers"}
    assert {one["runs"] for one in said["incidents"]} <= {1, 2}


def test_an_older_run_of_a_neighbour_closes_nothing(mesh: Path, onus: Onus) -> None:
    known = {one["id"] for one in report(onus, mesh / "up")["incidents"]}
    green = [b.result(UNIQUE_ABOVE, "pass"), b.result(ORDERS), b.result(UNRELATED, "pass")]
    ran(mesh / "up" / "target", "up", *green, at=b.NOON - 2 * HOUR)
    report(onus, mesh / "down")
    _, out, _ = onus("incidents", "list", "--project-dir", mesh / "up", "--format", "json")
    assert known <= {one["id"] for one in json.loads(out)["incidents"]}


def test_a_neighbour_that_is_not_there_is_said_and_stops_nothing(mesh: Path, onus: Onus) -> None:
    (mesh / "down" / "onus.yml").write_text(
        DOWN + "projects: [../up, ../nowhere, {path: ../empty, name: third}]\n"
    )
    (mesh / "empty").mkdir()
    said = report(onus, mesh / "down")
    assert [line.partition(":")[0] for line in said["not_seen"]] == ["../nowhere", "third (../empty)"]
    _, out, _ = onus("report", "--project-dir", mesh / "down")
    assert "? not seen: ../nowhere: nothing is there" in out


def test_a_neighbour_without_results_is_said(mesh: Path, onus: Onus) -> None:
    (mesh / "up" / "target" / "run_results.json").unlink()
    said = report(onus, mesh / "down")
    assert said["not_seen"] == ["up: no results here, only its manifest of 2026-11-02 11:00 UTC"]
    assert said["run"]["neighbours"] == []


def test_a_neighbour_whose_artifacts_are_damaged_stops_nothing(mesh: Path, onus: Onus) -> None:
    (mesh / "up" / "target" / "manifest.json").write_text("{")
    said = report(onus, mesh / "down")
    assert "manifest.json" in said["not_seen"][0]
    assert said["incidents"][0]["team"] == "readers"


def test_artifacts_alone_are_a_project_and_answer_to_whoever_fetched_them(mesh: Path, onus: Onus) -> None:
    (mesh / "up" / "onus.yml").unlink()
    (mesh / "up" / "target").rename(mesh / "fetched")
    rule = 'rules: [{select: "package:up,source:stripe", team: payments}]\n'
    (mesh / "down" / "onus.yml").write_text(DOWN + rule + "projects: [../fetched]\n")
    (incident,) = report(onus, mesh / "down")["incidents"]
    assert incident["team"] == "payments"
    assert not (mesh / "fetched" / ".onus").exists()


def test_an_onus_yml_of_a_neighbour_that_cannot_be_read_is_said(mesh: Path, onus: Onus) -> None:
    (mesh / "down" / "onus.yml").write_text(DOWN + "projects: [{path: ../up, config: nowhere.yml}]\n")
    said = report(onus, mesh / "down")
    assert said["not_seen"][0].startswith("who answers in up: ")
    assert "nowhere.yml: cannot be read" in said["not_seen"][0]
    assert [one["team"] for one in said["incidents"]] == ["readers"]


def test_a_glob_means_every_folder_that_holds_a_project_or_its_artifacts(mesh: Path, onus: Onus) -> None:
    (mesh / "down" / "onus.yml").write_text(DOWN + 'projects: ["../*/target"]\n')
    said = report(onus, mesh / "down")
    assert [one["project"] for one in said["run"]["neighbours"]] == ["up"]
    assert said["not_seen"] == []


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("[{path: ../up, name: upp}]", 'onus.yml line 4, projects[1]: ../up is the project "up", not "upp"'),
        ("[{paths: ../up}]", 'projects[1].paths: this key is not known; did you mean "path"?'),
        ("[{path: ../up, relations: [{from: a, to: b}]}]", "both must be DATABASE.SCHEMA"),
        ("[{path: ../up, relations: [{from: a.b, to: a.*}]}]", "takes nothing from the left"),
        ("[../up/onus.yml]", "is a file; name the folder"),
        ('["/x/*"]', "must be relative to onus.yml"),
    ],
)
def test_what_an_entry_may_not_say_is_one_line(mesh: Path, onus: Onus, listed: str, said: str) -> None:
    config = mesh / "down" / "onus.yml"
    config.write_text(DOWN + f"projects: {listed}\n")
    code, _, err = onus("report", "--project-dir", mesh / "down")
    assert code == 2
    assert said in err
    assert err.count("\n") == 1


def test_a_project_that_is_named_twice_is_refused(mesh: Path, onus: Onus) -> None:
    code, _, err = onus("report", "--project-dir", mesh / "up", "--project-dir", mesh / "up")
    assert code == 2
    assert "named twice" in err


def test_a_rule_of_another_project_loses_and_is_said_to_disagree(mesh: Path, onus: Onus) -> None:
    (mesh / "down" / "onus.yml").write_text(
        DOWN + 'rules: [{select: "source:stripe", team: readers}]\nprojects: [../up]\n'
    )
    _, out, _ = onus("owner", "stripe.charges", "--project-dir", mesh / "down", "--format", "json")
    (said,) = json.loads(out)["nodes"]
    assert said["team"] == "payments"
    assert said["conflicts"] == [
        "rule 1 in the onus.yml of down (source:stripe) says readers, "
        "but a node answers as its own project (up) says"
    ]


def test_a_lookup_says_the_same_from_the_manifests_and_from_their_index(mesh: Path, onus: Onus) -> None:
    links = "links: {add: [{from: up.other, to: mart}], remove: [{from: up.orders, to: 'source:up.orders'}]}\n"
    asked = ("lineage", "+mart", "--project-dir", mesh / "down", "--format", "json")
    before = [onus(*asked), onus(*asked)]
    (mesh / "down" / "onus.yml").write_text(DOWN + "projects: [../up]\n" + links)
    after = [onus(*asked), onus(*asked)]
    for one, again in (before, after):
        assert one == again
    hops = {hop["unique_id"]: hop["inferred"] for hop in json.loads(before[0][1])["nodes"]}
    assert hops[ORDERS.unique_id] is True
    hops = {hop["unique_id"]: hop["inferred"] for hop in json.loads(after[0][1])["nodes"]}
    assert hops == {MART.unique_id: False, READ.unique_id: False, OTHER.unique_id: True}


def test_a_table_that_is_gone_is_missed_at_its_builder(mesh: Path, onus: Onus) -> None:
    error = 'Catalog Error: Table with name orders does not exist!\nLINE 1: select id from "shop"."main"."orders"'
    ran(mesh / "down" / "target", "down", b.result(MART, "error", error))
    green = [b.result(UNIQUE_ABOVE, "pass"), b.result(OTHER)]
    ran(mesh / "up" / "target", "up", *green, at=b.NOON - HOUR)
    (incident,) = report(onus, mesh / "down")["incidents"]
    assert (incident["team"], incident["origin"]["unique_id"]) == ("makers", ORDERS.unique_id)


def command(folder: Path, minute: int, *results: Result, group: str | None = None) -> Path:
    """What one task of an orchestrator left behind."""
    place = ran(folder / f"task-{minute}", "up", *results, at=b.NOON + timedelta(minutes=minute))
    if group is not None:
        file = place / "run_results.json"
        said = json.loads(file.read_text())
        said["metadata"]["env"] = {"ONUS_RUN_GROUP": group}
        file.write_text(json.dumps(said))
    return place


def test_one_node_runs_are_one_report(mesh: Path, onus: Onus) -> None:
    runs = mesh / "runs"
    command(runs, -300, b.result(UNRELATED, "fail"))
    command(runs, 0, b.result(UNIQUE_ABOVE, "fail", failures=2))
    command(runs, 5, b.result(ORDERS, "error", "Runtime Error: connection lost"))
    command(runs, 9, b.result(ORDERS))
    said = report(onus, mesh / "up", "--runs", runs, "--merge-since", "2h")
    assert [one["failures"] for one in said["incidents"]] == [[UNIQUE_ABOVE.unique_id]]
    assert said["summary"]["results"] == 2
    assert said["not_seen"] == [
        f"{runs}: 1 other runs were left out",
        "up: 1 of 2 models, seeds and snapshots are in none of these 3 runs",
    ]


def test_runs_of_one_group_belong_together(mesh: Path, onus: Onus) -> None:
    runs = mesh / "runs"
    command(runs, 0, b.result(UNRELATED, "fail"), group="night-1")
    command(runs, 1, b.result(UNIQUE_ABOVE, "pass"), group="night-2")
    command(runs, 2, b.result(ORDERS), group="night-2")
    assert report(onus, mesh / "up", "--runs", runs)["incidents"] == []
    assert report(onus, mesh / "up", "--runs", runs, "--run-group", "night-1")["summary"]["failures"] == 1


def test_runs_that_do_not_say_what_belongs_together_are_asked_for(mesh: Path, onus: Onus) -> None:
    runs = mesh / "runs"
    command(runs, 0, b.result(ORDERS))
    for more, said in (
        (("--runs", runs), "--merge-since 2h"),
        (("--runs", runs, "--run-group", "x"), 'no run is of the group "x"'),
        (("--runs", mesh / "down" / "target", "--merge-since", "2h"), "none of its runs is of up"),
        (("--merge-since", "2h"), "belong to --runs"),
        (("--runs", runs, "--merge-since", "soon"), "write a duration"),
    ):
        code, _, err = onus("report", "--project-dir", mesh / "up", *more)
        assert code == 2
        assert said in err
        assert err.count("\n") == 1


def test_each_command_of_a_merged_run_is_remembered_once(mesh: Path, onus: Onus) -> None:
    runs = mesh / "runs"
    command(runs, 0, b.result(UNIQUE_ABOVE, "fail", failures=2))
    for _ in range(2):
        report(onus, mesh / "up", "--runs", runs, "--merge-since", "2h")
    command(runs, 30, b.result(UNIQUE_ABOVE, "pass"))
    said = report(onus, mesh / "up", "--runs", runs, "--merge-since", "2h")
    assert len(said["resolved"]) == 1
    assert said["incidents"] == []


def test_a_deferred_run_says_what_it_did_not_look_at(mesh: Path, onus: Onus) -> None:
    file = mesh / "up" / "target" / "run_results.json"
    said = json.loads(file.read_text())
    said.setdefault("args", {})["defer"] = True
    file.write_text(json.dumps(said))
    assert "up: dbt deferred" in report(onus, mesh / "up")["not_seen"][0]


def test_a_package_that_both_have_installed_is_checked_by_each_for_itself(mesh: Path, onus: Onus) -> None:
    shared = b.test("unowned", OTHER, package="rules")
    broken = [b.result(shared, "fail"), b.result(ORDERS)]
    ran(mesh / "up" / "target", "up", *broken, at=b.NOON - HOUR, nodes=(*BUILT["up"], shared))
    good = [b.result(shared, "pass"), b.result(MART), b.result(UNIQUE, "pass")]
    ran(mesh / "down" / "target", "down", *good, nodes=(*BUILT["down"], OTHER, shared))
    assert report(onus, mesh / "down")["incidents"] == []
    both = report(onus, mesh / "down", "--project-dir", mesh / "up")
    assert [one["failures"] for one in both["incidents"]] == [[shared.unique_id]]


def test_what_is_open_in_a_neighbour_is_not_open_here(mesh: Path, onus: Onus) -> None:
    ran(mesh / "down" / "target", "down", b.result(MART), b.result(UNIQUE, "pass"))
    assert len(report(onus, mesh / "up")["incidents"]) == 2
    assert report(onus, mesh / "down")["incidents"] == []
    assert onus("incidents", "list", "--project-dir", mesh / "down")[0] == 0
    _, out, _ = onus("incidents", "list", "--project-dir", mesh / "up", "--format", "json")
    assert [one["seen"] for one in json.loads(out)["incidents"]] == [True, True]


def test_what_is_left_open_in_a_neighbour_is_its_own_to_check(mesh: Path, onus: Onus) -> None:
    _, out, _ = onus("check", "--project-dir", mesh / "down", "--format", "json")
    assert {gap["unique_id"] for gap in json.loads(out)["gaps"] if gap.get("unique_id")} <= {
        READ.unique_id, MART.unique_id,
    }  # fmt: skip


def test_artifacts_of_another_environment_are_called_as_here(mesh: Path, onus: Onus) -> None:
    dev = b.model(
        "orders", CHARGES, package="up", columns=["id"], database="shop_dev", schema="dbt_ana_main",
        sql='select id from "shop"."stripe"."charges"',
    )  # fmt: skip
    broken = [b.result(UNIQUE_ABOVE, "fail", failures=2), b.result(dev)]
    ran(mesh / "up" / "target", "up", *broken, at=b.NOON - HOUR, nodes=(CHARGES, dev, UNIQUE_ABOVE))
    assert report(onus, mesh / "down")["incidents"][0]["team"] == "readers"
    (mesh / "down" / ".onus" / "ledger.db").unlink()
    relations = "[{from: shop_dev.dbt_ana_*, to: shop.*}]"
    (mesh / "down" / "onus.yml").write_text(DOWN + f"projects: [{{path: ../up, relations: {relations}}}]\n")
    assert [one["team"] for one in report(onus, mesh / "down")["incidents"]] == ["payments"]
