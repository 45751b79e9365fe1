"""Named addresses that messages go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class SecretRef:
    """A secret by the name of the environment variable that holds it; the secret itself is never kept."""

    name: str

    def __repr__(self) -> str:
        return f"SecretRef(env:{self.name})"


Setting: TypeAlias = str | bool | int | tuple[str, ...] | SecretRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """`receivers` in onus.yml: an address of one `channel` (slack, pagerduty, …) under a `name`."""

    name: str
    channel: str
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
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
