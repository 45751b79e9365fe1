"""A table's promise clause by clause, however it was declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dbt_onus.core.promises import TablePromise

#: Clauses that a reader builds on: each row keeps them. The others describe the table on the whole.
FIRM = frozenset(
    {"not_null", "unique", "foreign_key", "check", "accepted_values", "range", "pattern", "length", "freshness"}
)
_FLAGS = frozenset({"not_null", "unique", "primary_key"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Which clause: the term, its column if it has one, and what tells it from others of its term."""

    term: str
    column: str | None = None
    about: str = ""

    @property
    def says(self) -> str:
        """`not_null on amount`, `unique (id, currency)`."""
        named = f"{self.term} on {self.column}" if self.column else self.term
        return f"{named} ({self.about})" if self.about else named


@dataclass(frozen=True, slots=True)
class Said:
    """What a clause says, and whether breaking it only warns."""

    value: Any
    warns: bool = False


def clauses_of(promise: TablePromise) -> dict[Clause, Said]:
    """The clauses of a promise. A primary key is what it means: unique, and never null."""
    found: dict[Clause, Said] = {}
    table = promise.terms.get("severity")
    for term, value in promise.terms.items():
        if term not in ("severity", "columns"):
            for clause, said in _of_table(term, value):
                found.setdefault(clause, Said(said, _warns(term, value, table)))
    for column in promise.columns:
        own = column.terms.get("severity", table)
        for term, value in column.terms.items():
            if term != "severity":
                for clause, said in _of_column(column.name.lower(), term, value):
                    found.setdefault(clause, Said(said, _warns(term, value, own)))
    return found


def _warns(term: str, value: Any, said: Any) -> bool:
    if isinstance(value, Mapping) and "severity" in value:
        return bool(value["severity"] == "warn")
    return bool((said.get(term) if isinstance(said, Mapping) else said) == "warn")


def _of_column(column: str, term: str, value: Any) -> Iterator[tuple[Clause, Any]]:
    if value is False or value is None:
        return
    if term == "primary_key":
        yield Clause("unique", column), True
        yield Clause("not_null", column), True
    elif term in _FLAGS:
        yield Clause(term, column), True
    elif term == "foreign_key" and isinstance(value, Mapping):
        yield Clause(term, column), _table_named(value.get("to"))
    else:
        for each in value if isinstance(value, list) and term in ("check", "percentile", "slices") else [value]:
            yield Clause(term, column, _about(term, each)), _bare(each)


def _of_table(term: str, value: Any) -> Iterator[tuple[Clause, Any]]:
    if value is False or value is None:
        return
    if term == "not_null":
        for name in _names(value):
            yield Clause(term, name), True
    elif term in ("unique", "primary_key"):
        keys = value if isinstance(value, list) and any(isinstance(one, list) for one in value) else [value]
        for key in keys:
            yield from _key(term, _names(key))
    else:
        for each in value if isinstance(value, list) else [value]:
            yield Clause(term, None, _about(term, each)), _bare(each)


def _key(term: str, names: list[str]) -> Iterator[tuple[Clause, Any]]:
    if len(names) == 1:
        yield Clause("unique", names[0]), True
    elif names:
        yield Clause("unique", None, ", ".join(sorted(names))), True
    if term == "primary_key":
        for name in names:
            yield Clause("not_null", name), True


def _names(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        value = value.get("columns") or []
    return [str(name).lower() for name in (value if isinstance(value, list) else [value])]


def _about(term: str, value: Any) -> str:
    """What tells a clause that repeats from its like."""
    if term == "check":
        return " ".join(str(value.get("expression") if isinstance(value, Mapping) else value).split())
    if isinstance(value, Mapping):
        said = {"percentile": "p", "metric": "name", "slices": "by", "foreign_key": "columns"}.get(term)
        return str(value.get(said) or "") if said else ""
    return ""


def _table_named(to: Any) -> str:
    """The table without its schema: what is built elsewhere is the same promise."""
    return str(to or "").rpartition(".")[2].strip("\"`[]'() ").lower()


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping) and "to" in value:
        value = {**value, "to": _table_named(value["to"])}
    return {key: one for key, one in value.items() if key != "severity"} if isinstance(value, Mapping) else value
