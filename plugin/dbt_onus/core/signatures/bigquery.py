"""What BigQuery says. The HTTP status ("404", "403 POST …") comes and goes, so it is not relied on.

`Not found` is said where the reader may look into the dataset; `Access Denied … or perhaps it does not exist`
where it may not. So the first is a missing relation, the second a permission, marked ambiguous.
"""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

DOCUMENTED = "BigQuery documentation, error messages"

#: A sheet that nobody may read looks like a value that cannot be read, so it is asked for first.
_DRIVE = (
    outage(
        Infra.PERMISSION,
        r"(?:Error while reading table: [^\n]{1,300}? error message: )?Failed to read the spreadsheet\."
        r"[^\n]{0,200}?(?:PERMISSION_DENIED|OAuth token)",
        "BigQuery documentation, Google Drive data: the sheet is not shared with who runs dbt",
    ),
    outage(
        Infra.UNAVAILABLE,
        r"(?:Error while reading table: [^\n]{1,300}? error message: )?Failed to read the spreadsheet",
        "BigQuery documentation, Google Drive data",
    ),
)

_SHAPE = (
    Signature(
        Kind.MISSING_COLUMN,
        r"Unrecognized name: (?P<dotted>[^\s;]{1,300})",
        "cal-itp/data-infra#4229: `… at [62:15]`; `…; Did you mean x?`",
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"Name (?P<column>[^\s;]{1,300}) not found inside (?P<qualifier>[^\s;]{1,300})",
        DOCUMENTED,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"(?:Field name|No such field:?) (?P<column>[^\s;]{1,300})(?: does not exist in|$| at)",
        DOCUMENTED,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"Column (?P<column>[^\s;]{1,300}) (?:is )?not (?:present"
        r"|found) in (?:table )?(?P<relation>[^\s;]{1,300})",
        DOCUMENTED,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"Column (?P<column>[^\s;]{1,300}) in USING clause not found on (?:left|right) side of join",
        "ZetaSQL analyzer tests",
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"Not found: (?:Table|Dataset|View|URI|Files?) (?P<relation>[^\s,]{1,600})",
        "brooklyn-data/dbt_artifacts#231: `404 Not found: Table p:d.t was not found in location US`",
    ),
    Signature(
        Kind.MISSING_RELATION, r"(?:Table|Dataset) (?P<relation>[^\s,]{1,600}) (?:was )?not found", DOCUMENTED
    ),
    Signature(Kind.MISSING_RELATION, r"does not match any table", "BigQuery documentation, wildcard tables"),
    Signature(
        Kind.TYPE_MISMATCH,
        r"[Cc]olumn \d{1,5} has type [^\n]{1,200} which cannot be inserted into column "
        r"(?P<column>[^\s,]{1,300})",
        "BigQuery text in public incident notes: `Query column 1 has type INT64 which …`",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Value (?:of type|has type) [^\n]{1,200} (?:which )?cannot be (?:inserted into"
        r"|assigned to)(?: column)? (?P<column>[^\s,]{1,300})",
        DOCUMENTED,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"No matching signature for (?:operator|function|aggregate)(?: function)?(?: (?P<call>\S{1,60})"
        r"(?: for argument types:|\s{1,9}Argument types:) (?P<types>[^\n.]{1,600}))?",
        DOCUMENTED,
    ),
    Signature(
        Kind.TYPE_MISMATCH, r"Unable to coerce type [^\n]{1,120} to expected type", "cal-itp/data-infra#3679"
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Column \d{1,5} in [A-Z ]{3,30} has incompatible types|Invalid cast from [A-Z]",
        DOCUMENTED,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Parquet column '<column>' has type [^\n]{1,120} which does not match the target",
        "BigQuery documentation, external tables",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"Provided Schema does not match Table (?P<relation>[^\s]{1,600}?)\. (?:Field "
        r"(?P<column>[^\s]{1,300}) has)?",
        DOCUMENTED,
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"Invalid schema update\. Field\s{1,4}(?P<column>[^\s]{1,300}) (?:has changed|is missing)",
        "mozilla/bigquery-etl#1806",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Cannot access field (?P<column>[^\s]{1,300}) on a value with type|Cannot coerce expression",
        f"{DOCUMENTED}; dbt-labs/dbt-core#3095",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"Inserted row has wrong column count|Queries in [A-Z ]{3,30} have mismatched column count",
        DOCUMENTED,
    ),
)

_VALUES = (
    Signature(
        Kind.BAD_VALUE,
        r"Cannot return an invalid (?:timestamp|date|datetime) value of (?P<value>[^\n]{0,600})",
        f"{DOCUMENTED}; values beyond the year 9999",
    ),
    Signature(
        Kind.BAD_VALUE,
        r"Array cannot have a null element; error in writing field (?P<column>[^\s;]{1,300})",
        DOCUMENTED,
    ),
    Signature(
        Kind.BAD_VALUE,
        r"Bad (?:int64|uint64|int32|double|float|bool|numeric|bignumeric) value(?:: (?P<value>[^\n]{0,4000}))?",
        DOCUMENTED,
    ),
    Signature(
        Kind.BAD_VALUE,
        r"Invalid (?:[A-Z]{3,12} value|date|datetime|timestamp|time|numeric|interval"
        r"|timezone): (?P<value>[^\n]{0,4000})",
        "cal-itp/data-infra#3679: `Invalid NUMERIC value: 65.007… Field: length`",
    ),
    Signature(Kind.BAD_VALUE, r"Could not cast (?:literal )?(?P<value>[^\n]{0,4000}?) to type", DOCUMENTED),
    Signature(
        Kind.BAD_VALUE,
        r"Failed to parse input string|Could not parse ['\"`]|Mismatch between format",
        DOCUMENTED,
    ),
    Signature(Kind.BAD_VALUE, r"Could not convert value|Error while reading (?:data|table)", DOCUMENTED),
    Signature(Kind.NUMERIC_OVERFLOW, r"\b(?:int64|uint64|float64|double|numeric|bignumeric) overflow", DOCUMENTED),
    Signature(Kind.DIVISION_BY_ZERO, r"division by zero", DOCUMENTED),
    Signature(Kind.DUPLICATE_ROWS, r"UPDATE/MERGE must match at most one source row", "dbt-labs/dbt-core#1599"),
    Signature(Kind.DUPLICATE_ROWS, r"Scalar subquery produced more than one element", DOCUMENTED),
    Signature(Kind.NOT_NULL, r"Required field (?P<column>[^\s]{1,300}) cannot be null", DOCUMENTED),
)

_CODE = (
    Signature(Kind.AMBIGUOUS_COLUMN, r"Column name (?P<column>[^\s]{1,300}) is ambiguous", DOCUMENTED),
    Signature(
        Kind.AMBIGUOUS_COLUMN,
        r"Found duplicate\(s\): (?P<column>[^\s,]{1,300})|has columns with duplicate name [^\s]{1,300}",
        f"{DOCUMENTED}: two stars that have a name in common",
    ),
    Signature(
        Kind.SYNTAX,
        r"Cannot query over table '<relation>' without a filter over column|Invalid field name \"",
        "dbt-labs/dbt-adapters#1262; mozilla/bigquery-etl#2673",
    ),
    Signature(
        Kind.SYNTAX,
        r"Syntax error: |Function not found: |neither grouped nor aggregated|must be qualified with a dataset",
        "openlineage integration fixture: `Syntax error: Expected end of input but got identifier`",
    ),
)

_MACHINERY = (
    outage(Infra.TIMEOUT, r"Deadline of [\d.]{1,12}s exceeded", "dbt-labs/dbt-bigquery#45"),
    outage(
        Infra.PERMISSION,
        r"Access Denied: (?:Table|Dataset|View|Routine) (?P<relation>[^\s]{1,600}): ",
        "mozilla/bigquery-etl#3193; cal-itp/data-infra#3995",
        ambiguous=True,
    ),
    outage(
        Infra.PERMISSION,
        r"Access Denied: |Permission [\w.]{5,80} denied|does not have (?:[\w.]{5,80} )?permission"
        r"|\baccessDenied\b|VPC Service Controls",
        "rdahis/clean_RAIS#4; dbt-labs/docs.getdbt.com#716",
    ),
    outage(Infra.MEMORY, r"Resources exceeded during query execution|\bresourcesExceeded\b", "Velir/dbt-ga4#22"),
    outage(
        Infra.QUOTA,
        r"[Qq]uota exceeded|exceeded quota|[Ee]xceeded rate limits|exceeded resource limits"
        r"|limit for bytes billed|\b(?:quotaExceeded|[rR]ateLimitExceeded|jobRateLimitExceeded)\b",
        "dbt-labs/dbt-fusion#900; xlang-ai/Spider2#5; kubernetes/k8s.io#2024",
    ),
    outage(
        Infra.CONCURRENCY,
        r"Could not serialize access to table|Transaction is aborted due to concurrent update",
        "public incident notes: `400 Could not serialize access to table … due to concurrent update`",
    ),
    outage(Infra.CONCURRENCY, r"affect rows in the streaming buffer", DOCUMENTED),
    outage(
        Infra.UNAVAILABLE,
        r"un-applied upsert data that is not fresh enough",
        "PostHog/posthog#67914: change data that BigQuery has not applied yet",
    ),
    outage(
        Infra.ENVIRONMENT,
        r"Cannot read and write in different locations|Cannot replace a table with a different (?:partitioning"
        r"|clustering) spec|Incompatible table partitioning specification",
        "dbt-labs/dbt-adapters#541 and #539: the table that is there has to be dropped by hand",
    ),
    outage(
        Infra.QUOTA,
        r"billing (?:has not been enabled|account)|billingNotEnabled|billingTierLimitExceeded",
        DOCUMENTED,
    ),
    outage(
        Infra.TIMEOUT,
        r"Operation timed out after|Operation did not complete within|Job timed out",
        DOCUMENTED,
    ),
    outage(Infra.CANCELLED, r"User requested cancellation|Job execution was cancelled", DOCUMENTED),
    outage(
        Infra.AUTHENTICATION,
        r"invalid authentication credentials|Unable to generate access token|Reauthentication is needed"
        r"|default credentials were not found|Invalid JWT Signature",
        DOCUMENTED,
    ),
    outage(
        Infra.UNAVAILABLE,
        r"An internal error occurred|encountered an (?:internal )?error during execution"
        r"|Retrying (?:the job )?may solve|\b(?:backendError|internalError)\b"
        r"|require storage read API to be enabled",
        DOCUMENTED,
    ),
)

SIGNATURES = _DRIVE + _SHAPE + _VALUES + _CODE + _MACHINERY
