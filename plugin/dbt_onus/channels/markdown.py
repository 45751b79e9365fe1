"""A message as GitHub and GitLab read markdown, with nothing in it that was not written here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbt_onus.channels.plain import fitted, unlinked, zero_width_after
from dbt_onus.channels.wording import Wording

#: These begin mentions and references on one of the two, wherever they stand in rendered text.
_unreferenced = zero_width_after("@#!~%$&^*")
_MARKUP = re.compile(r"([\\`*_\[\]{}|~$!^=])")
_ISSUE = re.compile(r"\b(GH|gl)-(?=\d)", re.IGNORECASE)


def escaped(text: str) -> str:
    """The text as it stands: no markup, HTML, link, mention or reference is left in it.

    Backslashes alone are not enough: both sites look for mentions after they have taken them away.
    """
    safe = _unreferenced(_ISSUE.sub(lambda found: f"{found[1]}-\u200b", unlinked(text)))
    safe = safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", safe)


def titled(text: str, limit: int) -> str:
    """For a title, which is no markdown, but where mentions and references are looked for all the same."""
    return fitted(text, limit, lambda each: _unreferenced(unlinked(each)))


def fenced(text: str) -> str:
    """A code block with a fence longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def markdown_of(wording: Wording) -> str:
    """The body of an issue or of a comment; no line of it begins with anything from outside."""
    return "\n".join(_lines(wording))


def _lines(wording: Wording) -> Iterator[str]:
    yield f"**{escaped(wording.title)}**\n"
    if wording.lead:
        yield f"&#8203;{escaped(wording.lead)}\n"
    for fact in wording.facts:
        yield f"- **{escaped(fact.name)}** {escaped(fact.says)}"
    for number, line in enumerate(wording.evidence, start=1):
        yield f"- **evidence {number}** {escaped(line)}"
    if wording.commands:
        yield "\n" + fenced("\n".join(f"{command.name}: {command.says}" for command in wording.commands))
    for part in wording.parts:
        yield "\n---\n"
        yield from _lines(part)
    if wording.more:
        yield f"\n{wording.more}"
    yield f"\n<sub>{escaped(wording.foot)}</sub>"
