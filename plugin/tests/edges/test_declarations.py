"""Editing the YAML that people wrote: what they wrote stays, to the letter and in its order."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.promises import ColumnPromise, TablePromise
from dbt_onus.declarations import Places, Spelling, appended, edited
from dbt_onus.errors import OnusError

TEXT = """\
version: 2

models:
  # the orders
  - name: orders # trailing
    columns:
      - name: id

      - name: x  # why x

      # about y
      - name: "y"
        description: 'foo: bar'
        constraints: [{type: not_null}]

  - {name: flat, description: in one line}

  - name: next
    description: |
      several
      lines

  # last words
"""
MORE = TablePromise(
    unique_id="",
    label="orders",
    terms={"rows": {"min": 10}},
    notes={"rows": "half of 20"},
    columns=(
        ColumnPromise(name="id", data_type="integer", terms={"not_null": True}, notes={"not_null": "none of 20"}),
        ColumnPromise(name="x", data_type="integer"),
        ColumnPromise(name="Y", terms={"accepted_values": ["no", "5", 5, "a"]}),
        ColumnPromise(name="z", data_type="text", terms={"range": {"min": 1}}),
    ),
)


def edit(text: str, *keys: str, more: TablePromise = MORE, test: bool = True, config: bool = True) -> str:
    return edited(text, keys, more, file="x.yml", spelling=Spelling(config=config), test=test).text


def test_what_is_added_stands_where_people_would_write_it() -> None:
    assert edit(TEXT, "models", "orders") == """\
version: 2

models:
  # the orders
  - name: orders # trailing
    data_tests: [onus.contract]
    # rows: half of 20
    config: {meta: {onus: {contract: {rows: {min: 10}}}}}
    columns:
      - name: id
        data_type: integer
        # not_null: none of 20
        config: {meta: {onus: {contract: {not_null: true}}}}

      - name: x  # why x
        data_type: integer

      # about y
      - name: "y"
        description: 'foo: bar'
        constraints: [{type: not_null}]
        config: {meta: {onus: {contract: {accepted_values: ['no', '5', 5, a]}}}}
      - name: z
        data_type: text
        config: {meta: {onus: {contract: {range: {min: 1}}}}}

  - {name: flat, description: in one line}

  - name: next
    description: |
      several
      lines

  # last words
"""  # fmt: skip


@pytest.mark.parametrize("name", ["orders", "flat", "next"])
def test_every_old_line_stays_in_its_order_and_the_new_file_says_what_was_meant(name: str) -> None:
    after = edit(TEXT, "models", name)
    kept = iter([line.strip() for line in after.splitlines()])
    old = [line.strip() for line in TEXT.splitlines() if line.strip() and "flat" not in line]
    assert all(line in kept for line in old)
    entry = next(one for one in yaml.safe_load(after)["models"] if one["name"] == name)
    assert entry["data_tests"] == ["onus.contract"]
    assert entry["config"]["meta"]["onus"]["contract"] == {"rows": {"min": 10}}
    columns = {one["name"].lower(): one for one in entry["columns"]}
    # YAML 1.1, which dbt reads, takes `no` for false
    assert columns["y"]["config"]["meta"]["onus"]["contract"]["accepted_values"] == ["no", "5", 5, "a"]


def test_a_second_edit_adds_nothing() -> None:
    once = edit(TEXT, "models", "orders")
    assert yaml.safe_load(edit(once, "models", "orders")) == yaml.safe_load(once)


def test_words_join_what_is_said_in_meta_and_in_tests_already() -> None:
    text = """\
sources:
- name: stripe
  tables:
  - name: charges
    tests:
    - unique_key
    meta:
      onus:
        team: payments
        contract:
          unique: [[a, b]]
