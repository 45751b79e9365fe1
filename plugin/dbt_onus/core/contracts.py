"""The verdict of a contract test, as the compiled test carries it.

`onus.contract` puts every term with what was expected and observed into a comment of its compiled SQL,
`/* onus {json} */`, so that dbt's artifacts tell everything and no connection is needed afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dbt_onus.core.nodes import NO_CODE, NO_SQL, Node
from dbt_onus.core.results import Result, Status

#: What the verdict begins with in compiled SQL.
VERDICT = "/* onus "
#: The same in JSON, where the slash may be escaped: SQL without it carries no verdict, and need not be decoded.
_MARK = b"* onus "
_STATUSES = {
    "pass": Status.PASS,
    "warn": Status.WARN,
    "fail": Status.FAIL,
    "error": Status.ERROR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One clause of a contract and what the scan found."""

    term: str
    column: str | None
    status: Status
    expected: object
    observed: object
    says: str | None

    @property
    def key(self) -> str:
        """What tells this term from the others of its contract, in every run: `range:amount`, `metric (paid)`."""
        named = f"{self.term}:{self.column}" if self.column else self.term
        qualifier = _qualifier(self)
        return f"{named} ({qualifier})" if qualifier else named


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractVerdict:
    """Every term of one contract test, passing ones too; none where a table was merely observed.

    `node` is the table's `unique_id`, as the scan itself says it.
    """

    terms: tuple[Term, ...]
    rows: int | None
    observations: Mapping[str, Any]
    node: str | None = None


def verdict_of(result: Result, test: Node) -> ContractVerdict | None:
    """The verdict of a test that ran: dbt 1.x keeps its SQL beside the result, dbt v2 in the manifest only."""
    for raw in (result.compiled_code, test.compiled_code, test.compiled_sql):
        # the first SQL there is is the one that ran
        if raw is not NO_CODE and (text := bytes(raw)) not in NO_SQL:
            return read_verdict(result.sql or test.sql) if _MARK in text else None
    return None


def _qualifier(term: Term) -> str:
    """What tells it from a term of the same name on the same column: what it promises, for kinds that repeat."""
    said = term.expected
    match term.term:
        case "check" if isinstance(said, str):
            return " ".join(said.split())
        case "unique" | "primary_key" if isinstance(said, list) and not term.column:
            return ", ".join(map(str, said))
        case "foreign_key" | "percentile" | "metric" | "slices" if isinstance(said, dict):
            return _QUALIFIERS[term.term](said)
    return ""


def _of_reference(said: Mapping[str, Any]) -> str:
    columns = said.get("columns")
    many = isinstance(columns, list) and len(columns) > 1
    return ", ".join(map(str, columns)) if many and isinstance(columns, list) else ""


def _of_slices(said: Mapping[str, Any]) -> str:
    by = said.get("by")
    dimensions = ", ".join(map(str, by)) if isinstance(by, list) else str(by)
    measured = [str(said[key]) for key in ("term", "name") if said.get(key)]
    share = [f"p{said['p']}"] if said.get("p") is not None else []
    return f"{' '.join([*measured, *share])} by {dimensions}".strip()


_QUALIFIERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "foreign_key": _of_reference,
    "percentile": lambda said: f"p{said.get('p')}",
    "metric": lambda said: str(said.get("name") or ""),
    "slices": _of_slices,
}


def read_verdict(sql: str) -> ContractVerdict | None:
    """The verdict in a compiled contract test; `None` where the SQL carries none, or a damaged one."""
    return next(read_verdicts(sql), None)


def read_verdicts(sql: str) -> Iterator[ContractVerdict]:
    """Each verdict in compiled SQL, up to the first damaged one."""
    start = sql.find(VERDICT)
    while start >= 0:
        try:
            payload, end = json.JSONDecoder().raw_decode(sql, start + len(VERDICT))
        except (ValueError, RecursionError):
            return
        if not isinstance(payload, dict) or not isinstance(payload.get("terms"), list):
            return
        yield _verdict(payload)
        start = sql.find(VERDICT, end)


def _verdict(payload: Mapping[str, Any]) -> ContractVerdict:
    rows, observations, node = (payload.get(key) for key in ("rows", "observations", "node"))
    return ContractVerdict(
        terms=tuple(_term(entry) for entry in payload["terms"] if isinstance(entry, dict) and entry.get("term")),
        rows=rows if isinstance(rows, int) else None,
        observations=observations if isinstance(observations, dict) else {},
        node=node if isinstance(node, str) else None,
    )


def _term(entry: dict[str, Any]) -> Term:
    column = entry.get("column") or None
    message = entry.get("message")
    return Term(
        term=str(entry["term"]),
        column=str(column) if column else None,
        status=_STATUSES.get(str(entry.get("status")).lower(), Status.UNKNOWN),
        expected=entry.get("expected"),
        observed=entry.get("observed"),
        says=str(message) if message else None,
    )
