"""What a warehouse's or dbt's error message says, as facts.

`read_message` tells a missing column from a full disk; `masked` makes one line of a message that people may
see. The messages come from outside: nothing in them is trusted, and no text of any length makes reading
raise or dawdle. How to add a warehouse: docs/error-messages.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbt_onus.core.signatures import (
    bigquery,
    databricks,
    dbt,
    duckdb,
    everywhere,
    postgres,
    redshift,
    snowflake,
    sqlserver,
    sqlstate,
    trino,
)
from dbt_onus.core.signatures.candidates import offered
from dbt_onus.core.signatures.masking import hidden, one_line
from dbt_onus.core.signatures.reading import (
    OF_A_VALUE,
    OF_THE_CODE,
    OF_THE_PLATFORM,
    OF_THE_SHAPE,
    ContractMismatch,
    Infra,
    Kind,
    Reading,
)
from dbt_onus.core.signatures.sentences import sentence
from dbt_onus.core.signatures.signature import Match, Signature, first_match
from dbt_onus.core.signatures.text import Said, unwrapped

__all__ = [
    "OF_A_VALUE",
    "OF_THE_CODE",
    "OF_THE_PLATFORM",
    "OF_THE_SHAPE",
    "ContractMismatch",
    "Infra",
    "Kind",
    "Reading",
    "masked",
    "read_message",
]

#: dbt's name of an adapter, and what its warehouse says.
ADAPTERS: dict[str, tuple[Signature, ...]] = {
    "duckdb": duckdb.SIGNATURES,
    "postgres": postgres.SIGNATURES,
    "redshift": redshift.SIGNATURES + postgres.SIGNATURES,
    "snowflake": snowflake.SIGNATURES,
    "bigquery": bigquery.SIGNATURES,
    "databricks": databricks.SIGNATURES,
    "trino": trino.SIGNATURES,
    "sqlserver": sqlserver.SIGNATURES,
}
_SPEAK_LIKE = {
    "spark": "databricks",
    "glue": "databricks",
    "fabricspark": "databricks",
    "athena": "trino",
    "starburst": "trino",
    "presto": "trino",
    "fabric": "sqlserver",
    "synapse": "sqlserver",
    "materialize": "postgres",
    "risingwave": "postgres",
    "greenplum": "postgres",
    "alloydb": "postgres",
    "motherduck": "duckdb",
}
#: A comma that stands in no parentheses.
_BETWEEN = re.compile(r",(?![^()]{0,200}\))")
_ALL = tuple(dict.fromkeys(signature for known in ADAPTERS.values() for signature in known))


def read_message(message: str | None, adapter: str) -> Reading:
    """What the message of a failed node or test says.

    `adapter` is dbt's adapter type (`duckdb`, `snowflake`, …); of an unknown one every known warehouse's
    words are tried. Never raises; a message that says nothing known reads as `Kind.OTHER`.
    """
    said = unwrapped(message or "")
    return _reading(_recognised(said, adapter), said)


def masked(message: str | None, limit: int = 300) -> str:
    """One line of a message for people: no heading of dbt's, no row's value, at most `limit` characters.

    Names of columns and relations stay; what stands in quotes goes wherever the engine complains of a value
    or where the kind of message is not known, and e-mail addresses and long numbers go everywhere.
    """
    said = unwrapped(message or "")
    match = _recognised(said, "")
    return one_line(hidden(said.body, match), limit)


def _recognised(said: Said, adapter: str) -> Match | None:
    for signatures in _tiers(said, adapter):
        if match := first_match(signatures, said):
            return match
    return None


def _tiers(said: Said, adapter: str) -> Iterator[tuple[Signature, ...]]:
    """Whose words to try, the likeliest first.

    What the project's own code says while it compiles is free text ("the vendor file timed out"): there
    only dbt's own words count.
    """
    yield dbt.SIGNATURES
    if said.compiling:
        return
    name = adapter.strip().lower()
    known = ADAPTERS.get(_SPEAK_LIKE.get(name, name))
    if known is not None:
        yield known
        yield everywhere.SIGNATURES
    yield _ALL
    yield everywhere.SIGNATURES
    yield sqlstate.SIGNATURES


def _reading(match: Match | None, said: Said) -> Reading:
    if match is None:
        kind = Kind.MISSING_MACRO_OR_REF if said.compiling and not said.body else Kind.OTHER
        return Reading(kind=kind, says=sentence(kind))
    signature = match.signature
    columns = dbt.mismatches(signature.kind, said)
    column = match.column or (columns[0].name if len(columns) == 1 else None)
    relation = match.part("relation")
    return Reading(
        kind=signature.kind,
        says=sentence(signature.kind, column=column, relation=relation, infra=signature.infra, columns=columns),
        column=column,
        relation=relation,
        qualifier=match.qualifier,
        infra=signature.infra,
        columns=columns,
        candidates=offered(signature.kind, said),
        ambiguous=signature.ambiguous,
        call=match.raw("call"),
        types=_listed(match.raw("types") or "") + _listed(match.raw("right") or ""),
    )


def _listed(types: str) -> tuple[str, ...]:
    """`VARCHAR(10), NUMBER(38,0)` are two."""
    return tuple(one.strip() for one in _BETWEEN.split(types) if one.strip())
