"""What every channel keeps: it raises nothing, says no secret, and holds what it was told to hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.sending import Repeats, Sender, Sending, Settings, UndeliveredError
from dbt_onus.core.deliveries import Attempt, Delivery, Verdict
from dbt_onus.core.plain import plain
from dbt_onus.core.ports import Secrets
from dbt_onus.core.receivers import Receiver, Traits

_HELD = "it may have arrived, and on_ambiguous: hold says not to send it again"
_MOST_SAID = 400


@dataclass(frozen=True, slots=True)
class Kept:
    """A sender as `core.ports.Channel`."""

    sender: Sender

    @property
    def name(self) -> str:
        """As `channel:` in onus.yml says it."""
        return self.sender.name

    @property
    def traits(self) -> Traits:
        """What routing has to know of it."""
        return self.sender.traits

    def deliver(self, delivery: Delivery, secrets: Secrets, deadline: float) -> Attempt:
        """Send it, once, within `deadline` seconds. Never raises, never prints, never says a secret."""
        until = Deadline(deadline)
        try:
            attempt = self._attempt(delivery, secrets, until)
        except UndeliveredError as undelivered:
            attempt = undelivered.attempt
        except Exception as error:  # noqa: BLE001 - one odd message must not keep the others back
            # once somebody was spoken to, it may have come through
            verdict = Verdict.AMBIGUOUS if until.connected else Verdict.PERMANENT
            says = f"{self.name}: {type(error).__name__} in Onus itself; please report it"
            attempt = Attempt(verdict=verdict, says=says)
        receiver = delivery.planned.receiver
        if attempt.verdict is Verdict.AMBIGUOUS and _holds(receiver):
            attempt = replace(attempt, verdict=Verdict.PERMANENT, says=f"{attempt.says}; {_HELD}")
        return replace(attempt, says=plain(secrets.masked(attempt.says), _MOST_SAID))

    def _attempt(self, delivery: Delivery, secrets: Secrets, deadline: Deadline) -> Attempt:
        receiver = delivery.planned.receiver
        blind = self.sender.repeats(receiver) is Repeats.BLIND
        if delivery.maybe_sent and blind and _holds(receiver):
            return Attempt(verdict=Verdict.PERMANENT, says=_HELD)
        sending = Sending(
            delivery=delivery,
            settings=Settings(receiver, secrets),
            deadline=deadline,
            repeat=blind and delivery.maybe_sent,
        )
        return self.sender.send(sending)


def _holds(receiver: Receiver) -> bool:
    return receiver.settings.get("on_ambiguous") == "hold"
