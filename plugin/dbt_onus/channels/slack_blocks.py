"""A message as Slack's blocks: plain_text wherever Slack has it, and entities in every text.

Limits of the reference pages of Slack's Block Kit: 150 characters in a header, 3,000 in a section, 50 blocks.
An undocumented limit on everything together (`msg_blocks_too_long`) is why a message stays below 12,000.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dbt_onus.channels.fitting import fitting
from dbt_onus.channels.wording import Wording, worded
from dbt_onus.core.messages import Fact, Message
from dbt_onus.core.plain import cut, fitted, unlinked, zero_width_after

HEADER = 150
SECTION = 3_000
MOST_BLOCKS = 50
TOGETHER = 12_000
_FALLBACK = 300
#: With five blocks each, and five around them, below 50.
_MOST_PARTS = 8
_LINE = 400
_unformatted = zero_width_after("*_~")


def render(message: Message, *, repeat: bool = False) -> dict[str, Any]:
    """The body for a webhook, and what a bot adds its channel and thread to."""
    return fitting(worded(message, repeat=repeat), _body_of, lambda body: len(json.dumps(body)), TOGETHER)


def _body_of(wording: Wording) -> dict[str, Any]:
    return {"text": fallback(wording), "blocks": blocks(wording), "unfurl_links": False, "unfurl_media": False}


def entities(text: str) -> str:
    """`&`, `<` and `>` as entities, which stops mentions and links (Slack, "Escaping text")."""
    return unlinked(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(wording: Wording) -> str:
    """What notifications and screen readers show; Slack reads it as mrkdwn."""
    return fitted(wording.title, _FALLBACK, _without_formats)


def blocks(wording: Wording) -> list[dict[str, Any]]:
    """Header, what is said of it, and each incident of a digest."""
    made = [{"type": "header", "text": _plain_text(wording.title, HEADER)}, *_body(wording)]
    for part in wording.parts[:_MOST_PARTS]:
        made += [{"type": "divider"}, _section(cut(part.title, _LINE)), *_body(part)]
    left_out = len(wording.parts[_MOST_PARTS:]) + wording.left_out
    if left_out:
        made.append(_section(f"and {left_out:,} more"))
    return [*made, {"type": "context", "elements": [_plain_text(wording.foot, SECTION)]}]


def _body(wording: Wording) -> Iterator[dict[str, Any]]:
    if wording.lead:
        yield _section(cut(wording.lead, _LINE * 2))
    lines = [f"{fact.name}: {cut(fact.says, _LINE)}" for fact in wording.facts]
    lines += [f"{number}. {cut(line, _LINE)}" for number, line in enumerate(wording.evidence, start=1)]
    if lines:
        yield _section("\n".join(lines))
    if wording.commands:
        yield {"type": "section", "text": _commands(wording.commands)}


def _commands(commands: tuple[Fact, ...]) -> dict[str, Any]:
    text = "\n".join(f"{command.name}: {cut(command.says, _LINE)}" for command in commands)
    fenced = fitted(text.replace("`", "'"), SECTION - 8, entities)
    return {"type": "mrkdwn", "text": f"```\n{fenced}\n```", "verbatim": True}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _plain_text(text, SECTION)}


def _plain_text(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": fitted(text, limit, entities), "emoji": False}


def _without_formats(text: str) -> str:
    return entities(_unformatted(text.replace("`", "'")))
