"""What DuckDB says: its own errors, those of its file readers, and MotherDuck's.

Sources marked "provoked" were made to happen with DuckDB 2.0; the wording of older releases is noted where
it differs. A file that a query reads and nobody delivered counts as a missing relation: it is a producer's
table that did not come. A database file that cannot be opened is the machine's.
"""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

PROVOKED = "provoked, DuckDB 2.0"
SOURCE_CODE = "DuckDB source code"

#: Messages that begin like another one of the list and mean something else.
_FIRST = (
    Signature(
        Kind.MISSING_RELATION,
        r"no database/share named '<relation>' found",
        "MotherDuck: the share was withdrawn, or is named otherwise",
        ambiguous=True,
    ),
    outage(Infra.LOCK, r"IO Error: File is already open in", "AltimateAI/vscode-dbt-power-user#1634"),
    outage(
        Infra.ENVIRONMENT, r"Serialization Error: Failed to deserialize", "provoked: a file of another release"
    ),
    outage(
        Infra.ENVIRONMENT,
        r"CREATE OR REPLACE not supported in DuckDB-Iceberg|Catalog \"[^\"\n]{1,300}\" does not exist!",
        "duckdb/dbt-duckdb#639 and #101: the adapter and the engine do not fit each other",
    ),
)

_SHAPE = (
    Signature(
        Kind.MISSING_COLUMN,
        r'Referenced column "<column>" not found in FROM clause',
        PROVOKED,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r'Column "<column>" referenced that exists in the SELECT clause - but this column cannot',
        "provoked, DuckDB 1.4 and 2.0: an alias of the same name hides that the source lacks it",
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r'(?:Table|Values list) "<qualifier>" does not have a column named "<column>"',
        PROVOKED,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r'Table "<relation>" does not have a column with name "<column>"',
        "provoked, DuckDB 2.0: INSERT and ALTER, so the relation is the target",
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r"Referenced update column (?P<column>[^\n]{1,300}?) not found in table",
        PROVOKED,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r'Column "<column>" in (?:EXCLUDE|REPLACE|RENAME) list not found',
        PROVOKED,
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r'schema mismatch in glob: column "<column>" was read from',
        "DuckDB documentation, combining schemas: one file of many lacks the column",
    ),
    Signature(Kind.MISSING_COLUMN, r'Could not find key "<column>" in struct', PROVOKED),
    Signature(
        Kind.MISSING_RELATION,
        r'Table with name "<relation>" does not exist because schema',
        PROVOKED,
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"(?:Table|View) with name (?P<relation>[^\n]{1,300}?) does not exist",
        PROVOKED,
    ),
    Signature(
        Kind.MISSING_RELATION,
        r'No files found that match the pattern "<relation>"',
        "provoked, DuckDB 2.0: the file of an external source was not delivered",
    ),
    Signature(
        Kind.MISSING_RELATION,
        r'Cannot open file "<relation>": No such file',
        "provoked, DuckDB 2.0: a data file that is not there",
        ambiguous=True,
        only=r"(?i)\.(?:csv|tsv|txt|parquet|json|jsonl|ndjson|avro|orc|xlsx?)(?:\.(?:gz|zst))?$",
    ),
    Signature(
        Kind.MISSING_RELATION,
        r"HTTP [A-Z]{3,6} error (?:on|reading) '<relation>'[^\n]{0,40}HTTP 404",
        "duckdb-httpfs source code",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"Contents of view were altered: (?:names|types) don't match",
        "duckdb/duckdb#20696: a view made before DuckDB 1.5 over something whose columns have changed since",
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r'[Tt]able "?(?P<relation>[^"\n]{1,300}?)"? has \d{1,6} columns but \d{1,6} values were supplied',
        PROVOKED,
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"Set operations can only apply to expressions with the same number of result columns",
        PROVOKED,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r"No function matches the given name and argument types "
        r"'(?P<call>[^\s'(]{1,60})\((?P<types>[^'\n]{1,600})\)'",
        PROVOKED,
    ),
    Signature(Kind.TYPE_MISMATCH, r"Cannot mix values of type [^\n]{1,200} in [A-Z/]{2,20}", PROVOKED),
    Signature(Kind.TYPE_MISMATCH, r"Cannot compare values of type [^\n]{1,200} and type", SOURCE_CODE),
    Signature(
        Kind.TYPE_MISMATCH,
        r"(?:Conversion Error: )?Unimplemented type for cast \([^\n]{1,200}\)(?: when casting from source "
        r"column (?P<column>[^\n]{1,300}))?",
        PROVOKED,
    ),
    Signature(Kind.TYPE_MISMATCH, r"UNNEST\(\) can only be applied to", PROVOKED),
    Signature(Kind.TYPE_MISMATCH, r"Cannot extract field '<column>' from expression", PROVOKED),
)

