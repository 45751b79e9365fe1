"""The package's own models, against what package_models/expected says: one file for each model."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml

from tests.e2e.conftest import ROOT, Dbt
from tests.e2e.contract_battery import PACKAGES, PROFILES, write_project

pytestmark = pytest.mark.e2e

PROJECT = Path(__file__).with_name("package_models")
TABLES = """
create table raw.charges as select * from (values (1, 'ab'), (2, null)) as t(id, note);
create table raw.refunds as select 1 as id;
create table raw.skipped as select 1 as id;
"""
# what an estimate comes to is the warehouse's affair
QUERIES = {
    "stg_onus__observations": "select kind, count(*) from {} where measure <> 'distinct_estimate' group by all",
    "fct_onus__observations": "select {columns} from {} where measure <> 'distinct_estimate'",
}


@pytest.fixture(scope="module")
def built(either_dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs fill the memory; the second no longer has the test of `skipped`. The models tell."""
    folder = tmp_path_factory.mktemp("models")
    shutil.copytree(PROJECT, folder, dirs_exist_ok=True)
    write_project(folder, {"packages.yml": PACKAGES, "profiles.yml": PROFILES}, TABLES)
    assert either_dbt(folder, "deps").returncode == 0
    either_dbt(folder, "run", "--select", "orders")
    either_dbt(folder, "test", "--select", "source:stripe.skipped")
    either_dbt(folder, "test", "--select", "orders", "source:stripe", "--vars", "{all: false}")
    models = either_dbt(folder, "run", "--select", "package:onus", "--vars", "{all: false}")
    assert models.returncode == 0, models.stdout + models.stderr
    return folder


def test_every_model_has_an_entry_and_an_expectation_of_its_name() -> None:
    models = {path.stem for path in (ROOT / "models").glob("*.sql")}
    entries = yaml.safe_load((ROOT / "models" / "_onus__models.yml").read_text(encoding="utf-8"))["models"]
    assert {entry["name"] for entry in entries} == models
    assert {path.stem for path in (PROJECT / "expected").glob("*.csv")} == models


@pytest.mark.parametrize("model", sorted(path.stem for path in (PROJECT / "expected").glob("*.csv")))
def test_a_model_says_what_is_expected(built: Path, model: str) -> None:
    with (PROJECT / "expected" / f"{model}.csv").open(encoding="utf-8", newline="") as lines:
        columns, *expected = csv.reader(lines)
    query = QUERIES.get(model, "select {columns} from {}").format(f"main.{model}", columns=", ".join(columns))
    with duckdb.connect(str(built / "shop.duckdb"), read_only=True) as connection:
        rows = connection.execute(query).fetchall()
    shown = [["" if value is None else str(value).lower() if value in (True, False) and isinstance(value, bool)
              else str(value) for value in row] for row in rows]  # fmt: skip
    assert sorted(shown) == sorted(expected)
