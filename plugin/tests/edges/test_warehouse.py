"""The warehouse is asked through a dbt command; here through small programs that stand in for one."""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from dbt_onus.core.probes import Answer
from dbt_onus.warehouse import Warehouse, ask, dbt_command, read_connection

ONE = "select 3 as broken, 10 as seen from shop.main.orders onus_rows"

INPUT = "invalid input syntax for type integer: …"

#: Answers each probe of a batch with 3 of 10, and fails where a table called nowhere is among them.
DBT = """
import json, os, pathlib, re, sys
with open({log!r}, "a") as log:
    print(json.dumps([sys.argv[1:], os.environ["ONUS_HOOK"], os.getcwd()]), file=log)
sql = sys.argv[sys.argv.index("--inline") + 1]
if "nowhere" in sql:
    print("Database Error in sql_operation inline_query\\n  relation \\"nowhere\\" does not exist")
    sys.exit(1)
rows = [{{"probe": label, "broken": 3, "seen": 10.0}} for label in re.findall("select '(p[0-9]+)'", sql)]
print({shape})
"""


def warehouse(folder: Path, *, shape: str = '"noise {", json.dumps({"show": rows}, indent=2)') -> Warehouse:
    return _standing_in(folder, DBT.format(log=str(folder / "log"), shape=shape))


def _standing_in(folder: Path, program: str) -> Warehouse:
    script = folder / "dbt.py"
    script.write_text(program, encoding="utf-8")
    return Warehouse(project_dir=folder, dbt=(sys.executable, str(script)), options=("--target", "prod"))


def starts(folder: Path) -> list[list[object]]:
    return [json.loads(line) for line in (folder / "log").read_text().splitlines()]


def test_one_start_answers_a_batch(tmp_path: Path) -> None:
    asked = ask({"a": ONE, "b": ONE}, warehouse(tmp_path), seconds=30)
    assert asked.answers == {"a": Answer(broken=3, seen=10), "b": Answer(broken=3, seen=10)}
    assert asked.problem is None
    assert len(starts(tmp_path)) == 1


@pytest.mark.parametrize(
    "shape",
    [
        'json.dumps(rows)',
        'json.dumps({"node": "inline_query", "show": rows})',
        'json.dumps([{name.upper(): value for name, value in row.items()} for row in rows])',
        'json.dumps([row | {"broken": str(row["broken"])} for row in rows])',
    ],
)  # fmt: skip
def test_what_either_dbt_and_any_warehouse_prints_is_read(tmp_path: Path, shape: str) -> None:
    asked = ask({"a": ONE}, warehouse(tmp_path, shape=shape), seconds=30)
    assert asked.answers == {"a": Answer(broken=3, seen=10)}


@pytest.mark.parametrize("value", ['"ana@shop.example"', "-1", "None", "True", '"nan"', '"inf"', "[1]"])
def test_nothing_but_a_count_comes_back(tmp_path: Path, value: str) -> None:
    shape = f'json.dumps([row | {{"broken": {value}}} for row in rows])'
    assert ask({"a": ONE}, warehouse(tmp_path, shape=shape), seconds=30).answers == {}


def test_a_table_that_is_not_there_costs_its_own_answer_only(tmp_path: Path) -> None:
    questions = {"a": ONE, "gone": "select 1 as broken, 1 as seen from nowhere onus_rows", "b": ONE, "c": ONE}
    asked = ask(questions, warehouse(tmp_path), seconds=60)
    assert set(asked.answers) == {"a", "b", "c"}
    assert "does not exist" in (asked.problem or "")


def test_a_warehouse_that_is_locked_is_not_asked_again_and_again(tmp_path: Path) -> None:
    shape = "'_duckdb.IOException: IO Error: Could not set lock on file \"x.duckdb\": Conflicting lock is held'"
    asked = ask({"a": ONE, "b": ONE, "c": ONE}, warehouse(tmp_path, shape=shape), seconds=30)
    assert "Could not set lock" in (asked.problem or "")
    assert len(starts(tmp_path)) == 1


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("Runtime Error\\n  Catalog Error: Table x does not exist!", "Catalog Error: Table x does not exist!"),
        ("[error] [Generic (dbt1000)]: Internal: Catalog Error: no x", "Catalog Error: no x"),
        ('Database Error in q\\n  invalid input syntax for type integer: \\"ana\\"', INPUT),
        ("", "dbt ended with code 0"),
    ],
)  # fmt: skip
def test_the_reason_is_one_line_without_a_value_of_the_data(tmp_path: Path, said: str, problem: str) -> None:
    assert ask({"a": ONE}, warehouse(tmp_path, shape=f'"{said}"'), seconds=30).problem == problem


