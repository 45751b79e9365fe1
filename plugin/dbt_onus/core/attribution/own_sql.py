"""Checks whose names do not say what they are about: their own SQL does.

A singular test, or a generic one of the project's own: the columns that it filters, the kind of condition, the key
that it finds twice, or the two sides of which one has no partner. A build that a type
has stopped: what was multiplied there.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from dbt_onus.core.checks import Check, Verified
from dbt_onus.core.columns import ColumnLineage, NodeColumns, Orphans, Predicate, Repeats
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status

_KINDS = {"null": Property.NULLNESS, "set": Property.MEMBERSHIP, "range": Property.RANGE}
#: What has to be explained or may be a witness; what passed is not worth reading.
_READ = frozenset({Status.FAIL, Status.WARN})


def with_own_sql(checks: Iterable[Check], columns: ColumnLineage) -> Verified:
    """The checks, those that failed or warned with what their SQL says they are about."""
    return Verified.of(checks).revised(lambda check: _read_by(check, columns))


def _read_by(check: Check, columns: ColumnLineage) -> Check:
    if _is_unsaid(check):
        return _read(check, columns)
    return _refused(check, columns) if _refuses(check) else check


def _refuses(check: Check) -> bool:
    reading = check.reading
    return check.is_build and reading is not None and reading.call is not None and not check.columns


def _refused(check: Check, columns: ColumnLineage) -> Check:
    """A build whose function or operator was given another type than before: by the one column that it can be."""
    reading = check.reading
    if reading is None or reading.call is None:
        return check
    found = columns.misfits(check.unique_id, reading.call, reading.types)
    return replace(check, columns=tuple(found), inferred=True) if len(found) == 1 else check


def _is_unsaid(check: Check) -> bool:
    if check.status not in _READ or check.term is not None or check.reading is not None or check.is_build:
        return False
    return check.about is Property.UNKNOWN or not check.columns


def _read(check: Check, columns: ColumnLineage) -> Check:
    test = columns.of(check.unique_id)
    found = columns.looked_for(check.unique_id)
    if isinstance(found, Orphans):
        sides = _sides(test) if test.certain and check.about in (Property.UNKNOWN, Property.REFERENCE) else None
        return check if sides is None else _of_two(check, *sides)
    if found is None or len(test.reads) != 1:
        return check
    # a condition on several columns is followed by each of them, as its SQL reads them
    named = found.columns if len(found.columns) == 1 or isinstance(found, Repeats) else check.columns
    return replace(check, node=check.node or test.reads[0], columns=named, about=_about(check, found))


def _about(check: Check, found: Predicate | Repeats) -> Property:
    if check.about is not Property.UNKNOWN:
        return check.about
    return Property.UNIQUENESS if isinstance(found, Repeats) else _KINDS.get(found.kind, Property.UNKNOWN)


def _of_two(check: Check, child: Place, parent: Place) -> Check:
    names = (child.column,) if child.column is not None else ()
    return replace(check, node=child.unique_id, columns=names, about=Property.REFERENCE, reference=parent)


def _sides(test: NodeColumns) -> tuple[Place, Place] | None:
    """The keys of a plain join: those that refer, and those referred to."""
    if len(test.joins) != 1 or len(test.joins[0].keys) != 1:
        return None
    (key,) = test.joins[0].keys
    if not key.plain or len(key.left) != 1 or len(key.right) != 1:
        return None
    (left,), (right,) = key.left, key.right
    return Place(unique_id=left.node, column=left.column), Place(unique_id=right.node, column=right.column)
