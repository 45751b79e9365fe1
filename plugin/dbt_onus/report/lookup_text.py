"""Lookups as text: a tree with the owner at every hop.

Names come from files that anyone may have written: whatever is no printable letter is left out, so that a name can
neither move the cursor nor turn the direction of writing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from dbt_onus.core.lookups import Direction, ExposureHit, Hop, ImpactView, LineageView, OwnerView, PathView
from dbt_onus.report.tree import branches

#: Below this width nothing lines up any more; text then runs over.
NARROWEST = 40
#: Columns kept for names, at most, before the owners' column.
WIDEST_NAMES = 60

Line = tuple[str, Hop]

_HERE = Direction.HERE
_AWAY = (Direction.UPSTREAM, Direction.DOWNSTREAM)


def render_lineage(view: LineageView, width: int) -> str:
    """What was asked for, then a tree each way: each node once, where it is nearest."""
    blocks: list[tuple[str, list[Line]]] = [("", [("", hop) for hop in view.hops if hop.direction is _HERE])]
    blocks += [(direction.value, list(_tree(view.hops, direction))) for direction in _AWAY]
    rows = iter(_columns([line for _, block in blocks for line in block], width))
    text: list[str] = []
    for heading, block in blocks:
        if block:
            text += ["", heading] if heading else []
            text += [next(rows) for _ in block]
    teams = {hop.owner_team for hop in view.hops}
    return "\n".join([*text, "", f"{count(len(view.hops), 'node')}, {count(len(teams), 'team')}"])


def render_impact(view: ImpactView, width: int) -> str:
    """The node, the teams hit, the exposures with their owners, and the tree of all nodes."""
    lines = [f"{plain(view.node.label)} ({view.node.resource_type}), owned by {plain(view.node.owner_team)}"]
    lines += [line for note in view.notes for line in wrapped(f"note: {plain(note)}", width)]
    if not view.nodes:
        return "\n".join([*lines, "", "nothing reads it"])
    lines += ["", f"{count(len(view.nodes), 'node')} downstream, of {count(len(view.teams), 'team')}"]
    lines += [f"  {plain(hit.team)}: {count(hit.nodes, 'node')}" for hit in view.teams]
    lines += exposures(view.exposures, width)
    tree = list(_tree((view.node, *view.nodes), Direction.DOWNSTREAM))
    return "\n".join([*lines, "", *_columns(tree, width)])


def exposures(hits: Sequence[ExposureHit], width: int) -> Iterator[str]:
    """The exposures hit, each with whom to tell; no line where there is none."""
    if hits:
        yield from ("", count(len(hits), "exposure"))
    for exposure in hits:
        people = [exposure.owner_name or "", *exposure.owner_email]
        owner = ", ".join(plain(person) for person in people if person) or "nobody in dbt"
        link = f", {plain(exposure.url)}" if exposure.url else ""
        yield from wrapped(f"  {plain(exposure.hop.label)}: {owner}{link}", width, indent="    ")


def render_path(view: PathView, width: int) -> str:
    """The steps of the way, one below the other."""
    start, end = plain(view.start), plain(view.end)
    if not view.steps:
        return f"no path: neither {start} nor {end} feeds the other"
    note = [f"{start} does not feed {end}; the other way round:"] if view.turned else []
    lines = [("→ " if hop.depth else "", hop) for hop in view.steps]
    return "\n".join([*note, *_columns(lines, width)])


def render_owners(views: Sequence[OwnerView], width: int) -> str:
    """Per node: the team, why, how to reach it, what else was asked, and who else was named."""
    return "\n\n".join("\n".join(_owner(view, width)) for view in views)


def _owner(view: OwnerView, width: int) -> Iterator[str]:
    hop = view.hop
    yield f"{plain(hop.label)} ({hop.resource_type}): {plain(hop.owner_team)}"
    for name, texts in (
        ("why", (hop.why,)),
        ("contact", (view.contact,)),
        ("asked", view.trace),
        ("conflict", view.conflicts),
    ):
        for text in filter(None, texts):
            yield from wrapped(f"  {name:<8}  {plain(text)}", width, indent=" " * 12)


def _tree(hops: Sequence[Hop], direction: Direction) -> Iterator[Line]:
    """Every node of one direction below the one it was met from, with the lines of a tree before it.

    Where all hang on one node that was asked for, that node is not said again.
    """
    under: dict[str, list[Hop]] = {}
    for hop in hops:
        if hop.direction is direction and hop.via is not None:
            under.setdefault(hop.via, []).append(hop)
    roots = [hop for hop in hops if hop.unique_id in under and hop.direction is not direction]
    for root in roots:
        if len(roots) > 1 or root.direction is not _HERE:
            yield "", root
        yield from branches(root.unique_id, under, lambda hop: hop.unique_id)


def _columns(lines: Sequence[Line], width: int) -> list[str]:
    """Names on the left, teams in a column of their own."""
    names = [before + _name(hop) for before, hop in lines]
    room = min(max(map(len, names), default=0), WIDEST_NAMES, max(width, NARROWEST) * 2 // 3)
    return [f"{name:<{room}}  {plain(hop.owner_team)}" for name, (_, hop) in zip(names, lines, strict=True)]


def _name(hop: Hop) -> str:
    kind = "" if hop.resource_type == "model" else f" ({hop.resource_type})"
    return f"{plain(hop.label)}{kind}{' [inferred]' if hop.inferred else ''}"


def wrapped(text: str, width: int, indent: str = "  ") -> list[str]:
    """The text in lines of at most `width`; a long word runs over."""
    return textwrap.wrap(
        text, max(width, NARROWEST), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def count(number: int, noun: str) -> str:
    """`1 node`, `2 nodes`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plain(text: str) -> str:
    """The printable letters of a text, on one line."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
