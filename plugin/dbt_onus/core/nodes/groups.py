"""Groups, and the people that dbt lets one name as owners."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from dbt_onus.core.nodes.declarations import Meta


class Person(Struct, frozen=True, gc=False):
    """The owner of a group or of an exposure, as dbt lets one say it."""

    name: str | None = None
    email: list[str] | str | None = None


class GroupConfig(Struct, frozen=True, gc=False):
    """`config` of a group. Only `meta.onus` is trusted: dbt 1.11 lets other nodes' config leak in here."""

    meta: dict[str, Any] | None = None


class Group(Struct, frozen=True, kw_only=True, gc=False):
    """A dbt group: a named set of nodes with an owner."""

    name: str
    package_name: str = ""
    owner: Person | None = None
    config: GroupConfig | None = None

    @property
    def meta(self) -> Meta:
        """`config.meta` of the group."""
        return (self.config.meta if self.config else None) or {}
