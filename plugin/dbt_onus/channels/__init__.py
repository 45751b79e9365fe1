"""Where messages go: one module per channel, each with a `SENDER`. Importing this imports none of them."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from dbt_onus.channels.secrets import EnvironmentSecrets
from dbt_onus.core.ports import Channel
from dbt_onus.errors import OnusError

#: As `channel:` in onus.yml says them.
CHANNELS = (
    "slack",
    "teams",
    "pagerduty",
    "opsgenie",
    "email",
    "github",
    "gitlab",
    "jira",
    "webhook",
    "console",
    "apprise",
)

__all__ = ["CHANNELS", "EnvironmentSecrets", "channel_named"]


@cache
def channel_named(name: str) -> Channel:
    """The channel that `channel:` in onus.yml names, and with it its traits. OnusError where there is none."""
    from dbt_onus.channels.promises import Kept

    if name not in CHANNELS:
        raise OnusError(
            f"there is no channel of that name (there are {', '.join(CHANNELS)}); was it a later Onus?"
        )
    return Kept(import_module(f"dbt_onus.channels.{name}").SENDER)
