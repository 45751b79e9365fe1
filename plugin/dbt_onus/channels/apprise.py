"""`channel: apprise`: whatever Apprise can reach, for being told, not for being woken.

Apprise says neither why a message failed nor when to come back, and its time-outs do not hold against a server
that answers a byte at a time: it runs in a process of its own, which ends at the deadline whatever it waits for.
Needs the extra `dbt-onus[apprise]`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

from dbt_onus.channels.sending import Repeats, Sending, not_sent
from dbt_onus.channels.wording import text_of, worded
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.plain import unlinked
from dbt_onus.core.receivers import Receiver, Traits

_CHILD = "dbt_onus.channels.apprise_child"
#: What the child answers with, and what that comes to.
_ANSWERS = {
    "delivered": Attempt(verdict=Verdict.DELIVERED, says="apprise sent it"),
    "unknown": Attempt(verdict=Verdict.PERMANENT, says="apprise does not understand the address"),
    "private": Attempt(
        verdict=Verdict.PERMANENT, says="the address is a private one; if that is meant, add allow_private: true"
    ),
    "failed": Attempt(verdict=Verdict.RETRY, says="apprise could not send it, and does not say why"),
}


def render(message: Message, *, repeat: bool = False) -> dict[str, str]:
    """Title and body, as plain text; Apprise escapes for where it goes."""
    wording = worded(message, repeat=repeat)
    return {"title": unlinked(wording.title), "body": unlinked(text_of(wording))}


class Apprise:
    """The long tail."""

    name = "apprise"
    traits = Traits(for_paging=False)

    def repeats(self, _: Receiver) -> Repeats:
        """Apprise keeps nothing."""
        return Repeats.BLIND

    def send(self, sending: Sending) -> Attempt:
        """Let a child process send it. The address goes to its standard input: no list of processes shows it."""
        settings = sending.settings
        if find_spec("apprise") is None:
            raise not_sent("apprise is not installed: pip install 'dbt-onus[apprise]'")
        order = {
            "url": settings.secret("url"),
            "allow_private": settings.flag("allow_private"),
            **render(sending.message, repeat=sending.repeat),
        }
        return _ordered(json.dumps(order).encode(), sending)


def _ordered(order: bytes, sending: Sending) -> Attempt:
    try:
        ended = subprocess.run(  # noqa: S603 - this Python and this package, nothing from outside
            [sys.executable, "-P", "-m", _CHILD],
            input=order,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=max(sending.deadline.remaining, 0.001),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Attempt(verdict=Verdict.AMBIGUOUS, says="apprise did not finish in time")
    except OSError as error:
        raise not_sent(f"apprise could not be started ({error.strerror})") from None
    word = ended.stdout.decode("ascii", "replace").strip().rpartition("\n")[2]
    ended_early = Attempt(verdict=Verdict.AMBIGUOUS, says="apprise ended without saying what became of it")
    return _ANSWERS.get(word, ended_early)


SENDER = Apprise()
