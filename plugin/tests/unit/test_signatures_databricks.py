from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

CASES = [
    # elementary-data/elementary#1538
    fault(
        Kind.MISSING_COLUMN,
        "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column or function parameter with name `models`.`unique_id` "
        "cannot be "
        "resolved. Did you mean one of the following? [`run_results`.`unique_id`, `models`.`metadata_hash`]",
        column="unique_id",
        qualifier="models",
    ),
    # dbt-labs/coalesce-2022-python-databricks#2
    fault(
        Kind.MISSING_COLUMN,
        "[UNRESOLVED_COLUMN] A column or function parameter with name `id` cannot be resolved. Did you mean "
        "one of the "
        "following? [`source`.`customer_id`, `source`.`lifetime_spend`]; line 29 pos 8",
        column="id",
    ),
    # elementary-data/elementary#1554
    fault(
        Kind.MISSING_COLUMN,
        "org.apache.spark.sql.catalyst.ExtendedAnalysisException: [UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] A "
        "column, "
        "variable, or function parameter with name `last_session_start_ts` cannot be resolved.  SQLSTATE: "
        "42703; line 30",
        column="last_session_start_ts",
    ),
    # Spark 2 and 3.0
    fault(
        Kind.MISSING_COLUMN,
        "cannot resolve '`o.amount`' given input columns: [o.id, o.total]; line 1 pos 7;\n  'Project ['o.amount]",
        column="amount",
        qualifier="o",
    ),
    # a run of a public project on Databricks
    fault(
        Kind.MISSING_RELATION,
        "[TABLE_OR_VIEW_NOT_FOUND] The table or view `ow_tp`.`bronze`.`stage_missing` cannot be found. Verify the "
        "spelling and correctness of the schema and catalog. SQLSTATE: 42P01",
        relation="ow_tp.bronze.stage_missing",
    ),
    fault(Kind.MISSING_RELATION, "Table or view not found: raw.orders; line 1 pos 14", relation="raw.orders"),
    # Spark error conditions
    fault(
        Kind.SCHEMA_CHANGE,
        "[INCOMPATIBLE_VIEW_SCHEMA_CHANGE] The SQL query of view `s`.`v` has an incompatible schema change and "
        "column "
        "`b` cannot be resolved. Expected 1 columns named b but got [a].",
        column="b",
        relation="s.v",
    ),
    # Delta error classes
    fault(
        Kind.SCHEMA_CHANGE,
        "[DELTA_FAILED_TO_MERGE_FIELDS] Failed to merge fields 'ward_no' and 'ward_no'",
        column="ward_no",
    ),
    fault(
        Kind.SCHEMA_CHANGE,
        "[_LEGACY_ERROR_TEMP_DELTA_0007] A schema mismatch detected when writing to the Delta table",
    ),
    # public notes on Databricks runs
    fault(
        Kind.TYPE_MISMATCH,
        '[DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES] Cannot resolve "(ping.event_ts / 1000)" due to data type '
        "mismatch",
    ),
    fault(
        Kind.BAD_VALUE,
        '[CAST_INVALID_INPUT] The value \'N/A\' of the type "STRING" cannot be cast to "FLOAT" because it is '
        "malformed.",
    ),
    fault(
        Kind.BAD_VALUE,
        "Job aborted due to stage failure: Task 3 in stage 5.0 failed 4 times, most recent failure: Lost task "
        "3.3 in "
        "stage 5.0 (TID 21) (10.0.0.1 executor 3): org.apache.spark.SparkNumberFormatException: "
        "[CAST_INVALID_INPUT] The "
        'value \'cluster terminated\' of the type "STRING" cannot be cast to "BIGINT"',
    ),
    fault(Kind.NUMERIC_OVERFLOW, "[ARITHMETIC_OVERFLOW] integer overflow. SQLSTATE: 22003"),
    fault(Kind.DIVISION_BY_ZERO, "[DIVIDE_BY_ZERO] Division by zero. Use `try_divide`. SQLSTATE: 22012"),
    # microsoft/fabric-toolbox#235 and delta-io/delta#218
    fault(
        Kind.DUPLICATE_ROWS,
        "[DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE] Cannot perform Merge as multiple source rows "
        "matched",
    ),
    fault(
        Kind.DUPLICATE_ROWS,
        "java.lang.UnsupportedOperationException: Cannot perform MERGE as multiple source rows matched and "
        "attempted to "
        "update the same target row",
    ),
    # dbt-databricks functional tests, public incident notes
    fault(
        Kind.NOT_NULL,
        "[DELTA_NOT_NULL_CONSTRAINT_VIOLATED] NOT NULL constraint violated for column: tactical_side. "
        "SQLSTATE: 23502",
        column="tactical_side",
    ),
    fault(Kind.CHECK, "[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint positive (a > 0) violated by row"),
    fault(
        Kind.AMBIGUOUS_COLUMN,
        "[AMBIGUOUS_REFERENCE] Reference `id` is ambiguous, could be: [`a`.`id`, `b`.`id`].",
        column="id",
    ),
    fault(
        Kind.SYNTAX,
        "[PARSE_SYNTAX_ERROR] Syntax error at or near 'selec'. SQLSTATE: 42601 (line 5, pos 0)\n\n  == SQL ==\n"
        "  selec 'Out of memory'",
    ),
    # ibis-project/ibis#9038
    broken(
        Infra.PERMISSION,
        "com.databricks.sql.managedcatalog.acl.UnauthorizedAccessException: PERMISSION_DENIED: User does not "
        "have USE "
        "SCHEMA on Schema 'comms_media_dev.default'.",
    ),
    # Databricks documentation
    broken(
        Infra.PERMISSION,
        "[INSUFFICIENT_PERMISSIONS] Insufficient privileges:\n  User does not have SELECT on Table 'c.s.t'. "
        "SQLSTATE: 42501",
    ),
    # public run notes
    broken(
        Infra.CONCURRENCY,
        "[DELTA_CONCURRENT_APPEND.WITHOUT_HINT] Transaction conflict detected. A concurrent UPDATE added data "
        "to table",
    ),
    # delta-io/delta#761
    broken(
        Infra.CONCURRENCY, "org.apache.spark.sql.delta.ConcurrentAppendException: Files were added to the root"
    ),
    # Databricks documentation
    broken(Infra.UNAVAILABLE, "Cluster 1103-184512-abc was terminated. Reason: CLOUD_PROVIDER_SHUTDOWN"),
    broken(Infra.UNAVAILABLE, "Invalid SessionHandle: SessionHandle [5f0c]"),
    broken(Infra.MEMORY, "java.lang.OutOfMemoryError: GC overhead limit exceeded"),
    broken(Infra.CRASH, "ExecutorLostFailure (executor 3 exited caused by one of the running tasks)"),
    # Databricks documentation, error conditions
    fault(
        Kind.SCHEMA_CHANGE,
        "[INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA] Cannot write incompatible data for the table `c`.`s`.`t`: "
        "Cannot find data for the output column `amount`. SQLSTATE: KD000",
        column="amount",
    ),
    fault(
        Kind.TYPE_MISMATCH,
        "[INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST] Cannot write incompatible data for the table `s`.`t`: "
        'Cannot safely cast `amount` "STRING" to "INT". SQLSTATE: KD000',
        column="amount",
    ),
    fault(Kind.SCHEMA_CHANGE, "[INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS] Cannot write extra columns `x`."),
    fault(
        Kind.AMBIGUOUS_COLUMN,
        "[COLUMN_ALREADY_EXISTS] The column `id` already exists. Choose another name or rename the existing "
        "column. SQLSTATE: 42711",
        column="id",
    ),
    # dbt-labs/dbt-spark#112
    fault(
        Kind.SCHEMA_CHANGE,
        "[DELTA_CREATE_TABLE_SCHEME_MISMATCH] com.databricks.sql.transaction.tahoe.DeltaAnalysisException: The "
        "specified schema does not match the existing schema at dbfs:/mnt/lake/seeds/person.",
    ),
    # delta-io/delta#689
    fault(
        Kind.SCHEMA_CHANGE,
        "The schema of your Delta table has changed in an incompatible way since your DataFrame or DeltaTable "
        "object was created.",
    ),
    # Spark source code, before error classes
    fault(
        Kind.TYPE_MISMATCH,
        "Parquet column cannot be converted in file s3://b/part-0.parquet. Column: [amount], Expected: double, "
        "Found: BINARY",
        column="amount",
    ),
    # elementary-data/elementary#1718
    broken(Infra.CONCURRENCY, 'Conflicting commit: {"timestamp":1727626311790,"operation":"DELETE"}'),
    # dbt-labs/dbt-external-tables#228
    broken(
        Infra.CONCURRENCY,
        "Error running query: io.delta.exceptions.ProtocolChangedException: The protocol version of the Delta "
        "table has been changed by a concurrent update.",
    ),
    # Databricks documentation
    broken(
        Infra.UNAVAILABLE,
        "Unexpected failure while waiting for the cluster to be ready: Cause: CLOUD_PROVIDER_LAUNCH_FAILURE",
    ),
    broken(
        Infra.MEMORY,
        "[EXECUTOR_BROADCAST_JOIN_OOM] There is not enough memory to build the broadcast relation Orders.",
    ),
    broken(Infra.TIMEOUT, "Could not execute broadcast in 300 secs. You can increase the timeout for broadcasts"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_databricks_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "databricks"))
