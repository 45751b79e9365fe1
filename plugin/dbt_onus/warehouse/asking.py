"""Counts, many in one start of dbt: starting it takes seconds and a count milliseconds."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dbt_onus.core.probes import Answer, batch_sql
from dbt_onus.core.signatures import Kind, masked, read_message
from dbt_onus.warehouse.connection import Warehouse
from dbt_onus.warehouse.printed import answers_in, problem_in
from dbt_onus.warehouse.starting import lend_parsed_project, literally, run, show_command

#: Some systems take no longer argument; Windows takes 32,767 characters for the whole command.
_MAX_CHARACTERS = 24_000


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


def ask(questions: Mapping[str, str], warehouse: Warehouse, *, seconds: float) -> Asked:
    """Answer SELECTs of one row, `broken` and `seen`, by their keys; all of it within `seconds`.

    Where a batch fails its halves are asked, so that one table that is not there costs its own answer only. dbt
    writes nothing into the project: its target and log folders are temporary.
    """
    deadline = time.monotonic() + seconds
    answers: dict[str, Answer] = {}
    problem: str | None = None
    with tempfile.TemporaryDirectory(prefix="onus-probes-", ignore_cleanup_errors=True) as folder:
        lend_parsed_project(warehouse, Path(folder))
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


def _batches(questions: Mapping[str, str]) -> Iterator[list[tuple[str, str]]]:
    """Questions, as many as fit into one argument."""
    batch: list[tuple[str, str]] = []
    size = 0
    for item in questions.items():
        length = len(literally(item[1])) + 200
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
    command = show_command(literally(sql), warehouse, folder)
    try:
        code, output, errors = run(command, warehouse.project_dir, seconds)
    except OSError as error:
        problem = f"{warehouse.dbt[0]} cannot be started: {error.strerror or error}"
        return Shown(problem=problem, hopeless=True)
    if code is None:
        return Shown(problem="dbt did not answer in time", hopeless=True)
    rows = answers_in(output)
    found = {labels[label]: answer for label, answer in rows.items() if label in labels}
    if len(found) == len(batch):
        return Shown(answers=found)
    problem = problem_in(errors, output)
    hopeless = read_message(problem, "").kind is Kind.INFRASTRUCTURE
    return Shown(answers=found, problem=masked(problem) or f"dbt ended with code {code}", hopeless=hopeless)
