from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.signatures import OF_THE_PLATFORM, Infra, Kind, masked, read_message
from tests.unit import (
    test_signatures_bigquery,
    test_signatures_databricks,
    test_signatures_duckdb,
    test_signatures_postgres,
    test_signatures_redshift,
    test_signatures_snowflake,
    test_signatures_sqlserver,
    test_signatures_trino,
)
from tests.unit.signature_cases import Case, read

ALL = {
    "bigquery": test_signatures_bigquery.CASES,
    "databricks": test_signatures_databricks.CASES,
    "duckdb": test_signatures_duckdb.CASES,
    "postgres": test_signatures_postgres.CASES,
    "redshift": test_signatures_redshift.CASES,
    "snowflake": test_signatures_snowflake.CASES,
    "sqlserver": test_signatures_sqlserver.CASES,
    "trino": test_signatures_trino.CASES,
}
PAIRS = [pytest.param(case, adapter, id=f"{adapter}: {case}") for adapter, cases in ALL.items() for case in cases]
ADAPTERS = st.sampled_from([*ALL, "", "clickhouse", "SPARK "])
# What a row may hold to mislead a reader.
TRAPS = [
    "permission denied for table x",
    "No space left on device",
    "Connection refused",
    "quotaExceeded",
    "deadlock detected",
]


@pytest.mark.parametrize(("case", "adapter"), PAIRS)
def test_data_never_reads_as_machinery_nor_machinery_as_data_even_if_the_adapter_is_unknown(
    case: Case, adapter: str
) -> None:
    for name in (adapter, "", "some_new_warehouse"):
        reading = read(case, name)
        assert reading.is_platform == (case.kind in OF_THE_PLATFORM), name
        assert (reading.infra is not None) == reading.is_platform


@pytest.mark.parametrize(("case", "adapter"), PAIRS)
def test_the_heading_of_a_test_or_no_heading_at_all_changes_nothing(case: Case, adapter: str) -> None:
    expected = read(case, adapter)
    text = case.text.replace("\n  ", "\n")
    assert read_message(text, adapter) == expected
    of_a_test = f"Runtime Error in test unique_orders_id (models/s.yml)\n  {case.text}"
    assert read_message(of_a_test, adapter) == expected


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize(
    ("adapter", "text"),
    [
        ("duckdb", "Conversion Error: Could not convert string '{}' to INT32"),
        ("duckdb", 'Conversion Error: Could not convert string "it\'s {}" to DECIMAL(10,2)'),
        ("duckdb", "Something new happened to '{}' here"),
        ("duckdb", "Parser Error: syntax error at or near \"selec\"\n\nLINE 5:   selec '{}'\n          ^"),
        ("postgres", 'invalid input syntax for type integer: "{}"'),
        (
            "postgres",
            'duplicate key value violates unique constraint "k"\n  DETAIL:  Key (a)=({}) already exists.',
        ),
        ("snowflake", "100038 (22018): Numeric value '{}' is not recognized"),
        ("bigquery", "Bad int64 value: {}"),
        ("redshift", "Invalid digit, Value 'S', Pos 0, Type: Integer\n  DETAIL: {}"),
    ],
)
def test_what_a_row_holds_is_never_taken_for_the_error(adapter: str, text: str, trap: str) -> None:
    for name in (adapter, ""):
        assert not read_message(f"Database Error in test t (m.yml)\n  {text.format(trap)}", name).is_platform


@pytest.mark.parametrize("adapter", [*ALL, "", "clickhouse"])
@pytest.mark.parametrize(
    ("text", "infra"),
    [
        ("HTTPSConnectionPool(host='h', port=443): Max retries exceeded with url: /x", Infra.CONNECTION),
        ("('Connection aborted.', RemoteDisconnected('Remote end closed connection'))", Infra.CONNECTION),
        ("[Errno 28] No space left on device", Infra.DISK),
        ("HTTP 429 Too Many Requests", Infra.QUOTA),
        ("502 Bad Gateway", Infra.UNAVAILABLE),
        ("Read timed out. (read timeout=60)", Infra.TIMEOUT),
    ],
)
def test_what_the_network_says_is_the_same_everywhere(text: str, infra: Infra, adapter: str) -> None:
    assert read_message(f"Database Error\n  {text}", adapter).infra == infra


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # a server that answers in French, and one of a product that is not known
        ("la colonne « client » n'existe pas (SQLSTATE: 42703)", Kind.MISSING_COLUMN),
        ("SQLSTATE[42S02]: la table n'existe pas", Kind.MISSING_RELATION),
        ("[57P03] le serveur ne répond pas", Kind.INFRASTRUCTURE),
        ("droit refusé (SQLSTATE 42501)", Kind.PERMISSION),
        ("erreur (SQLSTATE: 42000)", Kind.OTHER),
    ],
)
def test_a_sqlstate_speaks_where_the_words_are_not_known(text: str, kind: Kind) -> None:
    assert read_message(text, "clickhouse").kind == kind


