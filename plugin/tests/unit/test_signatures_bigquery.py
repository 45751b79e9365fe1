from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

CASES = [
    # cal-itp/data-infra#4229
    fault(
        Kind.MISSING_COLUMN,
        "Unrecognized name: additional_assault_information at [62:15]",
        column="additional_assault_information",
    ),
    fault(
        Kind.MISSING_COLUMN,
        "400 Unrecognized name: o.pickup_date; Did you mean tpep_pickup_datetime? at [5:27]; reason: invalidQuery",
        column="pickup_date",
        qualifier="o",
    ),
    # BigQuery documentation
    fault(Kind.MISSING_COLUMN, "Name amount not found inside o at [3:4]", column="amount", qualifier="o"),
    # brooklyn-data/dbt_artifacts#231
    fault(
        Kind.MISSING_RELATION,
        "404 Not found: Table my-project:raw.orders was not found in location US",
        relation="my-project:raw.orders",
    ),
    fault(
        Kind.MISSING_RELATION,
        "Not found: Dataset p:raw was not found in location EU",
        relation="p:raw",
    ),
    # a measurement in a public repository
    fault(
        Kind.TYPE_MISMATCH,
        "Query column 1 has type INT64 which cannot be inserted into column quantidade, which has type STRING "
        "at [4:13]",
        column="quantidade",
    ),
    fault(
        Kind.TYPE_MISMATCH,
        "No matching signature for operator IN for argument types INT64 and {STRING} at [5:1]",
    ),
    # cal-itp/data-infra#3679
    fault(Kind.TYPE_MISMATCH, "Unable to coerce type FLOAT64 to expected type STRING"),
    fault(Kind.BAD_VALUE, "Invalid NUMERIC value: 65.007000000 Field: length; Value: permission denied"),
    # BigQuery documentation
    fault(
        Kind.SCHEMA_CHANGE,
        "Provided Schema does not match Table p:d.t. Field amount has changed type from STRING to INTEGER",
        column="amount",
        relation="p:d.t",
    ),
    fault(Kind.BAD_VALUE, "Bad int64 value: Access Denied: quota exceeded"),
    fault(Kind.BAD_VALUE, 'Could not cast literal "x" to type DATE at [1:8]'),
    fault(Kind.NUMERIC_OVERFLOW, "int64 overflow: 9223372036854775807 + 1"),
    fault(Kind.DIVISION_BY_ZERO, "division by zero: 3 / 0"),
    # dbt-labs/dbt-core#1599
    fault(Kind.DUPLICATE_ROWS, "UPDATE/MERGE must match at most one source row for each target row"),
    fault(Kind.DUPLICATE_ROWS, "Scalar subquery produced more than one element"),
    fault(Kind.NOT_NULL, "Required field id cannot be null", column="id"),
    fault(Kind.AMBIGUOUS_COLUMN, "Column name id is ambiguous at [3:4]", column="id"),
    # an artifact of the OpenLineage integration
    fault(Kind.SYNTAX, 'Syntax error: Expected end of input but got identifier "quota" at [3:1]'),
    # mozilla/bigquery-etl#3193
    broken(
        Infra.PERMISSION,
        "403 POST https://bigquery.googleapis.com/bigquery/v2/projects/mozdata/jobs: Access Denied: Table "
        "mozdata:telemetry_stable.main_v4: User does not have permission to query table "
        "mozdata:telemetry_stable.main_v4,"
        " or perhaps it does not exist in location US.",
        relation="mozdata:telemetry_stable.main_v4",
        ambiguous=True,
    ),
    # rdahis/clean_RAIS#4
    broken(
        Infra.PERMISSION,
        "Access Denied: Project basedosdados: User does not have bigquery.jobs.create permission in project "
        "basedosdados.",
    ),
    # dbt-labs/docs.getdbt.com#716
    broken(Infra.PERMISSION, "Access Denied: BigQuery BigQuery: Permission denied while globbing file pattern."),
    # Velir/dbt-ga4#22
    broken(
        Infra.MEMORY,
        "Resources exceeded during query execution: Not enough resources for query planning - too many "
        "subqueries or "
        "query is too complex.",
    ),
    # dbt-labs/dbt-fusion#900
    broken(
        Infra.QUOTA,
        "googleapi: Error 400: Job exceeded rate limits: Your user exceeded quota for rate INFORMATION_SCHEMA "
        "queries "
        "per user., jobRateLimitExceeded",
    ),
    # xlang-ai/Spider2#5
    broken(
        Infra.QUOTA,
        "403 Quota exceeded: Your project exceeded quota for free query bytes scanned.; reason: quotaExceeded",
    ),
    # dbt-labs/docs.getdbt.com#6336
    broken(Infra.QUOTA, "Query exceeded limit for bytes billed: 1000000000. 2000000000 or higher required."),
    # public incident notes
    broken(
        Infra.CONCURRENCY,
        "400 Could not serialize access to table\n  nba-props:nba_raw.rosters\n  due to concurrent update",
    ),
    # BigQuery documentation
    broken(
        Infra.UNAVAILABLE,
        "503 The job encountered an error during execution. Retrying the job may solve the problem.",
    ),
    # ZetaSQL analyzer tests
    fault(
        Kind.MISSING_COLUMN,
        "Column legacy_id in USING clause not found on right side of join at [22:1]",
        column="legacy_id",
    ),
    # BigQuery documentation
    fault(
        Kind.BAD_VALUE,
        "Cannot return an invalid timestamp value of 253402300800000000 microseconds relative to the Unix epoch.",
    ),
    fault(
        Kind.AMBIGUOUS_COLUMN,
        "Duplicate column names in the result are not supported when a destination table is present. Found "
        "duplicate(s): id",
        column="id",
    ),
    # dbt-labs/dbt-adapters#1262
    fault(
        Kind.SYNTAX,
        "Cannot query over table 'p.d.orders' without a filter over column(s) 'day' that can be used for "
        "partition elimination",
        relation="p.d.orders",
    ),
    # BigQuery documentation: a sheet that is not shared is no value that is wrong
    broken(
        Infra.PERMISSION,
        "Error while reading table: p.raw.prices, error message: Failed to read the spreadsheet. Error code: "
        "PERMISSION_DENIED",
    ),
    broken(
        Infra.UNAVAILABLE,
        "Error while reading table: p.raw.prices, error message: Failed to read the spreadsheet. Errors: Backend "
        "error, please try again.",
    ),
    # dbt-labs/dbt-bigquery#45
    broken(Infra.TIMEOUT, "Deadline of 120.0s exceeded while calling target function, last exception: 503"),
    # re-data/re-data#101
    broken(
        Infra.MEMORY,
        "Resources exceeded during query execution: Not enough resources for query planning - too many subqueries "
        "or query is too complex.",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_bigquery_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "bigquery"))
