from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

CASES = [
    fault(
        Kind.MISSING_COLUMN,
        "TrinoUserError(type=USER_ERROR, name=COLUMN_NOT_FOUND, message=\"line 1:8: Column 'o.amount' cannot "
        'be resolved",'
        " query_id=20260902_123401_00000_abcde)",
        column="amount",
        qualifier="o",
    ),
    # mage-ai/mage-ai#2467
    fault(
        Kind.MISSING_RELATION,
        "TrinoUserError(type=USER_ERROR, name=TABLE_NOT_FOUND, message=\"line 1:15: Table 'hudi.etl_tmp.x' "
        'does not exist"'
        ", query_id=20230420_180015_34890_xnaun)",
        relation="hudi.etl_tmp.x",
    ),
    # an Athena note in a public repository
    fault(
        Kind.SCHEMA_CHANGE,
        "VIEW_IS_STALE: line 1:15: View 'awsdatacatalog.cid.config' is stale or in invalid state: column "
        "[account_id] of "
        "type varchar projected from query view at position 0 cannot be coerced",
        column="account_id",
        relation="awsdatacatalog.cid.config",
    ),
    # dbt-labs/dbt-core#10432
    fault(
        Kind.DUPLICATE_ROWS,
        'TrinoUserError(type=USER_ERROR, name=MERGE_TARGET_ROW_MULTIPLE_MATCHES, message="One MERGE target '
        "table row "
        'matched more than one source row", query_id=20240711_1_2_a)',
    ),
    fault(
        Kind.BAD_VALUE,
        "TrinoUserError(type=USER_ERROR, name=INVALID_CAST_ARGUMENT, message=\"Cannot cast 'timeout' to "
        'BIGINT", query_id=a)',
    ),
    fault(
        Kind.TYPE_MISMATCH,
        'TrinoUserError(type=USER_ERROR, name=TYPE_MISMATCH, message="line 1:8: Cannot apply operator: varchar '
        '/ integer", '
        "query_id=a)",
    ),
    # a public classifier's tests: the time in the query id is not an HTTP status
    broken(
        Infra.PERMISSION,
        'TrinoUserError(type=USER_ERROR, name=PERMISSION_DENIED, message="Access Denied: Cannot select from table '
        'hive.analytics.events", query_id=20260902_123401_00000_abcde)',
        relation="hive.analytics.events",
    ),
    # public benchmark notes
    broken(
        Infra.MEMORY,
        'TrinoQueryError(type=INSUFFICIENT_RESOURCES, name=EXCEEDED_LOCAL_MEMORY_LIMIT, message="Query '
        "exceeded per-node "
        'memory limit of 9GB [Allocated: 6.76GB]", query_id=a)',
    ),
    broken(
        Infra.CONNECTION,
        'TrinoQueryError(type=INTERNAL_ERROR, name=REMOTE_TASK_ERROR, message="Expected response code", '
        "query_id=a)",
    ),
    # Amazon Athena documentation: the name of the error comes first, and most are called a syntax error
    fault(
        Kind.MISSING_COLUMN,
        "COLUMN_NOT_FOUND: line 3:4: Column 'o.amount' cannot be resolved or requester is not authorized to "
        "access requested resources",
        column="amount",
        qualifier="o",
    ),
    fault(Kind.MISSING_COLUMN, "SYNTAX_ERROR: line 3:4: Column 'amount' cannot be resolved", column="amount"),
    fault(
        Kind.MISSING_RELATION,
        "SYNTAX_ERROR: line 1:15: Table awsdatacatalog.raw.orders does not exist",
        relation="awsdatacatalog.raw.orders",
    ),
    fault(
        Kind.SCHEMA_CHANGE,
        "HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas. The types "
        "are incompatible and cannot be coerced. The column 'amount' in table 'raw.t' is declared as type "
        "'bigint', but partition 'day=1' declared column 'amount' as type 'string'.",
        column="amount",
        relation="raw.t",
    ),
    fault(
        Kind.TYPE_MISMATCH,
        "HIVE_BAD_DATA: Field amount's type BINARY in parquet file s3://b/x is incompatible with type double "
        "defined in table schema",
        column="amount",
    ),
    fault(Kind.BAD_VALUE, "HIVE_CURSOR_ERROR: Row is not a valid JSON Object - JSONException: A JSONObject text"),
    # Dandandan/dbt-athena#17
    fault(Kind.MISSING_RELATION, "SYNTAX_ERROR: line 2:10: Catalog testing does not exist", relation="testing"),
    # Dandandan/dbt-athena#33
    fault(
        Kind.AMBIGUOUS_COLUMN,
        "SYNTAX_ERROR: line 42:24: Column 'table_schema' is ambiguous",
        column="table_schema",
    ),
    # mitodl/ol-data-platform#2262
    fault(
        Kind.SYNTAX,
        'TrinoUserError(type=USER_ERROR, name=COLUMN_TYPE_UNKNOWN, message="line 6:5: Column type is unknown: '
        'image_url", query_id=a)',
    ),
    # dbcodeio/public#997
    fault(
        Kind.MISSING_RELATION,
        "ICEBERG_MISSING_METADATA: Error listing table columns for catalog awsdatacatalog: Metadata not found in "
        "metadata location for table oracle_silver.benefits",
        relation="oracle_silver.benefits",
    ),
    # mitodl/ol-data-platform#685
    broken(
        Infra.CONNECTION,
        'TrinoQueryError(type=INTERNAL_ERROR, name=GENERIC_INTERNAL_ERROR, message="Failed communicating with '
        'server: https://x.example/api/v1", query_id=a)',
    ),
    # duneanalytics/spellbook#7036
    broken(
        Infra.UNAVAILABLE,
        "TrinoExternalError(type=EXTERNAL, name=HIVE_CANNOT_OPEN_SPLIT, "
        'message="Error opening Hive split s3a://b/x (offset=1, length=2)", query_id=a)',
    ),
    # AWS documentation
    broken(
        Infra.QUOTA,
        'TrinoExternalError(type=EXTERNAL, name=HIVE_METASTORE_ERROR, message="Rate exceeded (Service: AWSGlue; '
        'Status Code: 400; Error Code: ThrottlingException)", query_id=a)',
    ),
    broken(
        Infra.QUOTA,
        "An error occurred (ThrottlingException) when calling the StartQueryExecution operation: Rate exceeded",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_trino_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "trino"))
