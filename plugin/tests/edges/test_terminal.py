"""The command line where it is run: terminals, pipes, odd locales, shells. Each a real process."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from dbt_onus.app.doing import doing, now_doing, watched_by
from dbt_onus.cli import COMMANDS, main, onus
from dbt_onus.cli.progress import PATIENCE, Progress, watches
from dbt_onus.cli.terminal import colour_wanted
from tests import builders as b

ONUS_YML = """\
version: 1
fallback_team: platform
teams: {platform: {}, payments: {name: Payments}, pricing: {}}
rules:
  - {select: "source:stripe", team: payments}
"""
CHARGES = b.source("stripe.charges", columns=["id"])
ORDERS = b.model("fct_orders", "stripe.charges")
UNIQUE = b.test("unique", "stripe.charges", "id")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal")
    (folder / "onus.yml").write_text(ONUS_YML, encoding="utf-8")
    run = b.run(b.result(UNIQUE, "fail", failures=17), b.result(ORDERS, "skipped"))
    b.write_target(folder / "target", b.manifest(CHARGES, ORDERS, UNIQUE), run)
    return folder


def environment(**said: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), **said}


COMMAND = (sys.executable, "-m", "dbt_onus")


def piped(shop: Path, *words: str, **said: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *words], cwd=shop, env=environment(**said), capture_output=True, check=False, timeout=60
    )


def on_terminal(shop: Path, *words: str, **said: str) -> str:
    """What a terminal is sent, of both streams."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *words],
        cwd=shop,
        env=environment(TERM="xterm", **said),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        sent = b""
        while process.poll() is None or select.select([ours], [], [], 0)[0]:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    sent += os.read(ours, 65_536)
                except OSError:
                    break
        process.wait(60)
    os.close(ours)
    return sent.decode()


def test_a_terminal_gets_colours_and_a_pipe_none(shop: Path) -> None:
    assert "\x1b[31m" in on_terminal(shop, "report", COLUMNS="100")
    assert b"\x1b" not in piped(shop, "report").stdout


def test_whoever_wants_no_colours_gets_none(shop: Path) -> None:
    assert "\x1b" not in on_terminal(shop, "report", NO_COLOR="1")
    assert "\x1b" not in on_terminal(shop, "report", "--no-colour")
    assert b"\x1b[31m" in piped(shop, "report", FORCE_COLOR="1").stdout


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({}, None),
        ({"NO_COLOR": ""}, None),
        ({"NO_COLOR": "0"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"CLICOLOR_FORCE": "0"}, None),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"TERM": "dumb"}, False),
    ],
)
def test_the_environment_decides_on_colours(said: Mapping[str, str], wanted: bool | None) -> None:
    assert colour_wanted(said) is wanted


@pytest.mark.parametrize(
    "said", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]
)
def test_where_our_signs_cannot_be_shown_letters_stand_for_them(shop: Path, said: Mapping[str, str]) -> None:
    ended = piped(shop, "report", **said)
    assert ended.returncode == 1
    assert ended.stderr == b""
    text = ended.stdout.decode("ascii")
    assert "x unique on stripe.charges.id failed: 17 duplicated" in text
    assert "onus - shop - dbt build" in text


def test_columns_are_kept_to(shop: Path) -> None:
    for width in (60, 100):
        text = piped(shop, "report", COLUMNS=str(width)).stdout.decode()
        # an id and a command stand on one line, however narrow it is
        assert all(len(line) <= width + 12 for line in text.splitlines()[2:])
    assert len(text.splitlines()) < len(piped(shop, "report", COLUMNS="50").stdout.decode().splitlines())


def test_whoever_stops_reading_gets_no_traceback(shop: Path) -> None:
    command = " ".join([*COMMAND, "lineage", "+fct_orders+", "--format", "json"])
    ended = subprocess.run(
        ["/bin/sh", "-c", f"{command} | head -c 1"], cwd=shop, env=environment(), capture_output=True, check=False
    )
    assert (ended.stdout, ended.stderr) == (b"{", b"")


def test_standing_alone_shows_the_help_and_is_wrong_usage(shop: Path) -> None:
    ended = piped(shop)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.startswith(b"Usage: onus [OPTIONS] COMMAND")
    assert ended.stderr.count(b"\n") > 20