_VALUES = (
    Signature(
        Kind.TYPE_MISMATCH,
        r'(?:Conversion Error: [^\n]{0,600}?)?failed to cast column "<column>" from type [^\n]{1,120} to ',
        "provoked, DuckDB 2.0: one file of many has another type",
    ),
    Signature(
        Kind.NUMERIC_OVERFLOW,
        r"(?:Conversion Error: Type [^\n]{1,80}? )?with value (?P<value>[^\n]{1,300}?) can't be cast because "
        r"the value is out of range[^\n]{0,120}?(?:when casting from source column (?P<column>[^\n]{1,300}))?$",
        PROVOKED,
    ),
    Signature(Kind.NUMERIC_OVERFLOW, r"Out of Range Error: (?P<value>[^\n]{1,300})", PROVOKED),
    Signature(
        Kind.BAD_VALUE,
        r"Conversion Error: Could not convert string (?P<value>[^\n]{0,4000}?) to (?P<types>[A-Z][^\n]{1,80}?)"
        r"(?: when casting from source column (?P<column>[^\n]{1,300}))?$",
        "provoked, DuckDB 2.0: the column is told only by newer releases, and not of every cast",
    ),
    Signature(
        Kind.BAD_VALUE,
        r"Conversion Error: [a-z]{4,20} field value out of range: (?P<value>[^\n]{0,4000}?)(?: when casting "
        r"from source column (?P<column>[^\n]{1,300}))?$",
        PROVOKED,
    ),
    Signature(
        Kind.BAD_VALUE,
        r"Conversion Error: (?P<value>[^\n]{0,4000}?) when casting from source column (?P<column>[^\n]{1,300})",
        "provoked, DuckDB 2.0: the only message that tells the column",
    ),
    Signature(Kind.BAD_VALUE, r"Conversion Error: (?P<value>[^\n]{1,4000})", PROVOKED),
    Signature(
        Kind.BAD_VALUE,
        r"Could not parse string (?P<value>[^\n]{1,4000}?) according to (?P<types>format)",
        PROVOKED,
    ),
    Signature(
        Kind.BAD_VALUE,
        r'(?:Error when sniffing file|CSV Error on Line: \d{1,12}[^"]{0,4000}?File:) '
        r'"?(?P<relation>[^"\n]{1,600})"?',
        "provoked, DuckDB 2.0: the file is not the table it should be",
    ),
    Signature(Kind.BAD_VALUE, r"CSV Error on Line: \d{1,12}", "DuckDB documentation, faulty CSV files"),
    Signature(Kind.BAD_VALUE, r"No magic bytes found at end of file '<relation>'", PROVOKED),
    Signature(Kind.BAD_VALUE, r"Malformed (?P<types>JSON)", PROVOKED),
    Signature(Kind.DIVISION_BY_ZERO, r"Division by zero", PROVOKED),
    Signature(
        Kind.DUPLICATE_ROWS,
        r'Duplicate key "(?P<column>[^":\n]{1,300}): (?P<value>[^\n]{0,600}?)" violates',
        PROVOKED,
    ),
    Signature(
        Kind.DUPLICATE_ROWS,
        r"(?:PRIMARY KEY or UNIQUE constraint violation|violates (?:primary key|unique) constraint)",
        PROVOKED,
    ),
    Signature(
        Kind.DUPLICATE_ROWS, r"MERGE INTO command cannot affect the same target row more than once", PROVOKED
    ),
    Signature(Kind.DUPLICATE_ROWS, r"More than one row returned by a subquery used as an expression", PROVOKED),
    Signature(
        Kind.NOT_NULL,
        r"NOT NULL constraint failed: (?P<relation>[^\n.]{1,300})\.(?P<column>[^\n]{1,300})",
        PROVOKED,
    ),
    Signature(Kind.CHECK, r'CHECK constraint failed on table "?(?P<relation>[^"\n]{1,300})', PROVOKED),
    Signature(
        Kind.REFERENCE, r'Violates foreign key constraint because key "(?P<column>[^":\n]{1,300}): ', PROVOKED
    ),
)

