"""The whole graph, small enough for a page: names, owners, columns and how each node fared in the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dbt_onus.core.checks import Check
from dbt_onus.core.lookups import Known
from dbt_onus.core.results import GOOD, Status

if TYPE_CHECKING:
    from dbt_onus.core.columns import ColumnLineage

#: How a node fared, the worst first.
FARED = ("failed", "skipped", "warned", "passed", "untested")


class ColumnLink(NamedTuple):
    """A column's value goes into another's: positions of nodes and of their columns."""

    parent: int
    column: int
    child: int
    into: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """One node: `fared` is one of `FARED`, told from its own checks in this run."""

    unique_id: str
    label: str
    resource_type: str
    team: str
    why: str
    fared: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Every drawn node, parents before children; edges and links by position.

    `inferred` edges stand in no manifest. `by_column` is false where only some of the SQL was read, because
    there is so much of it: then `links` are not all.
    """

    landmarks: tuple[Landmark, ...]
    edges: tuple[tuple[int, int], ...]
    inferred: frozenset[tuple[int, int]] = frozenset()
    links: tuple[ColumnLink, ...] = ()
    by_column: bool = True


def atlas_of(
    known: Known, checks: Mapping[str, Sequence[Check]], columns: ColumnLineage | None, read: Iterable[str]
) -> Atlas:
    """Draw it. `checks` of the run by node; `read` are the nodes whose SQL may be read, by `columns`."""
    lineage = known.lineage
    ordered = lineage.order(uid for uid in lineage.nodes if uid in lineage)
    at = {uid: place for place, uid in enumerate(ordered)}
    readable = set(read) if columns is not None else set()
    names = {uid: _columns(uid, known, columns if uid in readable else None) for uid in ordered}
    edges = tuple((at[uid], at[child]) for uid in ordered for child in lineage.children(uid))
    return Atlas(
        landmarks=tuple(_landmark(uid, known, checks.get(uid, ()), names[uid]) for uid in ordered),
        edges=edges,
        inferred=frozenset((at[parent], at[child]) for parent, child in lineage.inferred),
        links=tuple(dict.fromkeys(_links(at, names, columns, readable))) if columns is not None else (),
        by_column=columns is not None and len(readable) >= len(ordered),
    )


def _landmark(uid: str, known: Known, checks: Iterable[Check], columns: tuple[str, ...]) -> Landmark:
    hop = known.hop(uid)
    return Landmark(
        unique_id=uid,
        label=known.lineage.nodes[uid].label or hop.label,
        resource_type=hop.resource_type,
        team=hop.owner_team,
        why=hop.why,
        fared=_fared(checks),
        columns=columns,
    )


def _fared(checks: Iterable[Check]) -> str:
    """How the node fared: that it was built tests nothing."""
    found = {_FARED_AS.get(check.status, "") for check in checks if not (check.is_build and check.status in GOOD)}
    found |= {"failed" for check in checks if check.broken}
    return next((word for word in FARED if word in found), "untested")


_FARED_AS = {Status.SKIPPED: "skipped", Status.WARN: "warned", Status.PASS: "passed"}


def _columns(uid: str, known: Known, columns: ColumnLineage | None) -> tuple[str, ...]:
    if columns is not None:
        return columns.columns_of(uid)
    return tuple(known.lineage.nodes[uid].columns or ())


def _links(
    at: Mapping[str, int], names: Mapping[str, tuple[str, ...]], columns: ColumnLineage, read: Iterable[str]
) -> Iterable[ColumnLink]:
    """The edges that carry a value from column to column, between nodes whose columns are listed."""
    places = {uid: {name.lower(): place for place, name in enumerate(listed)} for uid, listed in names.items()}
    for uid in read:
        for edge in columns.of(uid).edges if uid in at else ():
            if edge.parent not in at or edge.parent == uid or edge.kind.indirect:
                continue
            column = places[edge.parent].get((edge.column or "").lower())
            into = places[uid].get((edge.to or "").lower())
            if column is not None and into is not None:
                yield ColumnLink(at[edge.parent], column, at[uid], into)
