"""What Trino, Starburst and Athena say: a text and an error name. The text tells more, so it is tried first."""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

TRINO = "Trino source code, StandardErrorCode"
_SAYS = r"[^\n]{0,120}?"

SIGNATURES = (
    Signature(
        Kind.SCHEMA_CHANGE,
        r"View '<relation>' is stale(?: or in invalid state: column \[(?P<column>[^\]\n]{1,300})\])?",
        "Trino tests; Athena `VIEW_IS_STALE`: the view's table has changed",
    ),
    Signature(Kind.MISSING_COLUMN, r"Column '<dotted>' cannot be resolved", TRINO),
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
    Signature(Kind.AMBIGUOUS_COLUMN, r"Column '<dotted>' is ambiguous", TRINO),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Cannot apply operator: |Unexpected parameters \(|Cannot cast [a-z(), \d]{3,80} to ",
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
    Signature(Kind.BAD_VALUE, r"\bINVALID_CAST_ARGUMENT\b|\bHIVE_BAD_DATA\b", TRINO),
    Signature(Kind.NUMERIC_OVERFLOW, r"\bNUMERIC_VALUE_OUT_OF_RANGE\b", TRINO),
    Signature(Kind.DIVISION_BY_ZERO, r"\bDIVISION_BY_ZERO\b|Division by zero", TRINO),
    Signature(Kind.NOT_NULL, r"NULL value not allowed for NOT NULL column: (?P<column>[^\s\"]{1,300})", TRINO),
    Signature(Kind.SYNTAX, r"\bSYNTAX_ERROR\b|mismatched input '", TRINO),
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
        Infra.UNAVAILABLE,
        r"NO_NODES_AVAILABLE|SERVER_STARTING_UP|SERVER_SHUTTING_DOWN|REMOTE_HOST_GONE|CATALOG_NOT_AVAILABLE",
        TRINO,
    ),
    outage(Infra.CONNECTION, r"REMOTE_TASK_ERROR|PAGE_TRANSPORT_(?:ERROR|TIMEOUT)|REMOTE_TASK_MISMATCH", TRINO),
    outage(Infra.CONCURRENCY, r"TRANSACTION_CONFLICT|Failed to commit (?:the )?(?:transaction|during)", TRINO),
    outage(Infra.CANCELLED, r"USER_CANCELED|ADMINISTRATIVELY_(?:KILLED|PREEMPTED)|Query was canceled", TRINO),
    Signature(Kind.MISSING_COLUMN, r"\bCOLUMN_NOT_FOUND\b", TRINO),
    Signature(Kind.MISSING_RELATION, r"\b(?:TABLE|SCHEMA|CATALOG|PARTITION)_NOT_FOUND\b", TRINO),
    Signature(Kind.TYPE_MISMATCH, r"\bTYPE_MISMATCH\b|\bFUNCTION_NOT_FOUND\b", TRINO),
)
