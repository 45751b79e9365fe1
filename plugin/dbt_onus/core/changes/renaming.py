"""Columns under a new name: the same place in the SQL or in the list, the same origin, another word."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from dbt_onus.core.changes.sides import Side, declared
from dbt_onus.core.columns import EdgeKind
from dbt_onus.core.nodes import Column, Node

#: From this likeness of two names on, one may be the other's new spelling.
_ALIKE = 0.6
_SAME_VALUE = frozenset({EdgeKind.COPY, EdgeKind.RENAME})


def renamed(
    before: Side, after: Side, uid: str, gone: Mapping[str, str], above: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    """The new name of each lost column that is still there under another. Nothing is guessed where two could be.

    `above`: the new names of columns of the nodes that it reads.
    """
    old_names = before.made(uid) or declared(before.nodes[uid])
    new_names = after.made(uid) or declared(after.nodes[uid])
    fresh = {key: name for key, name in new_names.items() if key not in old_names}
    found: dict[str, str] = {}
    for key in gone:
        alike = [name for other, name in fresh.items() if _is_one(before, after, uid, key, other, above)]
        if len(alike) == 1 and alike[0] not in found.values():
            found[key] = alike[0]
    return found


def _is_one(before: Side, after: Side, uid: str, old: str, new: str, above: Mapping[tuple[str, str], str]) -> bool:
    if before.nodes[uid].resource_type in ("source", "seed"):
        return declared_alike(before.nodes[uid], after.nodes[uid], old, new)
    ours, theirs = origin(before, uid, old, above), origin(after, uid, new)
    if ours != theirs:
        return False
    # what is made of no column, or of many, is told apart by its place and its name
    return (
        len(ours) == 1 or (_place(before, uid, old) == _place(after, uid, new) and bool(ours)) or _sound(old, new)
    )


def origin(
    side: Side, uid: str, key: str, above: Mapping[tuple[str, str], str] | None = None
) -> frozenset[tuple[str, str, str]]:
    """What a column comes from and what is done on the way, under the names that it has after renames `above`."""
    found = set()
    for edge in side.columns.edges_into(uid, key):
        name = (edge.column or "").lower()
        now = (above or {}).get((edge.parent, name), name).lower()
        found.add((edge.parent, now, "" if edge.kind in _SAME_VALUE else edge.kind.value))
    return frozenset(found)


def _place(side: Side, uid: str, key: str) -> int:
    return [*side.made(uid)].index(key) if key in side.made(uid) else -1


def declared_alike(old: Node, new: Node, was: str, now: str) -> bool:
    """In a list alone: the same place in it and the same type, or a name that sounds the same."""
    before, after = _entry(old, was), _entry(new, now)
    if before is None or after is None or _type(before[1]) != _type(after[1]):
        return False
    described = bool(before[1].description) and before[1].description == after[1].description
    return (
        described
        or _sound(was, now)
        or (before[0] == after[0] and len(old.columns or ()) == len(new.columns or ()))
    )


def _entry(node: Node, key: str) -> tuple[int, Column] | None:
    entries = enumerate((node.columns or {}).values())
    return next(((place, one) for place, one in entries if one.name.lower() == key), None)


def _type(column: Column) -> str:
    return (column.data_type or "").lower()


def _sound(old: str, new: str) -> bool:
    return SequenceMatcher(None, old, new).ratio() >= _ALIKE
