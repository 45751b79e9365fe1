"""The file in which breaking changes wait for their answers. It is kept with the code, and reviewed with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from dbt_onus.core.changes.consent import Answer, Question, Word
from dbt_onus.errors import OnusError

#: What the file is called, beside onus.yml.
CONSENTS_FILE = "onus-changes.yml"
_HEAD = "# Breaking changes and what the teams they hit say of them. Written by `onus diff`; commit it.\n"
_MOST_BYTES = 1024 * 1024


def read_consents(path: Path) -> dict[str, Question]:
    """The questions in the file by the change's id; none where there is no file. OnusError where it is none."""
    try:
        if not path.exists():
            return {}
        if path.stat().st_size > _MOST_BYTES:
            raise OnusError(f"{path}: larger than 1 MiB; is this the file of `onus diff --ask`?")
        document = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise OnusError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark is not None else ""
        raise OnusError(f"{path}{where}: not valid YAML; `onus diff --ask` writes it anew") from None
    changes = document.get("changes") if isinstance(document, dict) else None
    if not isinstance(changes, dict) or document.get("version") != 1:
        raise OnusError(f"{path}: not the file of `onus diff --ask` (version: 1, changes: …)")
    return {str(key): _question(path, str(key), said) for key, said in changes.items()}


def render_consents(questions: Iterable[Question]) -> str:
    """The file's text, in an order that makes a change of it easy to review."""
    said = {one.change: _document(one) for one in sorted(questions, key=lambda one: (one.asked_on, one.change))}
    text = yaml.safe_dump({"version": 1, "changes": said}, sort_keys=False, allow_unicode=True, width=110)
    return _HEAD + text.removesuffix("\n")


def _document(one: Question) -> dict[str, Any]:
    said: dict[str, Any] = {"says": one.says, "teams": list(one.teams), "asked_on": one.asked_on}
    if one.until is not None:
        said["until"] = one.until
    if one.answers:
        said["answers"] = {team: _answered(answer) for team, answer in sorted(one.answers.items())}
    return said


def _answered(answer: Answer) -> dict[str, Any]:
    said = {"answer": answer.word.value, "by": answer.by, "on": answer.on}
    return said | ({"reason": answer.reason} if answer.reason else {})


def _question(path: Path, change: str, said: Any) -> Question:
    place = f"{path}: changes.{change}"
    if not isinstance(said, Mapping) or not isinstance(said.get("teams"), list):
        raise OnusError(f"{place}: must name the teams that are asked")
    answers = said.get("answers") or {}
    if not isinstance(answers, Mapping):
        raise OnusError(f"{place}.answers: must be a mapping of teams")
    return Question(
        change=change,
        says=str(said.get("says") or ""),
        teams=tuple(map(str, said["teams"])),
        asked_on=_day(f"{place}.asked_on", said.get("asked_on")),
        until=_day(f"{place}.until", said["until"]) if said.get("until") else None,
        answers={str(team): _answer(f"{place}.answers.{team}", one) for team, one in answers.items()},
    )


def _answer(place: str, said: Any) -> Answer:
    words = [word.value for word in Word]
    if not isinstance(said, Mapping) or said.get("answer") not in words or not said.get("by"):
        raise OnusError(f"{place}: must say answer ({' or '.join(words)}), by and on")
    return Answer(
        word=Word(said["answer"]),
        by=str(said["by"]),
        on=_day(f"{place}.on", said.get("on")),
        reason=str(said.get("reason") or ""),
    )


def _day(place: str, said: Any) -> date:
    if type(said) is date:
        return said
    try:
        return date.fromisoformat(str(said))
    except ValueError:
        raise OnusError(f"{place}: must be a date like 2027-01-31") from None
