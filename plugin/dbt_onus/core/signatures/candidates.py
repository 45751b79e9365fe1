"""The names that an engine offers in place of the one it did not find."""

from __future__ import annotations

import re

from dbt_onus.core.signatures.reading import Kind
from dbt_onus.core.signatures.text import Said

MOST_CANDIDATES = 20

_OFFER = re.compile(
    r"(?:Candidate (?:bindings|tables|Entries)|Did you mean(?: one of the following\?)?|Perhaps you meant "
    r"to reference"
    r"|given input columns|Available are|valid columns|did you mean)[ :]{0,4}(?P<names>[^\n]{1,4000})"
)
_QUOTED = re.compile(r'"(?P<double>[^"]{1,300})"|(?P<ticked>`[^`]{1,300}`(?:\.`[^`]{1,300}`){0,4})')
_BARE = re.compile(r"(?P<bare>[\w$]{1,300}(?:\.[\w$]{1,300}){0,4})(?=[?,\]\s]|$)")


def offered(kind: Kind, said: Said) -> tuple[str, ...]:
    """The offered names in the engine's order; for a column without the table alias that stands before it.

    DuckDB, PostgreSQL and polars quote them, Spark puts them in backticks, BigQuery writes them bare.
    """
    if kind not in {Kind.MISSING_COLUMN, Kind.MISSING_RELATION, Kind.SCHEMA_CHANGE}:
        return ()
    offer = _OFFER.search(said.body)
    if offer is None:
        return ()
    names = offer["names"].split(". SQLSTATE", 1)[0].split("?", 1)[0]
    found = [
        match[match.lastgroup or 0].replace("`", "")
        for match in (_QUOTED if _is_quoted(names) else _BARE).finditer(names)
    ]
    if kind is Kind.MISSING_COLUMN:
        found = [name.rsplit(".", 1)[-1] for name in found]
    return tuple(dict.fromkeys(found))[:MOST_CANDIDATES]


def _is_quoted(names: str) -> bool:
    return '"' in names or "`" in names
