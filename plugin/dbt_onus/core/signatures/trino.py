"""What Trino, Starburst and Athena say: a text and an error name. The text tells more, so it is tried first."""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

TRINO = "Trino source code, StandardErrorCode"
_SAYS = r"[^\n]{0,120}?"
#: Athena puts the name of the error before its text, and calls most of them a syntax error.
_NAMED = (
    r"(?:\b(?:SYNTAX_ERROR|COLUMN_NOT_FOUND|TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND|TYPE_MISMATCH"
    r"|AMBIGUOUS_NAME|FUNCTION_NOT_FOUND): (?:line \d{1,7}:\d{1,7}: )?)?"
)

SIGNATURES = (
    Signature(
        Kind.SCHEMA_CHANGE,
        r"View '<relation>' is stale(?: or in invalid state: column \[(?P<column>[^\]\n]{1,300})\])?",
        "Trino tests; Athena `VIEW_IS_STALE`: the view's table has changed",
    ),
    Signature(
        Kind.MISSING_COLUMN,
        _NAMED + r"Column '<dotted>' cannot be resolved",
        f"{TRINO}; Athena: `COLUMN_NOT_FOUND: line 3:4: Column 'x' cannot be resolved or requester is not …`",
    ),
    Signature(
        Kind.MISSING_RELATION,
        _NAMED + r"(?:Table|View|Schema|Catalog) '?(?P<relation>[^\s']{1,600}?)'? (?:does not exist|not found)",
        "Dandandan/dbt-athena#17: `SYNTAX_ERROR: line 2:10: Catalog testing does not exist`",
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"ICEBERG_MISSING_METADATA[^\n]{0,300}? for table (?P<relation>[^\s\"]{1,600})|ICEBERG_MISSING_METADATA",
        "dbcodeio/public#997",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"HIVE_PARTITION_SCHEMA_MISMATCH[^$]{0,300}? The column '<column>' in table '<relation>' is declared",
        "Amazon Athena documentation",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"(?:HIVE_BAD_DATA: )?Field (?P<column>[^\s]{1,300}?)'s type [^\n]{1,200} is incompatible with type",
        "Amazon Athena documentation",
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"(?:Table|View|Schema) '<relation>' (?:does not exist|not found)",
        "mage-ai/mage-ai#2467; trinodb/trino#8307",
    ),
    Signature(
        Kind.DUPLICATE_ROWS,
        r"MERGE_TARGET_ROW_MULTIPLE_MATCHES|SUBQUERY_MULTIPLE_ROWS",
        "dbt-labs/dbt-core#10432",
    ),
    Signature(
        Kind.DUPLICATE_ROWS,
        r"One MERGE target table row matched more than one source row"
        r"|Scalar sub-query has returned multiple rows",
        TRINO,
    ),
    Signature(
        Kind.AMBIGUOUS_COLUMN,
        _NAMED + r"Column '<dotted>' is ambiguous",
        f"{TRINO}; Dandandan/dbt-athena#33",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        _NAMED
        + r"(?:Cannot apply operator: |Unexpected parameters \(|Cannot cast [a-z(), \d]{3,80} to "
        + r"|'[^'\n]{1,3}' cannot be applied to )",
        TRINO,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Insert query has mismatched column types|HIVE_BAD_DATA" + _SAYS + r"incompatible with type",
        TRINO,
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"query has \d{1,5} (?:columns|expression\(s\))"
        + _SAYS
        + r"\d{1,5}|HIVE_PARTITION_SCHEMA_MISMATCH|SCHEMA_MISMATCH\b",
        TRINO,
    ),
    Signature(Kind.BAD_VALUE, r"Cannot cast '(?P<value>[^\n]{0,600}?)' to |Value cannot be cast to ", TRINO),
    Signature(
        Kind.BAD_VALUE,
        r"\bINVALID_CAST_ARGUMENT\b|\bHIVE_BAD_DATA\b|\bHIVE_CURSOR_ERROR\b|Row is not a valid JSON Object",
        TRINO,
    ),
    Signature(Kind.NUMERIC_OVERFLOW, r"\bNUMERIC_VALUE_OUT_OF_RANGE\b", TRINO),
    Signature(Kind.DIVISION_BY_ZERO, r"\bDIVISION_BY_ZERO\b|Division by zero", TRINO),
    Signature(Kind.NOT_NULL, r"NULL value not allowed for NOT NULL column: (?P<column>[^\s\"]{1,300})", TRINO),
    Signature(
        Kind.SYNTAX,
        r"\bSYNTAX_ERROR\b|mismatched input '|\bCOLUMN_TYPE_UNKNOWN\b",
        f"{TRINO}; mitodl/ol-data-platform#2262",
    ),
    outage(
        Infra.PERMISSION,
        r"Access Denied: Cannot "
        + _SAYS
        + r"(?:table|view|schema|columns? \[[^\]\n]{1,600}\] in table or view) (?P<relation>[^\s:\"]{1,600})",
        TRINO,
    ),
    outage(Infra.PERMISSION, r"Access Denied: ", TRINO),
    outage(
        Infra.MEMORY,
        r"EXCEEDED_(?:LOCAL|GLOBAL|NODE)_?\w{0,10}_?LIMIT\b|EXCEEDED_MEMORY_LIMIT|CLUSTER_OUT_OF_MEMORY",
        TRINO,
    ),
    outage(
        Infra.TIMEOUT,
        r"EXCEEDED_TIME_LIMIT|EXCEEDED_CPU_LIMIT|Query exceeded (?:the )?maximum (?:run|execution|time)",
        TRINO,
    ),
    outage(
        Infra.QUOTA,
        r"QUERY_QUEUE_FULL|EXCEEDED_SCAN_LIMIT|Query exhausted resources|TooManyRequestsException",
        TRINO,
    ),
    outage(
        Infra.QUOTA,
        r"(?:HIVE_METASTORE_ERROR[^\n]{0,80}?)?(?:Rate exceeded|ThrottlingException)",
        "AWS Glue and Athena documentation, throttling",
    ),
    outage(
        Infra.UNAVAILABLE,
        r"HIVE_METASTORE_ERROR|(?:HIVE|ICEBERG)_(?:CANNOT_OPEN_SPLIT|FILESYSTEM_ERROR)",
        "duneanalytics/spellbook#7036; dbt-labs/dbt-adapters#1740; Dandandan/dbt-athena#36",
    ),
    outage(
        Infra.UNAVAILABLE,
        r"NO_NODES_AVAILABLE|SERVER_STARTING_UP|SERVER_SHUTTING_DOWN|REMOTE_HOST_GONE|CATALOG_NOT_AVAILABLE",
        TRINO,
    ),
    outage(Infra.CONNECTION, r"REMOTE_TASK_ERROR|PAGE_TRANSPORT_(?:ERROR|TIMEOUT)|REMOTE_TASK_MISMATCH", TRINO),
    outage(Infra.CONNECTION, r"Failed communicating with server: ", "mitodl/ol-data-platform#685"),
    outage(Infra.CONCURRENCY, r"TRANSACTION_CONFLICT|Failed to commit (?:the )?(?:transaction|during)", TRINO),
    outage(Infra.CANCELLED, r"USER_CANCELED|ADMINISTRATIVELY_(?:KILLED|PREEMPTED)|Query was canceled", TRINO),
    Signature(Kind.MISSING_COLUMN, r"\bCOLUMN_NOT_FOUND\b", TRINO),
    Signature(Kind.MISSING_RELATION, r"\b(?:TABLE|SCHEMA|CATALOG|PARTITION)_NOT_FOUND\b", TRINO),
    Signature(Kind.TYPE_MISMATCH, r"\bTYPE_MISMATCH\b|\bFUNCTION_NOT_FOUND\b", TRINO),
)
