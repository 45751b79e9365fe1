"""One plain sentence for each kind, made of names only: no value of a row can get into it."""

from __future__ import annotations

from dbt_onus.core.signatures.reading import ContractMismatch, Infra, Kind
from dbt_onus.core.signatures.text import printable

LONGEST_NAME = 120

_PLAIN = {
    Kind.TYPE_MISMATCH: "types do not fit",
    Kind.BAD_VALUE: "a value cannot be read as the type it should have",
    Kind.NUMERIC_OVERFLOW: "a number is too large for its type",
    Kind.DIVISION_BY_ZERO: "a division by zero",
    Kind.CONTRACT: "the model does not yield the columns of its contract",
    Kind.SCHEMA_CHANGE: "the columns are not what they were",
    Kind.DUPLICATE_ROWS: "several rows where one was expected",
    Kind.NOT_NULL: "a null where none is allowed",
    Kind.REFERENCE: "a key without its row in the referenced table",
    Kind.CHECK: "a row breaks a check constraint",
    Kind.AMBIGUOUS_COLUMN: "a column name fits several tables",
    Kind.SYNTAX: "the warehouse cannot make sense of the SQL",
    Kind.MISSING_MACRO_OR_REF: "dbt cannot compile the project's own code",
    Kind.PERMISSION: "the warehouse refuses access",
    Kind.OTHER: "an error of a kind that is not known",
}
_INFRA = {
    Infra.CONNECTION: "the connection failed",
    Infra.AUTHENTICATION: "the login was refused",
    Infra.PERMISSION: "access was refused",
    Infra.QUOTA: "a quota is used up",
    Infra.MEMORY: "the memory did not suffice",
    Infra.DISK: "the disk is full",
    Infra.LOCK: "a lock was held by another",
    Infra.TIMEOUT: "the time allowed ran out",
    Infra.CANCELLED: "the query was cancelled",
    Infra.CRASH: "the engine broke down",
    Infra.UNAVAILABLE: "the warehouse is not available",
    Infra.CONCURRENCY: "another transaction was in the way",
    Infra.ENVIRONMENT: "the environment of the run lacks something",
}


def sentence(
    kind: Kind,
    *,
    column: str | None = None,
    relation: str | None = None,
    infra: Infra | None = None,
    columns: tuple[ContractMismatch, ...] = (),
) -> str:
    """What happened, and to which column or relation."""
    if infra is not None and kind is Kind.INFRASTRUCTURE:
        return _INFRA[infra]
    if kind is Kind.MISSING_COLUMN:
        return f"column {_shown(column)} is not there" if column else "a column is not there"
    if kind is Kind.MISSING_RELATION:
        return f"{_shown(relation)} is not there" if relation else "a table or view is not there"
    if columns:
        return f"{_PLAIN[kind]}: {', '.join(_shown(each.name) for each in columns[:3])}{_more(len(columns) - 3)}"
    place = [f"column {_shown(column)}"] if column else []
    place += [_shown(relation)] if relation else []
    return f"{_PLAIN[kind]} ({' of '.join(place)})" if place else _PLAIN[kind]


def _more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""


def _shown(name: str | None) -> str:
    text = " ".join(printable(name or "").split())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
