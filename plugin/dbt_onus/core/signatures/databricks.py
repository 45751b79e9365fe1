"""What Spark, Delta and Databricks say.

New releases name the error class in brackets; both forms are known.
"""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

DOCUMENTED = "Databricks documentation, error conditions"
OLDER = "Spark source code, before error classes"

_SHAPE = (
    Signature(
        Kind.SCHEMA_CHANGE,
        r"INCOMPATIBLE_VIEW_SCHEMA_CHANGE\] The SQL query of view (?P<relation>[^\s]{1,600}) has an incompatible"
        r" schema change and column (?P<column>[^\s]{1,300}) cannot be resolve"
        r"d",
        "Spark error conditions: a view whose table has changed",
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"column(?:, variable,)? or function parameter with name (?P<dotted>[^\n]{1,300}?) cannot be resolved",
        "elementary-data/elementary#1538; dbt-labs/coalesce-2022-python-databricks#2",
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"cannot resolve '`?(?P<dotted>[^'\n]{1,300}?)`?' given input columns",
        OLDER,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"(?:Column '<dotted>' does not exist|No such struct field `?(?P<column>[^`\s]{1,300}))",
        OLDER,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"MERGE_UNRESOLVED_EXPRESSION\] Cannot resolve (?P<dotted>[^\n]{1,300}?) in ",
        "Delta error classes",
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"TABLE_OR_VIEW_NOT_FOUND\] The table or view (?P<relation>[^\s]{1,600}) cannot be found",
        "run_results of a public project, Databricks 2025",
    ),
    Signature(Kind.MISSING_RELATION, r"Table or view (?:not found: (?P<relation>[^\s;]{1,600})|')", OLDER),
    Signature(
        Kind.MISSING_RELATION,
        r"(?:TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|PATH_NOT_FOUND|DELTA_TABLE_NOT_FOUND"
        r"|DELTA_PATH_DOES_NOT_EXIST|DELTA_MISSING_DELTA_TABLE|CATALOG_NOT_FOUND|NO_SUCH_CATALOG_EXCEPTION)\]?",
        DOCUMENTED,
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"(?:Database|Path does not exist:) '?(?P<relation>[^\s';]{1,600})'?(?: not found|$|;)",
        "databricks/dbt-databricks#277",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"(?:DELTA_FAILED_TO_MERGE_FIELDS\] )?Failed to merge fields '<column>' and '",
        "Delta error classes, DELTA_FAILED_TO_MERGE_FIELDS",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"A schema mismatch detected when writing|_LEGACY_ERROR_TEMP_DELTA_0007|DELTA_FAILED_TO_MERGE_FIELDS"
        r"|DELTA_SCHEMA_CHANGED|DELTA_SCHEMA_CHANGE_SINCE_ANALYSIS|INSERT_COLUMN_ARITY_MISMATCH"
        r"|NUM_COLUMNS_MISMATCH|INCOMPATIBLE_VIEW_SCHEMA_CHANGE|can only be performed on (?:tables"
        r"|inputs) with the same number of columns",
        DOCUMENTED,
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"(?:INCOMPATIBLE_DATA_FOR_TABLE\.CANNOT_FIND_DATA\] [^\n\[]{0,300}?)?Cannot find data for the output "
        r"column `?(?P<column>[^`\s]{1,300})",
        DOCUMENTED,
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"INCOMPATIBLE_DATA_FOR_TABLE\.(?:EXTRA_|CANNOT_FIND|AMBIGUOUS)|DELTA_CREATE_TABLE_SCHEME_MISMATCH"
        r"|DELTA_METADATA_MISMATCH|schema of your Delta table has changed in an incompatible way",
        "dbt-labs/dbt-spark#112; delta-io/delta#689; Databricks documentation, error conditions",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"(?:INCOMPATIBLE_DATA_FOR_TABLE\.CANNOT_SAFELY_CAST\] [^\n\[]{0,300}?)?Cannot safely cast "
        r"`?(?P<column>[^`\s]{1,300})",
        DOCUMENTED,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Parquet column cannot be converted[^\n]{0,600}? Column: \[(?P<column>[^\]\n]{1,300})\]",
        OLDER,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"INCOMPATIBLE_DATA_FOR_TABLE|DELTA_UPDATE_SCHEMA_MISMATCH_EXPRESSION|Parquet column cannot be converted",
        DOCUMENTED,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"DATATYPE_MISMATCH|due to data type mismatch|INCOMPATIBLE_COLUMN_TYPE|CANNOT_UP_CAST_DATATYPE"
        r"|UNEXPECTED_INPUT_TYPE|CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE|CONVERT_PARQUET"
        r"|PARQUET_COLUMN_DATA_TYPE_MISMATCH",
        DOCUMENTED,
    ),
)

