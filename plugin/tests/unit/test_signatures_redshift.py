from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

CASES = [
    # fivetran/dbt_quickbooks_source#23
    fault(Kind.BAD_VALUE, "Invalid digit, Value 'S', Pos 0, Type: Integer"),
    # a public client's tests: the block that Redshift adds
    fault(
        Kind.BAD_VALUE,
        "Invalid digit, Value 'a', Pos 0, Type: Integer\n  DETAIL:\n    "
        "-----------------------------------------------\n"
        "    error:  Invalid digit, Value 'a', Pos 0, Type: Integer \n    code:      1207",
    ),
    # Amazon Redshift documentation
    fault(Kind.MISSING_COLUMN, 'column "amount" does not exist in o', column="amount", relation="o"),
    fault(Kind.NUMERIC_OVERFLOW, "Numeric data overflow (result precision)"),
    fault(Kind.MISSING_COLUMN, 'column "customer" does not exist', column="customer"),
    fault(Kind.MISSING_RELATION, 'relation "raw.orders" does not exist', relation="raw.orders"),
    # the fields of redshift_connector
    fault(
        Kind.MISSING_COLUMN,
        "{'S': 'ERROR', 'C': '42703', 'M': 'column \"customer\" does not exist', 'F': '../src/pg/parse.c', "
        "'L': '1'}",
        column="customer",
    ),
    # rudderlabs/rudder-server#3178
    fault(
        Kind.SCHEMA_CHANGE,
        "Spectrum Scan Error\n  DETAIL:\n    error:  Spectrum Scan Error\n    code:      15007\n    context:   "
        "Unmatched "
        "number of columns between table and file. Table columns: 20, Data columns: 16, File name: "
        "https://s3.example/x",
    ),
    # elementary-data/elementary#768
    broken(
        Infra.CONCURRENCY,
        "1023\n  DETAIL:  Serializable isolation violation on table - 613, transactions forming the cycle are: "
        "1, 2",
    ),
    # dbt-labs/dbt-core#9941
    broken(Infra.CONCURRENCY, "could not open relation with OID 6134794"),
    # Amazon Redshift documentation
    broken(Infra.DISK, "Disk Full\n  DETAIL:\n    error:  Disk Full\n    code:      1016"),
    broken(Infra.CANCELLED, "Query (123) cancelled on user's request"),
    broken(Infra.PERMISSION, "permission denied for relation orders", relation="orders"),
    # dbt-labs/dbt-core#12188, on Redshift
    broken(
        Infra.CONCURRENCY,
        'relation "stg_ios__identities__dbt_tmp" already exists',
        relation="stg_ios__identities__dbt_tmp",
    ),
    # Amazon Redshift documentation and community threads
    fault(
        Kind.MISSING_RELATION,
        "External Catalog Error.\n  DETAIL:\n    error:  External Catalog Error.\n    code:      16000\n"
        "    context:   Failed to retrieve metadata from the table. EntityNotFoundException: Entity Not Found",
    ),
    broken(Infra.CRASH, "Assert\n  DETAIL:\n    error:  Assert\n    code:      1000\n    context:   IsNull()"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_redshift_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "redshift"))
