"""Lookups of columns as text: a tree with what happens and who owns it at every hop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dbt_onus.core.lookups import Direction
from dbt_onus.core.lookups.column_views import (
    ColumnHop,
    ColumnImpactView,
    ColumnLineageView,
    ColumnPathView,
    ColumnTree,
)
from dbt_onus.report.lookup_text import NARROWEST, WIDEST_NAMES, count, exposures, plain, wrapped
from dbt_onus.report.tree import branches

#: In place of a column: the rows themselves; `core.columns.ROWS`, without loading the SQL parser.
_ROWS = "*"

Line = tuple[str, ColumnHop]


def render_lineage(view: ColumnLineageView, width: int) -> str:
    """Per column: what it comes from and what it goes into, each column once, where it is nearest."""
    notes = [line for note in view.notes for line in wrapped(f"note: {plain(note)}", width)]
    blocks = ["\n".join(_tree(tree, width)) for tree in view.trees]
    if len(view.trees) != 1:
        hops = [one for tree in view.trees for one in (tree.start, *tree.hops)]
        teams = {one.hop.owner_team for one in hops}
        blocks.append(f"{count(len(view.trees), 'column')}, {count(len(teams), 'team')} around them")
    return "\n\n".join([*(["\n".join(notes)] if notes else []), *blocks])


def render_impact(view: ColumnImpactView, width: int) -> str:
    """The column, the teams hit, the exposures, the tree of its columns, and what it reaches by its rows alone."""
    radius = view.radius
    name = f"{plain(radius.node.label)}.{plain(radius.target.column or '')}"
    lines = [f"{name} ({radius.node.resource_type}), owned by {plain(radius.node.owner_team)}"]
    lines += [line for note in radius.notes for line in wrapped(f"note: {plain(note)}", width)]
    if not radius.nodes:
        return "\n".join([*lines, "", "nothing reads this column, as far as the SQL shows"])
    lines += ["", f"{count(len(radius.nodes), 'node')} downstream, of {count(len(radius.teams), 'team')}"]
    for hit in radius.teams:
        by_rows = sum(hop.owner_team == hit.team and hop.unique_id in view.by_rows for hop in radius.nodes)
        lines.append(
            f"  {plain(hit.team)}: {count(hit.nodes, 'node')}{f', {by_rows} by rows alone' if by_rows else ''}"
        )
    lines += exposures([hit for hit in radius.exposures if hit.hop.unique_id not in view.by_rows], width)
    start = ColumnHop(hop=radius.node, column=radius.target.column)
    if view.columns:
        lines += ["", "its value goes into", *_rows(list(_branches(start, view.columns)), width)]
    rest = [hop for hop in radius.nodes if hop.unique_id in view.by_rows]
    if rest:
        lines += ["", "by rows alone: it decides which rows there are, not what is in them"]
        lines += _rows([("  ", ColumnHop(hop=hop, column=None)) for hop in rest], width)
    return "\n".join(lines)


def render_path(view: ColumnPathView, width: int) -> str:
    """The columns on the way, one below the other."""
    start, end = _name(view.start), _name(view.end)
    if not view.steps:
        return f"no path: no value of {start} goes into {end}, or the other way, as far as the SQL shows"
    note = [f"{start} does not go into {end}; the other way round:"] if view.turned else []
    lines = [("→ " if one.hop.depth else "", one) for one in view.steps]
    return "\n".join([*note, *_rows(lines, width)])


def _tree(tree: ColumnTree, width: int) -> list[str]:
    blocks: list[tuple[str, list[Line]]] = [("", [("", tree.start)])]
    blocks += [
        (direction.value, list(_branches(tree.start, tree.towards(direction))))
        for direction in (Direction.UPSTREAM, Direction.DOWNSTREAM)
    ]
    rows = iter(_rows([line for _, block in blocks for line in block], width))
    text: list[str] = []
    for heading, block in blocks:
        if block:
            text += [heading] if heading else []
            text += [next(rows) for _ in block]
    return text


def _branches(start: ColumnHop, hops: Iterable[ColumnHop]) -> Iterator[Line]:
    under: dict[tuple[str, str | None] | None, list[ColumnHop]] = {}
    for one in hops:
        under.setdefault(one.via, []).append(one)
    return branches(start.key, under, lambda one: one.key)


def _rows(lines: Sequence[Line], width: int) -> list[str]:
    """Names on the left, then what happens on the way, then the team."""
    names = [before + _name(one) for before, one in lines]
    how = [_how(one) for _, one in lines]
    wide = max(map(len, how), default=0)
    teams = max((len(plain(one.hop.owner_team)) for _, one in lines), default=0)
    room = min(max(map(len, names), default=0), WIDEST_NAMES, max(width - wide - teams - 4, NARROWEST))
    middle = [f"  {text:<{wide}}" if wide else "" for text in how]
    return [
        f"{name:<{room}}{between}  {plain(one.hop.owner_team)}"
        for name, between, (_, one) in zip(names, middle, lines, strict=True)
    ]


def _name(one: ColumnHop) -> str:
    label = plain(one.hop.label)
    named = f"rows of {label}" if one.column == _ROWS else f"{label}.{plain(one.column)}" if one.column else label
    kind = "" if one.hop.resource_type == "model" else f" ({one.hop.resource_type})"
    return f"{named}{kind}{' [inferred]' if one.hop.inferred else ''}"


def _how(one: ColumnHop) -> str:
    """`aggregate, optional`; what is a guess says so. Dbt knows no columns of an exposure: it reads the node."""
    if one.column is None:
        return "by node" if one.kinds else ""
    kinds = [kind.replace("_", " ") for kind in one.kinds]
    marks = ("optional", one.optional), ("not certain", not one.certain)
    return ", ".join([*kinds, *(word for word, on in marks if on)])
