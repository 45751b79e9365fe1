"""`channel: console`: prints to standard error, or adds to a file. For trying out what would be sent."""

from __future__ import annotations

import sys

from dbt_onus.channels.sending import Repeats, Sending, not_sent
from dbt_onus.channels.wording import text_of, worded
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.receivers import Receiver, Traits

_RULE = "─" * 60


def render(message: Message, receiver: str, *, repeat: bool = False) -> str:
    """The message between two rules, headed by where it goes."""
    return f"{_RULE}\nonus → {receiver}\n\n{text_of(worded(message, repeat=repeat))}\n{_RULE}\n"


class Console:
    """Where somebody is looking."""

    name = "console"
    traits = Traits(for_paging=False)

    def repeats(self, _: Receiver) -> Repeats:
        """A terminal knows nothing."""
        return Repeats.BLIND

    def send(self, sending: Sending) -> Attempt:
        """Print it, or append it to `path`, relative to where Onus runs."""
        settings = sending.settings
        text = render(sending.message, settings.receiver.name, repeat=sending.repeat)
        try:
            if settings.has("path"):
                with open(settings.text("path"), "a", encoding="utf-8") as file:  # noqa: PTH123
                    file.write(text)
            else:
                encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
                sys.stderr.write(text.encode(encoding, "replace").decode(encoding))
                sys.stderr.flush()
        except (OSError, ValueError, AttributeError) as error:
            raise not_sent(f"the console cannot be written to ({getattr(error, 'strerror', None)})") from None
        return Attempt(verdict=Verdict.DELIVERED, says="printed")


SENDER = Console()