_VALUES = (
    Signature(
        Kind.BAD_VALUE,
        r"CAST_INVALID_INPUT\](?: The value (?P<value>[^\n]{0,600}?) of the type)?",
        'Databricks documentation: `The value \'12.34.56\' of the type "STRING" cannot be cast to "BIGINT"`',
    ),
    Signature(
        Kind.BAD_VALUE,
        r"CANNOT_PARSE_(?:TIMESTAMP|DATE|DECIMAL|TIME|JSON_FIELD)|MALFORMED_RECORD_IN_PARSING"
        r"|CAST_OVERFLOW_IN_TABLE|INVALID_ARRAY_INDEX|DELTA_EXCEED_CHAR_VARCHAR_LIMIT"
        r"|DATETIME_FIELD_OUT_OF_BOUNDS",
        DOCUMENTED,
    ),
    Signature(Kind.NUMERIC_OVERFLOW, r"ARITHMETIC_OVERFLOW|CAST_OVERFLOW|NUMERIC_VALUE_OUT_OF_RANGE", DOCUMENTED),
    Signature(Kind.DIVISION_BY_ZERO, r"DIVIDE_BY_ZERO|Division by zero", DOCUMENTED),
    Signature(
        Kind.DUPLICATE_ROWS,
        r"MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE|multiple source rows matched",
        "microsoft/fabric-toolbox#235; delta-io/delta#218",
    ),
    Signature(Kind.DUPLICATE_ROWS, r"SCALAR_SUBQUERY_TOO_MANY_ROWS|MERGE_CARDINALITY_VIOLATION", DOCUMENTED),
    Signature(
        Kind.NOT_NULL,
        r"(?:NOT_NULL_CONSTRAINT_VIOLATED\] )?NOT NULL constraint violated for column: "
        r"(?P<column>[^\s]{1,300}?)\.?(?:\s|$"
        r")",
        "dbt-databricks functional tests",
    ),
    Signature(Kind.NOT_NULL, r"NOT_NULL_(?:CONSTRAINT_VIOLAT|ASSERT_VIOLATION)", DOCUMENTED),
    Signature(Kind.CHECK, r"DELTA_VIOLATE_CONSTRAINT|CHECK constraint [^\n]{1,300} violated", DOCUMENTED),
)

_CODE = (
    Signature(
        Kind.AMBIGUOUS_COLUMN,
        r"COLUMN_ALREADY_EXISTS\](?: The column `(?P<column>[^`\n]{1,300})` already exists)?",
        f"{DOCUMENTED}: two stars that have a name in common",
    ),
    Signature(Kind.AMBIGUOUS_COLUMN, r"[Rr]eference '?(?P<dotted>[^'\n]{1,300}?)'? is ambiguous", DOCUMENTED),
    Signature(
        Kind.SYNTAX,
        r"PARSE_SYNTAX_ERROR|ParseException|UNRESOLVED_ROUTINE|MISSING_AGGREGATION|MISSING_GROUP_BY"
        r"|Undefined function",
        DOCUMENTED,
    ),
)

_MACHINERY = (
    outage(
        Infra.PERMISSION,
        r"User does not have (?:permission )?[A-Z_, ]{3,80} on (?:[A-Za-z]{3,20} )?(?P<relation>[^\s]{1,600})",
        "ibis-project/ibis#9038; Databricks documentation",
    ),
    outage(
        Infra.PERMISSION,
        r"INSUFFICIENT_PERMISSIONS|PERMISSION_DENIED|Insufficient\s{1,9}privileges",
        DOCUMENTED,
    ),
    outage(
        Infra.CONCURRENCY,
        r"DELTA_CONCURRENT_|Concurrent(?:Append|DeleteRead|DeleteDelete|Write|Transaction"
        r"|Modification)Exception|DELTA_METADATA_CHANGED|MetadataChangedException|DELTA_PROTOCOL_CHANGED"
        r"|ProtocolChangedException|^[ \t]*Conflicting commit: ",
        "delta-io/delta#761; elementary-data/elementary#1718; public run notes: "
        "`[DELTA_CONCURRENT_APPEND.WITHOUT_HINT] Transaction conflict detected`",
    ),
    outage(
        Infra.UNAVAILABLE,
        r"Error starting terminated cluster"
        r"|[Cc]luster [^\n]{0,200}?(?:terminated|does not exist|is in unexpected state|not (?:running|ready))"
        r"|ClusterNotReadyException|waiting for the cluster to be ready|CLOUD_PROVIDER_LAUNCH_FAILURE"
        r"|TEMPORARILY_UNAVAILABLE|WORKSPACE_TEMPORARILY|Invalid SessionHandle|INVALID_HANDLE|SESSION_CLOSED"
        r"|SparkContext (?:was|has been) (?:shut ?down|stopped)|[Ww]arehouse [^\n]{0,200}?(?:was|is) stopped",
        DOCUMENTED,
    ),
    outage(
        Infra.QUOTA,
        r"QUOTA_EXCEEDED|RESOURCE_EXHAUSTED|REQUEST_LIMIT_EXCEEDED|maximum number of queued",
        DOCUMENTED,
    ),
    outage(
        Infra.CRASH,
        r"(?i)spark driver has stopped unexpectedly",
        "Databricks knowledge base, driver restarts",
    ),
    outage(Infra.CRASH, r"ExecutorLostFailure|Python kernel is unresponsive|exit code (?:134|137|139)", OLDER),
    outage(
        Infra.MEMORY,
        r"EXECUTOR_BROADCAST_JOIN_OOM|not enough memory to build the (?:broadcast|hash)",
        DOCUMENTED,
    ),
    outage(Infra.MEMORY, r"OutOfMemoryError|Total size of serialized results [^\n]{1,200} is bigger than", OLDER),
    outage(
        Infra.TIMEOUT,
        r"QUERY_TIMEOUT|[Qq]uery has been timed out|Query could not be scheduled|Timed out waiting for query"
        r"|Could not execute broadcast in \d|EXECUTION_TIMEOUT",
        DOCUMENTED,
    ),
    outage(
        Infra.CANCELLED,
        r"SPARK_JOB_CANCELLED|OPERATION_CANCELED|[Qq]uery (?:was|has been) canceled",
        DOCUMENTED,
    ),
    outage(Infra.AUTHENTICATION, r"Invalid access token|INVALID_TOKEN|UNAUTHENTICATED", DOCUMENTED),
    outage(
        Infra.CONNECTION,
        r"Error during request to server|TTransportException",
        "databricks-sql-connector source code",
    ),
)

SIGNATURES = _SHAPE + _VALUES + _CODE + _MACHINERY