def test_dbt_is_told_to_write_elsewhere_and_to_report_nothing(tmp_path: Path) -> None:
    ask({"a": ONE}, warehouse(tmp_path), seconds=30)
    ((arguments, hook, directory),) = starts(tmp_path)
    assert isinstance(arguments, list)
    elsewhere = Path(arguments[arguments.index("--target-path") + 1])
    assert tmp_path not in elsewhere.parents
    assert not elsewhere.parent.exists()
    assert arguments[-2:] == ["--target", "prod"]
    assert (hook, directory) == ("off", str(tmp_path))


def test_jinja_in_a_name_is_text(tmp_path: Path) -> None:
    ask({"a": ONE.replace("orders", '"{{ env_var() }}{% raw %}{# x"')}, warehouse(tmp_path), seconds=30)
    ((arguments, _, _),) = starts(tmp_path)
    assert isinstance(arguments, list)
    inline = arguments[arguments.index("--inline") + 1].replace("{{ '{' }}", "")
    assert "{" not in inline


@pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX")
def test_dbt_and_what_it_started_are_killed_when_the_time_is_over(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, pathlib, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(tmp_path / 'child')!r}).write_text(str(child.pid))\n"
        "time.sleep(60)\n"
    )
    begun = time.monotonic()
    asked = ask({"a": ONE}, _standing_in(tmp_path, program), seconds=2)
    assert asked.answers == {}
    assert asked.problem == "dbt did not answer in time"
    assert time.monotonic() - begun < 20
    assert _is_gone(int((tmp_path / "child").read_text()))


def _is_gone(pid: int) -> bool:
    """Killed, although nobody may have waited for it yet; a busy machine takes a moment to see to it."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.1)
    return False


def test_a_dbt_that_cannot_be_started_is_a_line(tmp_path: Path) -> None:
    gone = Warehouse(project_dir=tmp_path, dbt=(str(tmp_path / "gone"),))
    assert "cannot be started" in (ask({"a": ONE}, gone, seconds=5).problem or "")


def test_a_long_list_of_questions_is_asked_in_several_starts(tmp_path: Path) -> None:
    long = {f"q{number}": ONE + " " * 5_000 for number in range(10)}
    assert len(ask(long, warehouse(tmp_path), seconds=60).answers) == 10
    assert len(starts(tmp_path)) > 1


def test_the_connection_is_that_of_the_run(tmp_path: Path) -> None:
    said = {"target": "prod", "profiles_dir": "/etc/dbt", "profile": None, "vars": {"day": "2026-01-01"}}
    (tmp_path / "run_results.json").write_text(json.dumps({"args": said}), encoding="utf-8")
    options = ("--target", "prod", "--profiles-dir", "/etc/dbt", "--vars", '{"day": "2026-01-01"}')
    assert read_connection(tmp_path) == options


@pytest.mark.parametrize("text", ["", "[]", '{"args": null}', '{"args": {"which": "run", "vars": {}}}'])
def test_a_run_that_does_not_say_leaves_dbts_own_default(tmp_path: Path, text: str) -> None:
    (tmp_path / "run_results.json").write_text(text, encoding="utf-8")
    assert read_connection(tmp_path) == ()


def test_the_dbt_that_is_named_is_the_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONUS_DBT", "uv run dbt")
    assert dbt_command() == ("uv", "run", "dbt")
    monkeypatch.delenv("ONUS_DBT")
    monkeypatch.setenv("PATH", str(tmp_path))
    executable = tmp_path / "dbt"
    executable.write_text("#!/bin/sh\n", encoding="utf-8")
    executable.chmod(executable.stat().st_mode | stat.S_IXUSR)
    assert (dbt_command() or ("",))[0].endswith("dbt")
