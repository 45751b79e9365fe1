"""What Snowflake says. Texts are preferred to its error numbers: the connector drops the number at times.

Snowflake says "does not exist or not authorized" for what is missing and for what is forbidden, so that
nobody learns which. It reads as missing, marked ambiguous: a dropped table is the commoner of the two, and
the reader has the grants of yesterday's run to compare with.
"""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

DOCUMENTED = "Snowflake documentation"

_SHAPE = (
    Signature(
        Kind.MISSING_COLUMN,
        r"invalid identifier '<dotted>'",
        "Snowflake-Labs/sfquickstarts#367",
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"[Cc]olumn '?(?P<column>[^'\n]{1,300}?)'? (?:does not exist|not found) in (?:table|view|relation)",
        DOCUMENTED,
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"(?:Object|Table|View|Schema|Database|Stage|Dynamic Table) '<relation>' does not exist or not "
        r"authorized",
        "dbt error text, 002003 (42S02)",
        ambiguous=True,
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"Object does not exist(?: or not authorized|, or operation cannot be performed)",
        "dbt-labs/dbt-core#621, 002043 (02000)",
        ambiguous=True,
    ),
    Signature(Kind.MISSING_RELATION, r"Table '<relation>' does not exist", DOCUMENTED),
    Signature(
        Kind.MISSING_RELATION,
        r"Remote file '<relation>' was not found",
        "brooklyn-data/dbt_artifacts#111: `There are several potential causes`",
        ambiguous=True,
    ),
    Signature(Kind.MISSING_RELATION, r"Base table '<relation>' dropped, cannot read from the stream", DOCUMENTED),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"Number of columns in file \(\d{1,6}\) does not match that of the corresponding table",
        "Snowflake-Labs/schemachange#111",
    ),
    Signature(
        Kind.SCHEMA_CHANGE, r"needs to be recreated because a base table changed", f"{DOCUMENTED}, dynamic tables"
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"View definition for '<relation>' declared \d{1,6} column\(s\), but view query produces",
        "keboola/php-table-backend-utils tests: a `select *` view whose table has changed",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"Insert value list does not match column list|invalid number of result columns for set operator",
        DOCUMENTED,
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"cannot change column (?P<column>[^\n]{1,300}?) from type [^\n]{1,120} to ",
        "MeltanoLabs/target-snowflake#276",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Expression type does not match column data type, expecting [^\n]{1,120} but got [^\n]{1,120} for "
        r"column (?P<column>[^\n]{1,300})",
        "fluentmigrator/fluentmigrator#2113",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Invalid argument types for function(?: '(?P<call>[^'\n]{1,60})': \((?P<types>[^\n]{1,600})\))?"
        r"|Can not convert parameter"
        r"|invalid type \[[^\]\n]{1,300}\] for parameter|inconsistent data type for result columns"
        r"|cannot be used with arguments of types",
        DOCUMENTED,
    ),
)

_VALUES = (
    Signature(Kind.NUMERIC_OVERFLOW, r"Numeric value (?P<value>[^\n]{0,600}?) is out of range", "100039 (22003)"),
    Signature(Kind.NUMERIC_OVERFLOW, r"Number out of representable range|Out of representable range", DOCUMENTED),
    Signature(
        Kind.BAD_VALUE,
        r"(?:Numeric|Timestamp|Date|Time|Boolean|Binary|Float"
        r"|UUID) value (?P<value>[^\n]{0,600}?) is not recognized",
        "brooklyn-data/dbt_artifacts#219, 100038 (22018)",
    ),
    Signature(
        Kind.BAD_VALUE,
        r"(?:Timestamp|Date|Time) (?P<value>'[^\n]{0,600}?') is not recognized",
        "100035 and 100040 (22007), Snowflake documentation",
    ),
    Signature(
        Kind.BAD_VALUE, r"Can't parse (?P<value>[^\n]{0,600}?) as (?:date|time|timestamp)", "100096 (22007)"
    ),
    Signature(Kind.BAD_VALUE, r"Failed to cast variant value (?P<value>[^\n]{0,600}?) to ", "100071 (22000)"),
    Signature(Kind.BAD_VALUE, r"Error parsing (?P<types>JSON)", "100069 (22P02)"),
    Signature(
        Kind.BAD_VALUE,
        r"String (?P<value>[^\n]{0,600}?) is too long and would be truncated",
        "100078 (22000)",
    ),
    Signature(
        Kind.BAD_VALUE,
        r"User character length limit \(\d{1,12}\) exceeded by string (?P<value>[^\n]{0,600})",
        "100074 (54000)",
    ),
    Signature(Kind.DIVISION_BY_ZERO, r"Division by zero", "100051 (22012)"),
    Signature(
        Kind.DUPLICATE_ROWS,
        r"Duplicate row detected during DML action",
        "dbt-labs/dbt-core#10432, 100090 (42P18); `Row Values: […]` follows",
    ),
    Signature(Kind.DUPLICATE_ROWS, r"Single-row subquery returns more than one row", "090150 (22000)"),
    Signature(Kind.NOT_NULL, r"NULL result in a non-nullable column", "100072 (22000)"),
)

