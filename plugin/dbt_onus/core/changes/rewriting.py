"""Columns and rows that keep their names and are computed otherwise: changes that no YAML tells of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from dbt_onus.core.changes.change import Difference, Harm, Kind
from dbt_onus.core.changes.differing import difference
from dbt_onus.core.changes.renaming import origin
from dbt_onus.core.changes.sides import Side
from dbt_onus.core.columns import EVERYTHING, NOTHING, Edit, SqlSource
from dbt_onus.core.columns.edits import same_text
from dbt_onus.core.nodes import Node

Ref = tuple[str, str]

#: A chain of inlined models that is longer is not followed.
_DEEPEST = 20


def rewritings(
    before: Side, after: Side, touched: Collection[str], renames: Mapping[Ref, str], macros: Collection[str]
) -> Iterator[Difference]:
    """The columns and rows of touched models that read otherwise, under names that stayed.

    `macros`: those whose text changed.
    """
    for uid in after.lineage.order(touched):
        if uid not in before.nodes or uid not in after.nodes or after.nodes[uid].resource_type == "source":
            continue
        written = any(macro in macros for macro in after.nodes[uid].macros)
        edit, rows = _edit(before, after, uid, renames, written=written)
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


def _edit(before: Side, after: Side, uid: str, renames: Mapping[Ref, str], *, written: bool) -> tuple[Edit, Edit]:
    """What reads otherwise; for the rows, apart from new names of what is read.

    The same template over the same parents is the same model, whatever it was compiled to: an incremental model
    reads otherwise where its table is there, and some leave rows out in development. `written`: a macro that
    writes a part of it changed.
    """
    old, new = before.nodes[uid], after.nodes[uid]
    if not written and same_text(old.template, new.template) and set(old.parents) == set(new.parents):
        return NOTHING, NOTHING
    if SqlSource.NONE in (before.columns.source_of_sql(uid), after.columns.source_of_sql(uid)):
        return EVERYTHING, EVERYTHING
    moved = dict(_moved(before, after, uid))
    edit = after.columns.edited_since(before.columns, uid, moved=moved)
    if _reads_itself(old) != _reads_itself(new):
        edit = replace(edit, rows=False, repeats=False)
    above = {name: now for (parent, name), now in renames.items() if parent in after.lineage.parents(uid)}
    return edit, after.columns.edited_since(before.columns, uid, moved=moved, renamed=above) if above else edit


def _moved(before: Side, after: Side, uid: str, level: int = 0) -> Iterator[tuple[str, str]]:
    """The tables that its SQL names, as they were called and as they are; those of inlined models, too."""
    for parent in (uid, *after.lineage.parents(uid)):
        old, new = before.nodes.get(parent), after.nodes.get(parent)
        if old is None or new is None:
            continue
        if old.relation_name and new.relation_name and old.relation_name != new.relation_name:
            yield old.relation_name, new.relation_name
        if parent != uid and new.config.materialized == "ephemeral" and level < _DEEPEST:
            yield from _moved(before, after, parent, level + 1)


def _reads_itself(node: Node) -> bool:
    """Whether an incremental model was compiled where its table was there."""
    return bool(node.relation_name) and str(node.relation_name) in node.sql


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
    says = "its code changed in a way that cannot be read: any column may be gone, or computed otherwise"
    return difference(after.nodes[uid], Kind.CODE_UNREADABLE, Harm.LOOSENED, says)