"""
    more = TablePromise(unique_id="", label="", terms={"unique": [["c"]], "rows": {"min": 1}})
    table = yaml.safe_load(edit(text, "sources", "stripe", "tables", "charges", more=more))["sources"][0][
        "tables"
    ][0]
    assert table["tests"] == ["unique_key", "onus.contract"]
    assert table["meta"]["onus"] == {
        "team": "payments",
        "contract": {"unique": [["a", "b"], ["c"]], "rows": {"min": 1}},
    }
    assert "config" not in table


def test_older_dbt_takes_meta_where_newer_takes_config() -> None:
    text = appended("", ("sources", "stripe", "tables", "charges"), file="x")
    old = yaml.safe_load(edit(text, "sources", "stripe", "tables", "charges", config=False))
    table = old["sources"][0]["tables"][0]
    assert table["meta"]["onus"]["contract"] == {"rows": {"min": 10}}
    assert "config" not in table["columns"][0]


def test_a_test_with_arguments_is_a_test() -> None:
    text = "models:\n  - name: a\n    data_tests:\n      - onus.contract:\n          name: mine\n"
    assert edit(text, "models", "a", more=TablePromise(unique_id="", label="")) == text


def test_an_entry_is_made_beside_others() -> None:
    text = "version: 2\n\n# ours\nsources:\n  - name: stripe\n    tables:\n      - name: fees # cheap\n"
    after = appended(text, ("sources", "stripe", "tables", "charges"), file="x")
    assert after == text + "      - name: charges\n"
    assert appended(after, ("models", "orders"), file="x").endswith("models:\n  - name: orders\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("models: [", "x.yml line 1: not valid YAML"),
        ("- a\n", "no file of dbt declarations"),
        ("models:\n  - name: other\n", "there is no orders under models"),
        ("models: {}\n", "there is no orders under models"),
        ("a: 1\na: 2\n", "not valid YAML"),
    ],
)
def test_what_cannot_be_edited_is_told(text: str, says: str) -> None:
    with pytest.raises(OnusError, match=says):
        edit(text, "models", "orders")


NAMES = st.text("abc_ é", min_size=1, max_size=6).filter(lambda name: name.strip() == name)
COMMENTS = st.sampled_from(["", "  # why", "\n", "\n      # about"])


@given(st.lists(st.tuples(NAMES, COMMENTS), min_size=1, max_size=5, unique_by=lambda pair: pair[0].lower()))
def test_comments_and_order_survive_any_file(columns: list[tuple[str, str]]) -> None:
    lines = "".join(f'      - name: "{name}"{comment}\n' for name, comment in columns)
    text = f"models:\n  - name: orders\n    columns:\n{lines}  - name: last # end\n"
    term, note = {"not_null": True}, {"not_null": "n"}
    promised = tuple(ColumnPromise(name=name, terms=term, notes=note) for name, _ in columns)
    more = TablePromise(unique_id="", label="", columns=promised)
    after = edit(text, "models", "orders", more=more)
    kept = iter([line.strip() for line in after.splitlines()])
    assert all(line.strip() in kept for line in text.splitlines() if line.strip())
    said = yaml.safe_load(after)["models"][0]["columns"]
    assert [one["name"] for one in said] == [name for name, _ in columns]
    assert all(one["config"]["meta"]["onus"]["contract"] == {"not_null": True} for one in said)


def test_lines_are_found_as_far_as_they_exist(tmp_path: Path) -> None:
    file = tmp_path / "x.yml"
    file.write_text(TEXT, encoding="utf-8")
    places = Places()
    assert places.line(file, ("models", "orders", "columns", "y")) == 12
    assert places.line(file, ("models", "orders", "columns", "gone")) == 6
    assert places.line(file, ("models", 1)) == 16
    assert places.line(tmp_path / "none.yml", ("models",)) is None
    assert places.line(tmp_path / "x.sql", ()) is None


PROMISES = """\
models:
  - name: orders
    tests:
      - dbt_utils.unique_combination_of_columns:
          arguments: {}
      - name: my_own_name
        test_name: unique
    columns:
      - name: Amount
        constraints:
          - type: not_null
        data_tests: [not_null]
"""


def test_a_promise_is_found_however_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "x.yml"
    file.write_text(PROMISES, encoding="utf-8")
    places = Places()
    orders = ("models", "orders")
    amount = (*orders, "columns", "amount")
    assert places.line(file, (*orders, "tests", "dbt_utils.unique_combination_of_columns")) == 4
    assert places.line(file, (*orders, "tests", "my_own_name")) == 6
    assert places.line(file, (*orders, "tests", "unique")) == 6
    assert places.line(file, (*amount, "constraints", "not_null")) == 11
    assert places.line(file, (*amount, "tests", "not_null"), (*amount, "data_tests", "not_null")) == 12
    # none leads all the way: the farthest
    assert places.line(file, (*orders, "data_tests", "x"), (*amount, "config", "meta"), orders) == 2
    assert places.line(file, (*amount, "config", "meta"), (*orders, "data_tests", "x")) == 9