def test_the_names_that_the_engine_offers_are_kept_without_the_alias() -> None:
    reading = read_message(
        "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column or function parameter with name `o`.`amount` cannot be "
        "resolved. "
        "Did you mean one of the following? [`o`.`amount_eur`, `o`.`total`]. SQLSTATE: 42703",
        "databricks",
    )
    assert (reading.qualifier, reading.candidates) == ("o", ("amount_eur", "total"))
    bigquery = "Unrecognized name: amout; Did you mean amount? at [1:2]"
    assert read_message(bigquery, "bigquery").candidates == ("amount",)
    postgres = (
        'column "x" does not exist\nHINT:  Perhaps you meant to reference the column "a.y" or the column "b.z".'
    )
    assert read_message(postgres, "postgres").candidates == ("y", "z")


@pytest.mark.parametrize("message", [None, "", " \n", "Error", "Fail"])
def test_a_message_that_says_nothing_reads_as_other(message: str | None) -> None:
    assert read_message(message, "duckdb").kind == Kind.OTHER


def test_a_message_for_people_keeps_names_and_hides_values() -> None:
    heading = "Runtime Error in model m (models/m.sql)\n  "
    missing = 'Binder Error: Referenced column "customer" not found in FROM clause!'
    assert masked(f'{heading}{missing}\n  Candidate bindings: "s"') == missing
    converted = "Conversion Error: Could not convert string {} to INT32 when casting from source column s"
    assert masked(heading + converted.format("'Ana (5)'")) == converted.format("…")
    code, text = "002003 (42S02): SQL compilation error:", "Object 'A.B.C' does not exist or not authorized."
    assert masked(f"{code}\n  {text}") == f"{code} {text}"
    assert masked("mail ana@shop.example about 4111 1111 1111 1111") == "mail … about …"
    assert "secret" not in masked("Something is wrong with 'secret value'")


SECRET = "Zebra Quagga 90210"


@pytest.mark.parametrize(
    "text",
    [
        f"Conversion Error: Could not convert string '{SECRET}' to INT32",
        f'invalid input syntax for type integer: "{SECRET}"',
        f"100038 (22018): Numeric value '{SECRET}' is not recognized",
        f"Bad int64 value: {SECRET}",
        f"Invalid digit, Value '{SECRET}', Pos 0, Type: Integer",
        f"[CAST_INVALID_INPUT] The value '{SECRET}' of the type \"STRING\" cannot be cast",
        f"Conversion failed when converting the varchar value '{SECRET}' to data type int. (245)",
        f'Constraint Error: Duplicate key "name: {SECRET}" violates primary key constraint.',
        f"ValueError: could not convert string to float: '{SECRET}'",
        f"Key (name)=({SECRET}) already exists.",
    ],
)
def test_no_value_of_a_row_reaches_people(text: str) -> None:
    message = f"Database Error in test t (m.yml)\n  {text}"
    for word in SECRET.split():
        assert word not in masked(message)
        for adapter in (*ALL, ""):
            assert word not in read_message(message, adapter).says


@given(st.text(), ADAPTERS, st.integers(min_value=0, max_value=400))
def test_any_text_is_read_and_masked(message: str, adapter: str, limit: int) -> None:
    read_message(message, adapter)
    line = masked(message, limit)
    assert len(line) <= limit
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in line)


TEXTS = [case.text for cases in ALL.values() for case in cases]
PIECES = ["'", '"', "`", "\n", "LINE 1: ", "column ", " does not exist", "(", "[", "\x1b[31m", "\u202e", *TEXTS]


@given(st.lists(st.sampled_from(PIECES)), ADAPTERS)
def test_any_mixture_of_real_messages_is_read_and_masked(pieces: list[str], adapter: str) -> None:
    message = "".join(pieces)
    read_message(message, adapter)
    assert len(masked(message)) <= 300


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "'",
        '"',
        "`",
        "(",
        "\n",
        " ",
        "LINE 1:",
        'column "',
        "column a",
        "Table with name ",
        "Error: ",
        "User does not have ",
        'message="',
        'TrinoUserError(type=a, name=b, message="',
        "{'S': ",
        "function f(",
        "types a and ",
        "1 ",
        "a@a.",
        "| a | b |",
        "Traceback (most recent call last)\n",
        "connection to server ",
        "Cluster ",
        "\x1b[",
    ],
)
def test_a_hostile_message_of_a_megabyte_is_read_to_its_end(piece: str) -> None:
    # an expression that backtracks without end would keep this test for days
    message = piece * (1_000_000 // len(piece))
    read_message(message, "")
    assert len(masked(message)) <= len(message)
