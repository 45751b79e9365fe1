"""The tutorial, run exactly as it is printed: its files are written, its commands run, their output compared.

`…` in an output stands for anything within its line, and alone on a line for any lines. A block with a title is
the file of that name; a `console` block holds commands, each with what it prints.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT

pytestmark = pytest.mark.e2e

PAGE = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_MARK = "=== the end of command {} ==="
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A file to write, or a command with the output that the page prints."""

    file: str | None = None
    text: str


def steps_of(page: str) -> list[Step]:
    steps = []
    for language, title, body in _BLOCK.findall(page):
        if title:
            steps.append(Step(file=title, text=body))
        elif language == "console":
            steps += [Step(text=one) for one in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]]
    return steps


def script_of(steps: list[Step]) -> str:
    """One shell runs everything, as a reader's does; standard error is what a reader sees too."""
    lines = ["exec 2>&1"]
    for number, step in enumerate(steps):
        if step.file is not None:
            lines += [f"cat > {shlex.quote(step.file)} <<'END OF FILE'", step.text + "END OF FILE"]
        else:
            lines.append(step.text.partition("\n")[0])
        lines.append(f"printf '\\n%s\\n' {shlex.quote(_MARK.format(number))}")
    return "\n".join(lines)


def pattern_of(printed: str) -> str:
    """A regular expression for what the page prints."""
    parts = [
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + r"[ ]*\n"
        for line in printed.splitlines()
    ]
    return "".join(parts)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as one finds it after `make setup`, with nothing in `.cache`."""
    folder = tmp_path_factory.mktemp("tutorial") / "clone"
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name == ".venv" or not path.name.startswith("."):
            (folder / path.name).symlink_to(path, target_is_directory=path.is_dir())
    (folder / ".uv-version").symlink_to(ROOT / ".uv-version")
    return folder


def test_the_tutorial_does_what_it_says(clone: Path) -> None:
    steps = steps_of(PAGE.read_text(encoding="utf-8"))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("DBT_", "ONUS_"))}
    ended = subprocess.run(
        ["bash", "-c", script_of(steps)], cwd=clone, capture_output=True, text=True, check=False, timeout=300,
        env={**environment, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "COLUMNS": "100"},
    )  # fmt: skip
    assert list(differences(steps, _COLOURS.sub("", ended.stdout))) == []


def differences(steps: list[Step], said: str) -> Iterator[str]:
    """What a command said, beside what the page prints, wherever these are not the same."""
    for number, step in enumerate(steps):
        output, mark, said = said.partition(f"\n{_MARK.format(number)}\n")
        command, _, printed = step.text.partition("\n")
        if not mark:
            yield f"$ {command}\nnever came to its end"
        elif step.file is None:
            found = output if output.endswith("\n") or not output else f"{output}\n"
            if not re.fullmatch(pattern_of(printed), found):
                yield f"$ {command}\n{found}\n--- is not ---\n{printed}"


def test_a_page_is_read_as_it_is_meant() -> None:
    page = '```yaml title="a.yml"\nx: 1\n```\n\n```console\n$ one\nprinted …\n…\nlast\n$ two\n```\n'
    assert steps_of(page) == [
        Step(file="a.yml", text="x: 1\n"),
        Step(text="one\nprinted …\n…\nlast\n"),
        Step(text="two\n"),
    ]
    assert re.fullmatch(pattern_of("printed …\n…\nlast\n"), "printed 3\nmore\nand more\nlast\n")
    assert not re.fullmatch(pattern_of("printed …\nlast\n"), "printed 3\nmore\nlast\n")
