"""What a channel is to the rest of the house, and what it is given, with secrets fetched on demand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dbt_onus.channels.deadline import Deadline
from dbt_onus.core.deliveries import Attempt, Delivery, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.notifications import Notification
from dbt_onus.core.ports import Secrets
from dbt_onus.core.receivers import Receiver, SecretRef, Setting, Traits


class Repeats(Enum):
    """What happens when a message that may have arrived is sent again.

    `DEDUPED`: the receiver knows it by its key; `LOOKED_FOR`: the channel looks whether it is there;
    `BLIND`: nobody can tell, so it says "possible repeat" or is held.
    """

    DEDUPED = "deduped"
    LOOKED_FOR = "looked for"
    BLIND = "blind"


class UndeliveredError(Exception):
    """Ends a send early with what it came to. Its text is never a secret."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__(attempt.says)
        self.attempt = attempt


def not_sent(says: str) -> UndeliveredError:
    """Nothing left this machine; later it may."""
    return UndeliveredError(Attempt(verdict=Verdict.NOT_SENT, says=says))


def refused(says: str) -> UndeliveredError:
    """Trying again cannot help."""
    return UndeliveredError(Attempt(verdict=Verdict.PERMANENT, says=says))


@dataclass(frozen=True, slots=True)
class Settings:
    """What onus.yml says of a receiver. Everything may raise `UndeliveredError` with a line for people."""

    receiver: Receiver
    secrets: Secrets

    def secret(self, key: str) -> str:
        """The value behind a reference. Where the environment has none, nothing is sent."""
        reference = self._given(key)
        if not isinstance(reference, SecretRef):
            raise refused(f"{key} is missing in onus.yml")
        value = self.secrets.value(reference)
        if value is None:
            raise not_sent(
                f"{reference.name} is not set, nor {reference.name}_FILE; set one of them where onus runs"
            )
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A word of the configuration."""
        value = self._given(key)
        if isinstance(value, str):
            return value
        if default is None:
            raise refused(f"{key} is missing in onus.yml")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words; none where nothing is said."""
        value = self._given(key)
        return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()

    def number(self, key: str, default: int) -> int:
        """A whole number."""
        value = self._given(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def flag(self, key: str) -> bool:
        """Whether it is said to be true."""
        return self._given(key) is True

    def has(self, key: str) -> bool:
        """Whether it is said at all."""
        return self._given(key) is not None

    def _given(self, key: str) -> Setting | None:
        return self.receiver.settings.get(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One attempt. `repeat`: say that it may have come before, as this receiver cannot tell."""

    delivery: Delivery
    settings: Settings
    deadline: Deadline
    repeat: bool = False

    @property
    def message(self) -> Message:
        """What is said."""
        return self.delivery.planned.message

    @property
    def notification(self) -> Notification:
        """What it is about, and its key."""
        return self.delivery.planned.notification


class Sender(Protocol):
    """One kind of delivery. `promises.Kept` makes it a `core.ports.Channel`."""

    name: str
    traits: Traits

    def repeats(self, receiver: Receiver, /) -> Repeats:
        """What a message sent again comes to at this receiver."""

    def send(self, sending: Sending, /) -> Attempt:
        """Send it once. May raise `UndeliveredError`."""
