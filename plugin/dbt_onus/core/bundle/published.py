"""The bundle as values: `onus/bundle/1`. Fields are added in later versions, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

SCHEMA = "onus/bundle/1"


class PublishedEdge(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """`column` of `parent` goes into `to`: see `core.columns.ColumnEdge`; `*` are the rows."""

    parent: str
    column: str | None = None
    to: str | None = None
    kind: str
    optional: bool = False
    certain: bool = True


class PublishedColumn(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A column, its type as the project declares it, and what is promised of it."""

    name: str
    data_type: str | None = None
    promises: Mapping[str, Any] = field(default_factory=dict)


class PublishedNode(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A node with who answers for it.

    `reads` are its parents, `inferred` those of them that no manifest states. `columns` are all there are only
    where they are `complete`. `passes` are parents whose further columns arrive under their own names, except
    `hidden`. `withheld` names promises that are SQL and therefore not in here.
    """

    unique_id: str
    resource_type: str
    name: str
    package: str
    source: str | None = None
    version: str | None = None
    title: str | None = None
    group: str | None = None
    access: str | None = None
    tags: tuple[str, ...] = ()
    team: str
    why: str
    contact: str | None = None
    conflicts: tuple[str, ...] = ()
    owner_name: str | None = None
    owner_email: tuple[str, ...] = ()
    url: str | None = None
    reads: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    columns: tuple[PublishedColumn, ...] = ()
    complete: bool = False
    promises: Mapping[str, Any] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    flows: tuple[PublishedEdge, ...] = ()
    passes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    certain: bool = True


class PublishedProject(Struct, frozen=True, kw_only=True):
    """A dbt project of the mesh; `seen_at` is when dbt wrote its manifest (UTC)."""

    name: str
    adapter: str
    dbt_version: str
    seen_at: str


class Bundle(Struct, frozen=True, kw_only=True):
    """The whole. `teams` maps a team's key to its name."""

    schema: str
    generated_at: str
    onus_version: str
    projects: tuple[PublishedProject, ...]
    teams: Mapping[str, str]
    nodes: tuple[PublishedNode, ...]
