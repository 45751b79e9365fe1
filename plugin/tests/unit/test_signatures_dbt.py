from __future__ import annotations

import pytest

from dbt_onus.core.signatures import ContractMismatch, Infra, Kind, masked, read_message

# Provoked with dbt-core 1.11 and dbt v2 preview.196 on DuckDB, unless a line says otherwise.
TABLE = """\
  | column_name | definition_type | contract_type | mismatch_reason       |
  | ----------- | --------------- | ------------- | --------------------- |
  | amount      | VARCHAR         | INTEGER       | data type mismatch    |
  | extra       | INTEGER         |               | missing in contract   |
  | left_out    |                 | VARCHAR       | missing in definition |
"""
CONTRACT = (
    "This model has an enforced contract that failed.\n  Please ensure the name, data_type, and number of "
    "columns in "
    "your contract match the columns in your model's definition.\n  \n" + TABLE
)
V1_CONTRACT = (
    f"Compilation Error in model contracted (models/contracted.sql)\n  {CONTRACT}  \n"
    "  > in macro assert_columns_equivalent (macros/relations/column/columns_spec_ddl.sql)"
)
V2_CONTRACT = (
    "Error executing materialization macro 'dbt.materialization_view_default' for model model.p.contracted: "
    "Failed to "
    "eval the compiled Jinja expression invalid operation: Compilation Error for model.p.contracted from "
    f"models/contracted.sql: {CONTRACT}\n(in run/p/models/contracted.sql:1:4)"
)
OUT_OF_SYNC = """\
Compilation Error in model m_inc (models/m_inc.sql)

      The source and target schemas on this incremental model are out of sync!

      Additional troubleshooting context:
         Source columns not in target: [DuckDBColumn(column='extra', dtype='INTEGER', char_size=None)]
         Target columns not in source: [<Column gone (text)>]
         New column types: [{'column_name': 'amount', 'new_type': 'varchar'}]

  > in macro default__process_schema_changes (macros/on_schema_change.sql)"""


@pytest.mark.parametrize("message", [V1_CONTRACT, V2_CONTRACT], ids=["dbt 1.x", "dbt v2"])
def test_a_broken_contract_tells_every_column_and_what_is_wrong_with_it(message: str) -> None:
    reading = read_message(message, "duckdb")
    assert reading.kind == Kind.CONTRACT
    assert reading.columns == (
        ContractMismatch(
            name="amount", definition_type="VARCHAR", contract_type="INTEGER", reason="data type mismatch"
        ),
        ContractMismatch(name="extra", definition_type="INTEGER", reason="missing in contract"),
        ContractMismatch(name="left_out", contract_type="VARCHAR", reason="missing in definition"),
    )
    assert masked(message) == "This model has an enforced contract that failed."


def test_one_broken_column_is_the_column_of_the_reading() -> None:
    one = V1_CONTRACT.replace(TABLE, "".join(TABLE.splitlines(keepends=True)[:3]))
    assert read_message(one, "postgres").column == "amount"


def test_an_incremental_model_out_of_sync_tells_what_came_went_and_changed() -> None:
    reading = read_message(OUT_OF_SYNC, "duckdb")
    assert reading.kind == Kind.SCHEMA_CHANGE
    assert [(each.name, each.definition_type, each.contract_type, each.reason) for each in reading.columns] == [
        ("extra", "INTEGER", None, "missing in target"),
        ("gone", None, "text", "missing in source"),
        ("amount", "varchar", None, "data type change"),
    ]


@pytest.mark.parametrize(
    "message",
    [
        "Compilation Error in model m (models/m.sql)\n  'no_macro' is undefined. This can happen when calling "
        "a macro that "
        'does not exist. Check for typos and/or install package dependencies with "dbt deps".',
        "Failed to render SQL unknown function: Jinja macro or function `no_macro` is unknown\n(in "
        "models/m.sql:1:17)",
        "Failed to render SQL undefined value\n(in models/m_undef.sql:1:17)",
        # dbt-core source code
        "Compilation Error\n  Model 'model.p.m' (models/m.sql) depends on a node named 'orders' which was not "
        "found",
        "Compilation Error in model m (models/m.sql)\n  Required var 'start' not found in config:\n  Vars "
        "supplied to m = {}",
    ],
)
def test_what_the_projects_own_code_lacks_is_no_fault_of_the_data(message: str) -> None:
    assert read_message(message, "duckdb").kind == Kind.MISSING_MACRO_OR_REF


@pytest.mark.parametrize(
    "message",
    [
        "Compilation Error in model m_raise (models/m_raise.sql)\n  the vendor file timed out: permission denied",
        "Failed to render SQL invalid operation: Compilation Error for model.p.m_raise from "
        "models/m_raise.sql: No space "
        "left on device\n(in models/m_raise.sql:1:33)",
    ],
)
def test_what_a_project_raises_itself_is_free_text(message: str) -> None:
    reading = read_message(message, "duckdb")
    assert (reading.kind, reading.infra) == (Kind.OTHER, None)


def test_the_freshness_of_a_source_without_load_times() -> None:
    message = (
        "Database Error in source items (models/s.yml)\n  Expected a non-null value when querying field 'ts' "
        "of table  "
        "raw.items but received value 'null' instead"
    )
    reading = read_message(message, "postgres")
    assert (reading.kind, reading.column, reading.relation) == (Kind.NOT_NULL, "ts", "raw.items")


PYTHON = (
    "Runtime Error in model py (models/py.py)\n  Python model failed:\n  Traceback (most recent call last):\n"
    '    File "/tmp/tmpzz7ghed9.py", line 5, in model\n      raise TimeoutError(row["amount"])\n'
    "             ~~~^^^^^^^^^^\n  {}\n  "
)


@pytest.mark.parametrize(
    ("raised", "kind", "column", "infra"),
    [
        ("KeyError: 'amount'", Kind.MISSING_COLUMN, "amount", None),
        ("ModuleNotFoundError: No module named 'nosuchmod'", Kind.INFRASTRUCTURE, None, Infra.ENVIRONMENT),
        (
            '_duckdb.BinderException: Binder Error: Referenced column "nope" not found in FROM clause!\n  '
            "Candidate "
            'bindings: "id"',
            Kind.MISSING_COLUMN,
            "nope",
            None,
        ),
        # Python and library documentation
        ("ValueError: could not convert string to float: 'timeout'", Kind.BAD_VALUE, None, None),
        ("ConnectionRefusedError: [Errno 111] Connection refused", Kind.INFRASTRUCTURE, None, Infra.CONNECTION),
        ("MemoryError", Kind.INFRASTRUCTURE, None, Infra.MEMORY),
        ("NameError: name 'pd' is not defined", Kind.SYNTAX, None, None),
    ],
)
def test_a_python_model_is_read_by_what_it_raised_and_not_by_its_code(
    raised: str, kind: Kind, column: str | None, infra: Infra | None
) -> None:
    reading = read_message(PYTHON.format(raised), "duckdb")
    assert (reading.kind, reading.column, reading.infra) == (kind, column, infra)
