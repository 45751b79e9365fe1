"""Which of the edits on the way can have touched what failed.

A node that is edited on the day of a fault is no culprit for it: what the edit says is compared with what was said
before. An edit of which the ledger does not have both texts may have touched anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dbt_onus.core.checks import Check
from dbt_onus.core.code import macros_used, settings_of, written
from dbt_onus.core.columns.edits import EVERYTHING, NOTHING, Edit, same_text
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import OF_TABLES, Property

if TYPE_CHECKING:
    from dbt_onus.core.attribution.case import Case

#: No row that is there once more than before brings one of these down.
_WHATEVER_REPEATS = frozenset(
    {Property.NULLNESS, Property.MEMBERSHIP, Property.TYPE, Property.PRESENCE, Property.REFERENCE}
)

#: A variable that is another every day was another a day ago.
_DAY = timedelta(hours=20)


def changed_since(case: Case, nodes: frozenset[str], passed: datetime) -> frozenset[str]:
    """Which of the nodes, and of the macros that write them, say other things now than then.

    Among them are nodes that nobody edited, and that are written by a variable which somebody has set otherwise.
    """
    found = case.history.changed(nodes | macros_used(nodes, case.nodes), passed)
    found |= {uid for uid in nodes - found if set_otherwise(case, uid, passed)}
    return frozenset(
        uid for uid in found if any(not edit.is_nothing for _, edit in _edits(case, uid, nodes, passed))
    )


def touching(
    case: Case, check: Check, changed: Iterable[str], nodes: frozenset[str], passed: datetime
) -> frozenset[str]:
    """Which of the changes can have touched what the check looked at: a column, or which rows there are."""
    looked_at = _looked_at(case, check)
    return frozenset(
        uid
        for uid in changed
        if uid == check.unique_id
        or any(
            _touches(case, user, edit, place, check.about)
            for user, edit in _edits(case, uid, nodes, passed)
            for place in looked_at
        )
    )


def _looked_at(case: Case, check: Check) -> tuple[Place, ...]:
    """The columns that the check is about; of a test that names none, those that its SQL reads."""
    if check.is_build or (check.node is not None and check.columns):
        columns: tuple[str | None, ...] = (None,) if check.is_build else check.columns
        places = [Place(unique_id=check.node, column=column) for column in columns]
        return tuple(places if check.reference is None else [*places, check.reference])
    if check.node is not None and check.about in OF_TABLES:
        return (Place(unique_id=check.node),)
    read = case.paths.reads(check.unique_id)
    return read or tuple(Place(unique_id=parent) for parent in case.nodes[check.unique_id].parents)


def edit_of(case: Case, unique_id: str, passed: datetime) -> Edit:
    """What the edits of a node, and of the macros that write it, come to since then."""
    old, node = case.history.text(unique_id, passed), case.nodes.get(unique_id)
    if old is None or node is None:
        return EVERYTHING
    now = written(node)
    if old.built != now.built:
        return EVERYTHING
    if _is_unedited(case, unique_id, passed) and not set_otherwise(case, unique_id, passed):
        return NOTHING
    return case.paths.edited(unique_id, old.sql, now.sql) if old.sql and now.sql else EVERYTHING


def set_otherwise(case: Case, unique_id: str, passed: datetime) -> tuple[str, ...]:
    """The variables that write the node's SQL, one of which was set otherwise then; none where nobody can tell.

    Nobody edited the node or its macros since, and yet dbt compiled other SQL. Not where it did so before: a
    variable that holds the day's date is another every day.
    """
    old, node = case.history.text(unique_id, passed), case.nodes.get(unique_id)
    if old is None or node is None or not old.sql or not node.sql or old.sql == node.sql:
        return ()
    if not _is_unedited(case, unique_id, passed) or len(_same_template(case, unique_id, passed)) > 1:
        return ()
    return settings_of(unique_id, case.nodes)


def was_steady(case: Case, unique_id: str, passed: datetime) -> bool:
    """Whether the SQL of a node had been the same for a day or more by then: it is not another one every day."""
    known = _same_template(case, unique_id, passed)
    return bool(known) and passed - min(known) >= _DAY


def _same_template(case: Case, unique_id: str, passed: datetime) -> list[datetime]:
    """Since when the node was built by each SQL that its present template came to until then."""
    node = case.nodes[unique_id]
    texts = case.history.texts.get(unique_id, ())
    return [at for at, old in texts if at <= passed and old.sql and same_text(old.template, node.template)]


def _is_unedited(case: Case, unique_id: str, passed: datetime) -> bool:
    """Whether a node and its macros are as they were written then, but for comments and layout."""
    old, node = case.history.text(unique_id, passed), case.nodes.get(unique_id)
    if old is None or node is None or not old.template or not same_text(old.template, node.template):
        return False
    return not case.history.changed(macros_used([unique_id], case.nodes), passed)


def _edits(case: Case, unique_id: str, nodes: frozenset[str], passed: datetime) -> Iterable[tuple[str, Edit]]:
    """What changed by a node or a macro: the nodes that it writes, and the edit of each."""
    is_macro = unique_id not in nodes
    users = [uid for uid in nodes if unique_id in macros_used([uid], case.nodes)] if is_macro else [unique_id]
    return [(uid, case.edit(uid, passed)) for uid in users]


def _touches(case: Case, unique_id: str, edit: Edit, place: Place, about: Property) -> bool:
    if edit.columns is None or edit.rows:
        return True
    if edit.repeats and about not in _WHATEVER_REPEATS:
        return True
    if place.column is None:
        return bool(edit.columns) and not (place.unique_id == unique_id and about in OF_TABLES)
    above = (Place(unique_id=unique_id, column=column) for column in edit.columns)
    return any(case.paths.certainty(one, place) is not None for one in above)
