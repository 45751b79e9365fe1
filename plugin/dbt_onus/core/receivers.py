"""Named addresses that messages go to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct, field

#: More messages than this to one receiver at once are one digest, where onus.yml does not say it.
DIGEST_ABOVE = 5


class SecretRef(Struct, frozen=True):
    """A secret by the name of the environment variable that holds it; the secret itself is never kept."""

    name: str

    def __repr__(self) -> str:
        return f"SecretRef(env:{self.name})"


Setting: TypeAlias = str | bool | int | tuple[str, ...] | SecretRef


class Receiver(Struct, frozen=True, kw_only=True):
    """`receivers` in onus.yml: an address of one `channel` (slack, pagerduty, …) under a `name`."""

    name: str
    channel: str
    settings: Mapping[str, Setting] = field(default_factory=dict)


class Traits(Struct, frozen=True, kw_only=True):
    """What routing has to know of a channel.

    `informs`: it can tell without paging, so informed teams may hear through it (a pager and a ticket cannot).
    `digests`: many incidents may be one message there (where each has a thread of its own, they may not).
    `for_paging` is false where delivery cannot be followed well enough to wake somebody by.
    `acknowledges`: it has to be told that somebody is at it, to stop waking others.
    """

    informs: bool = True
    digests: bool = True
    for_paging: bool = True
    acknowledges: bool = False
