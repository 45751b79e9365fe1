"""Small shops in a real DuckDB: what the warehouse's own answers lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import pytest

from dbt_onus.core.attribution import Finding, attribute
from dbt_onus.core.evidence import Confidence, Place
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.nodes import Node
from dbt_onus.core.probes import Asking, ask_in_rounds
from tests import builders as b
from tests.asked_worlds import answers_of
from tests.unit.test_attribution import only, unchanged
from tests.worlds import case_of

_MOST_ASKED = 60


@dataclass(frozen=True, kw_only=True)
class Shop:
    """`raw` are sources by name as SQL that makes their rows; `models` read them, by name as well."""

    raw: Mapping[str, str]
    models: Mapping[str, str]
    test: Node

    @property
    def known(self) -> History:
        """The test passed yesterday, by the same code."""
        code = [f"model.shop.{name}" for name in self.models]
        return unchanged(self.test.unique_id, code=code)

    def asked(self, history: History = NO_HISTORY) -> Finding:
        """The one finding, after the warehouse was asked."""
        with duckdb.connect() as warehouse:
            warehouse.execute("attach ':memory:' as shop; use shop; create schema raw")
            for name, rows in self.raw.items():
                warehouse.execute(f"create table raw.{name} as {rows}")
            for name, sql in self.models.items():
                warehouse.execute(f"create view main.{name} as {sql}")
            nodes = [*self._nodes(warehouse), self.test]
            results = [b.result(name) for name in self.models]
            case, columns = case_of(nodes, [*results, b.result(self.test, "fail", failures=1)], history)
            asking = Asking(columns=columns, adapters={b.PROJECT: "duckdb"}, project=b.PROJECT)
            return only(
                attribute(ask_in_rounds(case, attribute(case), asking, _MOST_ASKED, answers_of(warehouse)))
            )

    def _nodes(self, warehouse: duckdb.DuckDBPyConnection) -> Iterable[Node]:
        for name in self.raw:
            columns = [row[0] for row in warehouse.execute(f"describe raw.{name}").fetchall()]
            yield b.source(f"raw.{name}", columns=columns)
        for name, sql in self.models.items():
            parents = [f"raw.{one}" for one in self.raw if f'"raw"."{one}"' in sql]
            parents += [one for one in self.models if f'"main"."{one}"' in sql]
            yield b.model(name, *parents, sql=sql, materialized="view")


def condition(name: str, of: str, sql: str) -> Node:
    """A generic test of the project's own: rows of the model for which the condition is not true."""
    return b.test(name, of, sql=f'select 1 from "shop"."main"."{of}" where not ({sql})')


# --- words that SQL spells anew --------------------------------------------------------------------------------

ACCEPTED = b.test("accepted_values", "claims", "payer", kwargs={"values": ["AOK", "TK"]})


def payers(*words: str, made: str = "upper(trim(payer))") -> Shop:
    rows = " union all ".join(f"select {at} as id, '{word}' as payer" for at, word in enumerate(words))
    return Shop(raw={"claims": rows}, models={"claims": f'select id, {made} as payer from "shop"."raw"."claims"'},
                test=ACCEPTED)  # fmt: skip


def test_a_word_that_no_spelling_makes_an_accepted_one_came_in() -> None:
    found = payers("aok", " tk", "aok", "dak").asked()
    assert found.origin == Place(unique_id="source.shop.raw.claims", column="payer")
    assert found.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "shop",
    [
        payers("aok", "tk", "tk", made="replace(upper(payer), 'TK', 'T.K.')"),
        payers("aok", "tk", "dak", "tk", made="replace(upper(payer), 'TK', 'T.K.')"),
        payers("1", "2", "2", "3", made="case payer when '1' then 'AOK' when '2' then 'TK' else payer end"),
    ],
    ids=["bent", "bent and new", "codes"],
)
def test_sql_that_does_more_than_spell_may_be_wrong_itself(shop: Shop) -> None:
    found = shop.asked()
    assert found.origin.unique_id == "model.shop.claims" or not found.confidence.pages


# --- keys that are spelled otherwise ---------------------------------------------------------------------------

NAMED = b.test("not_null", "clean", "name")


def metrics(*codes: str) -> Shop:
    rows = " union all ".join(f"select {at} as id, '{code}' as code" for at, code in enumerate(codes))
    names = "select * from (values ('temp', 'Temperature'), ('power', 'Power')) as t(code, name)"
    joined = 'from "shop"."raw"."readings" r left join "shop"."raw"."metrics" m on m.code = r.code'
    return Shop(
        raw={"readings": rows, "metrics": names}, models={"clean": f"select r.id, m.name {joined}"}, test=NAMED
    )


@pytest.mark.parametrize("first", [True, False])
def test_keys_that_other_rows_spell_right_are_wrong_where_they_come_from(first: bool) -> None:
    shop = metrics("temp", "Temp", "power", "temp", "power ")
    found = shop.asked(NO_HISTORY if first else shop.known)
    assert found.origin == Place(unique_id="source.shop.raw.readings", column="code")
    assert found.confidence is Confidence.LIKELY


def test_keys_that_nobody_spells_as_the_other_side_does_may_be_right() -> None:
    assert not metrics("Temp", "Temp", "power").asked().confidence.pages


# --- a condition on several columns ----------------------------------------------------------------------------


def orders(total: int = 119, *, tax: str = "tax / 100", net: str = "net / 100") -> Shop:
    rows = f"select 1 as id, 100 as net, 19 as tax, {total} as total union all select 2, 200, 38, 238"
    made = f"id, {net} as net, {tax} as tax, total / 100 as total"
    adds_up = condition("adds_up", "orders", "total = net + tax")
    return Shop(raw={"orders": rows}, models={"orders": f'select {made} from "shop"."raw"."orders"'}, test=adds_up)


def test_cents_that_do_not_add_up_came_in() -> None:
    found = orders(total=11900).asked()
    assert (found.origin, found.confidence) == (Place(unique_id="source.shop.raw.orders"), Confidence.LIKELY)


@pytest.mark.parametrize(
    "shop", [orders(tax="tax / 10"), orders(net="total / 100", total=11900)], ids=["otherwise", "another"]
)
def test_sql_that_alters_one_of_them_otherwise_is_not_passed_over(shop: Shop) -> None:
    found = shop.asked()
    assert found.origin.unique_id == "model.shop.orders"
