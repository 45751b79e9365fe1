"""Ask the warehouse through the user's own dbt command, so that no credentials are handled here.

`dbt show --inline` is the way that dbt 1.x and dbt v2 both have, and it needs nothing of Onus in the project.
Starting dbt takes seconds and a count milliseconds, so one start answers a whole batch.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbt_onus.core.probes import Answer, batch_sql
from dbt_onus.core.signatures import Kind, masked, read_message

#: Some systems take no longer argument; Windows takes 32,767 characters for the whole command.
_MAX_CHARACTERS = 24_000
#: Where an error begins: `Database Error in sql_operation …` in dbt 1.x, `[error] [Generic (dbt1000)]: ` in v2.
_HEADING = re.compile(
    r"(?m)(?:(?:Database|Runtime|Compilation|Parsing) Error\b.*$|(?<=\[error\] )\[.*?\]:(?: Internal:)?)"
)
#: As many rows as a batch may have: dbt shows five unless told.
_NO_LIMIT = "-1"
#: What a run was told about its connection, as dbt writes it into run_results.json, and how to tell dbt again.
_CONNECTION = {"profile": "--profile", "target": "--target", "profiles_dir": "--profiles-dir", "vars": "--vars"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """A dbt project whose connection is used. `dbt` is the command, `options` go to `dbt show` as they are."""

    project_dir: Path
    dbt: tuple[str, ...]
    options: tuple[str, ...] = ()
    target_path: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came back, by the question's key; `problem` says in one line why something did not."""

    answers: Mapping[str, Answer]
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one start of dbt gave. `hopeless`: another start would end the same way, whatever it asks."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    problem: str | None = None
    hopeless: bool = False


def dbt_command() -> tuple[str, ...] | None:
    """The dbt to use: `ONUS_DBT` as a shell would read it, the one beside this Python, the one on PATH."""
    named = os.environ.get("ONUS_DBT")
    if named:
        return tuple(shlex.split(named, posix=os.name == "posix"))
    beside = shutil.which("dbt", path=str(Path(sys.executable).parent))
    found = beside or shutil.which("dbt")
    return None if found is None else (found,)


