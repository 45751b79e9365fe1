"""Columns that went, were renamed, or are of another type: as declared, and as the SQL makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dbt_onus.core.changes.change import Difference, Harm, Kind
from dbt_onus.core.changes.differing import difference
from dbt_onus.core.changes.renaming import renamed
from dbt_onus.core.changes.retyping import Fit, fit_between
from dbt_onus.core.changes.sides import Side, declared, is_enforced
from dbt_onus.core.columns import ROWS, EdgeKind
from dbt_onus.core.columns.edits import same_text
from dbt_onus.core.nodes import Column, Node

#: A column, its name in lower case.
Ref = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What became of the columns of all nodes. `renames` maps each renamed one to its new name."""

    differences: tuple[Difference, ...]
    renames: Mapping[Ref, str] = field(default_factory=dict)
    lost: frozenset[Ref] = frozenset()


def column_differences(before: Side, after: Side, touched: Collection[str], adapter: str) -> Columns:
    """Everything that became of columns. `touched` are the nodes whose own code or declaration changed.

    What goes through an untouched `select *` goes with the column it is: it is told there, as `gone`.
    """
    lost: dict[Ref, str] = {}
    named: dict[Ref, str] = {}
    found: list[Difference] = []
    carried: dict[Ref, list[Ref]] = defaultdict(list)
    for uid in after.lineage.order(uid for uid in after.nodes if uid in before.lineage and uid in after.lineage):
        if not _may_differ(before, uid, touched, {node for node, _ in lost}):
            continue
        gone = _gone(before, after, uid)
        through = {} if uid in touched else {key: _through(before, uid, key, lost) for key in gone}
        for key, origin in through.items():
            if origin is not None:
                lost[uid, key] = gone.pop(key)
                carried[origin].append((uid, key))
        lost |= {(uid, key): name for key, name in gone.items()}
        if uid in touched or gone:
            told = _told(before, after, uid, gone, named, adapter)
            named |= {
                (uid, (one.column or "").lower()): one.after for one in told if one.kind is Kind.COLUMN_RENAMED
            }
            found += told
    return Columns(
        differences=tuple(_with_carried(one, carried) for one in found), renames=named, lost=frozenset(lost)
    )


def _may_differ(before: Side, uid: str, touched: Collection[str], losing: Collection[str]) -> bool:
    return uid in touched or any(parent in losing for parent in before.lineage.parents(uid))


def _gone(before: Side, after: Side, uid: str) -> dict[str, str]:
    """The columns that the node's SQL made and makes no more; of what has no SQL, those no longer declared."""
    old, new = before.made(uid), after.made(uid)
    if before.nodes[uid].resource_type in ("source", "seed"):
        declared_before, declared_after = declared(before.nodes[uid]), declared(after.nodes[uid])
        return {
            key: name for key, name in declared_before.items() if key not in declared_after and key not in new
        } | ({key: name for key, name in old.items() if key not in new} if old and new else {})
    if new:
        # what a star let through is not listed: whoever asked for it knows that it was there
        wanted = (
            {} if old else {key: name for key, name in _asked_of(before, after, uid).items() if key not in new}
        )
        return {key: name for key, name in old.items() if key not in new} | wanted
    if old:
        return {}  # nothing lists them now: they may all be there
    gone = {
        key: name for key, name in declared(before.nodes[uid]).items() if key not in declared(after.nodes[uid])
    }
    known = {(edge.to or "").lower() for edge in after.columns.of(uid).edges} | set(
        after.columns.of(uid).constants
    )
    return {key: name for key, name in gone.items() if key not in known and not after.columns.of(uid).passes}


def _asked_of(before: Side, after: Side, uid: str) -> dict[str, str]:
    """The columns that readers ask the node for, before and after."""
    return {key: name for key, name in _asked(before, uid).items() if key in _asked(after, uid)}


def _asked(side: Side, uid: str) -> dict[str, str]:
    edges = (edge for child in side.lineage.children(uid) for edge in side.columns.of(child).edges)
    return {
        str(edge.column).lower(): str(edge.column)
        for edge in edges
        if edge.parent == uid and edge.column not in (None, ROWS) and edge.certain
    }


def _through(before: Side, uid: str, key: str, lost: Mapping[Ref, str]) -> Ref | None:
    """The lost column that this one was, passed on as it is."""
    edges = [edge for edge in before.columns.edges_into(uid, key) if not edge.kind.indirect]
    origins = {(edge.parent, (edge.column or "").lower()) for edge in edges}
    plain = all(edge.kind in (EdgeKind.COPY, EdgeKind.RENAME) for edge in edges)
    return next(iter(origins)) if plain and len(origins) == 1 and origins <= lost.keys() else None


def _told(
    before: Side, after: Side, uid: str, gone: Mapping[str, str], named: Mapping[Ref, str], adapter: str
) -> list[Difference]:
    old, new = before.nodes[uid], after.nodes[uid]
    pairs = renamed(before, after, uid, gone, named)
    told = [_renamed(new, gone[key], name) for key, name in pairs.items()]
    told += [_removed(before, after, uid, gone[key]) for key in gone if key not in pairs]
    told += _undeclared(before, old, new, gone)
    told += _retyped(old, new, gone, adapter)
    told += _recast(before, after, uid, gone, adapter)
    told += _added(before, after, uid, set(pairs.values()))
    return told


