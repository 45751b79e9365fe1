"""What PostgreSQL and what speaks its language (Greenplum, AlloyDB, Materialize, Redshift) say.

Sources marked "provoked" were made to happen with PostgreSQL 15. Servers that answer in another language
than English are left to `sqlstate`.
"""

from __future__ import annotations

from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.signature import Signature, outage

PROVOKED = "provoked, PostgreSQL 15"
DOCUMENTED = "PostgreSQL source code"
# libpq says where it failed to connect, then why: the why counts.
_LIBPQ = r"(?:connection to server [^\n]{0,200}? failed: (?:FATAL|ERROR):\s{1,4})?"
_OPERATOR = (
    r"operator does not exist: (?:(?P<types>[a-z][^\n*/+<>=|%-]{0,120}?) )?(?P<call>[^\s\w]{1,8}) "
    r"(?P<right>[^\n]{1,200})"
)

_SHAPE = (
    Signature(
        Kind.MISSING_COLUMN,
        r'column "<column>" of relation "<relation>" does not exist',
        "provoked, PostgreSQL 15: INSERT and UPDATE, so the relation is the target",
    ),
    Signature(
        Kind.MISSING_COLUMN,
        r'column "<column>" (?:does not exist|not found in data type|specified in USING clause does)',
        PROVOKED,
    ),
    Signature(Kind.MISSING_COLUMN, r'column (?P<dotted>[^\s"][^\n]{0,300}?) does not exist', PROVOKED),
    Signature(Kind.MISSING_RELATION, r'relation "<relation>" does not exist', PROVOKED),
    Signature(
        Kind.MISSING_RELATION,
        r'(?:table|view|materialized view|schema|foreign table) "<relation>" does not exist',
        PROVOKED,
    ),
    Signature(
        Kind.MISSING_RELATION,
        r'materialized view "<relation>" has not been populated',
        PROVOKED,
    ),
    Signature(
        Kind.MISSING_RELATION,
        r'cross-database references? [^\n"]{0,40}: "<relation>"',
        PROVOKED,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r'column "<column>" is of type [^\n]{1,120} but expression is of type',
        PROVOKED,
    ),
    Signature(
        Kind.TYPE_MISMATCH,
        r'column "<column>" cannot be cast automatically to type',
        DOCUMENTED,
    ),
    Signature(Kind.TYPE_MISMATCH, _OPERATOR, PROVOKED),
    Signature(
        Kind.TYPE_MISMATCH,
        r"function (?P<call>[^\s(]{1,200})\((?P<types>[^()\n][^\n]{0,600})\) does not exist",
        "provoked, PostgreSQL 15: also said of a function that is not there at all",
        ambiguous=True,
    ),
    Signature(Kind.TYPE_MISMATCH, r"types [^\n]{1,200} and [^\n]{1,200} cannot be matched", PROVOKED),
    Signature(Kind.TYPE_MISMATCH, r"cannot cast type [^\n]{1,200} to ", PROVOKED),
    Signature(Kind.TYPE_MISMATCH, r"argument of [A-Z/]{2,20} must be type ", DOCUMENTED),
    Signature(
        Kind.SCHEMA_CHANGE,
        r'cannot change (?:name|data type) of view column "<column>"',
        PROVOKED,
    ),
    Signature(
        Kind.SCHEMA_CHANGE,
        r"INSERT has more (?:expressions than target columns|target columns than expressions)"
        r"|each [A-Z]{5,9} query must have the same number of columns|cannot drop columns from view",
        PROVOKED,
    ),
)

_VALUES = (
    Signature(Kind.BAD_VALUE, r"unsupported Unicode escape sequence", "PostgreSQL source code, jsonapi.c"),
    Signature(
        Kind.BAD_VALUE,
        r"invalid input syntax for (?:type )?(?P<types>[a-z ]{2,40})(?:: (?P<value>[^\n]{0,4000}))?",
        PROVOKED,
    ),
    Signature(
        Kind.BAD_VALUE,
        r"(?:date/time|interval) field value out of range(?:: (?P<value>[^\n]{0,4000}))?",
        PROVOKED,
    ),
    Signature(Kind.BAD_VALUE, r"(?:date|timestamp|time zone displacement) out of range", DOCUMENTED),
    Signature(Kind.BAD_VALUE, r"invalid value \"(?P<value>[^\n]{0,4000})\" for \"", PROVOKED),
    Signature(
        Kind.BAD_VALUE,
        r"invalid byte sequence for encoding|malformed (?:array|range|record) literal",
        PROVOKED,
    ),
    Signature(Kind.BAD_VALUE, r"value too long for type", PROVOKED),
    Signature(Kind.BAD_VALUE, r"invalid input value for enum|invalid JSON|cannot extract elements from", PROVOKED),
    Signature(Kind.BAD_VALUE, r"cannot take (?:square root of a negative|logarithm of)", PROVOKED),
    Signature(Kind.NUMERIC_OVERFLOW, r'value "(?P<value>[^"\n]{0,600})" is out of range for type', PROVOKED),
    Signature(
        Kind.NUMERIC_OVERFLOW,
        r"(?:smallint|integer|bigint|real|double precision|numeric|value) (?:field overflow|out of range)"
        r"|value out of range: (?:over|under)flow",
        PROVOKED,
    ),
    Signature(Kind.DIVISION_BY_ZERO, r"division by zero", PROVOKED),
    Signature(
        Kind.DUPLICATE_ROWS,
        r"(?:duplicate key value violates unique constraint"
        r"|could not create unique index) \"[^\"\n]{1,300}\"(?:\n[ \t]*DETAIL:[ \t]{1,4}Key "
        r"\((?P<column>[^),\n]{1,300})\)=)?",
        "provoked, PostgreSQL 15; the detail names the key, whose value is never read",
    ),
    Signature(
        Kind.DUPLICATE_ROWS,
        r"(?:MERGE|ON CONFLICT DO UPDATE) command cannot affect row a second time"
        r"|more than one row returned by a subquery used as an expression",
        PROVOKED,
    ),
    Signature(
        Kind.NOT_NULL,
        r'null value in column "<column>"(?: of relation "<relation>")?'
        r" violates not-null",
        PROVOKED,
    ),
    Signature(
        Kind.NOT_NULL,
        r'column "<column>"(?: of relation "<relation>")? contains null values',
        DOCUMENTED,
    ),
    Signature(
        Kind.REFERENCE,
        r'on table "<relation>" violates foreign key constraint "[^"\n]{1,300}"'
        r"(?:\n[ \t]*DETAIL:[ \t]{1,4}Key \((?P<column>[^),\n]{1,300})\)=)?",
        PROVOKED,
    ),
    Signature(Kind.CHECK, r'new row for relation "<relation>" violates check constraint', PROVOKED),
)

