"""Tables that are somewhere else: moved by the change, or only built in another environment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dbt_onus.core.changes.change import Difference, Harm, Kind
from dbt_onus.core.changes.differing import difference
from dbt_onus.core.changes.sides import BUILT, Side
from dbt_onus.core.nodes import Node

#: Database and schema, lower case.
Home = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What moved; `elsewhere`: the states are of different environments, and what moved within is told."""

    differences: tuple[Difference, ...]
    elsewhere: bool = False


def relation_differences(before: Side, after: Side, uids: Iterable[str]) -> Moves:
    """The tables that are not where they were.

    A pull request is built in a schema of its own: where nothing at all stayed at home, the schemas are those of
    another environment, and a table has moved if its name did, or if it went another way than its neighbours.
    """
    pairs = [(before.nodes[uid], after.nodes[uid]) for uid in uids if uid in before.nodes and uid in after.nodes]
    built = [
        (old, new) for old, new in pairs if new.resource_type in BUILT and _has_table(old) and _has_table(new)
    ]
    sources = [(old, new) for old, new in pairs if new.resource_type == "source"]
    elsewhere = bool(built) and not any(_home(old) == _home(new) for old, new in built)
    moved = [*_moved(built, elsewhere=elsewhere), *_moved(sources, elsewhere=elsewhere)]
    return Moves(differences=tuple(_told(old, new) for old, new in moved), elsewhere=elsewhere)


def _moved(pairs: Iterable[tuple[Node, Node]], *, elsewhere: bool) -> Iterator[tuple[Node, Node]]:
    pairs = list(pairs)
    usual = _usual_ways(pairs) if elsewhere else {}
    for old, new in pairs:
        if old.table.lower() != new.table.lower() or _home(new) != usual.get(_home(old), _home(old)):
            yield old, new


def _usual_ways(pairs: Iterable[tuple[Node, Node]]) -> Mapping[Home, Home]:
    """Where most tables of each schema are now."""
    ways: dict[Home, Counter[Home]] = defaultdict(Counter)
    for old, new in pairs:
        ways[_home(old)][_home(new)] += 1
    return {home: way.most_common(1)[0][0] for home, way in ways.items()}


def _told(old: Node, new: Node) -> Difference:
    was, now = _place(old), _place(new)
    if new.resource_type == "source":
        says = f"it now reads {now}, was {was}: another table"
        return difference(new, Kind.SOURCE_MOVED, Harm.LOOSENED, says, before=was, after=now)
    says = f"the table is now {now}, was {was}"
    return difference(new, Kind.RELATION_MOVED, Harm.TAKEN, says, before=was, after=now)


def _has_table(node: Node) -> bool:
    return node.config.materialized != "ephemeral"


def _home(node: Node) -> Home:
    return (node.database or "").lower(), (node.schema or "").lower()


def _place(node: Node) -> str:
    return ".".join(part for part in (node.database, node.schema, node.table) if part)
