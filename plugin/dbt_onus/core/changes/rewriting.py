"""Columns and rows that keep their names and are computed otherwise: changes that no YAML tells of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dbt_onus.core.changes.change import Difference, Harm, Kind
from dbt_onus.core.changes.differing import difference
from dbt_onus.core.changes.renaming import origin
from dbt_onus.core.changes.sides import Side
from dbt_onus.core.columns import NOTHING, Edit
from dbt_onus.core.columns.edits import same_text

Ref = tuple[str, str]


def rewritings(
    before: Side, after: Side, touched: Collection[str], renames: Mapping[Ref, str]
) -> Iterator[Difference]:
    """The columns and rows of touched models that read otherwise, in names that are there before and after."""
    for uid in after.lineage.order(touched):
        if uid not in before.nodes or uid not in after.nodes or after.nodes[uid].resource_type == "source":
            continue
        edit, rows = _edit(before, after, uid, renames)
        if edit.columns is None:
            yield _unreadable(after, uid)
            continue
        old, new = before.made(uid), after.made(uid)
        for key in sorted(edit.columns):
            if key in old and key in new and not _only_renamed(before, after, uid, key, renames):
                yield _rewritten(after, uid, new[key], _nulls(before, after, uid, key))
        if rows.rows or rows.repeats:
            says = "a join came, went or changed, so a row may be there more or fewer times"
            says = says if rows.repeats else "which rows it has is decided otherwise"
            yield difference(after.nodes[uid], Kind.ROWS_REWRITTEN, Harm.REWRITTEN, says)


def _edit(before: Side, after: Side, uid: str, renames: Mapping[Ref, str]) -> tuple[Edit, Edit]:
    """What reads otherwise; for the rows, apart from new names of what is read."""
    if same_text(before.nodes[uid].template, after.nodes[uid].template) and _same_parents(before, after, uid):
        return NOTHING, NOTHING
    edit = after.columns.edited_since(before.columns, uid)
    above = {name: now for (parent, name), now in renames.items() if parent in after.lineage.parents(uid)}
    return edit, after.columns.edited_since(before.columns, uid, renamed=above) if above else edit


def _same_parents(before: Side, after: Side, uid: str) -> bool:
    """A template alone does not say which version of a model it reads, nor what its macros write."""
    sides = [(side.nodes[uid].parents, side.nodes[uid].sql) for side in (before, after)]
    return list(sides[0][0]) == list(sides[1][0]) and (
        sides[0][1] == sides[1][1] or not all(sql for _, sql in sides)
    )


def _only_renamed(before: Side, after: Side, uid: str, key: str, renames: Mapping[Ref, str]) -> bool:
    """Whether the column is what it was, and only what it comes from has another name."""
    ours, theirs = origin(before, uid, key, renames), origin(after, uid, key)
    return bool(ours) and ours == theirs and any((parent, name) in _new(renames) for parent, name, _ in theirs)


def _new(renames: Mapping[Ref, str]) -> frozenset[Ref]:
    return frozenset((parent, name.lower()) for (parent, _), name in renames.items())


def _nulls(before: Side, after: Side, uid: str, key: str) -> str:
    """What more is known of it: that nulls can arise where none could."""

    def arise(side: Side) -> bool:
        return any(edge.optional or edge.adds_nulls for edge in side.columns.edges_into(uid, key))

    return "; nulls can arise in it now" if arise(after) and not arise(before) else ""


def _rewritten(after: Side, uid: str, name: str, more: str) -> Difference:
    node = after.nodes[uid]
    says = f"{name} is computed otherwise{more}"
    return difference(node, Kind.COLUMN_REWRITTEN, Harm.REWRITTEN, says, column=name)


def _unreadable(after: Side, uid: str) -> Difference:
    says = "its code changed in a way that cannot be compared: any column may be computed otherwise"
    return difference(after.nodes[uid], Kind.ROWS_REWRITTEN, Harm.REWRITTEN, says)
