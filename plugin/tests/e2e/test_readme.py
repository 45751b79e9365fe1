"""The README, run as it is printed: `make demo`, and in its company every command that stands for itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT

pytestmark = pytest.mark.e2e

README = (ROOT / "README.md").read_text(encoding="utf-8")
#: A command with a placeholder (`NODE`, `…`, `[--option]`, `a|b`) stands for many: its own tests run it.
_PLACEHOLDER = re.compile(r"\b[A-Z]{1,}\b(?!=)|…|\[|\|")


def commands(program: str) -> list[str]:
    """The whole commands of the README, in its order."""
    found = re.findall(rf"`({program} [^`]+)`", README.replace("\\|", "|"))
    return [one for one in dict.fromkeys(found) if not _PLACEHOLDER.search(one)]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("DBT_", "ONUS_", "MAKE"))
    }
    environment["PATH"] = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, text=True,
        capture_output=True, check=False, timeout=900,
    )  # fmt: skip


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as one finds it after `make setup`, once `make demo` has been run in it."""
    folder = tmp_path_factory.mktemp("readme") / "clone"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    shutil.copy(ROOT / ".uv-version", folder)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    ended = run("make demo", folder)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 incident open" in ended.stdout
    return folder


@pytest.mark.parametrize("command", commands("make"))
def test_make(clone: Path, command: str) -> None:
    ended = run(command, clone)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("command", commands("onus"))
def test_onus(clone: Path, command: str) -> None:
    """0 or 1: whether something is open is the demo's story, and not what the README promises.

    The demo's receivers are named by variables that are not set here: nobody is told.
    """
    ended = run(command, clone / ".cache" / "demo" / "commerce")
    assert ended.returncode in (0, 1), ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_there_are_some() -> None:
    assert {"make demo FAULT=list", "make demo FAULT=late_load"} <= set(commands("make"))
    assert {"onus run -- dbt build", "onus owner payments.charges", "onus check"} <= set(commands("onus"))
