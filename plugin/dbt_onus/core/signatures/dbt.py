"""What dbt itself says: contracts, `on_schema_change: fail`, its own compilation, in dbt 1.x and v2."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbt_onus.core.signatures.reading import ContractMismatch, Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage
from dbt_onus.core.signatures.text import Said

RAN = "provoked, dbt-core 1.11 and dbt v2 preview.196"
SOURCE_CODE = "dbt-core source code"

SIGNATURES = (
    Signature(Kind.CONTRACT, r"This model has an enforced contract", RAN),
    Signature(Kind.CONTRACT, r"Contracted models require data_type", "dbt-adapters source code"),
    Signature(Kind.SCHEMA_CHANGE, r"The source and target schemas on this incremental model are out of sync", RAN),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"Snapshot target (?:has \(\"|is missing configured columns)",
        "dbt-adapters source code",
    ),
    Signature(
        Kind.NOT_NULL,
        r"Expected a non-null value when querying field '<column>' of table\s{1,4}(?P<relation>\S{1,600})",
        "dbt_common source code: freshness of a source without rows, or without load times",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Expected a timestamp value when querying field '<column>' of table (?P<relation>\S{1,600})",
        "provoked, dbt-core 1.11: freshness of a source whose load time is text",
    ),
    Signature(
        Kind.MISSING_MACRO_OR_REF,
        r"depends on an? (?:[a-z ]{3,30}) named '<relation>'",
        SOURCE_CODE,
    ),
    Signature(
        Kind.MISSING_MACRO_OR_REF,
        r"is undefined(?:\. This can happen|$)|Jinja macro or function `|Failed to render SQL undefined value"
        r"|references macro '|No materialization '|was unable to infer all dependencies|Required var '"
        r"|macro '[^'\n]{1,300}' takes no|No filter named|has no attribute '|unknown (?:function|method"
        r"|filter): ",
        RAN,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"No column (?P<dotted>\S{1,300}) found\. Available are",
        "dbt-labs/dbt-fusion#976 and #264: dbt0227 of v2's static analysis",
    ),
    Signature(
        Kind.SYNTAX,
        r"(?:unexpected '|expected token '|Encountered unknown tag|Unexpected end of template"
        r"|Jinja2? syntax error)",
        "Jinja2 source code",
    ),
    outage(Infra.ENVIRONMENT, r"Env var required but not provided: '", SOURCE_CODE),
    outage(Infra.CONNECTION, r"connection never acquired for thread", "dbt-adapters source code"),
)

_ROW = re.compile(
    r"^[ \t]*\|(?P<name>[^|\n]{1,400})\|(?P<definition>[^|\n]{0,400})\|"
    r"(?P<contract>[^|\n]{0,400})\|(?P<reason>[^|\n]{1,400})\|[ \t]*$",
    re.MULTILINE,
)
_OUT_OF_SYNC = re.compile(
    r"^[ \t]*(?P<what>Source columns not in target|Target columns not in source|New column types):"
    r"[ \t]*\[(?P<list>[^\n]{0,8000})",
    re.MULTILINE,
)
# `DuckDBColumn(column='extra', dtype='INTEGER', …)`, `<Column extra (INTEGER)>`, and v2's dictionaries.
_COLUMN = re.compile(
    r"(?:Column\(column=|'name': |'column_name': )'(?P<name>[^'\n]{1,300})'(?:, '?(?:dtype"
    r"|new_type)'?[=:] ?'(?P<type>[^'\n]{1,200})')?"
    r"|<\w{0,40}Column (?P<name2>[^\n(>]{1,300}) \((?P<type2>[^\n>]{1,200})\)>"
)
_REASONS = {
    "Source columns not in target": "missing in target",
    "Target columns not in source": "missing in source",
    "New column types": "data type change",
}
MOST_COLUMNS = 500


def mismatches(kind: Kind, said: Said) -> tuple[ContractMismatch, ...]:
    """The columns on which dbt found both sides to differ, in dbt's order; none for any other kind."""
    if kind is Kind.CONTRACT:
        return tuple(_of_contract(said.body))[:MOST_COLUMNS]
    if kind is Kind.SCHEMA_CHANGE:
        return tuple(_of_incremental(said.body))[:MOST_COLUMNS]
    return ()


def _of_contract(body: str) -> Iterator[ContractMismatch]:
    """The rows of the table that dbt draws; a name longer than 50 characters comes shortened with dots."""
    for row in _ROW.finditer(body):
        name = row["name"].strip()
        if name == "column_name" or not name.strip("- "):
            continue
        yield ContractMismatch(
            name=name,
            definition_type=row["definition"].strip() or None,
            contract_type=row["contract"].strip() or None,
            reason=row["reason"].strip(),
        )


def _of_incremental(body: str) -> Iterator[ContractMismatch]:
    for line in _OUT_OF_SYNC.finditer(body):
        for column in _COLUMN.finditer(line["list"]):
            kind = column["type"] or column["type2"]
            lost = line["what"] == "Target columns not in source"
            yield ContractMismatch(
                name=column["name"] or column["name2"],
                definition_type=None if lost else kind,
                contract_type=kind if lost else None,
                reason=_REASONS[line["what"]],
            )
