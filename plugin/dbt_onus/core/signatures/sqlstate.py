"""The last resort: the five characters that most drivers print whatever the language and the product.

ISO/IEC 9075 and PostgreSQL's appendix A. Classes that products use for everything (42000, HY000, XX000) say
nothing.
"""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

SOURCE = "PostgreSQL documentation, appendix A; ISO/IEC 9075"
# `SQLSTATE: 42703`, `SQLSTATE[42S22]`, `(42S02)`, `[42S22]`, `'C': '42P01'` (redshift_connector).
_BEFORE = r"(?:SQL ?[Ss][Tt][Aa][Tt][Ee](?: code)?['\"]?[ :=\[(]{1,3}['\"]?|[(\[]|'x': ')"


def _state(states: str) -> str:
    return rf"{_BEFORE}(?:{states})\b"


SIGNATURES = (
    Signature(Kind.MISSING_COLUMN, _state("42703|42S22"), SOURCE),
    Signature(Kind.MISSING_RELATION, _state("42P01|42S02|3F000"), SOURCE),
    Signature(Kind.TYPE_MISMATCH, _state("42804|42883|42846|42725|42P18"), SOURCE),
    Signature(Kind.AMBIGUOUS_COLUMN, _state("42702|42P09"), SOURCE),
    Signature(Kind.SYNTAX, _state("42601|42803|42P10"), SOURCE),
    Signature(Kind.NUMERIC_OVERFLOW, _state("22003"), SOURCE),
    Signature(Kind.DIVISION_BY_ZERO, _state("22012"), SOURCE),
    Signature(Kind.NOT_NULL, _state("23502|22004"), SOURCE),
    Signature(Kind.REFERENCE, _state("23503"), SOURCE),
    Signature(Kind.DUPLICATE_ROWS, _state("23505|21000|21S01"), SOURCE),
    Signature(Kind.CHECK, _state("23514"), SOURCE),
    Signature(Kind.BAD_VALUE, _state("22001|22007|22008|22018|22021|22023|22026|22032|22P0[2-5]"), SOURCE),
    outage(Infra.PERMISSION, _state("42501"), SOURCE),
    outage(Infra.AUTHENTICATION, _state("28000|28P01"), SOURCE),
    outage(Infra.CONNECTION, _state("08[0-9A-Z]{3}"), SOURCE),
    outage(Infra.LOCK, _state("55P03|40P01"), SOURCE),
    outage(Infra.CONCURRENCY, _state("40001|40003"), SOURCE),
    outage(Infra.DISK, _state("53100"), SOURCE),
    outage(Infra.MEMORY, _state("53200"), SOURCE),
    outage(Infra.QUOTA, _state("53[034]00"), SOURCE),
    outage(Infra.CANCELLED, _state("57014"), SOURCE),
    outage(Infra.UNAVAILABLE, _state("57P0[1-5]|25006"), SOURCE),
    outage(Infra.CRASH, _state("58030|XX00[12]"), SOURCE),
)
