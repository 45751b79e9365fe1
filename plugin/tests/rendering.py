"""Every channel's rendering as text, and what people would read in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from dbt_onus.channels import (
    apprise,
    console,
    email,
    github,
    gitlab,
    jira,
    opsgenie,
    pagerduty,
    slack,
    teams,
    webhook,
)
from dbt_onus.core.messages import Message
from tests.telling import notification

MARK = "onus-709ccc14816069f7"
KEY = "onus-key-0123456789abcdef"


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False)


def mail(message: Message, *, repeat: bool = False, sequence: int = 1) -> Any:
    about = notification(sequence, about=message)
    return email.render(message, about, "Onus <onus@shop.example>", ("crm@shop.example",), repeat=repeat)


def _mail(message: Message) -> str:
    """Headers as they go over the line, bodies decoded."""
    made = mail(message, sequence=1 if message.reason.transition == "open" else 2)
    head = made.as_bytes().decode("ascii").replace("\r\n", "\n").partition("\n\n")[0]
    return "\n\n".join([head, *(part.get_content().replace("\r\n", "\n").rstrip() for part in made.iter_parts())])


def _issue(made: Mapping[str, Any], title: str, body: str) -> str:
    text = made[body] if isinstance(made[body], str) else _pretty(made[body])
    return f"{made[title]}\n\n{text}"


Render = Callable[[Message], str]
RENDERINGS: Mapping[str, Render] = {
    "slack.json": lambda message: _pretty(slack.render(message)),
    "teams.json": lambda message: _pretty(json.loads(teams.render(message))),
    "pagerduty.json": lambda message: _pretty(pagerduty.render(message)),
    "opsgenie.json": lambda message: _pretty(opsgenie.render(message, ("crm",))),
    "email.txt": _mail,
    "github.md": lambda message: _issue(github.render(message, MARK, KEY), "title", "body"),
    "gitlab.md": lambda message: _issue(gitlab.render(message, MARK, KEY), "title", "description"),
    "jira-cloud.txt": lambda message: _issue(jira.render(message, KEY, cloud=True), "summary", "description"),
    "jira-server.txt": lambda message: _issue(jira.render(message, KEY, cloud=False), "summary", "description"),
    "webhook.json": lambda message: _pretty(webhook.render(message, notification(about=message))),
    "console.txt": lambda message: console.render(message, "crm-console"),
    "apprise.json": lambda message: _pretty(apprise.render(message)),
}
