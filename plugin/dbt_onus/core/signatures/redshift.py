"""What Amazon Redshift says beside what PostgreSQL says."""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

SPECTRUM = "rudderlabs/rudder-server#3178 and #3182"
DOCUMENTED = "Amazon Redshift documentation, troubleshooting"

SIGNATURES = (
    Signature(
        Kind.MISSING_COLUMN,
        r'column "?(?P<column>[^"\n]{1,300}?)"? does not exist in (?P<relation>[^\s,]{1,300})',
        "Amazon Redshift documentation",
    ),
    Signature(Kind.BAD_VALUE, r"Invalid digit, Value '", "fivetran/dbt_quickbooks_source#23"),
    Signature(Kind.BAD_VALUE, r"(?:Missing|Invalid) (?:newline|timestamp format|Date Format)", DOCUMENTED),
    Signature(Kind.BAD_VALUE, r"Value too long for character type|String length exceeds DDL length", DOCUMENTED),
    Signature(
        Kind.BAD_VALUE,
        r"Load into table '<relation>' failed",
        "STL_LOAD_ERRORS documentation",
    ),
    Signature(
        Kind.NUMERIC_OVERFLOW,
        r"Numeric data overflow|Overflow for [A-Z]{3,10}\(|Overflow, Value ",
        DOCUMENTED,
    ),
    Signature(Kind.SCHEMA_CHANGE, r"Unmatched number of columns between table and file", SPECTRUM),
    Signature(
        Kind.TYPE_MISMATCH,
        r"has an incompatible Parquet schema for column '<column>'",
        "Amazon Redshift Spectrum documentation, query troubleshooting",
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"External Catalog Error[^$]{0,400}?Entity ?Not ?Found",
        f"{DOCUMENTED}; a table of the Glue catalog that is not there",
    ),
    outage(Infra.UNAVAILABLE, r"External Catalog Error", DOCUMENTED),
    outage(
        Infra.CRASH,
        r"^[ \t]*Assert\b[^$]{0,200}?\bcode:[ \t]{1,10}1000\b",
        "Amazon Redshift community threads, internal error 1000",
    ),
    Signature(Kind.NUMERIC_OVERFLOW, r"Value out of range for \d{1,2} bytes", DOCUMENTED),
    outage(Infra.CONCURRENCY, r"Serializable isolation violation on table", "elementary-data/elementary#768"),
    outage(
        Infra.CONCURRENCY,
        r"conflict with concurrent transaction",
        "dbt-labs/dbt-adapters#626, #1533 and #1873: one thread drops what a refresh of another holds",
    ),
    outage(Infra.DISK, r"\bDisk Full\b", DOCUMENTED),
    outage(Infra.TIMEOUT, r"[Qq]uery \(\d{1,20}\) cancelled by WLM|cancelled by WLM abort action", DOCUMENTED),
    outage(Infra.CANCELLED, r"[Qq]uery \(\d{1,20}\) cancelled on user's request", DOCUMENTED),
    outage(Infra.PERMISSION, r"context:[ \t]{1,10}[^\n]{0,300}Access ?Denied", SPECTRUM),
    outage(
        Infra.UNAVAILABLE,
        r"S3 Query Exception|S3ServiceException:Please reduce your request rate",
        DOCUMENTED,
    ),
)
