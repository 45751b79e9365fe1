"""The package's own models, against what package_models/expected says: one file for each model."""

from __future__ import annotations

import csv
import shutil
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from dbt_onus.app import publishing
from dbt_onus.app.project import read_project
from dbt_onus.app.publishing import publish_to_warehouse
from dbt_onus.app.reporting import make_report
from tests.e2e.conftest import DBT_V2, ROOT
from tests.e2e.contract_battery import PACKAGES, link_package, write_files
from tests.e2e.engines import Engine, Table, duckdb_engine, postgres_engine

pytestmark = pytest.mark.e2e

PROJECT = Path(__file__).with_name("package_models")
CHARGES = Table(columns={"id": "integer", "note": "varchar"}, rows=[(1, "ab"), (2, None)])
ONE = Table(columns={"id": "integer"}, rows=[(1,)])
# what an estimate comes to is the warehouse's affair
QUERIES = {
    "stg_onus__observations": (
        "select kind, count(*) from {} where measure <> 'distinct_estimate' group by kind order by kind"
    ),
    "fct_onus__observations": "select {columns} from {} where measure <> 'distinct_estimate'",
}


@pytest.fixture(scope="module", params=["duckdb", "duckdb-v2", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        return postgres_engine(request.getfixturevalue("dbt"), server, f"models_{uuid.uuid4().hex[:8]}")
    return duckdb_engine(request.getfixturevalue("dbt" if request.param == "duckdb" else "dbt_v2"), request.param)


@pytest.fixture(scope="module")
def built(engine: Engine, warm_dbt: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs fill the memory; the second no longer has the test of `skipped`. The models tell.

    The second one is reported on and published twice, the second time in batches: it replaces the first. A third
    time ends after its first batch: nobody sees that.
    """
    folder = tmp_path_factory.mktemp("models")
    shutil.copytree(PROJECT, folder, dirs_exist_ok=True)
    write_files(folder, {"packages.yml": PACKAGES, "profiles.yml": engine.profile()})
    tables = {"charges": CHARGES, "refunds": ONE, "skipped": ONE}
    engine.make(
        folder, ["create schema raw", *(engine.create("raw", name, table) for name, table in tables.items())]
    )
    link_package(folder)
    engine.dbt(folder, "run", "--select", "orders")
    engine.dbt(folder, "test", "--select", "source:stripe.skipped")
    engine.dbt(folder, "test", "--select", "orders", "source:stripe", "--vars", "{all: false}")
    publish(DBT_V2 if engine.name == "duckdb-v2" else warm_dbt, folder)
    models = engine.dbt(folder, "run", "--select", "package:onus", "--vars", "{all: false}")
    assert models.returncode == 0, models.stdout + models.stderr
    return folder


def publish(executable: Path, folder: Path) -> None:
    now = datetime.now(UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONUS_DBT", str(executable))
        project = read_project([folder])
        make_report(project, now=now)
        publish_to_warehouse(project, now)
        patch.setattr(publishing, "_BATCH", 2000)
        patch.setattr(publishing, "_PIECE", 900)
        assert publish_to_warehouse(project, now + timedelta(seconds=1)).batches == 2
        first, _ = publishing._loads(project.name, publishing.facts_of(project, now), now + timedelta(seconds=2))
        patch.setattr(publishing, "_loads", lambda *_: [first])
        publish_to_warehouse(project, now)


def test_every_model_has_an_entry_and_an_expectation_of_its_name() -> None:
    models = {path.stem for path in (ROOT / "models").glob("*.sql")}
    entries = yaml.safe_load((ROOT / "models" / "_onus__models.yml").read_text(encoding="utf-8"))["models"]
    assert {entry["name"] for entry in entries} == models
    assert {path.stem for path in (PROJECT / "expected").glob("*.csv")} == models


@pytest.mark.parametrize("model", sorted(path.stem for path in (PROJECT / "expected").glob("*.csv")))
def test_a_model_says_what_is_expected(engine: Engine, built: Path, model: str) -> None:
    with (PROJECT / "expected" / f"{model}.csv").open(encoding="utf-8", newline="") as lines:
        columns, *expected = csv.reader(lines)
    query = QUERIES.get(model, "select {columns} from {}").format(f"main.{model}", columns=", ".join(columns))
    shown = [[_shown(value) for value in row] for row in engine.rows(built, query)]
    assert sorted(shown) == sorted([text.lower() for text in row] for row in expected)


def _shown(value: object) -> str:
    """As the files say it: warehouses differ in their words for types, and in how long a fraction is."""
    if isinstance(value, Decimal):
        value = float(value)
    return "" if value is None else str(value).lower()
