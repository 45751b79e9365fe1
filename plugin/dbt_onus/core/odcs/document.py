"""A whole contract: from the promises of tables to one document, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dbt_onus.core.odcs.service import (
    Suggestion,
    clock_properties,
    is_read,
    lost_properties,
    read_freshness,
    read_suggestion,
    support_document,
    team_document,
)
from dbt_onus.core.odcs.tables import ImportedTable, Table, freshness_of, names_of, object_of, table_of
from dbt_onus.core.ownership import Team
from dbt_onus.core.receivers import Receiver

#: The version of the standard that is written; those that are read are the package's affair.
API_VERSION = "v3.2.0"

_DOCUMENT = frozenset(
    [
        "version",
        "apiVersion",
        "kind",
        "id",
        "name",
        "status",
        "description",
        "schema",
        "support",
        "team",
        "slaProperties",
        "customProperties",
        "contractCreatedTs",
        "dataProduct",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who stands behind a contract: the team and its receivers."""

    team: Team
    receivers: tuple[Receiver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A document of the standard; `lost` says what it could not take along."""

    document: dict[str, Any]
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What dbt and onus.yml can say of a contract, and what they cannot, a line each."""

    tables: tuple[ImportedTable, ...]
    suggestion: Suggestion = field(default_factory=Suggestion)
    lost: tuple[str, ...] = ()


def document_of(
    tables: Sequence[Table], *, identifier: str, name: str, product: str, version: str, parties: Sequence[Party]
) -> Exported:
    """One contract of one or several tables. It can name one team: the first party's."""
    lost: list[str] = []
    party = parties[0] if parties else None
    if len(parties) > 1:
        others = ", ".join(sorted(one.team.key for one in parties[1:]))
        lost.append(f"team: a contract has one team; {others} answer for some of its tables too")
    made: dict[str, Any] = {
        "apiVersion": API_VERSION,
        "kind": "DataContract",
        "id": identifier,
        "name": name,
        "version": version,
        "status": "active",
        "dataProduct": product,
        "schema": [object_of(table) for table in tables],
    }
    service = [said for table in tables for said in freshness_of(table) or ()]
    if party is not None:
        made["team"] = team_document(party.team)
        if support := support_document(party.receivers):
            made["support"] = support
        service += clock_properties(party.team.clock)
        if party.team.escalate_to:
            lost.append(f"team.escalate_to ({party.team.escalate_to}): the standard knows no next rung")
    if service:
        made["slaProperties"] = service
    return Exported(document=made, lost=tuple(lost))


def read_document(document: Mapping[str, Any]) -> Imported:
    """Everything of a contract that dbt and onus.yml can say; the rest is named."""
    lost: list[str] = []
    objects = [one for one in document.get("schema") or () if isinstance(one, Mapping)]
    service = [one for one in document.get("slaProperties") or () if isinstance(one, Mapping)]
    tables = tuple(table_of(one, document, service, alone=len(objects) == 1, lost=lost) for one in objects)
    suggestion = read_suggestion(document, lost)
    read = [one for one in service if is_read(one) or _is_freshness_of(one, objects)]
    lost += lost_properties(service, read)
    said = document.get("description")
    if isinstance(said, Mapping):
        lost += [
            f"description.{key}: dbt has no word for it" for key in sorted(said) if said[key] and key != "purpose"
        ]
    lost += [
        f"{key}: dbt has no word for it" for key in sorted(document) if document[key] and key not in _DOCUMENT
    ]
    return Imported(tables=tables, suggestion=suggestion, lost=tuple(lost))


def _is_freshness_of(said: Mapping[str, Any], objects: Iterable[Mapping[str, Any]]) -> bool:
    every = list(objects)
    return any(read_freshness([said], name, alone=len(every) == 1) for one in every for name in names_of(one))
