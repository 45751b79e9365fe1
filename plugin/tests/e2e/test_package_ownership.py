"""The ownership tests that come with the package, run by both engines, as they are and as a project wants them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Dbt
from tests.e2e.contract_battery import PACKAGES, PROFILES, link_package, write_project

pytestmark = pytest.mark.e2e

SCHEMA: dict[str, Any] = {
    "version": 2,
    "groups": [
        {"name": "finance", "owner": {"name": "Finance"}},
        {"name": "growth", "owner": {"name": "Growth"}, "config": {"meta": {"onus": {"team": "marketing"}}}},
    ],
    "sources": [
        {
            "name": "stripe",
            "schema": "raw",
            "config": {"meta": {"onus": {"team": "payments"}}},
            "tables": [{"name": "charges"}],
        },
        {
            "name": "erp",
            "schema": "raw",
            "tables": [{"name": "stock"}, {"name": "prices", "data_tests": ["onus.contract"]}],
        },
    ],
    "models": [
        {"name": "revenue", "config": {"group": "finance", "access": "public"}},
        {"name": "costs", "config": {"group": "finance", "access": "public"}, "data_tests": ["onus.contract"]},
        {"name": "promised", "config": {"access": "public", "meta": {"onus": {"contract": {"rows": {"min": 1}}}}}},
        {"name": "clicks", "config": {"group": "growth"}},
        {"name": "payouts", "config": {"meta": {"owner": "payments, ana@shop.example"}}},
        {"name": "odd", "config": {"meta": {"owner": ["@it's-nobody"]}}},
    ],
}

FILES = {
    "packages.yml": PACKAGES,
    "profiles.yml": PROFILES,
    "models/schema.yml": json.dumps(SCHEMA),
    "models/revenue.sql": "select * from {{ source('stripe', 'charges') }}",
    "models/costs.sql": "from {{ source('erp', 'stock') }} union all from {{ source('erp', 'prices') }}",
    "models/promised.sql": "select 1 as id",
    "models/clicks.sql": "select 1 as id",
    "models/payouts.sql": "select * from {{ source('stripe', 'charges') }}",
    "models/odd.sql": "select 1 as id",
}

TABLES = "".join(f"create table raw.{name} as select 1 as id;" for name in ("charges", "stock", "prices"))


def project_file(**said: Any) -> str:
    """`dbt_project.yml` with this said under `vars: onus:`."""
    return json.dumps(
        {"name": "shop", "version": "0.1.0", "profile": "shop", "vars": {"onus": said} if said else {}}
    )


@pytest.fixture(scope="module")
def project(either_dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ownership")
    write_project(folder, FILES | {"dbt_project.yml": project_file()}, TABLES)
    link_package(folder)
    return folder


def statuses(folder: Path) -> dict[str, tuple[str, int]]:
    """The ownership tests of the last run: how dbt judged them, and how many nodes they name."""
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {
        result["unique_id"].split(".")[2]: (result["status"].lower(), result.get("failures") or 0)
        for result in results
        if result["unique_id"].startswith("test.onus.")
    }


def sql_of(folder: Path, test: str) -> str:
    """The compiled test; its rows are what people read."""
    (path,) = (path for path in (folder / "target" / "compiled").rglob(f"{test}.sql"))
    return path.read_text(encoding="utf-8")


def test_a_build_says_what_nobody_answers_for_and_fails_nothing(either_dbt: Dbt, project: Path) -> None:
    built = either_dbt(project, "build")
    assert built.returncode == 0, built.stdout
    assert statuses(project) == {
        "onus_public_without_contract": ("warn", 2),
        "onus_sources_without_contract": ("warn", 2),
        "onus_unknown_teams": ("pass", 0),
        "onus_unowned": ("warn", 3),
    }
    unowned = sql_of(project, "onus_unowned")
    assert all(f"'{name}'" in unowned for name in ("erp.stock", "erp.prices", "promised"))
    assert "give it config.meta.onus.team, in models/schema.yml" in unowned
    public = sql_of(project, "onus_public_without_contract")
    assert "'revenue' as node, 'it is public and promises nothing'" in public
    assert "'promised' as node, 'it is public, and its contract is checked by no test'" in public
    sources = sql_of(project, "onus_sources_without_contract")
    assert "read by revenue (finance)" in sources
    assert "but payments promises nothing" in sources
    assert "read by costs (finance), but nobody owns it" in sources


def test_a_selected_build_leaves_them_out(either_dbt: Dbt, project: Path) -> None:
    either_dbt(project, "build", "--select", "clicks")
    assert statuses(project) == {}


def test_run_alone_they_follow_what_the_project_says_of_teams_severity_and_scope(
    either_dbt: Dbt, project: Path
) -> None:
    said: dict[str, Any] = {
        "teams": ["payments", "finance"],
        "ownership": {
            "unowned": {"severity": "error", "resource_types": ["source"], "exclude": ["erp.stock"]},
            "public_without_contract": {"enabled": False},
            "sources_without_contract": {"paths": ["elsewhere/"]},
        },
    }
    (project / "dbt_project.yml").write_text(project_file(**said), encoding="utf-8")
    either_dbt(project, "build", "--select", "package:onus")
    assert statuses(project) == {
        "onus_sources_without_contract": ("pass", 0),
        "onus_unknown_teams": ("warn", 2),
        "onus_unowned": ("fail", 1),
    }
    unknown = sql_of(project, "onus_unknown_teams")
    assert "config.meta.onus.team of group growth says marketing, which is no known team" in unknown
    assert "config.meta.owner says @it''s-nobody" in unknown
