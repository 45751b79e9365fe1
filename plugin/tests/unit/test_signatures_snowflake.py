from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

CASES = [
    # Snowflake-Labs/sfquickstarts#367
    fault(
        Kind.MISSING_COLUMN,
        "000904 (42000): SQL compilation error: error line 6 at position 7\n"
        "  invalid identifier '\"Company Symbol\"'\n  compiled SQL at target/run/dbt_hol/models/x.sql",
        column="Company Symbol",
    ),
    # fivetran/dbt_shopify_source#76, with the alias that Snowflake repeats
    fault(
        Kind.MISSING_COLUMN,
        "000904 (42000): 01b2: SQL compilation error: error line 6 at position 7\n  invalid identifier "
        "'O.AUTHORIZATION'",
        column="AUTHORIZATION",
        qualifier="O",
    ),
    # dbt RPC log in a public repository
    fault(
        Kind.MISSING_RELATION,
        "002003 (42S02): SQL compilation error:\n  Object 'ANALYTICS.DBT.STG_CUSTOMERS' does not exist or not "
        "authorized.",
        relation="ANALYTICS.DBT.STG_CUSTOMERS",
        ambiguous=True,
    ),
    # Health-Union/snowshu#40
    fault(
        Kind.MISSING_RELATION,
        "002003 (02000): 01938587-0027-5d4d-0000-012516bbcafe: SQL compilation error:\n"
        "  Database 'UTIL_DB' does not exist or not authorized.",
        relation="UTIL_DB",
        ambiguous=True,
    ),
    # dbt-labs/dbt-core#621
    fault(
        Kind.MISSING_RELATION,
        "002043 (02000): SQL compilation error:\n  Object does not exist, or operation cannot be performed.",
        ambiguous=True,
    ),
    # keboola/php-table-backend-utils tests
    fault(
        Kind.SCHEMA_CHANGE,
        "SQL compilation error:\n  View definition for 'DB.S.V' declared 3 column(s), but view query produces 4 "
        "column(s).",
        relation="DB.S.V",
    ),
    # MeltanoLabs/target-snowflake#276
    fault(
        Kind.SCHEMA_CHANGE,
        "002108 (22000): 01b7d359: SQL compilation error: cannot change column _SDC_ORDER_NUMBER from type "
        "NUMBER(38,0) to VARCHAR(16777216)",
        column="_SDC_ORDER_NUMBER",
    ),
    # fluentmigrator/fluentmigrator#2113
    fault(
        Kind.TYPE_MISMATCH,
        "002023 (22000): SQL compilation error:\n  Expression type does not match column data type, expecting "
        "TIMESTAMP_NTZ(9) but got TIMESTAMP_TZ(9) for column APPLIEDON",
        column="APPLIEDON",
    ),
    # brooklyn-data/dbt_artifacts#219
    fault(Kind.BAD_VALUE, "100038 (22018): Numeric value '' is not recognized"),
    # Snowflake documentation
    fault(Kind.BAD_VALUE, "100035 (22007): Timestamp 'it's timeout' is not recognized"),
    fault(Kind.BAD_VALUE, '100071 (22000): Failed to cast variant value "x" to FIXED'),
    fault(Kind.BAD_VALUE, '100069 (22P02): Error parsing JSON: unknown keyword "timeout", pos 8'),
    # a data profile in a public repository
    fault(Kind.NUMERIC_OVERFLOW, "100039 (22003): Numeric value '56643299' is out of range"),
    fault(Kind.DIVISION_BY_ZERO, "100051 (22012): Division by zero"),
    # dbt-labs/dbt-core#10432
    fault(
        Kind.DUPLICATE_ROWS,
        '100090 (42P18): Duplicate row detected during DML action\n  Row Values: [11, "foo", "permission denied"]',
    ),
    fault(Kind.NOT_NULL, "100072 (22000): NULL result in a non-nullable column"),
    fault(
        Kind.AMBIGUOUS_COLUMN, "002028 (42601): SQL compilation error:\n  ambiguous column name 'ID'", column="ID"
    ),
    # dbt-labs/dbt-adapters#951
    fault(
        Kind.SYNTAX,
        "001003 (42000): SQL compilation error:\n  syntax error line 1 at position 41 unexpected '10000'.",
    ),
    # public run notes
    broken(
        Infra.PERMISSION,
        "003001 (42501): SQL access control error:\n  Insufficient privileges to operate on schema 'APP'",
    ),
    broken(
        Infra.PERMISSION,
        "Insufficient privileges to operate on table 'STAGING.RAW_ORDERS'",
        relation="STAGING.RAW_ORDERS",
    ),
    # dbt-labs/dbt-snowflake#300
    broken(
        Infra.UNAVAILABLE,
        "000606 (57P03): No active warehouse selected in the current session.  Select an active warehouse with "
        "the "
        "'use warehouse' command.",
    ),
    # rudderlabs/rudder-server
    broken(
        Infra.QUOTA,
        "090073 (22000): Warehouse 'COMPUTE_WH' cannot be resumed because resource monitor 'DAILY' has "
        "exceeded its "
        "quota.",
    ),
    # public run notes
    broken(
        Infra.TIMEOUT,
        "000630 (57014): Statement reached its statement or warehouse timeout of 300 second(s) and was canceled.",
    ),
    broken(Infra.CANCELLED, "000604 (57014): SQL execution canceled"),
    # Snowflake connector source code
    broken(
        Infra.AUTHENTICATION,
        "390114 (08001): Authentication token has expired.  The user must authenticate again.",
    ),
    broken(
        Infra.CONNECTION,
        "250001 (08001): None: Failed to connect to DB: x.snowflakecomputing.com:443. Incorrect response",
    ),
    # brooklyn-data/dbt_artifacts#109
    broken(Infra.CRASH, "Processing aborted due to error 300010:391167117; incident 7185034."),
    # brooklyn-data/dbt_artifacts#111
    fault(
        Kind.MISSING_RELATION,
        "100112 (22000): Remote file 'http://s/stages/5e/manifest.json.gz' was not found. There are several "
        "potential causes. The file might not exist. The required credentials may be missing or invalid.",
        relation="http://s/stages/5e/manifest.json.gz",
        ambiguous=True,
    ),
    # Snowflake-Labs/schemachange#111
    fault(
        Kind.SCHEMA_CHANGE,
        "100080 (22000): Number of columns in file (2) does not match that of the corresponding table (16), use "
        "file format option error_on_column_count_mismatch=false to ignore this error",
    ),
    # dbt-labs/dbt-core#6107
    fault(
        Kind.SCHEMA_CHANGE,
        "SQL compilation error: cannot change column COST_PCT from type NUMBER(38,1) to NUMBER(38,0) because "
        "changing the scale of a number is not supported.",
        column="COST_PCT",
    ),
    # dbt-labs/dbt-adapters#710
    broken(Infra.CONCURRENCY, "001430 (42601): SQL compilation error:\n  column 'NEW_COLUMN' already exists"),
    # Snowflake documentation
    fault(
        Kind.MISSING_RELATION,
        "091901 (01000): SQL compilation error: Base table 'DB.S.T' dropped, cannot read from the stream 'S1'",
        relation="DB.S.T",
    ),
    fault(
        Kind.AMBIGUOUS_COLUMN, "002025 (42S21): SQL compilation error:\n  duplicate column name 'ID'", column="ID"
    ),
    broken(Infra.MEMORY, "300005 (XX000): Function available memory exhausted."),
    broken(Infra.CONCURRENCY, "200003 (57014): Statement was aborted because of a write conflict."),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_snowflake_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "snowflake"))