def every_command() -> list[tuple[str, ...]]:
    context = click.Context(onus)
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = onus.get_command(context, name)
        below = list(command.commands) if isinstance(command, click.Group) else []
        found += [(name,), *((name, each) for each in below)]
    return found


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_shows_an_example_of_itself(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert "Example:" in text
    assert f"onus {' '.join(words)}" in text.partition("Example:")[2]
    assert "--no-colour" in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
@pytest.mark.parametrize("wrong", [("--nonsense",), ("--project-dir", "no/such/folder")])
def test_every_command_takes_wrong_usage_in_one_line(
    words: tuple[str, ...],
    wrong: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main([*words, *wrong])
    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "internal error" not in said.err


def completed(shop: Path, line: str, shell: str = "bash") -> list[str]:
    """What the shell's own script asks of us for that line, and is answered."""
    words = line.split(" ")
    said = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)} if shell != "fish" else {}
    if shell == "fish":
        said = {"COMP_WORDS": line, "COMP_CWORD": words[-1]}
    ended = piped(shop, **said, _ONUS_COMPLETE=f"{shell}_complete")
    assert ended.stderr == b""
    return [entry.partition(",")[2] for entry in ended.stdout.decode().splitlines() if "," in entry]


def test_the_tab_key_knows_commands_nodes_teams_and_incidents(shop: Path) -> None:
    piped(shop, "report")
    assert completed(shop, "onus li") == ["lineage"]
    assert completed(shop, "onus owner ") == ["fct_orders", "stripe.charges"]
    assert completed(shop, "onus lineage 2+fct") == ["2+fct_orders"]
    assert completed(shop, "onus owner tag:x,team:p") == [
        "tag:x,team:payments",
        "tag:x,team:platform",
        "tag:x,team:pricing",
    ]
    # as bash takes it apart
    assert completed(shop, "onus owner team : pa") == ["payments"]
    assert completed(shop, "onus owner tag:fct") == []
    assert completed(shop, "onus gate --team pa") == ["payments"]
    (incident,) = completed(shop, "onus explain ")
    assert re.fullmatch("[0-9a-f]{8}", incident)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_answered_too(shop: Path, shell: str) -> None:
    ended = piped(
        shop,
        COMP_WORDS="onus impact fct",
        COMP_CWORD="2" if shell == "zsh" else "fct",
        _ONUS_COMPLETE=f"{shell}_complete",
    )
    assert "fct_orders" in ended.stdout.decode()


def test_completing_in_no_project_says_nothing(tmp_path: Path) -> None:
    assert completed(tmp_path, "onus owner ") == []
    assert completed(tmp_path, "onus explain ") == []


def test_the_script_for_a_shell_runs_in_it(shop: Path) -> None:
    script = piped(shop, "completion", "bash").stdout
    assert b"_ONUS_COMPLETE=bash_complete" in script
    assert subprocess.run(["bash", "-n"], input=script, check=False).returncode == 0
    assert b"#compdef onus" in piped(shop, "completion", "zsh").stdout
    assert piped(shop, "completion", "tcsh").returncode == 2


class Terminal:
    """Keeps what is written to it."""

    def __init__(self, *, tty: bool = True) -> None:
        self.written = ""
        self.tty = tty

    def write(self, text: str) -> None:
        self.written += text

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return self.tty


def test_what_takes_long_is_told_and_wiped_away() -> None:
    terminal = Terminal()
    watched_by(Progress(terminal))  # type: ignore[arg-type]
    try:
        with doing("reading"), doing("reading SQL"):
            now_doing("reading the SQL of 40 nodes")
            time.sleep(PATIENCE + 0.6)
    finally:
        watched_by(None)
    assert "reading the SQL of 40 nodes (1 s)" in terminal.written
    assert terminal.written.endswith("\r\x1b[K")


def test_what_is_quick_is_not_told() -> None:
    terminal = Terminal()
    watched_by(Progress(terminal))  # type: ignore[arg-type]
    try:
        with doing("reading"):
            pass
    finally:
        watched_by(None)
    assert terminal.written == ""


@pytest.mark.parametrize(
    ("tty", "said", "wanted"),
    [
        (True, {"TERM": "xterm"}, True),
        (True, {"TERM": "dumb"}, False),
        (True, {}, False),
        (True, {"TERM": "xterm", "CI": "true"}, False),
        (False, {"TERM": "xterm"}, False),
    ],
)
def test_only_a_person_at_a_terminal_is_told(tty: bool, said: Mapping[str, str], wanted: bool) -> None:
    assert watches(Terminal(tty=tty), said) is wanted  # type: ignore[arg-type]