_CODE = (
    Signature(
        Kind.AMBIGUOUS_COLUMN,
        r'Column with name "?(?P<column>[^"\n]{1,300}?)"? already exists',
        "provoked, DuckDB 2.0; dbt-core#10432",
    ),
    Signature(Kind.AMBIGUOUS_COLUMN, r'Ambiguous reference to column name "<column>"', PROVOKED),
    Signature(Kind.SYNTAX, r"Parser Error: ", PROVOKED),
    Signature(Kind.SYNTAX, r"Referenced table \"[^\"\n]{1,300}\" not found", PROVOKED),
    Signature(Kind.SYNTAX, r"must appear in the GROUP BY clause", PROVOKED),
    Signature(
        Kind.SYNTAX,
        r"(?:Scalar|Aggregate|Table|Macro|Pragma) (?:Function )?with name [^\n]{1,300} does",
        PROVOKED,
    ),
)

_MACHINERY = (
    outage(Infra.LOCK, r"Could not set lock on file", PROVOKED),
    outage(Infra.MEMORY, r"Out of Memory Error: |failed to (?:pin|allocate) block of size", PROVOKED),
    outage(
        Infra.DISK,
        r"failed to offload data block|max_temp_directory_size",
        "DuckDB documentation, out of memory",
    ),
    outage(
        Infra.CONCURRENCY,
        r"Conflict on (?:update|tuple deletion)|write-write conflict|Current transaction is aborted"
        r"|Transaction conflict",
        PROVOKED,
    ),
    outage(Infra.PERMISSION, r"Permission Error: ", PROVOKED),
    outage(Infra.CANCELLED, r"INTERRUPT Error: ", PROVOKED),
    outage(Infra.CRASH, r"INTERNAL Error: |FATAL Error: |database has been invalidated", SOURCE_CODE),
    outage(Infra.ENVIRONMENT, r"attached in read-only mode", PROVOKED),
    outage(Infra.ENVIRONMENT, r'Extension "[^"\n]{1,600}" (?:not found|could not be loaded)', PROVOKED),
    outage(
        Infra.CONNECTION,
        r"Failed to download extension|automatically install the required extension",
        PROVOKED,
    ),
    outage(Infra.PERMISSION, r"HTTP 40[13]\b|Cannot open file \"[^\"\n]{1,600}\": Permission denied", SOURCE_CODE),
    outage(Infra.UNAVAILABLE, r"HTTP 5\d\d\b", "duckdb-httpfs source code"),
    outage(Infra.QUOTA, r"HTTP 429\b", "duckdb-httpfs source code"),
    outage(
        Infra.CONNECTION,
        r"Could not establish connection|Connection error for HTTP",
        "duckdb-httpfs source code",
    ),
    outage(Infra.UNAVAILABLE, r"Cannot open file \"[^\"\n]{1,600}\"", "provoked, DuckDB 2.0: the database file"),
    outage(Infra.UNAVAILABLE, r"exists, but it is not a valid DuckDB database file", PROVOKED),
    outage(
        Infra.AUTHENTICATION,
        r"(?:Invalid|expired) MotherDuck token|Jwt is (?:expired|not)",
        "MotherDuck docs",
    ),
)

SIGNATURES = _FIRST + _SHAPE + _VALUES + _CODE + _MACHINERY
