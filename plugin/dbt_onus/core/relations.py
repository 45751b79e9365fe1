"""Which table a node is, so that two projects can be seen to speak of the same one.

How warehouses fold names: Snowflake's and Oracle's unquoted names are upper case, those of the PostgreSQL family
lower case, and quoted ones are as written; BigQuery and ClickHouse keep case; the others compare without it.
Sources: each one's chapter on identifiers, and dbt's own adapters, which quote by default or do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from dbt_onus.core.nodes import Node

#: Database, schema and table, the latter two always there; in the one spelling that all projects share.
Table = tuple[str, str, str, str]

_PART = re.compile(r'"(?P<double>(?:[^"]|"")*)"|`(?P<back>[^`]*)`|\[(?P<square>[^\]]*)\]|(?P<bare>[^."`\[\]]+)')

_FOLD_UP = frozenset({"snowflake", "oracle"})
_FOLD_DOWN = frozenset({"postgres", "greenplum", "materialize", "alloydb", "cratedb"})
_KEEP = frozenset({"bigquery", "clickhouse"})
#: Adapters that reach the same tables by the same names.
_FAMILIES = {"spark": "databricks"}


class Renaming(Struct, frozen=True):
    """What a project's artifacts call a place, and what the others call it: `analytics_dev.dbt_ana_*`.

    Both are database and schema, or database, schema and table, in any case; a `*` on the right stands for what
    the one at the same place on the left took.
    """

    here: str
    there: str

    def applied(self, parts: tuple[str, ...]) -> tuple[str, ...] | None:
        """The place under its other name; `None` where it is not one of these."""
        patterns, targets = self.here.split("."), self.there.split(".")
        renamed = []
        for part, pattern, target in zip(parts, patterns, targets, strict=False):
            found = re.fullmatch(re.escape(pattern).replace(r"\*", "(.*)"), part, re.IGNORECASE)
            if found is None:
                return None
            taken = iter(found.groups())
            renamed.append(re.sub(r"\*", lambda _, taken=taken: next(taken, ""), target))  # type: ignore[misc]
        return (*renamed, *parts[len(patterns) :])


def table_of(node: Node, adapter: str, renamings: Iterable[Renaming] = ()) -> Table | None:
    """The table that a node is, the same for every project that reads or builds it; `None`: it is none.

    The first renaming that fits counts. Tables of different adapters are never the same one, whatever they are
    called: those are two warehouses.
    """
    if node.relation_name is None and node.resource_type != "source":
        return None
    parts = _written(node)
    plain = tuple(text for text, _ in parts)
    for renaming in renamings:
        there = renaming.applied(plain)
        if there is not None:
            # by whoever wrote onus.yml: in whichever case
            parts = tuple((text, was == text and quoted) for text, (was, quoted) in zip(there, parts, strict=True))
            break
    database, schema, name = (_folded(text, quoted, adapter) for text, quoted in parts)
    return _FAMILIES.get(adapter, adapter), database, schema, name


def _written(node: Node) -> tuple[tuple[str, bool], ...]:
    """Database, schema and table as the SQL writes them, each with whether it is in quotes."""
    found = []
    for match in _PART.finditer(node.relation_name or ""):
        quoted = match["bare"] is None
        text = next(group for group in match.groups() if group is not None)
        found.append((text.replace('""', '"') if quoted else text.strip(), quoted))
    said = [(part or "", False) for part in (node.database, node.schema, node.table)]
    if not 1 < len(found) <= len(said):
        return tuple(said)
    return (*said[: len(said) - len(found)], *found)


def _folded(text: str, quoted: bool, adapter: str) -> str:  # noqa: FBT001 - the two halves of one fact
    if adapter in _KEEP:
        return text
    if adapter in _FOLD_UP:
        return text if quoted else text.upper()
    if adapter in _FOLD_DOWN:
        return text if quoted else text.lower()
    return text.lower()
