"""What the other tests run as dbt is dbt: it ends as a command ends, and a command ends with it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import DBT_V1, run_dbt

pytestmark = pytest.mark.e2e


def test_a_command_says_and_ends_as_dbts_own_does(warm_dbt: Path, tmp_path: Path) -> None:
    said = [run_dbt(executable, tmp_path, "nonsense") for executable in (warm_dbt, DBT_V1)]
    assert [one.returncode for one in said] == [2, 2]
    assert said[0].stderr == said[1].stderr
    assert "nonsense" in said[0].stderr


def test_a_command_that_nobody_waits_for_any_more_is_ended(warm_dbt: Path, tmp_path: Path) -> None:
    (tmp_path / "profiles.yml").write_text("shop: {target: dev, outputs: {dev: {type: duckdb}}}\n")
    (tmp_path / "dbt_project.yml").write_text("{name: shop, profile: shop}\n")
    with subprocess.Popen([warm_dbt, "parse"], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        assert "Running with dbt" in launcher.stdout.readline()
        launcher.kill()
        launcher.stdout.read()  # until the last who can write there is gone
    assert not (tmp_path / "target" / "manifest.json").exists()
