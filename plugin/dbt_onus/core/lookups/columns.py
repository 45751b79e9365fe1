"""What a column comes from, what it goes into, whom it would hit.

Imported only where a column is asked for: reading SQL takes a parser that is slow to load.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from dbt_onus.core.columns import ColumnLineage, ColumnRef, ColumnTrace, Step
from dbt_onus.core.lookups.answers import blast_radius, lineage_of
from dbt_onus.core.lookups.column_views import (
    ColumnHop,
    ColumnImpactView,
    ColumnLineageView,
    ColumnPathView,
    ColumnTree,
)
from dbt_onus.core.lookups.known import Known
from dbt_onus.core.lookups.views import Direction
from dbt_onus.core.selectors import Target, parse_target
from dbt_onus.core.selectors.wording import quoted, suggestion
from dbt_onus.errors import SelectorError

_REACH = re.compile(r"(?P<up>(?P<up_hops>\d*)\+)?(?P<name>.+?)(?P<down>\+(?P<down_hops>\d*))?", re.DOTALL)
#: More hops than any graph is deep.
_ALL = 10**9


def column_lineage_of(known: Known, columns: ColumnLineage, expression: str) -> ColumnLineageView:
    """A column, or every column of the nodes a selector names, with what it comes from and goes into.

    `+fct_orders.amount` is upstream alone, `fct_orders.amount+2` two hops down, `fct_orders.amount` everything. A
    selector of nodes bounds the trees to the nodes that it means.
    Raises SelectorError where nothing is meant.
    """
    if known.names_column(expression):
        return _one_column(known, columns, expression)
    view = lineage_of(known, expression)
    within = {hop.unique_id for hop in view.hops}
    here = [hop.unique_id for hop in view.hops if hop.direction is Direction.HERE]
    trees = [
        _tree(known, columns, ColumnRef(uid, column), _ALL, _ALL, within)
        for uid in here
        for column in columns.columns_of(uid)
    ]
    unknown = [known.hop(uid).label for uid in here if not columns.columns_of(uid)]
    notes = [f"nothing lists the columns of {label}" for label in unknown]
    return ColumnLineageView(expression=expression, trees=tuple(trees), notes=tuple(notes))


def column_impact_of(known: Known, columns: ColumnLineage, text: str) -> ColumnImpactView:
    """What a column reaches by its value, and what only because it decides which rows there are.

    Raises SelectorError where no column, or more than one, is meant.
    """
    target, notes = _target(known, columns, text)
    start = ColumnRef(*target)
    values = columns.downstream(*target, rows=False)
    by_value = _nodes_of(values)
    reached = by_value | _nodes_of(columns.downstream(*target, rows=True))
    found = tuple(_hops(known, values, Direction.DOWNSTREAM, _ALL, None))
    return ColumnImpactView(
        radius=blast_radius(known, target, start.node, reached - {start.node}, notes),
        columns=found,
        by_rows=frozenset(reached - by_value - {start.node}),
    )


def column_path_between(known: Known, columns: ColumnLineage, start: str, end: str) -> ColumnPathView:
    """A shortest way from one column down to the other or, failing that, the other way.

    Raises SelectorError where either names no column, or more than one.
    """
    first, last = (ColumnRef(*_target(known, columns, text)[0]) for text in (start, end))
    steps = _path(known, columns, first, last)
    turned = not steps and bool(steps := _path(known, columns, last, first))
    return ColumnPathView(start=_here(known, first), end=_here(known, last), steps=tuple(steps), turned=turned)


def nodes_named(known: Known, expression: str) -> frozenset[str]:
    """The nodes whose columns are asked for. Raises SelectorError where nothing is meant."""
    if known.names_column(expression):
        asked = _REACH.fullmatch(expression.strip())
        return frozenset({parse_target(asked["name"] if asked else expression, known.lineage).unique_id})
    return known.focus(expression)


def _one_column(known: Known, columns: ColumnLineage, expression: str) -> ColumnLineageView:
    asked = _REACH.fullmatch(expression.strip())
    text = asked["name"] if asked else expression
    target, notes = _target(known, columns, text)
    up = down = _ALL
    if asked and (asked["up"] or asked["down"]):
        up = int(asked["up_hops"] or _ALL) if asked["up"] else 0
        down = int(asked["down_hops"] or _ALL) if asked["down"] else 0
    tree = _tree(known, columns, ColumnRef(*target), up, down, None)
    return ColumnLineageView(expression=expression, trees=(tree,), notes=tuple(notes))


def _target(known: Known, columns: ColumnLineage, text: str) -> tuple[Target, list[str]]:
    """The column as its node spells it, and what to tell of one that may exist although nothing names it.

    Raises SelectorError where all columns of the node are known and this is none of them.
    """
    target = parse_target(text, known.lineage)
    wanted, there = (target.column or "").lower(), columns.columns_of(target.unique_id)
    spelled = [name for name in there if name.lower() == wanted]
    if spelled:
        return Target(target.unique_id, spelled[0]), []
    note = target.note(known.lineage)
    if note and target.column and columns.lacks(target.unique_id, target.column):
        label = quoted(known.lineage.nodes[target.unique_id].label_name)
        raise SelectorError(f"{label} has no column {quoted(target.column)}{suggestion(target.column, there)}")
    return target, [note] if note else []


def _tree(
    known: Known, columns: ColumnLineage, start: ColumnRef, up: int, down: int, within: Collection[str] | None
) -> ColumnTree:
    hops: list[ColumnHop] = []
    if up:
        hops += _hops(known, columns.upstream(*start), Direction.UPSTREAM, up, within)
    if down:
        hops += _hops(known, columns.downstream(*start, within=within), Direction.DOWNSTREAM, down, within)
    return ColumnTree(start=_here(known, start), hops=tuple(hops))


def _hops(
    known: Known, trace: ColumnTrace, direction: Direction, most: int, within: Collection[str] | None
) -> Iterator[ColumnHop]:
    """What a trace reached, nearest first, as far as it is in `within` and so is the way to it."""
    kept = {trace.start}
    up = direction is Direction.UPSTREAM
    between = _edges(trace.steps)
    for ref, reached in trace.reached.items():
        near = reached.before
        if reached.hops > most or near not in kept or ref.node not in known.lineage:
            continue
        if within is not None and ref.node not in within:
            continue
        kept.add(ref)
        ends = (ref.folded, near.folded)
        steps = between.get(ends if up else ends[::-1], [reached.step])
        yield _hop(known, ref, near, steps, direction, reached.hops, certain=reached.certain)


def _edges(steps: Iterable[Step]) -> dict[tuple[ColumnRef, ColumnRef], list[Step]]:
    """Every edge between two columns, by the upper and the lower one."""
    found: dict[tuple[ColumnRef, ColumnRef], list[Step]] = {}
    for step in steps:
        below = ColumnRef(step.node, step.edge.to)
        found.setdefault((step.edge.origin.folded, below.folded), []).append(step)
    return found


def _hop(
    known: Known,
    ref: ColumnRef,
    near: ColumnRef,
    steps: Iterable[Step],
    direction: Direction,
    depth: int,
    *,
    certain: bool,
) -> ColumnHop:
    steps = tuple(steps)
    return ColumnHop(
        hop=known.hop(ref.node, depth, direction, near.node),
        column=ref.column,
        via_column=near.column,
        kinds=tuple(dict.fromkeys(step.edge.kind.value for step in steps)),
        optional=any(step.edge.optional for step in steps),
        certain=certain,
    )


def _here(known: Known, ref: ColumnRef) -> ColumnHop:
    return ColumnHop(hop=known.hop(ref.node), column=ref.column)


def _nodes_of(trace: ColumnTrace) -> set[str]:
    return {ref.node for ref in trace.reached if ref.node}


def _path(known: Known, columns: ColumnLineage, first: ColumnRef, last: ColumnRef) -> list[ColumnHop]:
    """The columns on a shortest way down, both ends among them."""
    within = known.lineage.between(first.node, last.node)
    trace = columns.downstream(*first, within=within)
    hops = {ColumnRef(*one.key): one for one in _hops(known, trace, Direction.DOWNSTREAM, _ALL, within)}
    steps: list[ColumnHop] = []
    near: ColumnRef | None = last
    while near in hops:
        steps.append(hops[near])
        near = trace.reached[near].before
    return [_here(known, first), *reversed(steps)] if steps or first == last else []
