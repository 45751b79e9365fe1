"""The form of the tables of messages: what a text must read as."""

from __future__ import annotations

from dataclasses import dataclass

from dbt_onus.core.signatures import Infra, Kind, Reading, read_message


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    text: str
    kind: Kind
    column: str | None = None
    relation: str | None = None
    qualifier: str | None = None
    infra: Infra | None = None
    ambiguous: bool = False

    def __str__(self) -> str:
        return " ".join(self.text.split())[:60]


def fault(
    kind: Kind,
    text: str,
    *,
    column: str | None = None,
    relation: str | None = None,
    qualifier: str | None = None,
    ambiguous: bool = False,
) -> Case:
    return Case(text=text, kind=kind, column=column, relation=relation, qualifier=qualifier, ambiguous=ambiguous)


def broken(infra: Infra, text: str, *, relation: str | None = None, ambiguous: bool = False) -> Case:
    kind = Kind.PERMISSION if infra is Infra.PERMISSION else Kind.INFRASTRUCTURE
    return Case(text=text, kind=kind, infra=infra, relation=relation, ambiguous=ambiguous)


def read(case: Case, adapter: str) -> Reading:
    return read_message(f"Database Error in model orders (models/marts/orders.sql)\n  {case.text}", adapter)


def agrees(case: Case, reading: Reading) -> None:
    assert reading.kind == case.kind
    assert reading.column == case.column
    assert reading.relation == case.relation
    assert reading.qualifier == case.qualifier
    assert reading.infra == case.infra
    assert reading.ambiguous == case.ambiguous
