from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

# Provoked with DuckDB 2.0 and with dbt-duckdb 1.11, unless a line says otherwise.
CASES = [
    fault(
        Kind.MISSING_COLUMN,
        'Binder Error: Referenced column "customer" not found in FROM clause!\n'
        '  Candidate bindings: "customer_id", "s"\n\n  LINE 1: select customer from raw.items\n                 ^',
        column="customer",
    ),
    fault(
        Kind.MISSING_COLUMN,
        'Binder Error: Column "subtotal" referenced that exists in the SELECT clause - but this column cannot be '
        "referenced before it is defined",
        column="subtotal",
    ),
    fault(
        Kind.MISSING_COLUMN,
        'Binder Error: Table "i" does not have a column named "customer"\n\n  Candidate bindings: : "customer_id"',
        column="customer",
        qualifier="i",
    ),
    fault(
        Kind.MISSING_COLUMN,
        'Binder Error: Values list "source" does not have a column named "nope"',
        column="nope",
        qualifier="source",
    ),
    fault(
        Kind.MISSING_COLUMN,
        'Binder Error: Table "v0" does not have a column with name "nope"\n\n  Did you mean: "a", "c"',
        column="nope",
        relation="v0",
    ),
    fault(Kind.MISSING_COLUMN, "Binder Error: Referenced update column nope not found in table!", column="nope"),
    fault(
        Kind.MISSING_COLUMN, 'Binder Error: Column "nope" in EXCLUDE list not found in FROM clause', column="nope"
    ),
    fault(Kind.MISSING_COLUMN, 'Binder Error: Could not find key "b" in struct', column="b"),
    fault(
        Kind.MISSING_RELATION,
        'Catalog Error: Table with name raw_items does not exist!\n  Did you mean "pg_catalog.pg_views"?',
        relation="raw_items",
    ),
    fault(
        Kind.MISSING_RELATION,
        'Catalog Error: Table with name "nosch.items" does not exist because schema "nosch" does not exist.',
        relation="nosch.items",
    ),
    fault(
        Kind.MISSING_RELATION,
        'IO Error: No files found that match the pattern "/data/orders/*.csv"',
        relation="/data/orders/*.csv",
    ),
    fault(
        Kind.MISSING_RELATION,
        'IO Error: Cannot open file "/data/orders.csv": No such file or directory',
        relation="/data/orders.csv",
        ambiguous=True,
    ),
    # duckdb/duckdb#20696
    fault(
        Kind.SCHEMA_CHANGE,
        "Binder Error: Contents of view were altered: names don't match! Expected [a, b], but found [a] instead",
    ),
    fault(
        Kind.SCHEMA_CHANGE,
        'Binder Error: table "items" has 6 columns but 1 values were supplied',
        relation="items",
    ),
    fault(
        Kind.SCHEMA_CHANGE,
        "Binder Error: Set operations can only apply to expressions with the same number of result columns",
    ),
    fault(
        Kind.TYPE_MISMATCH,
        "Binder Error: No function matches the given name and argument types '/(VARCHAR, INTEGER_LITERAL)'. "
        "You might"
        ' need to add explicit type casts.\n  \tCandidate functions:\n  \t"/"("left" FLOAT, "right" FLOAT, /) '
        "-> FLOAT",
    ),
    fault(
        Kind.TYPE_MISMATCH, "Binder Error: Cannot mix values of type DATE and INTEGER_LITERAL in CASE expression"
    ),
    fault(
        Kind.TYPE_MISMATCH,
        "Conversion Error: Unimplemented type for cast (INTEGER -> UUID) when casting from source column id",
        column="id",
    ),
    fault(
        Kind.BAD_VALUE,
        "Conversion Error: Could not convert string 'N/A' to INT32 when casting from source column s",
        column="s",
    ),
    # DuckDB 1.4 quotes otherwise and names no column.
    fault(Kind.BAD_VALUE, 'Conversion Error: Could not convert string "N/A" to INT32'),
    fault(
        Kind.BAD_VALUE,
        'Conversion Error: date field value out of range: "2024-13-45" when casting from source column ts',
        column="ts",
    ),
    fault(
        Kind.BAD_VALUE,
        'Invalid Input Error: Could not parse string "2024-13-45" according to format specifier "%Y-%m-%d"',
    ),
    fault(
        Kind.BAD_VALUE,
        'Invalid Input Error: Error when sniffing file "/data/bad.csv".\n  It was not possible to detect the '
        "dialect",
        relation="/data/bad.csv",
    ),
    fault(
        Kind.BAD_VALUE,
        "Invalid Input Error: No magic bytes found at end of file '/data/x.parquet'",
        relation="/data/x.parquet",
    ),
    fault(
        Kind.NUMERIC_OVERFLOW,
        "Conversion Error: Type INT64 with value 99999999999 can't be cast because the value is out of range "
        "for the "
        "destination type INT32",
    ),
    fault(Kind.NUMERIC_OVERFLOW, "Out of Range Error: Overflow in multiplication of INT32 (2147483647 * 2)!"),
    fault(Kind.DIVISION_BY_ZERO, "Invalid Input Error: Division by zero in expression (1 // 0)."),
    fault(
        Kind.DUPLICATE_ROWS,
        'Constraint Error: Duplicate key "id: 1" violates primary key constraint.',
        column="id",
    ),
    fault(
        Kind.DUPLICATE_ROWS,
        "TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key "
        '"5"',
    ),
    fault(
        Kind.DUPLICATE_ROWS,
        "Invalid Input Error: MERGE INTO command cannot affect the same target row more than once. A target row "
        "matched more than one source row",
    ),
    fault(
        Kind.DUPLICATE_ROWS,
        "Invalid Input Error: More than one row returned by a subquery used as an expression - scalar "
        "subqueries can "
        "only return a single row.",
    ),
    fault(Kind.NOT_NULL, "Constraint Error: NOT NULL constraint failed: pk.c", column="c", relation="pk"),
    fault(
        Kind.CHECK,
        'Constraint Error: CHECK constraint failed on table "pk" with expression CHECK((k > 0))',
        relation="pk",
    ),
    fault(
        Kind.REFERENCE,
        'Constraint Error: Violates foreign key constraint because key "id: 77" does not exist in the '
        "referenced table",
        column="id",
    ),
    fault(
        Kind.AMBIGUOUS_COLUMN,
        "Binder Error: Ambiguous reference to column name \"id\" (use: 'one.id' or 'two.id')",
        column="id",
    ),
    fault(
        Kind.SYNTAX, 'Parser Error: syntax error at or near "selec"\n\n  LINE 5:     selec 1\n              ^^^^^'
    ),
    fault(Kind.SYNTAX, 'Binder Error: Referenced table "zz" not found!\n  Candidate tables: "i"'),
    fault(Kind.SYNTAX, "Catalog Error: Scalar Function with name nofn does not exist!"),
    broken(
        Infra.LOCK,
        'IO Error: Could not set lock on file "/x.db": Conflicting lock is held in /usr/bin/python3.11 (PID '
        "6062).",
    ),
    broken(
        Infra.MEMORY,
        "Out of Memory Error: could not allocate block of size 256.0 KiB (18.9 MiB/19.0 MiB used)",
    ),
    broken(
        Infra.PERMISSION,
        'Permission Error: Cannot access file "/seeds/wards.csv" - file system operations are disabled by '
        "configuration",
    ),
    broken(Infra.CONCURRENCY, "TransactionContext Error: Conflict on update!"),
    broken(Infra.CONCURRENCY, 'TransactionContext Error: Catalog write-write conflict on alter with "t"'),
    broken(Infra.CONCURRENCY, "TransactionContext Error: Current transaction is aborted (please ROLLBACK)"),
    broken(Infra.CANCELLED, "INTERRUPT Error: Interrupted!"),
    broken(
        Infra.ENVIRONMENT,
        'Invalid Input Error: Cannot execute statement of type "CREATE" on database "x" which is attached in '
        "read-only mode!",
    ),
    broken(Infra.ENVIRONMENT, 'IO Error: Extension "/home/ana/.duckdb/x.duckdb_extension" not found.'),
    broken(
        Infra.CONNECTION,
        'IO Error: Failed to download extension "httpfs" at URL "http://extensions.example/httpfs.gz"',
    ),
    broken(Infra.UNAVAILABLE, 'IO Error: Cannot open file "/data/dir/x.db": No such file or directory'),
    broken(Infra.UNAVAILABLE, 'IO Error: The file "/x.db" exists, but it is not a valid DuckDB database file!'),
    # provoked, DuckDB 2.0
    fault(
        Kind.TYPE_MISMATCH,
        'Conversion Error: Error while reading file "/raw/c.parquet": failed to cast column "x" from type VARCHAR '
        "to INTEGER: : Could not convert string 'q' to INT32",
        column="x",
    ),
    fault(Kind.AMBIGUOUS_COLUMN, 'Catalog Error: Column with name "a" already exists!', column="a"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_duckdb_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "duckdb"))
