"""A message as GitHub and GitLab read markdown, with nothing in it that was not written here."""

from __future__ import annotations

from collections.abc import Iterator

from dbt_onus.channels.wording import Wording
from dbt_onus.core.markdown import escaped, fenced, unreferenced
from dbt_onus.core.plain import fitted, unlinked


def titled(text: str, limit: int) -> str:
    """For a title, which is no markdown, but where mentions and references are looked for all the same."""
    return fitted(text, limit, lambda each: unreferenced(unlinked(each)))


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
