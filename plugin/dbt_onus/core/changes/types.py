"""Columns of another type: as they are declared, and as the SQL casts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dbt_onus.core.changes.change import Difference, Harm, Kind
from dbt_onus.core.changes.differing import difference
from dbt_onus.core.changes.retyping import Fit, fit_between
from dbt_onus.core.changes.sides import Side, declared
from dbt_onus.core.columns.edits import same_text
from dbt_onus.core.nodes import Column, Node


def declared_types(old: Node, new: Node, gone: Mapping[str, str], adapter: str) -> Iterator[Difference]:
    """Columns that are declared with another type, or with none any more."""
    for key, name in declared(new).items():
        before, after = column_named(old, key), column_named(new, key)
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


def cast_types(before: Side, after: Side, uid: str, gone: Mapping[str, str], adapter: str) -> Iterator[Difference]:
    """Columns of another type that no YAML tells of: the SQL casts them otherwise."""
    old, new = before.nodes[uid], after.nodes[uid]
    if old.resource_type != "model" or same_text(old.template or old.sql, new.template or new.sql):
        return
    were, are = before.columns.cast_types(uid), after.columns.cast_types(uid)
    for key in sorted(were.keys() & are.keys() - gone.keys()):
        declared_type = column_named(new, key)
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


def column_named(node: Node, name: str) -> Column | None:
    """The declared column of that name, in any case."""
    return next((one for one in (node.columns or {}).values() if one.name.lower() == name.lower()), None)
