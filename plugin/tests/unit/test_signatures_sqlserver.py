from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

# Texts of the SQL Server documentation with the driver's prefix; the first two also in the threads named.
PREFIX = "('42S22', \"[42S22] [Microsoft][ODBC Driver 18 for SQL Server][SQL Server]"
CASES = [
    # dotnet/SqlClient#347
    fault(
        Kind.MISSING_COLUMN, f"{PREFIX}Invalid column name 'Tenantd'. (207) (SQLExecDirectW)\")", column="Tenantd"
    ),
    # dbeaver/dbeaver#719
    fault(
        Kind.MISSING_RELATION,
        "[42S02] [Microsoft][ODBC Driver 17 for SQL Server][SQL Server]Invalid object name 'dbo.StatusOnOff'. "
        "(208)",
        relation="dbo.StatusOnOff",
    ),
    fault(
        Kind.BAD_VALUE,
        "Conversion failed when converting the varchar value 'login failed' to data type int. (245)",
    ),
    fault(Kind.NUMERIC_OVERFLOW, "Arithmetic overflow error converting expression to data type int. (8115)"),
    fault(Kind.DIVISION_BY_ZERO, "Divide by zero error encountered. (8134)"),
    fault(
        Kind.NOT_NULL,
        "Cannot insert the value NULL into column 'id', table 'db.dbo.t'; column does not allow nulls. (515)",
        column="id",
        relation="db.dbo.t",
    ),
    fault(
        Kind.DUPLICATE_ROWS,
        "Violation of PRIMARY KEY constraint 'pk'. Cannot insert duplicate key in object 'dbo.t'.",
    ),
    fault(
        Kind.SCHEMA_CHANGE,
        "Could not use view or function 'dbo.v' because of binding errors. (4413)",
        relation="dbo.v",
    ),
    fault(Kind.AMBIGUOUS_COLUMN, "Ambiguous column name 'id'. (209)", column="id"),
    broken(
        Infra.PERMISSION,
        "The SELECT permission was denied on the object 'orders', database 'raw', schema 'dbo'. (229)",
        relation="orders",
    ),
    broken(Infra.AUTHENTICATION, "Login failed for user 'dbt'. (18456)"),
    broken(
        Infra.LOCK,
        "Transaction (Process ID 52) was deadlocked on lock resources with another process and has been chosen "
        "as the "
        "deadlock victim. (1205)",
    ),
    broken(Infra.CONNECTION, "[08S01] TCP Provider: Error code 0x68 (104) (SQLExecDirectW)"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_sqlserver_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "sqlserver"))
