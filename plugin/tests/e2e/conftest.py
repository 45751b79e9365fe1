"""Run dbt for real, either engine, in a project folder of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.e2e.warm_dbt import warmed

Dbt: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]

ROOT = Path(__file__).parents[3]
#: The two engines of the default set-up; `make test-matrix` puts every other dbt in their places.
DBT_V1 = Path(os.environ.get("ONUS_DBT") or Path(sys.executable).parent / "dbt")
DBT_V2 = Path(os.environ.get("ONUS_DBT_V2") or ROOT / ".venv-v2" / "dbt")


def run_dbt(
    executable: Path, project_dir: Path, *args: str, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """One dbt command in a project with its own `profiles.yml`; a failing command is the caller's to judge."""
    environment = os.environ | {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_PROFILES_DIR": str(project_dir),
        "ONUS_HOOK": "off",
        "DBT_LOG_LEVEL_FILE": os.environ.get("DBT_LOG_LEVEL_FILE", "warn"),  # the debug log costs a tenth of a run
        "NO_COLOR": "1",
    }
    return subprocess.run(
        [str(executable), *args],
        cwd=project_dir,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )


@pytest.fixture(scope="session")
def warm_dbt() -> Iterator[Path]:
    """The pinned dbt 1.x as an executable that has been imported already."""
    with warmed(DBT_V1) as executable:
        yield executable


@pytest.fixture(scope="session")
def dbt_v2_executable() -> Path:
    """dbt v2; skips where `scripts/dbt_v2.sh` could not install it."""
    if not DBT_V2.exists():
        pytest.skip("dbt v2 is not installed: sh scripts/dbt_v2.sh says why")
    return DBT_V2


@pytest.fixture(scope="session")
def dbt(warm_dbt: Path) -> Dbt:
    """`dbt(project_dir, "build", ...)` with the pinned dbt 1.x."""

    def command(project_dir: Path, *args: str) -> subprocess.CompletedProcess[str]:
        return run_dbt(warm_dbt, project_dir, *args)

    return command


@pytest.fixture(scope="session")
def dbt_v2(dbt_v2_executable: Path) -> Dbt:
    """The same with dbt v2."""

    def command(project_dir: Path, *args: str) -> subprocess.CompletedProcess[str]:
        return run_dbt(dbt_v2_executable, project_dir, *args)

    return command


@pytest.fixture(scope="module", params=["warm_dbt", "dbt_v2_executable"], ids=["dbt", "dbt_v2"])
def either_executable(request: pytest.FixtureRequest) -> Path:
    """Both engines, one after the other: what the package promises, it promises on both."""
    executable: Path = request.getfixturevalue(request.param)
    return executable


@pytest.fixture(scope="module", params=["dbt", "dbt_v2"])
def either_dbt(request: pytest.FixtureRequest) -> Dbt:
    """The same as a function."""
    engine: Dbt = request.getfixturevalue(request.param)
    return engine
