"""Who is around a node, whom it would hit, how one reaches the other, who owns it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterable

from dbt_onus.core.attachment import attached_to
from dbt_onus.core.lookups.known import Known
from dbt_onus.core.lookups.views import (
    Direction,
    ExposureHit,
    Hop,
    ImpactView,
    LineageView,
    OwnerView,
    PathView,
    TeamHit,
)
from dbt_onus.core.nodes import Node
from dbt_onus.core.selectors import Target, has_operators, parse_target


def lineage_of(known: Known, expression: str) -> LineageView:
    """The nodes a selector means, by their distance from those it names.

    A selector without `+` or `@` shows one hop each way: a node alone would be no lineage.
    """
    lineage, meant = known.lineage, set(known.selected(expression))
    here = set(known.focus(expression)) & meant or meant
    if not has_operators(expression):
        meant |= lineage.above(here, 1) | lineage.below(here, 1)
    hops = _around(known, here, meant)
    edges = [(uid, child) for uid in lineage.order(meant) for child in lineage.children(uid) if child in meant]
    return LineageView(expression=expression, hops=tuple(hops), edges=tuple(edges))


def _around(known: Known, here: set[str], meant: set[str]) -> list[Hop]:
    """Outward from what was named: up first, then down, then up from there (what `@` takes along)."""
    lineage = known.lineage
    hops = {uid: known.hop(uid) for uid in lineage.order(here)}
    _walk(known, hops, list(hops), meant, Direction.UPSTREAM)
    below = _walk(known, hops, list(here), meant, Direction.DOWNSTREAM)
    _walk(known, hops, below, meant, Direction.UPSTREAM)
    return [*hops.values(), *(known.hop(uid) for uid in lineage.order(meant - hops.keys()))]


def _walk(
    known: Known, hops: dict[str, Hop], starts: Iterable[str], meant: set[str], direction: Direction
) -> list[str]:
    """Add what is met from `starts` in one direction, nearest first; says what was added."""
    up = direction is Direction.UPSTREAM
    neighbours = known.lineage.parents if up else known.lineage.children
    queue = deque(known.lineage.order(starts))
    added = []
    while queue:
        via = queue.popleft()
        for uid in neighbours(via):
            if uid in meant and uid not in hops:
                hops[uid] = known.hop(uid, hops[via].depth + 1, direction, via)
                added.append(uid)
                queue.append(uid)
    return added


def impact_of(known: Known, text: str) -> ImpactView:
    """The blast radius of a node; of what a test is attached to, where a test is named.

    Raises SelectorError where no node, or more than one, is meant.
    """
    lineage = known.lineage
    target = parse_target(text, lineage)
    notes = []
    start = target.unique_id
    if (node := lineage.nodes[start]).is_test:
        start = attached_to(node, lineage.nodes) or start
        notes.append(f"{node.label_name} is a test: this is the blast radius of what it tests")
    return blast_radius(known, target, start, lineage.descendants(start), notes)


def blast_radius(
    known: Known, target: Target, start: str, reached: Collection[str], notes: Iterable[str]
) -> ImpactView:
    """What was reached from a node, with the teams and exposures among it."""
    lineage = known.lineage
    hops = {start: known.hop(start)}
    _walk(known, hops, [start], set(reached), Direction.DOWNSTREAM)
    node_hop, *below = hops.values()
    exposures = [hop for hop in below if hop.resource_type == "exposure"]
    return ImpactView(
        target=target,
        node=node_hop,
        nodes=tuple(below),
        teams=_teams(below),
        exposures=tuple(_exposure(lineage.nodes[hop.unique_id], hop) for hop in exposures),
        notes=tuple(notes),
    )


def _teams(hops: Iterable[Hop]) -> tuple[TeamHit, ...]:
    """The teams hit, most nodes first."""
    counts = Counter(hop.owner_team for hop in hops)
    return tuple(TeamHit(team=team, nodes=counts[team]) for team in sorted(counts, key=lambda t: (-counts[t], t)))


def _exposure(node: Node, hop: Hop) -> ExposureHit:
    email = node.owner.email if node.owner else None
    return ExposureHit(
        hop=hop,
        owner_name=node.owner.name if node.owner else None,
        owner_email=(email,) if isinstance(email, str) else tuple(email or ()),
        url=node.url,
    )


def path_between(known: Known, start: str, end: str) -> PathView:
    """A shortest way between two nodes, from the first down to the second or, failing that, the other way.

    Raises SelectorError where either names no node, or more than one.
    """
    lineage = known.lineage
    first, last = parse_target(start, lineage).unique_id, parse_target(end, lineage).unique_id
    steps = lineage.path(first, last)
    turned = steps is None and (steps := lineage.path(last, first)) is not None
    hops = [
        known.hop(uid, depth, Direction.DOWNSTREAM if depth else Direction.HERE, via)
        for depth, (uid, via) in enumerate(zip(steps or (), (None, *(steps or ())), strict=False))
    ]
    return PathView(start=first, end=last, steps=tuple(hops), turned=turned)


def owners_of(known: Known, expression: str) -> tuple[OwnerView, ...]:
    """Who answers for each node a selector means, with everything that was asked to find out."""
    return tuple(_owner_view(known, uid) for uid in known.lineage.order(known.selected(expression)))


def _owner_view(known: Known, unique_id: str) -> OwnerView:
    owner = known.owner_of(unique_id)
    return OwnerView(
        hop=known.hop(unique_id),
        contact=str(owner.contact) if owner.contact else None,
        trace=tuple(map(str, owner.trace)),
        conflicts=tuple(map(str, owner.conflicts)),
    )
