"""The package itself, as dbt v2 reads it in strict mode: what package hubs ask for before they list a package."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.e2e.conftest import DBT_V2, ROOT

pytestmark = pytest.mark.e2e


def test_dbt_v2_parses_the_package_in_strict_mode(tmp_path: Path) -> None:
    if not DBT_V2.exists():
        pytest.skip("dbt v2 is not installed: sh scripts/dbt_v2.sh says why")
    warehouse = dict.fromkeys(("user", "password", "database", "schema", "warehouse", "role"), "x")
    profile = {"target": "dev", "outputs": {"dev": {"type": "snowflake", "account": "none", **warehouse}}}
    (tmp_path / "profiles.yml").write_text(json.dumps({"strict": profile}), encoding="utf-8")
    result = subprocess.run(
        [
            str(DBT_V2), "parse", "--project-dir", str(ROOT), "--profile", "strict",
            "--profiles-dir", str(tmp_path), "--target-path", str(tmp_path / "target"),
            "--log-path", str(tmp_path / "logs"),
        ],
        cwd=tmp_path, env=os.environ | {"_DBT_FUSION_STRICT_MODE": "1", "NO_COLOR": "1"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    assert "warning" not in result.stdout.lower()


def test_every_macro_has_a_file_of_its_name_and_every_public_one_is_described() -> None:
    files = {path.stem for path in (ROOT / "macros").rglob("*.sql")}
    described = yaml.safe_load((ROOT / "macros" / "_macros.yml").read_text(encoding="utf-8"))["macros"]
    names = {macro["name"].removeprefix("test_") for macro in described}
    assert names == {name for name in files if not name.startswith("_")}
    assert all(macro["description"] for macro in described)
