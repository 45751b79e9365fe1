"""What SQL Server, Azure SQL, Synapse and Fabric say."""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

MICROSOFT = "SQL Server documentation, database engine events and errors"

SIGNATURES = (
    Signature(Kind.MISSING_COLUMN, r"Invalid column name '<column>'", "dotnet/SqlClient#347, 207"),
    Signature(
        Kind.MISSING_RELATION,
        r"Invalid object name '<relation>'",
        "dbeaver/dbeaver#719, 208",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"Could not use view or function '<relation>' because of binding errors",
        f"{MICROSOFT}, 4413",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"has more column names specified than columns defined"
        r"|All queries combined using a [^\n]{5,60} must have an equal"
        r"|Column name or number of supplied values does not match",
        f"{MICROSOFT}, 4502, 205 and 213",
    ),
    Signature(Kind.BAD_VALUE, r"Conversion failed when converting", f"{MICROSOFT}, 245 and 241"),
    Signature(Kind.BAD_VALUE, r"Error converting data type", f"{MICROSOFT}, 8114"),
    Signature(
        Kind.BAD_VALUE,
        r"conversion of an? [a-z\d]{2,20} data type to an? [a-z\d]{2,20} data type resulted in an out-of-range",
        f"{MICROSOFT}, 242",
    ),
    Signature(Kind.BAD_VALUE, r"Error handling external file: ", "Synapse SQL documentation, 13807 to 13820"),
    Signature(
        Kind.MISSING_RELATION,
        r"(?:External table|File) '<relation>' (?:is not accessible|cannot be opened) because",
        "Synapse SQL documentation: missing, or in use by another process",
        ambiguous=True,
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"Content of directory on path '<relation>' cannot be listed",
        "MicrosoftDocs/azure-docs#86701: missing, or not permitted",
        ambiguous=True,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Column '<column>' of type '[^'\n]{1,120}' is not compatible with external data type",
        "Synapse SQL documentation",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"The data types [^\n]{1,120} are incompatible in the ",
        f"{MICROSOFT}, 402",
    ),
    Signature(
        Kind.BAD_VALUE,
        r"String or binary data would be truncated(?: in table '<relation>', column '<column>')?",
        f"{MICROSOFT}, 2628",
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"Operand type clash|Operand data type [^\n]{1,80} is invalid for",
        f"{MICROSOFT}, 206, 8117",
    ),
    Signature(Kind.NUMERIC_OVERFLOW, r"Arithmetic overflow error", f"{MICROSOFT}, 8115"),
    Signature(Kind.DIVISION_BY_ZERO, r"Divide by zero error", f"{MICROSOFT}, 8134"),
    Signature(
        Kind.NOT_NULL,
        r"Cannot insert the value NULL into column '<column>', table '<relation>'",
        f"{MICROSOFT}, 515",
    ),
    Signature(
        Kind.DUPLICATE_ROWS,
        r"Cannot insert duplicate key|attempted to UPDATE or DELETE the same row more than once"
        r"|Subquery returned more than 1 value|CREATE UNIQUE INDEX statement terminated because a duplicate",
        f"{MICROSOFT}, 2601, 2627, 8672, 512, 1505",
    ),
    Signature(Kind.REFERENCE, r"conflicted with the (?:FOREIGN KEY|REFERENCE) constraint", f"{MICROSOFT}, 547"),
    Signature(Kind.CHECK, r"conflicted with the CHECK constraint", f"{MICROSOFT}, 547"),
    Signature(Kind.AMBIGUOUS_COLUMN, r"Ambiguous column name '<column>'", f"{MICROSOFT}, 209"),
    Signature(
        Kind.AMBIGUOUS_COLUMN,
        r"Column names in each table must be unique\. Column name '<column>'",
        f"{MICROSOFT}, 2705",
    ),
    Signature(
        Kind.SYNTAX,
        r"The multi-part identifier [^\n]{1,300} could not be bound",
        f"{MICROSOFT}, 4104: an alias that is not in scope; a column that is gone is 207",
    ),
    Signature(
        Kind.SYNTAX, r"Incorrect syntax near|is not a recognized built-in function", f"{MICROSOFT}, 102, 195"
    ),
    outage(Infra.PERMISSION, r"Cannot find the CREDENTIAL '", "Synapse SQL documentation, 15151"),
    outage(
        Infra.UNAVAILABLE,
        r"External file access failed due to internal error",
        "dbt-labs/dbt-external-tables#335, 105019",
    ),
    outage(Infra.QUOTA, r"service is currently busy", f"{MICROSOFT}, 40501"),
    outage(
        Infra.PERMISSION,
        r"The [A-Z ]{3,30} permission was denied on the [a-z]{3,20} '<relation>'",
        f"{MICROSOFT}, 229",
    ),
    outage(
        Infra.PERMISSION,
        r"[Pp]ermission (?:was )?denied in database|You do not have permission",
        f"{MICROSOFT}, 262",
    ),
    outage(
        Infra.AUTHENTICATION,
        r"Login failed for user|Cannot open (?:database|server) ['\"]",
        f"{MICROSOFT}, 18456, 4060",
    ),
    outage(Infra.LOCK, r"deadlock victim|Lock request time out", f"{MICROSOFT}, 1205, 1222"),
    outage(Infra.CONCURRENCY, r"Snapshot isolation transaction (?:aborted|failed)", f"{MICROSOFT}, 3960, 24556"),
    outage(
        Infra.CONNECTION,
        r"Communication link failure|TCP Provider: |Login timeout expired|transport-level error",
        MICROSOFT,
    ),
    outage(Infra.TIMEOUT, r"Query timeout expired|Execution Timeout Expired", MICROSOFT),
    outage(
        Infra.DISK,
        r"Could not allocate (?:space|a new page)|transaction log for database '[^'\n]{1,300}' is full",
        f"{MICROSOFT}, 1105, 9002",
    ),
    outage(Infra.MEMORY, r"insufficient (?:system )?memory|memory resource", f"{MICROSOFT}, 701, 8645"),
    outage(
        Infra.QUOTA,
        r"Resource ID : \d|reached its size quota|capacity (?:limit|has exceeded)",
        f"{MICROSOFT}, 10928, 40544",
    ),
    outage(Infra.UNAVAILABLE, r"is not currently available|is paused|Cannot connect now", f"{MICROSOFT}, 40613"),
)
