"""Contracts in the words of the open standard: valid, and nothing lost on the way out and back."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_onus.core.odcs import Party, Table, document_of, read_document
from dbt_onus.core.odcs.bounds import bounds_of, operator_of
from dbt_onus.core.odcs.properties import logical_type
from dbt_onus.core.ownership import Clock, Team
from dbt_onus.core.promises import ColumnPromise, TablePromise
from dbt_onus.core.receivers import Receiver, SecretRef

SCHEMA = json.loads(files("open_data_contract_standard").joinpath("schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft201909Validator(SCHEMA)


def exported(promise: TablePromise, *parties: Party) -> dict[str, Any]:
    table = Table(promise=promise, physical_name="charges", physical_type="table", tags=("nightly",))
    made = document_of(
        [table], identifier="x", name="stripe.charges", product="shop", version="1.0.0", parties=parties
    )
    VALIDATOR.validate(made.document)
    return made.document


def promise(*columns: ColumnPromise, **terms: Any) -> TablePromise:
    uid = "source.shop.stripe.charges"
    return TablePromise(unique_id=uid, label="charges", description="Charges.", columns=columns, terms=terms)


def column(name: str = "amount", data_type: str | None = "numeric(12, 2)", **terms: Any) -> ColumnPromise:
    return ColumnPromise(name=name, data_type=data_type, terms=terms)


def round_trip(before: TablePromise) -> TablePromise:
    read = read_document(exported(before))
    assert read.lost == ()
    return read.tables[0].promise


BANDED = {"change": "20%"}


@pytest.mark.parametrize(
    "terms",
    [
        {"not_null": True, "unique": True},
        {"accepted_values": ["EUR", "no", 5, True]},
        {"range": {"min": 0}},
        {"range": {"min": -1.5, "max": 10}},
        {"range": {"min": 0}, "severity": "warn"},
        {"range": {"min": 0, "severity": "warn"}},
        {"not_null": True, "severity": {"not_null": "warn"}},
        {"null_share": {"max": 0.07}},
        {"null_share": {"min": 0.1, "max": 0.2, "within": "3 sigma"}},
        {"mean": {"min": 1, "max": 2}},
        {"sum": {"max": 1000}},
        {"distinct_count": {"min": 2, "max": 2}},
        {"mean": BANDED},
        {"percentile": [{"p": 95, "max": 3}]},
        {"foreign_key": {"to": "stripe.customers", "to_columns": ["id"]}},
        {"foreign_key": {"to": '"db"."s"."customers"', "to_columns": ["id"]}},
        {"check": "amount > 0"},
        {"something_new": [1, {"a": "b"}]},
    ],
)
def test_a_term_of_a_column_comes_back_as_it_was(terms: dict[str, Any]) -> None:
    before = promise(column(**terms))
    assert round_trip(before) == before


@pytest.mark.parametrize(
    ("data_type", "terms"),
    [
        ("varchar", {"pattern": "^[a-z]+$", "length": {"min": 2, "max": 3}}),
        ("varchar", {"range": {"min": 1}}),
        ("date", {"range": {"min": "2020-01-01"}}),
        ("date", {"range": {"min": 0, "max": 9}}),
        ("bigint", {"pattern": "x"}),
        ("bigint", {"length": {"min": 2}}),
        (None, {"length": {"max": 2}}),
        (None, {"range": {"max": 2}}),
    ],
)
def test_what_a_type_does_not_take_in_the_standard_is_kept_for_onus(
    data_type: str | None, terms: dict[str, Any]
) -> None:
    before = promise(column(data_type=data_type, **terms))
    assert round_trip(before) == before


@pytest.mark.parametrize(
    "terms",
    [
        {"rows": {"min": 1000}},
        {"rows": {"min": 5, "max": 5}},
        {"rows": {"min": 5, "change": "50%"}},
        {"unique": [["id", "currency"], ["a"]]},
        {"check": ["a > 0", "b < 1"]},
        {"metric": [{"name": "paid", "expression": "sum(a) / count(*)", "min": 0.5}]},
        {"metric": {"name": "paid", "expression": "avg(a)", "within": "3 sigma"}},
        {"slices": {"by": "country", "rows": {"min": 1}}},
        {"columns": "exact"},
        {"severity": "warn", "rows": {"min": 1}},
        {"freshness": {"column": "at", "error_after": {"count": 1, "period": "day"}}},
        {
            "freshness": {
                "column": "cast(at as timestamp)",
                "warn_after": {"count": 30, "period": "minute"},
                "error_after": {"count": 2, "period": "hour"},
                "timezone": "Europe/Berlin",
                "days": ["mon", "tue"],
            }
        },
        {"freshness": {"expression": "max(at)", "error_after": {"count": 1, "period": "day"}}},
        {"foreign_key": [{"columns": ["a", "b"], "to": "t", "to_columns": ["x", "y"]}]},
    ],
)
def test_a_term_of_a_table_comes_back_as_it_was(terms: dict[str, Any]) -> None:
    before = promise(column(), **terms)
    assert round_trip(before) == before


def test_a_key_of_several_columns_keeps_its_order() -> None:
    before = promise(column("b", "int"), column("a", "int"), primary_key=["a", "b"])
    document = exported(before)
    places = {one["name"]: one["primaryKeyPosition"] for one in document["schema"][0]["properties"]}
    assert places == {"a": 1, "b": 2}
    assert round_trip(before) == before
    one = promise(column("a", "int", primary_key=True))
    assert round_trip(one) == one


def test_other_tools_can_evaluate_what_the_standard_has_words_for() -> None:
    terms = {"null_share": {"max": 0.05}, "mean": {"min": 1}}
    (said,) = exported(promise(column(**terms), rows={"min": 10}))["schema"]
    assert said["quality"] == [
        {"type": "library", "metric": "rowCount", "unit": "rows", "mustBeGreaterOrEqualTo": 10}
    ]
    assert said["properties"][0]["quality"] == [
        {"type": "library", "metric": "nullValues", "unit": "percent", "mustBeLessOrEqualTo": 5},
        {"type": "sql", "query": "select avg(${property}) from ${object}", "mustBeGreaterOrEqualTo": 1},
    ]


VALUES = st.one_of(st.text(min_size=1, max_size=5), st.integers(-99, 99), st.booleans())
NUMBERS = st.one_of(st.integers(-1000, 1000), st.floats(-1000, 1000).map(lambda value: round(value, 3)))
BOUNDS = st.tuples(NUMBERS, NUMBERS).map(lambda pair: {"min": min(pair), "max": max(pair)})
TERMS = st.fixed_dictionaries(
    {},
    optional={
        "not_null": st.just(True),
        "unique": st.just(True),
        "range": BOUNDS,
        "mean": BOUNDS,
        "null_share": st.fixed_dictionaries({"max": st.integers(0, 100).map(lambda share: share / 100)}),
        "accepted_values": st.lists(VALUES, min_size=1, max_size=4, unique_by=repr),
        "severity": st.sampled_from(["warn", "error"]),
        "anything": st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3), max_leaves=4),
    },
)
TYPES = st.sampled_from([None, "bigint", "varchar", "numeric(12, 2)", "date", "timestamp", "boolean", "hstore"])


@settings(max_examples=40, deadline=None)  # validating takes most of the time
@given(st.dictionaries(st.sampled_from(["id", "ä b", "select", "x.y"]), st.tuples(TYPES, TERMS), max_size=3))
def test_whatever_columns_promise_comes_back(columns: dict[str, tuple[str | None, dict[str, Any]]]) -> None:
    before = promise(*(column(name, kind, **terms) for name, (kind, terms) in columns.items()))
    assert round_trip(before) == before


@given(BOUNDS, st.sampled_from([1, 100]))
def test_bounds_come_back(bounds: dict[str, float], scale: int) -> None:
    assert bounds_of(operator_of(bounds, scale), scale=scale) == pytest.approx(bounds)


TEAM = Team(
    key="payments",
    name="Payments",
    members=("ana@shop.example",),
    receivers=("slack", "mail"),
    clock=Clock(acknowledge_within=timedelta(hours=4), repair_within=timedelta(days=2)),
)
RECEIVERS = (
    Receiver(name="slack", channel="slack", settings={"url": SecretRef("ONUS_SLACK")}),
    Receiver(name="mail", channel="email", settings={"to": ("a@shop.example", "b@shop.example"), "from": "x@y.z"}),
)


def test_the_team_its_clock_and_its_channels_come_back_and_no_secret_leaves() -> None:
    document = exported(promise(column()), Party(team=TEAM, receivers=RECEIVERS))
    assert document["support"][0] == {
        "channel": "slack",
        "tool": "slack",
        "customProperties": [{"property": "onus.url", "value": "env:ONUS_SLACK"}],
    }
    suggestion = read_document(document).suggestion
    assert suggestion.document["teams"] == {
        "payments": {
            "name": "Payments",
            "members": ["ana@shop.example"],
            "receivers": ["slack", "mail"],
            "clock": {"acknowledge_within": "4h", "repair_within": "2d"},
        }
    }
    assert suggestion.document["receivers"]["slack"] == {"channel": "slack", "url": "env:ONUS_SLACK"}
    assert suggestion.document["receivers"]["mail"]["to"] == ["a@shop.example", "b@shop.example"]


def test_a_contract_names_one_team_and_the_rest_is_told() -> None:
    table = Table(promise=promise(column()), physical_name="c", physical_type="table")
    other = Team(key="finance", name="Finance", escalate_to="leads")
    made = document_of(
        [table, table],
        identifier="x",
        name="x",
        product="shop",
        version="1",
        parties=[Party(team=other), Party(team=TEAM)],
    )
    assert made.lost == (
        "team: a contract has one team; payments answer for some of its tables too",
        "team.escalate_to (leads): the standard knows no next rung",
    )


FOREIGN = {
    "apiVersion": "v3.0.2",
    "kind": "DataContract",
    "id": "1",
    "version": "1.0.0",
    "tenant": "shop",
    "description": {"purpose": "Money.", "limitations": "EU only"},
    "team": [{"username": "ana", "role": "Owner"}, {"username": "old", "dateOut": "2020-01-01"}],
    "support": [
        {"channel": "#payments", "tool": "slack", "url": "https://hooks.slack.example/services/T0/B0/secret"},
        {"channel": "desk", "tool": "ticket"},
    ],
    "slaProperties": [
        {"property": "latency", "value": 0.5, "unit": "d", "element": "tab.at"},
        {"property": "timeToRepair", "value": 90, "unit": "min"},
        {"property": "retention", "value": 3, "unit": "y"},
    ],
    "schema": [
        {
            "name": "tab",
            "dataGranularityDescription": "one per day",
            "quality": [
                {"metric": "rowCount", "mustBeGreaterThan": 0},
                {"metric": "duplicateValues", "arguments": {"properties": ["a", "b"]}, "mustBe": 0},
                {"type": "text", "description": "all is well"},
                {"type": "sql", "query": "select 1", "mustBe": 1},
                {"type": "custom", "engine": "soda", "implementation": "x"},
            ],
            "properties": [
                {
                    "name": "a",
                    "logicalType": "integer",
                    "classification": "restricted",
                    "logicalTypeOptions": {"minimum": 1, "multipleOf": 5},
                    "quality": [
                        {"metric": "nullValues", "mustBe": 0, "severity": "warning"},
                        {"metric": "invalidValues", "arguments": {"validValues": [5, 10]}, "mustBe": 0},
                        {"metric": "duplicateValues", "mustBeLessThan": 10, "unit": "percent"},
                    ],
                },
                {"name": "b", "physicalType": "text", "physicalName": "bb"},
            ],
        }
    ],
}


def test_a_contract_of_somebody_else_is_read_as_far_as_it_goes_and_the_rest_is_named() -> None:
    read = read_document(FOREIGN)
    (table,) = read.tables
    assert table.promise.description == "Money."
    assert table.promise.terms == {
        "rows": {"min": 1},
        "unique": [["a", "b"]],
        "freshness": {"column": "at", "error_after": {"count": 720, "period": "minute"}},
    }
    first, second = table.promise.columns
    assert first.terms == {
        "range": {"min": 1},
        "not_null": True,
        "severity": {"not_null": "warn"},
        "accepted_values": [5, 10],
    }
    assert (second.name, second.data_type) == ("bb", "text")
    assert read.suggestion.document == {
        "teams": {"team": {"members": ["ana"], "receivers": ["payments"], "clock": {"repair_within": "90m"}}},
        "receivers": {"payments": {"channel": "slack", "url": "env:ONUS_PAYMENTS"}},
    }
    assert "secret" not in json.dumps(read.suggestion.document)
    told = [line.partition(":")[0] for line in read.lost]
    assert told == [
        "schema.tab.a.logicalTypeOptions.multipleOf",
        "schema.tab.a.quality[3]",
        "schema.tab.a.logicalType",
        "schema.tab.a.classification",
        "schema.tab.b.name",
        "schema.tab.quality[3]",
        "schema.tab.quality[4]",
        "schema.tab.quality[5]",
        "schema.tab.dataGranularityDescription",
        "support[2] (desk)",
        "team.members",
        "slaProperties[3] (retention)",
        "description.limitations",
        "tenant",
    ]


def test_the_parts_of_a_struct_are_named_with_what_they_promised() -> None:
    address = {
        "name": "address",
        "logicalType": "object",
        "physicalType": "struct(city varchar, phones varchar[])",
        "required": True,
        "properties": [
            {"name": "city", "logicalType": "string", "required": True, "enum": [{"value": "Bonn"}]},
            {
                "name": "phones",
                "logicalType": "array",
                "items": {"logicalType": "string", "unique": True},
            },
        ],
    }
    schema = {"name": "people", "physicalName": "people", "properties": [address]}
    read = read_document({**FOREIGN, "schema": [schema], "slaProperties": []})
    (column,) = read.tables[0].promise.columns
    assert (column.data_type, column.terms) == ("struct(city varchar, phones varchar[])", {"not_null": True})
    assert [line for line in read.lost if line.startswith("schema.")] == [
        "schema.people.address.city: dbt declares the column as one, and so nothing holds its enum, required",
        "schema.people.address.phones: dbt declares the column as one",
        "schema.people.address.phones[]: dbt declares the column as one, and so nothing holds its unique",
    ]


@pytest.mark.parametrize(
    ("data_type", "word"),
    [
        ("BIGINT", "integer"),
        ("int4", "integer"),
        ("numeric(38, 0)", "number"),
        ("double precision", "number"),
        ("character varying(3)", "string"),
        ("TEXT", "string"),
        ("timestamp with time zone", "timestamp"),
        ("timestamp_ntz", "timestamp"),
        ("date", "date"),
        ("varchar[]", "array"),
        ("struct(a int)", "object"),
        ("interval", None),
        ("hyperloglog", None),
        (None, None),
    ],
)
def test_types_are_known_by_their_words(data_type: str | None, word: str | None) -> None:
    assert logical_type(data_type) == word
