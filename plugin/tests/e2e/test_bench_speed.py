"""The bench of speed measures what it says: artifacts that dbt itself would take, the same each time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[3] / "bench"))

from speed.artifacts import write_artifacts, write_catalog
from speed.house import write_house
from speed.project import draw
from speed.tables import write_into

from dbt_onus.app.clock import utc_now
from dbt_onus.app.columns import columns_of, read_all
from dbt_onus.app.project import read_project
from dbt_onus.app.reporting import make_report

pytestmark = pytest.mark.e2e
MODELS = 120


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("made"))


def write(folder: Path) -> Path:
    drawn = draw(MODELS, failing=0.05)
    write_house(drawn, folder)
    write_artifacts(drawn, folder / "target")
    write_catalog(drawn, folder / "target")
    return folder


def test_dbt_takes_the_artifacts_for_its_own(made: Path) -> None:
    from dbt.artifacts.schemas.catalog import CatalogArtifact
    from dbt.artifacts.schemas.manifest import WritableManifest
    from dbt.artifacts.schemas.run import RunResultsArtifact

    manifest = WritableManifest.read_and_check_versions(str(made / "target" / "manifest.json"))
    results = RunResultsArtifact.read_and_check_versions(str(made / "target" / "run_results.json"))
    catalog = CatalogArtifact.read_and_check_versions(str(made / "target" / "catalog.json"))
    assert len(manifest.nodes) == 4 * MODELS
    assert {row.unique_id for row in results.results} == {*manifest.nodes, *manifest.exposures}
    assert len(catalog.nodes) == MODELS
    assert len(catalog.sources) == len(manifest.sources)


def test_the_same_numbers_draw_the_same_project(made: Path, tmp_path: Path) -> None:
    again = write(tmp_path)
    for name in ("manifest.json", "run_results.json", "catalog.json"):
        assert (again / "target" / name).read_bytes() == (made / "target" / name).read_bytes()


def test_what_is_below_a_failure_is_skipped_and_nothing_else(made: Path) -> None:
    project = read_project([made])
    run = project.members[0].target.required_run()
    failed = {uid for uid, result in run.results.items() if result.status in ("fail", "error")}
    roots = {project.nodes[uid].attached_node or uid for uid in failed}
    skipped = {uid for uid, result in run.results.items() if result.status == "skipped"}
    below = project.lineage.below(roots)
    assert failed
    assert {uid for uid in skipped if uid in project.lineage} == below


def test_every_failure_is_explained(made: Path) -> None:
    report = make_report(read_project([made]), now=utc_now())
    explained = {uid for incident in report.incidents for uid in incident.failures}
    assert len(explained) == report.summary.failures > 0


def test_every_model_can_be_read_for_certain(made: Path) -> None:
    project = read_project([made])
    models = [uid for uid in project.lineage if uid.startswith("model.")]
    with columns_of(project) as columns:
        read_all(columns, models)
    assert all(columns.of(uid).certain for uid in models)
    assert all(len(columns.of(uid).columns) == 10 for uid in models)


def test_tables_go_to_their_places_in_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- bench 1000 -->\nold\n<!-- end -->\nafter\n<!-- bench 10000 -->\n<!-- end -->\n")
    write_into(page, "1000", "| new |")
    assert page.read_text() == (
        "before\n<!-- bench 1000 -->\n| new |\n<!-- end -->\nafter\n<!-- bench 10000 -->\n<!-- end -->\n"
    )