_CODE = (
    Signature(Kind.AMBIGUOUS_COLUMN, r"ambiguous column name '<dotted>'", "002028 (42601)"),
    Signature(Kind.AMBIGUOUS_COLUMN, r"duplicate column name '<column>'", "002025 (42S21)"),
    Signature(
        Kind.SYNTAX,
        r"^[ \t]*syntax error line|is not a valid group by expression|Unknown (?:user-defined )?function"
        r"|syntax error .{0,80}unexpected",
        "dbt-labs/dbt-adapters#951, 001003 (42000)",
    ),
)

_MACHINERY = (
    outage(
        Infra.CONCURRENCY,
        r"column '[^'\n]{1,300}' already exists",
        "dbt-labs/dbt-adapters#710: two jobs add the same column",
    ),
    outage(Infra.CONCURRENCY, r"aborted because of a write conflict", f"{DOCUMENTED}, hybrid tables"),
    outage(
        Infra.UNAVAILABLE,
        r"Failure using stage area|session does not have a current (?:database|schema)",
        f"{DOCUMENTED}; dbt-labs/dbt-snowflake#1017",
    ),
    outage(
        Infra.ENVIRONMENT,
        r"WAREHOUSE value of Dynamic Table '[^'\n]{1,300}' unsupported",
        "dbt-labs/dbt-snowflake#1145: its SQLSTATE is that of a bad value",
    ),
    outage(Infra.QUOTA, r"[Aa]ccount (?:is )?suspended due to lack of payment", DOCUMENTED),
    outage(
        Infra.PERMISSION,
        r"Insufficient privileges to operate on [a-z_ ]{3,40}?'<relation>'",
        "003001 (42501)",
    ),
    outage(Infra.PERMISSION, r"SQL access control error|Insufficient privileges", "003001 (42501)"),
    outage(
        Infra.AUTHENTICATION,
        r"Authentication token has expired|Incorrect username or password|JWT token is invalid"
        r"|User temporarily locked|Role '[^'\n]{1,300}' specified in the connect string"
        r"|Failed to authenticate|is not allowed to access Snowflake|OAuth access token",
        "390114, 390100, 390144, 390189, Snowflake documentation",
    ),
    outage(
        Infra.UNAVAILABLE,
        r"No active warehouse selected|requested warehouse does not exist"
        r"|Warehouse '[^'\n]{1,300}' (?:does not exist|is suspended|was suspended)"
        r"|Warehouse [^\n]{1,300} missing",
        "dbt-labs/dbt-snowflake#300, 000606 (57P03)",
    ),
    outage(
        Infra.QUOTA,
        r"resource monitor [^\n]{1,300} has exceeded its quota|free trial has ended"
        r"|number of waiters for this lock",
        "090073 (22000), rudderlabs/rudder-server",
    ),
    outage(Infra.TIMEOUT, r"Statement reached its statement or warehouse timeout", "000630 (57014)"),
    outage(
        Infra.CANCELLED,
        r"SQL execution cance|Query was canceled|SQL execution was cancelled",
        "000604 (57014)",
    ),
    outage(Infra.LOCK, r"has locked table|Lock wait timeout|lock timeout|Deadlock", DOCUMENTED),
    outage(
        Infra.CRASH,
        r"Processing aborted due to error \d{5,7}|internal error:",
        "brooklyn-data/dbt_artifacts#109",
    ),
    outage(
        Infra.MEMORY,
        r"exhausted (?:the )?available memory|available memory exhausted|ran out of memory",
        DOCUMENTED,
    ),
    outage(
        Infra.CONNECTION,
        r"Failed to connect to DB|Could not connect to Snowflake|29\d{4}: \d{0,4}:? ?HTTP"
        r"|Session no longer exists",
        "250001, 251005, 290403, Snowflake connector source code",
    ),
)

SIGNATURES = _SHAPE + _VALUES + _CODE + _MACHINERY