_CODE = (
    Signature(Kind.AMBIGUOUS_COLUMN, r'column reference "<column>" is ambiguous', PROVOKED),
    Signature(
        Kind.AMBIGUOUS_COLUMN,
        r'column "<column>" specified more than once',
        "PostgreSQL source code, parse_relation.c",
    ),
    Signature(
        Kind.SYNTAX,
        r"syntax error at (?:or near|end of input)|missing FROM-clause entry for table"
        r"|must appear in the GROUP BY clause|function [^\s(]{1,200}\(\) does not exist"
        r"|aggregate function calls cannot be nested|invalid regular expression",
        PROVOKED,
    ),
)

_MACHINERY = (
    Signature(
        Kind.INFRASTRUCTURE,
        r'relation "<relation>" already exists',
        "dbt-labs/dbt-core#12188: two runs build the same table",
        Infra.CONCURRENCY,
        only=r"__dbt_(?:tmp|backup)",
    ),
    outage(Infra.CONCURRENCY, r"cached plan must not change result type", DOCUMENTED),
    outage(Infra.UNAVAILABLE, r"not accepting commands [^\n]{0,80}wraparound", DOCUMENTED),
    outage(
        Infra.PERMISSION,
        r"permission denied for (?:(?:foreign )?table|relation|view|materialized view|sequence|schema"
        r"|database|function|language|column) (?P<relation>[^\s,;]{1,300})",
        PROVOKED,
    ),
    outage(Infra.PERMISSION, r"permission denied\b|must be (?:owner of|superuser|member of role)", PROVOKED),
    outage(Infra.TIMEOUT, r"due to (?:statement|transaction|idle[\w -]{1,40}) timeout", PROVOKED),
    outage(Infra.TIMEOUT, r"\bquery_wait_timeout\b", "PgBouncer documentation: no server became free in time"),
    outage(Infra.LOCK, r"due to lock timeout|could not obtain lock on|deadlock detected", PROVOKED),
    outage(Infra.CONCURRENCY, r"could not serialize access|due to conflict with recovery", PROVOKED),
    outage(
        Infra.CONCURRENCY,
        r"could not open relation with OID|tuple concurrently updated",
        "dbt-labs/dbt-core#9941",
    ),
    outage(Infra.CANCELLED, r"canceling statement due to user request", DOCUMENTED),
    outage(
        Infra.AUTHENTICATION,
        _LIBPQ + r"(?:password authentication failed|no pg_hba\.conf entry|role \"[^\"\n]{1,300}\" does not exist"
        r"|no password supplied|(?:peer|ident|GSSAPI|LDAP) authentication failed)",
        PROVOKED,
    ),
    outage(
        Infra.QUOTA,
        _LIBPQ + r"(?:too many (?:connections|clients)|remaining connection slots are reserved)",
        PROVOKED,
    ),
    outage(
        Infra.UNAVAILABLE,
        _LIBPQ + r"(?:the database system is |database \"[^\"\n]{1,300}\" does not exist"
        r"|is not currently accepting connections|terminating connection due to administrator"
        r"|cannot execute [A-Z ]{3,40} in a read-only transaction)",
        PROVOKED,
    ),
    outage(
        Infra.CONNECTION,
        r"server closed the connection unexpectedly|SSL connection has been closed unexpectedly"
        r"|SSL SYSCALL error|could not connect to server|connection (?:to server )?[^\n]{0,200}? failed: "
        r"|connection (?:already closed|not open)|could not (?:receive data from|send data to) server"
        r"|could not translate host name|terminating connection because of crash",
        "provoked, PostgreSQL 15; dbt-labs/dbt-core#997",
    ),
    outage(
        Infra.DISK,
        r"could not extend file|could not write (?:to )?(?:file|block)|temporary file size exceeds"
        r"|No space left on device",
        PROVOKED,
    ),
    outage(Infra.MEMORY, r"^out of memory|out of shared memory|could not resize shared memory", DOCUMENTED),
    outage(Infra.CRASH, r"could not read block|invalid page in block|missing chunk number", DOCUMENTED),
)

SIGNATURES = _SHAPE + _VALUES + _CODE + _MACHINERY
