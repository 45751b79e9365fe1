"""The answers to lookups, as values: what reports render."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from dbt_onus.core.selectors import Target


class Direction(StrEnum):
    """Where a node lies, seen from what was asked for."""

    HERE = "here"
    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"


class Hop(Struct, frozen=True, kw_only=True):
    """One node on the way, with who answers for it.

    `depth` counts edges from what was asked for; `via` is the node one edge nearer to it. `inferred`: the
    edge between the two stands in no manifest.
    """

    unique_id: str
    label: str
    resource_type: str
    owner_team: str
    why: str
    depth: int
    direction: Direction
    via: str | None = None
    inferred: bool = False


class LineageView(Struct, frozen=True, kw_only=True):
    """A part of the graph around what was asked for: nearest hops first, per direction."""

    expression: str
    hops: tuple[Hop, ...]
    edges: tuple[tuple[str, str], ...]


class TeamHit(Struct, frozen=True, kw_only=True):
    """A team and how many of its nodes are in the blast radius."""

    team: str
    nodes: int


class ExposureHit(Struct, frozen=True, kw_only=True):
    """An exposure in the blast radius, and whom dbt says owns it."""

    hop: Hop
    owner_name: str | None
    owner_email: tuple[str, ...]
    url: str | None


class ImpactView(Struct, frozen=True, kw_only=True):
    """The blast radius of a node: everything it feeds, whose that is, and which exposures are among it."""

    target: Target
    node: Hop
    nodes: tuple[Hop, ...]
    teams: tuple[TeamHit, ...]
    exposures: tuple[ExposureHit, ...]
    notes: tuple[str, ...] = ()


class PathView(Struct, frozen=True, kw_only=True):
    """A shortest way from one node down to the other; no steps where there is none.

    `turned`: the way runs from the second node named to the first.
    """

    start: str
    end: str
    steps: tuple[Hop, ...]
    turned: bool = False


class OwnerView(Struct, frozen=True, kw_only=True):
    """Who answers for a node, and every place that was asked."""

    hop: Hop
    contact: str | None
    trace: tuple[str, ...]
    conflicts: tuple[str, ...]
