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
    # dbt-msft/dbt-sqlserver#844: the driver's complaint hides what it was; nobody can be accused of it
    fault(Kind.OTHER, "Attempt to use a closed connection."),
    # Microsoft documentation
    fault(Kind.SYNTAX, 'The multi-part identifier "o.amount" could not be bound. (4104)'),
    fault(
        Kind.BAD_VALUE,
        "The conversion of a varchar data type to a datetime data type resulted in an out-of-range value. (242)",
    ),
    fault(Kind.TYPE_MISMATCH, "The data types varchar and date are incompatible in the add operator. (402)"),
    fault(
        Kind.AMBIGUOUS_COLUMN,
        "Column names in each table must be unique. Column name 'id' in table 'x' is specified more than once.",
        column="id",
    ),
    broken(Infra.QUOTA, "The service is currently busy. Retry the request after 10 seconds. (40501)"),
    # Synapse SQL documentation
    fault(
        Kind.MISSING_RELATION,
        "External table 'dbo.orders' is not accessible because location does not exist or it is used by another "
        "process.",
        relation="dbo.orders",
        ambiguous=True,
    ),
    fault(
        Kind.TYPE_MISMATCH,
        "Column 'amount' of type 'FLOAT' is not compatible with external data type 'Parquet physical type: "
        "BYTE_ARRAY', please try with 'VARCHAR(8000)'.",
        column="amount",
    ),
    # MicrosoftDocs/azure-docs#86701
    fault(
        Kind.MISSING_RELATION,
        "Content of directory on path 'https://x.blob.core.windows.net/y/_delta_log/*.json' cannot be listed.",
        relation="https://x.blob.core.windows.net/y/_delta_log/*.json",
        ambiguous=True,
    ),
    # dbt-labs/dbt-external-tables#335
    broken(
        Infra.UNAVAILABLE,
        "External file access failed due to internal error: 'Parameters provided to connect to the Azure storage "
        "account are not valid.' (105019)",
    ),
    # microsoft/dbt-fabric#52
    broken(
        Infra.LOCK,
        "[40001] [Microsoft][ODBC Driver 18 for SQL Server][SQL Server]Transaction (Process ID 237) "
        "was deadlocked on lock resources with another process and has been chosen as the deadlock victim. (1205)",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_sqlserver_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "sqlserver"))
