"""Every channel that speaks HTTP, set up against a receiver on loopback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dbt_onus.core.receivers import SecretRef, Setting
from tests import services
from tests.receivers import FakeReceiver, Received

SECRETS = {
    "TOKEN": "xoxb-1234567890-Sup3rS3cret/Token+x",
    "SIGN": "s1gning&secret=<9>",
    "USER_TOKEN": "ATATT3x0penSesame=",
}
PATH = "/services/T0TEAM123/B0BOT4567/s3cr3tP4thT0ken"


@dataclass(frozen=True)
class Case:
    """A channel and how to reach it. `sends` tells the request that delivers from those that look."""

    name: str
    channel: str
    service: Callable[[], Any]
    settings: Callable[[str], Mapping[str, Setting]]
    environment: Callable[[str], Mapping[str, str]]
    sends: Callable[[Received], bool] = field(default=lambda _: True)
    reads_answers: bool = False
    blind: bool = False

    def __str__(self) -> str:
        return self.name


def _with_url(**settings: Setting) -> Callable[[str], Mapping[str, Setting]]:
    return lambda _: {"url": SecretRef("URL"), "allow_private": True, **settings}


def _with_base(**settings: Setting) -> Callable[[str], Mapping[str, Setting]]:
    return lambda url: {"base_url": url, "allow_private": True, **settings}


def _environment(url: str) -> Mapping[str, str]:
    return {"URL": url + PATH, **SECRETS}


def _posts_issue(received: Received) -> bool:
    return received.method == "POST" and received.path.endswith(("/issues", "/issue"))


CASES = (
    Case("slack", "slack", services.Keyed, _with_url(), _environment, blind=True),
    Case(
        "slack-bot",
        "slack",
        services.SlackApi,
        _with_base(token=SecretRef("TOKEN"), channel_id="C0123"),
        _environment,
        sends=lambda received: received.path.endswith("chat.postMessage"),
        reads_answers=True,
    ),
    Case("teams", "teams", services.Keyed, _with_url(), _environment, blind=True),
    Case(
        "pagerduty",
        "pagerduty",
        lambda: services.Keyed("dedup_key"),
        _with_base(routing_key=SecretRef("TOKEN")),
        _environment,
    ),
    Case("opsgenie", "opsgenie", services.Opsgenie, _with_base(api_key=SecretRef("TOKEN")), _environment),
    Case(
        "github",
        "github",
        services.GitHub,
        _with_base(token=SecretRef("TOKEN"), repository="shop/data", labels=("data",)),
        _environment,
        sends=_posts_issue,
        reads_answers=True,
    ),
    Case(
        "gitlab",
        "gitlab",
        services.GitLab,
        _with_base(token=SecretRef("TOKEN"), project="shop/data"),
        _environment,
        sends=_posts_issue,
        reads_answers=True,
    ),
    Case(
        "jira-cloud",
        "jira",
        services.Jira,
        _with_base(token=SecretRef("USER_TOKEN"), user="bot@shop.example", project="DATA"),
        _environment,
        sends=_posts_issue,
        reads_answers=True,
    ),
    Case(
        "jira-server",
        "jira",
        services.Jira,
        _with_base(token=SecretRef("TOKEN"), project="DATA"),
        _environment,
        sends=_posts_issue,
        reads_answers=True,
    ),
    Case(
        "webhook",
        "webhook",
        lambda: services.Keyed("header"),
        _with_url(secret=SecretRef("SIGN")),
        _environment,
    ),
)


def receiver_of(case: Case) -> FakeReceiver:
    """A receiver with the case's service, misbehaving only at what delivers."""
    return FakeReceiver(case.service(), aimed_at=case.sends)
