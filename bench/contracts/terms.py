"""Thirty things to check of one table, and how each way of testing writes them down.

Every one of them can be said by all four: a contract, plain dbt tests, tests in the shape of dbt_expectations, and
the Open Data Contract Standard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

COLUMNS = {
    "order_id": "bigint",
    "customer_id": "bigint",
    "status": "varchar",
    "country": "varchar",
    "currency": "varchar",
    "channel": "varchar",
    "email": "varchar",
    "note": "varchar",
    "amount": "decimal(12,2)",
    "discount": "double",
    "quantity": "integer",
    "ordered_at": "timestamp",
    "updated_at": "timestamp",
}
_NOT_NULL = [name for name in COLUMNS if name not in ("note", "discount")]


@dataclass(frozen=True)
class Term:
    """One term: its word in a contract, its column (none: the whole table) and what it promises."""

    word: str
    column: str | None
    value: Any


#: DuckDB's way of looking for a pattern in a text.
MATCHES = "regexp_matches({column}, '{pattern}')"

_ALL = (
    *(Term("not_null", name, value=True) for name in _NOT_NULL),
    Term("unique", "order_id", value=True),
    Term("accepted_values", "status", ["new", "paid", "sent", "returned", "lost"]),
    Term("accepted_values", "currency", ["EUR", "USD", "GBP", "CHF"]),
    Term("accepted_values", "channel", ["web", "app", "shop"]),
    Term("accepted_values", "country", [f"C{number:02}" for number in range(20)]),
    Term("range", "amount", {"min": 0, "max": 100000}),
    Term("range", "discount", {"min": 0, "max": 1}),
    Term("range", "quantity", {"min": 1, "max": 1000}),
    Term("range", "order_id", {"min": 0}),
    Term("range", "customer_id", {"min": 0, "max": 100000000}),
    Term("range", "ordered_at", {"min": "2019-01-01"}),
    Term("range", "updated_at", {"min": "2019-01-01"}),
    Term("pattern", "email", "^[^@]+@[^@]+$"),
    Term("pattern", "country", "^C[0-9]{2}$"),
    Term("length", "currency", {"min": 3, "max": 3}),
    Term("length", "email", {"min": 3, "max": 60}),
    Term("null_share", "note", {"max": 0.2}),
    Term("rows", None, {"min": 1}),
    Term("check", None, "updated_at >= ordered_at"),
)
#: Every third first, so that ten of them are as varied as all thirty. Uniqueness, the costly one, is the last.
TERMS = tuple(
    sorted((term for start in range(3) for term in _ALL[start::3]), key=lambda term: term.word == "unique")
)


def contract_yaml(terms: Iterable[Term], columns: Iterable[str] = COLUMNS) -> dict[str, Any]:
    """The source table with its contract, as dbt's YAML has it."""
    table: dict[str, Any] = {}
    per_column: dict[str, dict[str, Any]] = {name: {} for name in columns}
    for term in terms:
        if term.column is None:
            table[term.word] = term.value
        else:
            per_column[term.column][term.word] = term.value
    entry: dict[str, Any] = {"name": "orders", "data_tests": ["onus.contract"]}
    if table:
        entry["config"] = {"meta": {"onus": {"contract": table}}}
    entry["columns"] = [
        {"name": name, "data_type": COLUMNS[name]}
        | ({"config": {"meta": {"onus": {"contract": said}}}} if said else {})
        for name, said in per_column.items()
    ]
    return entry


def tests_yaml(terms: Iterable[Term], prefix: str, matches: str) -> dict[str, Any]:
    """The same as dbt tests: dbt's own where `prefix` is empty, local ones of that prefix otherwise."""
    table: list[Any] = []
    per_column: dict[str, list[Any]] = {}
    for term in terms:
        name, arguments = _as_test(term, prefix, matches)
        said = {name: {"arguments": arguments}} if arguments else name
        (table if term.column is None else per_column.setdefault(term.column, [])).append(said)
    return {
        "name": "orders",
        "data_tests": table,
        "columns": [{"name": name, "data_tests": tests} for name, tests in per_column.items()],
    }


def _as_test(term: Term, prefix: str, matches: str) -> tuple[str, dict[str, Any]]:
    if term.word in ("not_null", "unique"):
        return f"{prefix}{term.word}", {}
    if term.word == "accepted_values":
        return f"{prefix}accepted_values", {"values": term.value}
    if term.word == "rows":
        return f"{prefix}rows_at_least", {"least": term.value["min"]}
    if term.word == "null_share":
        return f"{prefix}null_share_at_most", {"most": term.value["max"]}
    return f"{prefix}expression_is_true", {"expression": expression_of(term, matches)}


def expression_of(term: Term, matches: str = MATCHES) -> str:
    """What holds of every row; `matches` is how the warehouse looks for a pattern."""
    column, value = term.column, term.value
    match term.word:
        case "range" | "length":
            subject = column if term.word == "range" else f"length({column})"
            sides = [(">=", value.get("min")), ("<=", value.get("max"))]
            bounds = [(sign, f"'{bound}'" if isinstance(bound, str) else bound) for sign, bound in sides]
            return " and ".join(f"{subject} {sign} {bound}" for sign, bound in bounds if bound is not None)
        case "pattern":
            return matches.format(column=column, pattern=value)
    return str(value)
