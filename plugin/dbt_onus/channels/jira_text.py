"""A message as Jira reads it: documents of nodes in the cloud (ADF), wiki markup in Jira's own installations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dbt_onus.channels.wording import Wording
from dbt_onus.core.plain import unlinked, zero_width_after

_MARKUP = re.compile(r"([\\{}\[\]*_+^~?!|#@()-])")
_unreferenced = zero_width_after("@~{[!")
_NOFORMAT = re.compile(r"\{(?=noformat)", re.IGNORECASE)


def document_of(wording: Wording, mark: str) -> dict[str, Any]:
    """An Atlassian document: texts are nodes of their own, so no markup is read in them."""
    return {"type": "doc", "version": 1, "content": [*_paragraphs(wording), _paragraph(_text(mark, "em"))]}


def _paragraphs(wording: Wording) -> Iterator[dict[str, Any]]:
    yield _paragraph(_text(wording.title, "strong"))
    if wording.lead:
        yield _paragraph(_text(wording.lead))
    rows = [(fact.name, fact.says) for fact in wording.facts]
    rows += [(f"evidence {number}", line) for number, line in enumerate(wording.evidence, start=1)]
    for name, says in rows:
        yield _paragraph(_text(f"{name}: ", "strong"), _text(says))
    for command in wording.commands:
        yield _paragraph(_text(f"{command.name}: ", "strong"), _text(command.says, "code"))
    for part in wording.parts:
        yield {"type": "rule"}
        yield from _paragraphs(part)
    yield from (_paragraph(_text(text)) for text in (wording.more, wording.foot) if text)


def _paragraph(*texts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(texts)}


def _text(text: str, mark: str | None = None) -> dict[str, Any]:
    # Jira refuses an empty text
    node: dict[str, Any] = {"type": "text", "text": unlinked(text) or "-"}
    return node | {"marks": [{"type": mark}]} if mark else node


def wiki_of(wording: Wording, mark: str) -> str:
    """Wiki markup; no line of it begins with anything from outside."""
    return "\n".join([*_lines(wording), f"\n_{mark}_"])


def escaped(text: str) -> str:
    """The text as it stands: no markup, link, mention or macro is left in it."""
    return _MARKUP.sub(r"\\\1", _unreferenced(unlinked(text)))


def _lines(wording: Wording) -> Iterator[str]:
    yield f"*{escaped(wording.title)}*\n"
    if wording.lead:
        yield f"\u200b{escaped(wording.lead)}\n"
    rows = [(fact.name, fact.says) for fact in wording.facts]
    rows += [(f"evidence {number}", line) for number, line in enumerate(wording.evidence, start=1)]
    yield from (f"* *{escaped(name)}* {escaped(says)}" for name, says in rows)
    if wording.commands:
        commands = "\n".join(f"{command.name}: {command.says}" for command in wording.commands)
        yield "\n{noformat}\n" + _NOFORMAT.sub("{\u200b", commands) + "\n{noformat}"
    for part in wording.parts:
        yield "\n----\n"
        yield from _lines(part)
    yield from (f"\n{escaped(text)}" for text in (wording.more, wording.foot) if text)