def _renamed(node: Node, old: str, new: str) -> Difference:
    return difference(
        node, Kind.COLUMN_RENAMED, Harm.TAKEN, f"{old} is now called {new}", column=old, before=old, after=new
    )


def _removed(before: Side, after: Side, uid: str, name: str) -> Difference:
    old, new = before.nodes[uid], after.nodes[uid]
    still = name.lower() in declared(new)
    if still and is_enforced(new):
        says = f"its SQL no longer makes {name}, and its contract still promises it: dbt will not build it"
        return difference(new, Kind.COLUMN_REMOVED, Harm.BROKEN, says, column=name)
    if still:
        return difference(
            new,
            Kind.COLUMN_REMOVED,
            Harm.TAKEN,
            f"its SQL no longer makes {name}, though the YAML names it",
            column=name,
        )
    if new.resource_type in ("source", "seed") and not _is_promised(before, old, name):
        says = f"{name} is no longer described; whether the table still has it is not known"
        return difference(new, Kind.COLUMN_UNDECLARED, Harm.LOOSENED, says, column=name)
    return difference(new, Kind.COLUMN_REMOVED, Harm.TAKEN, f"{name} is gone", column=name)


def _is_promised(side: Side, node: Node, name: str) -> bool:
    """Whether the column was more than a name in a list: typed, or with terms, or under a contract."""
    column = _column(node, name)
    terms = side.promise(node, tested=False).column(name)
    return side.is_held(node) or bool(column and column.data_type) or bool(terms and terms.terms)


def _undeclared(before: Side, old: Node, new: Node, gone: Mapping[str, str]) -> Iterator[Difference]:
    """Columns that are still made and no longer promised."""
    if not before.is_held(old):
        return
    for key, name in declared(old).items():
        if key not in declared(new) and key not in gone:
            yield difference(
                new,
                Kind.COLUMN_UNDECLARED,
                Harm.LOOSENED,
                f"{name} is still made and no longer promised",
                column=name,
            )


def _retyped(old: Node, new: Node, gone: Mapping[str, str], adapter: str) -> Iterator[Difference]:
    for key, name in declared(new).items():
        before, after = _column(old, key), _column(new, key)
        if (
            key in gone
            or before is None
            or after is None
            or not before.data_type
            or before.data_type == after.data_type
        ):
            continue
        if not after.data_type:
            says = f"the type of {name} is no longer declared; it was {before.data_type}"
            yield difference(
                new, Kind.COLUMN_RETYPED, Harm.LOOSENED, says, column=name, before=before.data_type, after=""
            )
            continue
        fit = fit_between(before.data_type, after.data_type, adapter)
        if fit is not Fit.SAME:
            yield retyped(new, name, before.data_type, after.data_type, fit)


def _recast(before: Side, after: Side, uid: str, gone: Mapping[str, str], adapter: str) -> Iterator[Difference]:
    """Columns of another type that no YAML tells of: the SQL casts them otherwise."""
    old, new = before.nodes[uid], after.nodes[uid]
    if old.resource_type != "model" or same_text(old.template or old.sql, new.template or new.sql):
        return
    were, are = before.columns.cast_types(uid), after.columns.cast_types(uid)
    for key in sorted(were.keys() & are.keys() - gone.keys()):
        declared_type = _column(new, key)
        if declared_type is not None and declared_type.data_type:
            continue
        fit = fit_between(were[key], are[key], adapter)
        if fit is not Fit.SAME:
            yield retyped(new, after.made(uid).get(key, key), were[key], are[key], fit)


_HARMS = {Fit.WIDENED: Harm.NONE, Fit.UNKNOWN: Harm.LOOSENED}


def retyped(node: Node, name: str, old: str, new: str, fit: Fit) -> Difference:
    """A column of another type, with what it still holds."""
    says = (
        f"{name} is {new} and was {old}: it {fit}"
        if fit is not Fit.UNKNOWN
        else f"{name} is {new} and was {old}: {fit}"
    )
    return difference(
        node,
        Kind.COLUMN_RETYPED,
        _HARMS.get(fit, Harm.TAKEN),
        says,
        column=name,
        before=old.lower(),
        after=new.lower(),
    )


def _added(before: Side, after: Side, uid: str, renames: Collection[str]) -> Iterator[Difference]:
    old, new = before.made(uid) or declared(before.nodes[uid]), after.made(uid) or declared(after.nodes[uid])
    if bool(before.made(uid)) == bool(after.made(uid)):
        for key, name in new.items():
            if key not in old and name not in renames:
                yield difference(after.nodes[uid], Kind.COLUMN_ADDED, Harm.NONE, f"{name} is new", column=name)


def _column(node: Node, name: str) -> Column | None:
    return next((one for one in (node.columns or {}).values() if one.name.lower() == name.lower()), None)


def _with_carried(one: Difference, carried: Mapping[Ref, Iterable[Ref]]) -> Difference:
    """With everything that went along, over any number of stars."""
    start = (one.unique_id, (one.column or "").lower())
    if one.kind not in (Kind.COLUMN_REMOVED, Kind.COLUMN_RENAMED) or start not in carried:
        return one
    gone: list[Ref] = []
    waiting = [start]
    while waiting:
        onward = [ref for ref in carried.get(waiting.pop(), ()) if ref not in gone]
        gone += onward
        waiting += onward
    return replace(one, gone=tuple(gone))
