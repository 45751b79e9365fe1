"""The report at the end of `dbt build`, and dbt's own result, which stands whatever happens."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.e2e.conftest import DBT_V1

pytestmark = pytest.mark.e2e

BIN = Path(sys.executable).parent

FILES = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: shop\nmodels: {shop: {+materialized: table}}\n",
    "profiles.yml": "shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb, threads: 2}}}\n",
    "onus.yml": "version: 1\nfallback_team: platform\n"
    "teams: {platform: {name: Platform}, payments: {name: Payments}}\n",
    "models/stg_charges.sql": "select 1 as id, 10 as amount union all select 2, 20\n",
    "models/fct_orders.sql": "select id, amount from {{ ref('stg_charges') }}\n",
    "models/schema.yml": """\
version: 2
models:
  - name: stg_charges
    config: {meta: {onus: {team: payments}}}
    columns:
      - {name: id, data_tests: [unique, not_null]}
""",
}
DUPLICATED = "select 1 as id, 10 as amount union all select 1, 20\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop that was built once, so that each test starts from a parsed project."""
    folder = tmp_path_factory.mktemp("hook") / "shop"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    ended = dbt(folder, "build")
    assert ended.returncode == 0, ended.stdout
    assert "onus · shop · dbt build" in ended.stdout
    assert "✔ nothing is open" in ended.stdout
    return folder


@pytest.fixture
def shop(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "shop"))


def dbt(folder: Path, *command: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return run(folder, str(DBT_V1), *command, env=env)


def run(folder: Path, *command: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_PROFILES_DIR": str(folder),
        "NO_COLOR": "1",
        **(env or {}),
    }
    environment.setdefault("ONUS_HOOK", "on")
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def break_(folder: Path) -> None:
    (folder / "models/stg_charges.sql").write_text(DUPLICATED)


def test_a_failing_build_ends_with_whose_it_is_and_the_next_one_closes_it(shop: Path) -> None:
    break_(shop)
    failed = dbt(shop, "build")
    assert failed.returncode == 1
    assert "stg_charges" in failed.stdout.split("onus · shop")[1]
    assert "Payments: likely" in failed.stdout

    (shop / "models/stg_charges.sql").write_text(FILES["models/stg_charges.sql"])
    repaired = dbt(shop, "build")
    assert repaired.returncode == 0
    assert "✔ resolved" in repaired.stdout
    assert "✔ nothing is open" in repaired.stdout


def test_the_hook_can_be_switched_off(shop: Path) -> None:
    break_(shop)
    ended = dbt(shop, "build", env={"ONUS_HOOK": "off"})
    assert ended.returncode == 1
    assert "onus ·" not in ended.stdout + ended.stderr


def test_a_project_that_does_not_parse_gets_no_report_on_an_older_run(shop: Path) -> None:
    (shop / "models/fct_orders.sql").write_text("select * from {{ ref('nowhere') }}")
    ended = dbt(shop, "build")
    assert ended.returncode == 2
    assert "onus ·" not in ended.stdout


def test_a_fault_of_our_own_is_one_line_and_dbts_result_stands(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Broken:\n"
        "    def report_after_dbt(self, *args, **kwargs): raise RuntimeError('boom\\nand more')\n"
        "sys.modules['dbt_onus.app.after_dbt'] = Broken()\n"
    )
    ended = dbt(shop, "build", env={"PYTHONPATH": str(tmp_path)})
    assert ended.returncode == 0
    assert "onus: no report: boom and more (dbt's result stands)" in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


def test_a_folder_that_cannot_be_written_costs_one_warning(shop: Path) -> None:
    shutil.rmtree(shop / ".onus")
    (shop / ".onus").write_text("in the way")
    break_(shop)
    ended = dbt(shop, "build")
    assert ended.returncode == 1
    assert "✖ " in ended.stdout
    assert " ".join(ended.stdout.split()).count("the ledger cannot be used") == 1


def test_a_full_disk_costs_one_warning(shop: Path) -> None:
    """A file system of 64 KiB of its own, already full; mounting one takes rights that not every machine gives."""
    small = shop / ".onus"
    shutil.rmtree(small)
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        with (small / "ballast").open("wb") as ballast, pytest.raises(OSError, match="No space left"):
            ballast.write(b"x" * 200_000)
        ended = dbt(shop, "build")
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert ended.returncode == 0
    assert " ".join(ended.stdout.split()).count("the ledger cannot be used") == 1
    assert "Traceback" not in ended.stdout + ended.stderr


def test_a_wrong_onus_yml_is_one_line_and_dbts_result_stands(shop: Path) -> None:
    (shop / "onus.yml").write_text("version: 1\nfallback: nobody\n")
    ended = dbt(shop, "build")
    assert ended.returncode == 0
    (line,) = [line for line in ended.stderr.splitlines() if "onus" in line]
    assert "onus.yml" in line


def test_whoever_reads_dbts_json_log_is_not_disturbed(shop: Path) -> None:
    ended = dbt(shop, "--log-format", "json", "build")
    assert all(line.startswith("{") for line in ended.stdout.splitlines() if line.strip())
    assert "✔ nothing is open" in ended.stderr


def test_onus_run_passes_dbts_exit_code_through_and_reports_once(shop: Path) -> None:
    break_(shop)
    ended = run(shop, str(BIN / "onus"), "run", "--", str(DBT_V1), "build")
    assert ended.returncode == 1
    assert ended.stdout.count("onus · shop") == 1


def test_onus_run_is_silent_after_a_command_that_ran_nothing(shop: Path) -> None:
    ended = run(shop, str(BIN / "onus"), "run", "--", str(DBT_V1), "ls", "--resource-type", "model")
    assert ended.returncode == 0
    assert "onus ·" not in ended.stdout


def test_onus_run_says_in_one_line_that_there_is_no_such_command(shop: Path) -> None:
    ended = run(shop, str(BIN / "onus"), "run", "--", "dbtt", "build")
    assert ended.returncode == 2
    assert ended.stderr.strip().count("\n") == 0
    assert '"dbtt" is not a command here' in ended.stderr
