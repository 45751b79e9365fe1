"""Tables as schema objects of a contract, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dbt_onus.core.odcs.properties import column_of, described, merge, property_of
from dbt_onus.core.odcs.quality import custom, leftovers, table_rules, table_terms
from dbt_onus.core.odcs.service import freshness_properties, read_freshness
from dbt_onus.core.promises import ColumnPromise, TablePromise

#: What of a schema object is read.
_OBJECT = frozenset(
    [
        "id",
        "name",
        "physicalName",
        "physicalType",
        "logicalType",
        "description",
        "properties",
        "quality",
        "relationships",
        "customProperties",
        "tags",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a contract on its way out: what it promises and what it is physically."""

    promise: TablePromise
    physical_name: str
    physical_type: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTable:
    """A table that a contract speaks of: by the names it goes by, what it promises, and its tags."""

    names: tuple[str, ...]
    unique_id: str | None
    promise: TablePromise
    tags: tuple[str, ...] = ()


def freshness_of(table: Table) -> list[dict[str, Any]] | None:
    """The SLA properties of a table's freshness; `None` where it has none, or one they cannot say."""
    return freshness_properties(table.promise.terms.get("freshness"), table.physical_name)


def object_of(table: Table) -> dict[str, Any]:
    """A table with everything it promises, its freshness aside."""
    promise = table.promise
    key = promise.terms.get("primary_key")
    keyed = [key] if isinstance(key, str) else key if isinstance(key, list) else []
    # a key of several columns that one of them is not declared for cannot be said by attributes
    sayable = all(isinstance(name, str) and promise.column(name) is not None for name in keyed)
    places = {name.lower(): place for place, name in enumerate(keyed, start=1)} if sayable else {}
    made: dict[str, Any] = {
        "name": promise.label.rpartition(".")[2],
        "physicalName": table.physical_name,
        "physicalType": table.physical_type,
        "logicalType": "object",
    }
    if promise.description:
        made["description"] = promise.description
    if table.tags:
        made["tags"] = list(table.tags)
    made["customProperties"] = [{"property": "dbt.unique_id", "value": promise.unique_id}]
    if promise.columns:
        made["properties"] = [property_of(column, places.get(column.name.lower())) for column in promise.columns]
    rules = []
    for term, value in promise.terms.items():
        if term == "freshness" and freshness_of(table) is not None:
            continue
        if term == "primary_key" and places:
            continue
        rules += list(table_rules(term, value)) if term != "severity" else [custom({term: value})]
    if rules:
        made["quality"] = rules
    return made


def names_of(said: Mapping[str, Any]) -> tuple[str, ...]:
    """The names that a schema object goes by, the table's own first."""
    return tuple(dict.fromkeys(str(said[key]) for key in ("physicalName", "name") if said.get(key)))


def table_of(
    said: Mapping[str, Any],
    document: Mapping[str, Any],
    service: Sequence[Mapping[str, Any]],
    *,
    alone: bool,
    lost: list[str],
) -> ImportedTable:
    """A schema object as a table; what cannot be said goes to `lost`. `alone`: the contract has no other."""
    names = names_of(said)
    path = f"schema.{said.get('name')}"
    properties = [one for one in said.get("properties") or () if isinstance(one, Mapping) and one.get("name")]
    columns = [column_of(one, f"{path}.{one['name']}", lost) for one in properties]
    terms: dict[str, Any] = {}
    columns = _keyed(columns, properties, terms)
    for place, rule in enumerate(said.get("quality") or (), start=1):
        meant = table_terms(rule) if isinstance(rule, Mapping) else None
        if meant is None:
            lost.append(f"{path}.quality[{place}]: {described(rule)} cannot be said as a term")
        else:
            merge(terms, meant)
            lost += [f"{path}.quality[{place}].{key}: a term has no such attribute" for key in leftovers(rule)]
    for name in names:
        if freshness := read_freshness(service, name, alone=alone):
            terms.setdefault("freshness", freshness)
    _references(said, terms, path, lost)
    lost += [f"{path}.{key}: dbt has no word for it" for key in sorted(said) if said[key] and key not in _OBJECT]
    ids = [
        one.get("value") for one in said.get("customProperties") or () if one.get("property") == "dbt.unique_id"
    ]
    purpose = document.get("description")
    described_by = said.get("description") or (
        purpose.get("purpose") if isinstance(purpose, Mapping) and alone else ""
    )
    return ImportedTable(
        names=names,
        unique_id=str(ids[0]) if ids else None,
        promise=TablePromise(
            unique_id=str(ids[0]) if ids else "",
            label=names[-1] if names else "",
            description=str(described_by or ""),
            columns=tuple(columns),
            terms=terms,
        ),
        tags=tuple(str(tag) for tag in said.get("tags") or ()),
    )


def _keyed(
    columns: list[ColumnPromise], properties: Sequence[Mapping[str, Any]], terms: dict[str, Any]
) -> list[ColumnPromise]:
    """The primary key: a term of its one column, or of the table where it has several."""
    pairs = list(zip(columns, properties, strict=True))
    keyed = sorted(
        (
            (said.get("primaryKeyPosition") or 0, place)
            for place, (_, said) in enumerate(pairs)
            if said.get("primaryKey")
        )
    )
    names = [columns[place].name for _, place in keyed]
    if len(names) > 1:
        terms["primary_key"] = names
    elif names:
        place = keyed[0][1]
        one = columns[place]
        columns[place] = ColumnPromise(
            name=one.name,
            data_type=one.data_type,
            description=one.description,
            terms={"primary_key": True, **one.terms},
        )
    return columns


def _references(said: Mapping[str, Any], terms: dict[str, Any], path: str, lost: list[str]) -> None:
    """References of several columns."""
    for place, one in enumerate(said.get("relationships") or (), start=1):
        ours, theirs = ([value] if isinstance(value, str) else value for value in (one.get("from"), one.get("to")))
        tables = {str(name).rpartition(".")[0] for name in theirs or ()}
        if ours and theirs and len(tables) == 1 and "" not in tables:
            said_so = {
                "columns": [str(name).rpartition(".")[2] for name in ours],
                "to": tables.pop(),
                "to_columns": [str(name).rpartition(".")[2] for name in theirs],
            }
            merge(terms, {"foreign_key": [said_so]})
        else:
            lost.append(f"{path}.relationships[{place}]: only a reference to columns by name can be said")