def read_connection(target_path: Path) -> tuple[str, ...]:
    """The options by which the run in this target folder chose its connection; none where it does not say.

    dbt writes them into `args` of run_results.json: another target would be another warehouse.
    """
    try:
        document = json.loads((target_path / "run_results.json").read_bytes())
        said = dict(document["args"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    options: list[str] = []
    for key, option in _CONNECTION.items():
        value = said.get(key)
        if isinstance(value, dict) and value:
            options += [option, json.dumps(value)]
        elif isinstance(value, str) and value:
            options += [option, value]
    return tuple(options)


def ask(questions: Mapping[str, str], warehouse: Warehouse, *, seconds: float) -> Asked:
    """Answer SELECTs of one row, `broken` and `seen`, by their keys; all of it within `seconds`.

    Where a batch fails its halves are asked, so that one table that is not there costs its own answer only. dbt
    writes nothing into the project: its target and log folders are temporary.
    """
    deadline = time.monotonic() + seconds
    answers: dict[str, Answer] = {}
    problem: str | None = None
    with tempfile.TemporaryDirectory(prefix="onus-probes-", ignore_cleanup_errors=True) as folder:
        _lend_parsed_project(warehouse, Path(folder))
        batches = list(_batches(questions))
        while batches:
            batch = batches.pop(0)
            left = deadline - time.monotonic()
            if left <= 0:
                problem = f"the time of {seconds:g} seconds was over"
                break
            shown = _show(batch, warehouse, Path(folder), left)
            answers.update(shown.answers)
            problem = problem or shown.problem
            if shown.hopeless:
                break
            if shown.problem is not None and len(batch) > 1:
                middle = len(batch) // 2
                batches[:0] = [batch[:middle], batch[middle:]]
    return Asked(answers=answers, problem=problem)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The rows of one query, every value as text; `problem` says in one line why there are none."""

    rows: tuple[Mapping[str, str | None], ...] = ()
    problem: str | None = None


def rows_of(
    sql: str, warehouse: Warehouse, *, seconds: float, template: bool = False, text_type: str = ""
) -> Told:
    """The rows of a SELECT, through the user's dbt, within `seconds`.

    `template`: Jinja in it is dbt's to read. `text_type` stands in it for the warehouse's word for a text type.
    """
    with tempfile.TemporaryDirectory(prefix="onus-draft-", ignore_cleanup_errors=True) as folder:
        _lend_parsed_project(warehouse, Path(folder))
        inline = sql if template else _literally(sql)
        if text_type:
            inline = inline.replace(text_type, "{{ dbt.type_string() }}")
        command = _command(inline, warehouse, Path(folder))
        try:
            code, output, errors = _run(command, warehouse.project_dir, seconds)
        except OSError as error:
            return Told(problem=f"{warehouse.dbt[0]} cannot be started: {error.strerror or error}")
    if code is None:
        return Told(problem=f"dbt did not answer within {seconds:g} seconds")
    rows = _documents(output)
    if code != 0 or rows is None:
        problem = masked(_problem(errors, output)) or f"dbt ended with code {code}"
        return Told(problem=None if code == 0 else problem)
    return Told(
        rows=tuple(
            {str(name).lower(): None if value is None else str(value) for name, value in row.items()}
            for row in rows
        )
    )


def run_operation(
    macro: str, warehouse: Warehouse, *, environment: Mapping[str, str], seconds: float
) -> str | None:
    """Run a macro of the project's, within `seconds`; `None` when it went well, else what went wrong, in one line.

    What it is given goes through `environment`, not through its arguments: those are short, and dbt logs them. dbt
    writes nothing into the project.
    """
    with tempfile.TemporaryDirectory(prefix="onus-operation-", ignore_cleanup_errors=True) as folder:
        _lend_parsed_project(warehouse, Path(folder))
        command = [*warehouse.dbt, "run-operation", macro, *_elsewhere(Path(folder)), *warehouse.options]
        try:
            code, output, errors = _run(command, warehouse.project_dir, seconds, environment)
        except OSError as error:
            return f"{warehouse.dbt[0]} cannot be started: {error.strerror or error}"
    if code is None:
        return f"dbt did not end within {seconds:g} seconds"
    return None if code == 0 else masked(_problem(errors, output)) or f"dbt ended with code {code}"


def _elsewhere(folder: Path) -> tuple[str, ...]:
    """Options that keep dbt's files out of the project."""
    return ("--target-path", str(folder / "target"), "--log-path", str(folder / "logs"))


def _command(inline: str, warehouse: Warehouse, folder: Path) -> list[str]:
    """`dbt show` of a query; dbt writes nothing into the project."""
    return [
        *warehouse.dbt,
        *("show", "--quiet", "--inline", inline, "--output", "json", "--limit", _NO_LIMIT),
        *_elsewhere(folder),
        *warehouse.options,
    ]


def _batches(questions: Mapping[str, str]) -> Iterator[list[tuple[str, str]]]:
    """Questions, as many as fit into one argument."""
    batch: list[tuple[str, str]] = []
    size = 0
    for item in questions.items():
        length = len(_literally(item[1])) + 200
        if batch and size + length > _MAX_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield batch


def _show(batch: Sequence[tuple[str, str]], warehouse: Warehouse, folder: Path, seconds: float) -> Shown:
    """One start of dbt."""
    labels = {f"p{place}": key for place, (key, _) in enumerate(batch)}
    sql = batch_sql([(label, sql) for label, (_, sql) in zip(labels, batch, strict=True)])
    command = _command(_literally(sql), warehouse, folder)
    try:
        code, output, errors = _run(command, warehouse.project_dir, seconds)
    except OSError as error:
        problem = f"{warehouse.dbt[0]} cannot be started: {error.strerror or error}"
        return Shown(problem=problem, hopeless=True)
    if code is None:
        return Shown(problem="dbt did not answer in time", hopeless=True)
    rows = _rows(output)
    found = {labels[label]: answer for label, answer in rows.items() if label in labels}
    if len(found) == len(batch):
        return Shown(answers=found)
    problem = _problem(errors, output)
    hopeless = read_message(problem, "").kind is Kind.INFRASTRUCTURE
    return Shown(answers=found, problem=masked(problem) or f"dbt ended with code {code}", hopeless=hopeless)


def _run(
    command: Sequence[str], cwd: Path, seconds: float, more: Mapping[str, str] | None = None
) -> tuple[int | None, str, str]:
    """The command's exit code, output and errors; no code where it had to be killed, its children with it."""
    environment = {
        **os.environ,
        **(more or {}),
        "ONUS_HOOK": "off",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "NO_COLOR": "1",
        "DBT_USE_COLORS": "false",
    }
    with subprocess.Popen(  # noqa: S603 - the user's own dbt, an argument each, no shell
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=seconds)
        except BaseException as error:
            _kill(process)
            if isinstance(error, subprocess.TimeoutExpired):
                return None, "", ""
            raise
    return process.returncode, output, errors


def _kill(process: subprocess.Popen[str]) -> None:
    """End the process and those it started: dbt may be a launcher, and its driver a process of its own."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _literally(sql: str) -> str:
    """The SQL so that Jinja leaves it as it is: every opening of a tag begins with a brace."""
    return sql.replace("{", "{{ '{' }}")


def _lend_parsed_project(warehouse: Warehouse, folder: Path) -> None:
    """Spare dbt 1.x the parsing of a project that has not changed since the run; it checks that itself."""
    if warehouse.target_path is not None:
        (folder / "target").mkdir()
        with contextlib.suppress(OSError):
            shutil.copy(warehouse.target_path / "partial_parse.msgpack", folder / "target")


def _rows(output: str) -> dict[str, Answer]:
    """The answers among what dbt printed, by label."""
    return {label: answer for row in _documents(output) or () for label, answer in _answer(row)}


def _documents(output: str) -> list[dict[str, Any]] | None:
    """The rows among what dbt printed: `{"show": […]}` from dbt 1.x, `[…]` from dbt v2; `None`: there are none."""
    decoder = json.JSONDecoder()
    for place, character in enumerate(output):
        if character not in "{[":
            continue
        try:
            document, _ = decoder.raw_decode(output, place)
        except (ValueError, RecursionError):
            continue
        rows = document.get("show") if isinstance(document, dict) else document
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            return rows
    return None


def _answer(row: Mapping[str, Any]) -> Iterator[tuple[str, Answer]]:
    """Two counts or nothing: whatever else may have come back is dropped here. Some warehouses shout names."""
    fields = {str(name).lower(): value for name, value in row.items()}
    broken, seen = _count(fields.get("broken")), _count(fields.get("seen"))
    if broken is not None and seen is not None:
        yield str(fields.get("probe")), Answer(broken=broken, seen=seen)


def _count(value: object) -> int | None:
    try:
        number = int(float(value)) if isinstance(value, str | float) else value
    except (ValueError, OverflowError):
        return None
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else None


def _problem(*texts: str) -> str:
    """What dbt said went wrong, from where it says so."""
    for text in texts:
        found = list(_HEADING.finditer(text))
        if found:
            last = found[-1]
            # the words of dbt 1.x belong to the message, the label of dbt v2 does not
            return text[last.end() if last[0].startswith("[") else last.start() :]
    for text in texts:
        lines = [line for line in text.splitlines() if "error" in line.lower()]
        if lines:
            return lines[-1]
    return ""
