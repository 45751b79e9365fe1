from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

# Provoked with PostgreSQL 15, unless a line says otherwise.
CASES = [
    fault(
        Kind.MISSING_COLUMN,
        'column "customer" does not exist\n  LINE 1: select customer from raw.items;\n                 ^\n'
        '  HINT:  Perhaps you meant to reference the column "items.customer_id".',
        column="customer",
    ),
    fault(Kind.MISSING_COLUMN, "column i.customer does not exist", column="customer", qualifier="i"),
    fault(Kind.MISSING_COLUMN, 'column "Company Symbol" does not exist', column="Company Symbol"),
    fault(Kind.MISSING_COLUMN, 'column "nope" of relation "one" does not exist', column="nope", relation="one"),
    fault(Kind.MISSING_RELATION, 'relation "raw.raw_items" does not exist', relation="raw.raw_items"),
    fault(Kind.MISSING_RELATION, 'table "nope" does not exist', relation="nope"),
    fault(
        Kind.MISSING_RELATION,
        'cross-database references are not implemented: "nodb.raw.items"',
        relation="nodb.raw.items",
    ),
    fault(Kind.MISSING_RELATION, 'materialized view "mv" has not been populated', relation="mv"),
    fault(
        Kind.TYPE_MISMATCH,
        "operator does not exist: character varying / integer\n  LINE 1: select s / 100 from raw.items;\n"
        "  HINT:  No operator matches the given name and argument types.",
    ),
    fault(Kind.TYPE_MISMATCH, "function date_trunc(unknown, character varying) does not exist", ambiguous=True),
    fault(
        Kind.TYPE_MISMATCH,
        'column "id" is of type integer but expression is of type text',
        column="id",
    ),
    fault(Kind.TYPE_MISMATCH, "UNION types integer and text cannot be matched"),
    fault(Kind.TYPE_MISMATCH, "cannot cast type integer to date"),
    fault(Kind.SCHEMA_CHANGE, 'cannot change data type of view column "id" from integer to text', column="id"),
    fault(Kind.SCHEMA_CHANGE, 'cannot change name of view column "id" to "other"', column="id"),
    fault(Kind.SCHEMA_CHANGE, "INSERT has more expressions than target columns"),
    fault(Kind.SCHEMA_CHANGE, "each UNION query must have the same number of columns"),
    fault(Kind.BAD_VALUE, 'invalid input syntax for type numeric: "N/A"'),
    fault(Kind.BAD_VALUE, 'invalid input syntax for type json\n  DETAIL:  Token "bad" is invalid.'),
    fault(Kind.BAD_VALUE, 'date/time field value out of range: "2024-13-45"'),
    fault(Kind.BAD_VALUE, 'invalid byte sequence for encoding "UTF8": 0xff'),
    fault(Kind.BAD_VALUE, "value too long for type character varying(3)"),
    fault(Kind.BAD_VALUE, 'malformed array literal: "N/A"'),
    fault(Kind.NUMERIC_OVERFLOW, "integer out of range"),
    fault(
        Kind.NUMERIC_OVERFLOW, "numeric field overflow\n  DETAIL:  A field with precision 4, scale 2 must round"
    ),
    fault(Kind.NUMERIC_OVERFLOW, 'value "99999999999" is out of range for type integer'),
    fault(Kind.DIVISION_BY_ZERO, "division by zero"),
    fault(
        Kind.DUPLICATE_ROWS,
        'duplicate key value violates unique constraint "pk_pkey"\n  DETAIL:  Key (id)=(1) already exists.',
        column="id",
    ),
    fault(
        Kind.DUPLICATE_ROWS,
        'duplicate key value violates unique constraint "pk_pkey"\n  DETAIL:  Key (a, b)=(1, 2) already exists.',
    ),
    fault(
        Kind.DUPLICATE_ROWS,
        'could not create unique index "one_id_idx"\n  DETAIL:  Key (id)=(1) is duplicated.',
        column="id",
    ),
    fault(Kind.DUPLICATE_ROWS, "MERGE command cannot affect row a second time"),
    fault(Kind.DUPLICATE_ROWS, "more than one row returned by a subquery used as an expression"),
    fault(
        Kind.NOT_NULL,
        'null value in column "c" of relation "pk" violates not-null constraint\n'
        "  DETAIL:  Failing row contains (2, null, permission denied for table x).",
        column="c",
        relation="pk",
    ),
    fault(
        Kind.REFERENCE,
        'insert or update on table "fk" violates foreign key constraint "fk_id_fkey"\n'
        '  DETAIL:  Key (id)=(77) is not present in table "pk".',
        column="id",
        relation="fk",
    ),
    fault(Kind.CHECK, 'new row for relation "pk" violates check constraint "pk_k_check"', relation="pk"),
    fault(Kind.AMBIGUOUS_COLUMN, 'column reference "id" is ambiguous', column="id"),
    fault(Kind.SYNTAX, 'syntax error at or near "where"'),
    fault(Kind.SYNTAX, 'missing FROM-clause entry for table "zz"'),
    broken(Infra.PERMISSION, "permission denied for table raw_supplies", relation="raw_supplies"),
    broken(Infra.PERMISSION, "permission denied for schema raw", relation="raw"),
    broken(Infra.PERMISSION, "must be owner of view v1"),
    broken(Infra.TIMEOUT, "canceling statement due to statement timeout"),
    broken(Infra.LOCK, "canceling statement due to lock timeout"),
    broken(
        Infra.LOCK,
        "deadlock detected\n  DETAIL:  Process 6492 waits for ShareLock on transaction 757; blocked by process "
        "6493.",
    ),
    broken(Infra.CONCURRENCY, "could not serialize access due to concurrent update"),
    # dbt-labs/dbt-core#9941
    broken(Infra.CONCURRENCY, "could not open relation with OID 6134794"),
    broken(Infra.AUTHENTICATION, 'FATAL:  role "nouser" does not exist'),
    broken(
        Infra.AUTHENTICATION,
        'connection to server at "db" (10.0.0.1), port 5432 failed: FATAL:  password authentication failed for '
        'user "x"',
    ),
    broken(Infra.QUOTA, 'FATAL:  too many connections for role "lim"'),
    broken(Infra.UNAVAILABLE, "terminating connection due to administrator command"),
    broken(Infra.UNAVAILABLE, "cannot execute CREATE TABLE in a read-only transaction"),
    broken(
        Infra.CONNECTION,
        'connection to server at "127.0.0.1", port 1 failed: Connection refused\n\tIs the server running on '
        "that host "
        "and accepting TCP/IP connections?",
    ),
    broken(
        Infra.CONNECTION, 'could not translate host name "nohost.invalid" to address: Name or service not known'
    ),
    broken(
        Infra.CONNECTION,
        "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
    ),
    # langgenius/dify#3761 and dbt-labs/dbt-core#997
    broken(Infra.CONNECTION, "SSL connection has been closed unexpectedly"),
    broken(Infra.CONNECTION, "SSL SYSCALL error: EOF detected"),
    broken(Infra.DISK, "temporary file size exceeds temp_file_limit (100kB)"),
    # PostgreSQL source code, md.c
    broken(Infra.DISK, 'could not extend file "base/16384/16385": No space left on device'),
    # dbt-labs/dbt-core#12188
    broken(
        Infra.CONCURRENCY,
        'relation "stg_ios__identities__dbt_tmp" already exists',
        relation="stg_ios__identities__dbt_tmp",
    ),
    # PostgreSQL source code
    fault(Kind.AMBIGUOUS_COLUMN, 'column "id" specified more than once', column="id"),
    fault(
        Kind.BAD_VALUE,
        "unsupported Unicode escape sequence\n  DETAIL:  \\u0000 cannot be converted to text.",
    ),
    broken(Infra.CONCURRENCY, "cached plan must not change result type"),
    broken(
        Infra.UNAVAILABLE,
        'database is not accepting commands that assign new XIDs to avoid wraparound data loss in database "x"',
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_postgres_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "postgres"))
