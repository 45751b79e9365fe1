"""Messages as people have posted them in public threads, each beside where it stands.

What is the warehouse's fault, or that of how it is set up, accuses nobody's data.
"""

from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

CASES = [
    # fhoffa/code_snippets#4
    (
        "bigquery",
        broken(Infra.QUOTA, "Exceeded rate limits: too many table update operations for this table. at [1063:3]"),
    ),
    # re-data/re-data#101
    (
        "bigquery",
        broken(
            Infra.MEMORY,
            "Resources exceeded during query execution: Not enough resources for query planning - "
            "too many subqueries "
            "or query is too complex.",
        ),
    ),
    # elementary-data/elementary#382
    (
        "bigquery",
        broken(Infra.QUOTA, "Quota exceeded: Your table exceeded quota for imports or query appends per table."),
    ),
    # dbt-labs/dbt-fusion#900, dbt v2
    (
        "bigquery",
        broken(
            Infra.QUOTA,
            "[BigQuery] retry failed with context canceled; last error: googleapi: Error 400: Job "
            "exceeded rate limits: "
            "Your user exceeded quota for rate INFORMATION_SCHEMA queries per user., jobRateLimitExceeded",
        ),
    ),
    # dbt-labs/dbt-core#3934
    (
        "bigquery",
        broken(
            Infra.CONNECTION,
            "HTTPSConnectionPool(host='bigquery.googleapis.com', port=443): Max retries exceeded "
            "with url: /bigquery/v2/p "
            "(Caused by SSLError(\"bad handshake: SysCallError(-1, 'Unexpected EOF')\"))",
        ),
    ),
    # m-lab/etl-gardener#293
    (
        "bigquery",
        broken(
            Infra.MEMORY,
            "googleapi: Error 400: Resources exceeded during query execution: Too many DML "
            "statements outstanding against "
            "table sandbox:tmp_ndt.ndt5, limit is 20, resourcesExceeded",
        ),
    ),
    # PostHog/posthog#67914
    (
        "bigquery",
        broken(Infra.UNAVAILABLE, "400 request failed: table has un-applied upsert data that is not fresh enough"),
    ),
    # dbt-labs/dbt-adapters#541
    (
        "bigquery",
        broken(
            Infra.ENVIRONMENT,
            "Cannot replace a table with a different partitioning spec. Instead, DROP the table, and "
            "then recreate it. "
            "New partitioning spec is interval(type:day,field:p_date)",
        ),
    ),
    # dbt-labs/dbt-adapters#539
    (
        "bigquery",
        broken(
            Infra.ENVIRONMENT,
            "Incompatible table partitioning specification. Expected partitioning specification "
            "interval(type:day,field:a), but input partitioning specification is interval(type:day,field:b)",
        ),
    ),
    # mozilla/bigquery-etl#1806
    (
        "bigquery",
        fault(
            Kind.SCHEMA_CHANGE,
            "Invalid schema update. Field os_version has changed type from NUMERIC to STRING",
            column="os_version",
        ),
    ),
    # bqbooster/dbt-bigquery-monitoring#149
    (
        "bigquery",
        fault(
            Kind.TYPE_MISMATCH, "Invalid cast from STRUCT<index_usage_mode STRING, ...> to STRUCT<x> at [50:16]"
        ),
    ),
    # dbt-labs/dbt-core#3095
    (
        "bigquery",
        fault(
            Kind.TYPE_MISMATCH,
            "Query error: Cannot coerce expression (\n    select as struct\n) to type "
            "STRUCT<ARRAY<DATE>> at [106:46]",
        ),
    ),
    # databricks/dbt-databricks#347
    (
        "databricks",
        broken(
            Infra.UNAVAILABLE,
            "Error starting terminated cluster.\n   "
            'b\'{"error_code":"INVALID_STATE","message":"Cluster 7 is in unexpected '
            "state Pending.\"}'",
        ),
    ),
    # databricks/dbt-databricks#892 and #893
    (
        "databricks",
        broken(
            Infra.CONNECTION,
            "Error during request to server: : Max retries exceeded with url: /sql/1.0/warehouses/x (Caused by "
            "ResponseError('too many 503 error responses'))",
        ),
    ),
    # dbt-labs/dbt-external-tables#228
    (
        "databricks",
        broken(
            Infra.CONCURRENCY,
            "io.delta.exceptions.ProtocolChangedException: The protocol version of the Delta table "
            "has been changed by a "
            "concurrent update.",
        ),
    ),
    # trinodb/trino#29376
    (
        "databricks",
        broken(
            Infra.UNAVAILABLE,
            "HTTP request failed by code: 503, status line: HTTP/1.1 503 Service Unavailable. Thrift Header: "
            "TEMPORARILY_UNAVAILABLE: Cluster 5711-083124-7 is temporarily unavailable.",
        ),
    ),
    # Databricks knowledge base
    (
        "databricks",
        broken(Infra.CRASH, "The spark driver has stopped unexpectedly and is restarting."),
    ),
    # dbt-labs/dbt-spark#112
    (
        "spark",
        fault(
            Kind.SCHEMA_CHANGE,
            "('42000', '[42000] [Simba][Hardy] (80) Error running query: [DELTA_CREATE_TABLE_SCHEME_MISMATCH] "
            "DeltaAnalysisException: The specified schema does not match the existing schema at "
            "dbfs:/mnt/seeds/person.')",
        ),
    ),
    # estuary/connectors#1021
    (
        "databricks",
        fault(
            Kind.SCHEMA_CHANGE, "A schema mismatch detected when writing to the Delta table (Table ID: 5a80f00b)."
        ),
    ),
    # dbt-labs/dbt-core#12596, dbt-labs/dbt-adapters#626, #1533, #1542
    ("redshift", broken(Infra.CONCURRENCY, "could not complete because of conflict with concurrent transaction")),
    # Amazon Redshift documentation
    ("redshift", fault(Kind.NUMERIC_OVERFLOW, "Value out of range for 4 bytes.")),
    # dbt-labs/dbt-adapters#2159
    (
        "redshift",
        fault(
            Kind.TYPE_MISMATCH,
            'column "my_int_col__dbt_alter" is of type bigint but expression is of type character varying',
            column="my_int_col__dbt_alter",
        ),
    ),
    # psycopg/psycopg2#356 and paris-saclay-cds/ramp-board#151
    ("postgres", broken(Infra.CONNECTION, "SSL SYSCALL error: Operation timed out")),
    ("postgres", broken(Infra.CONNECTION, "SSL SYSCALL error: EOF detected")),
    # openstate/open-raadsinformatie#198
    ("postgres", broken(Infra.QUOTA, "FATAL:  sorry, too many clients already")),
    # PgBouncer documentation
    ("postgres", broken(Infra.TIMEOUT, "FATAL:  query_wait_timeout\nserver closed the connection unexpectedly")),
    # AltimateAI/vscode-dbt-power-user#1750 and #1634
    (
        "duckdb",
        broken(
            Infra.LOCK,
            'IO Error: Could not set lock on file "/data/foodpilled.duckdb": Conflicting lock is held in '
            "/usr/local/bin/python3.12 (PID 1637). See also https://duckdb.org/docs/stable/connect/concurrency",
        ),
    ),
    (
        "duckdb",
        broken(
            Infra.LOCK, "IO Error: File is already open in \n  C:\\Users\\x\\miniforge3\\pythonw.exe (PID 18696)"
        ),
    ),
    # duckdb/dbt-duckdb#578
    (
        "duckdb",
        broken(Infra.CONCURRENCY, "TransactionContext Error: Current transaction is aborted (please ROLLBACK)"),
    ),
    # duckdb/dbt-duckdb#442
    (
        "duckdb",
        broken(
            Infra.CRASH,
            "FATAL Error: Failed: database has been invalidated because of a previous fatal error. "
            "The database must be "
            'restarted prior to being used again.\n  Original error: "Attempted to access index 1 '
            'within vector of size 1"',
        ),
    ),
    # duckdb/dbt-duckdb#639
    (
        "duckdb",
        broken(Infra.ENVIRONMENT, "Invalid Input Error: CREATE OR REPLACE not supported in DuckDB-Iceberg"),
    ),
    # duckdb/dbt-duckdb#101
    ("duckdb", broken(Infra.ENVIRONMENT, 'Binder Error: Catalog "main" does not exist!')),
    # Snowflake-Labs/sfguide-getting-started-from-zero-to-snowflake#3
    (
        "snowflake",
        broken(
            Infra.UNAVAILABLE,
            "Warehouse 'MY_WH' is suspended. Use 'alter warehouse MY_WH resume;' command if you need "
            "to use it again.",
        ),
    ),
    # dbt-labs/dbt-snowflake#1145: the SQLSTATE is that of a bad value
    (
        "snowflake",
        broken(
            Infra.ENVIRONMENT,
            "002736 (22023): SQL compilation error: WAREHOUSE value of Dynamic Table 'XXXX' unsupported.",
        ),
    ),
    # dbt-labs/dbt-snowflake#1017
    (
        "snowflake",
        broken(
            Infra.UNAVAILABLE,
            "090106 (22000): Cannot perform CREATE TABLE. This session does not have a current "
            "schema. Call 'USE SCHEMA', "
            "or use a qualified name.",
        ),
    ),
    # dbt-labs/dbt-core#6107
    (
        "snowflake",
        fault(
            Kind.SCHEMA_CHANGE,
            "SQL compilation error: cannot change column COST_PCT from type NUMBER(38,1) to "
            "NUMBER(38,0) because changing "
            "the scale of a number is not supported.",
            column="COST_PCT",
        ),
    ),
    # brooklyn-data/dbt_artifacts#109
    (
        "snowflake",
        broken(Infra.CRASH, "Processing aborted due to error 300010:391167117; incident 7185034."),
    ),
]


@pytest.mark.parametrize(("adapter", "case"), CASES, ids=str)
def test_what_people_have_posted_is_read(adapter: str, case: Case) -> None:
    agrees(case, read(case, adapter))


@pytest.mark.parametrize(("adapter", "case"), [one for one in CASES if one[1].infra is not None], ids=str)
def test_nothing_that_the_warehouse_did_accuses_a_producer(adapter: str, case: Case) -> None:
    """Whatever adapter says it: not even where its words are not known."""
    assert read(case, adapter).is_platform
    assert read(case, "unheard_of").is_platform
