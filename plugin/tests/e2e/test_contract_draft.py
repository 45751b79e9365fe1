"""A contract drafted from a real table through a real dbt, written, and then kept by that table."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dbt_onus.cli import main
from tests.e2e.conftest import ROOT, run_dbt
from tests.e2e.contract_battery import link_package

pytestmark = pytest.mark.e2e

ROWS = "\n".join(
    f"{n},{'paid' if n % 3 else 'no'},{n / 4},{'' if n % 50 == 0 else n},2026-01-{1 + n % 28:02} 10:00:00"
    for n in range(200)
)
FILES = {
    "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\nmodel-paths: [models]\nseed-paths: [seeds]\n",
    "packages.yml": f"packages:\n  - local: {ROOT}\n",
    "profiles.yml": "shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: shop.duckdb}\n",
    "seeds/raw_orders.csv": f"id,status,amount,customer_id,at\n{ROWS}\n",
    "models/orders.sql": "select * from {{ ref('raw_orders') }}",
    "models/schema.yml": "models:\n  # ours\n  - name: orders # the orders\n    columns:\n      - name: id\n",
}


def contract(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["contract", *arguments])
    return int(ended.value.code or 0)


def test_a_draft_is_what_the_table_keeps(
    either_executable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    link_package(tmp_path)
    run_dbt(either_executable, tmp_path, "build", "--exclude", "package:onus")
    monkeypatch.setenv("ONUS_DBT", str(either_executable))
    monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    before = (tmp_path / "models" / "schema.yml").read_text()

    assert contract("draft", "orders", "--seconds", "240") == 0
    assert "accepted_values" in capsys.readouterr().out
    assert (tmp_path / "models" / "schema.yml").read_text() == before

    assert contract("draft", "orders", "--seconds", "240", "--write") == 0
    text = (tmp_path / "models" / "schema.yml").read_text()
    assert "  # ours\n  - name: orders # the orders\n" in text
    (model,) = yaml.safe_load(text)["models"]
    terms = {
        one["name"]: one.get("config", {}).get("meta", {}).get("onus", {}).get("contract", {})
        for one in model["columns"]
    }
    assert terms["id"] == {"not_null": True, "unique": True}
    assert terms["status"] == {"not_null": True, "accepted_values": ["no", "paid"]}
    assert terms["amount"] == {"not_null": True, "range": {"min": 0, "max": 500}}
    assert terms["customer_id"] == {"null_share": {"max": 0.05}}
    assert model["config"]["meta"]["onus"]["contract"] == {"rows": {"min": 100}}
    assert model["data_tests"] == ["onus.contract"]

    tested = run_dbt(either_executable, tmp_path, "test", "--select", "orders")
    assert tested.returncode == 0, tested.stdout


def test_a_table_that_is_not_there_is_told(
    warm_dbt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in FILES.items():
        if name != "packages.yml":
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
    run_dbt(warm_dbt, tmp_path, "parse")
    monkeypatch.setenv("ONUS_DBT", str(warm_dbt))
    monkeypatch.setenv("DBT_PROFILES_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert contract("draft", "orders", "--seconds", "240") == 1
    assert "note: orders: " in capsys.readouterr().err
    monkeypatch.setenv("ONUS_DBT", "no-such-dbt")
    assert contract("draft", "orders") == 1
    assert "no-such-dbt cannot be started" in capsys.readouterr().err
    assert contract("draft", "nothing_here") == 2
