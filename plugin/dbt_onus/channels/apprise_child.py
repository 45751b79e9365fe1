"""Runs Apprise once, in a process that may be ended at any time: an order on standard input, one word back.

What it would do by itself and Onus never does is taken away first: redirects, which turn a POST into a GET that
counts as sent, credentials from .netrc, proxies of the environment, private addresses that nobody allowed.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import socket
import sys
from typing import Any

from dbt_onus.channels.addresses import is_never_a_receiver, is_public


class _Guard:
    """Stands before the look-up of names for everything in this process."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._look_up = socket.getaddrinfo
        self.refused = False

    def getaddrinfo(self, *arguments: Any, **named: Any) -> Any:
        found = self._look_up(*arguments, **named)
        for answer in found:
            address = ipaddress.ip_address(str(answer[4][0]).partition("%")[0])
            if is_never_a_receiver(address) or not (self._allow_private or is_public(address)):
                self.refused = True
                raise OSError("refused")
        return found


def main() -> str:
    """`delivered`, `failed`, `unknown` or `private`."""
    order = json.load(sys.stdin)
    logging.disable(logging.CRITICAL)  # its messages hold addresses
    guard = _Guard(allow_private=order["allow_private"])
    socket.getaddrinfo = guard.getaddrinfo

    import apprise
    import requests

    requests.Session.resolve_redirects = lambda *_, **__: iter(())  # type: ignore[assignment,method-assign]
    # a session sets this to True when it is made
    requests.Session.trust_env = property(lambda _: False, lambda _, __: None)  # type: ignore[assignment]
    # no configuration files, no plugins of the machine, no attachments: one address, one text
    sender = apprise.Apprise(asset=apprise.AppriseAsset(plugin_paths=[], async_mode=False))
    if not sender.add(order["url"]):
        return "unknown"
    sent = sender.notify(title=order["title"], body=order["body"], body_format=apprise.NotifyFormat.TEXT)
    if sent:
        return "delivered"
    return "private" if guard.refused else "failed"


if __name__ == "__main__":
    sys.stdout.write(main())
