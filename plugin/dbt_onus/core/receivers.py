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
