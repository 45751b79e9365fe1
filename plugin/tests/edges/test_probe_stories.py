"""Small projects on a real DuckDB: what the warehouse says of a fault, and whose it is then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.own_sql import with_own_sql
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Confidence
from dbt_onus.core.history import History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.probes import Answer, Asking, Probe, ask_in_rounds, batch_sql
from dbt_onus.core.results import Result
from tests import builders as b
from tests.unit.test_attribution import unchanged


@dataclass
class Shop:
    """A project, its warehouse, and the one test of it that fails; it passed yesterday, if anybody remembers."""

    warehouse: duckdb.DuckDBPyConnection
    nodes: list[Node] = field(default_factory=list)
    changed: tuple[str, ...] = ()
    remembers: bool = True
    asked: list[str] = field(default_factory=list)

    def source(self, name: str, columns: str, rows: str) -> None:
        """A producer's table: its columns with their types, and a SELECT that fills it."""
        schema = name.partition(".")[0]
        self.warehouse.execute(f"create schema if not exists {schema}")
        self.warehouse.execute(f"create table {name} ({columns})")
        self.warehouse.execute(f"insert into {name} {rows}")
        names = [one.split()[0] for one in columns.split(",")]
        self.nodes.append(b.source(name, columns=names))

    def model(self, name: str, sql: str, *, build: bool = True, materialized: str = "table") -> None:
        """A model, built by its SQL: `{web.orders}` and `{stg}` stand for what it reads."""
        named = {".".join(one.unique_id.split(".")[2:]): one for one in self.nodes}
        used = [one for called, one in named.items() if f"{{{called}}}" in sql]
        for called, one in named.items():
            sql = sql.replace(f"{{{called}}}", str(one.relation_name))
        if build:
            self.warehouse.execute(f'create {materialized} "shop"."main"."{name}" as {sql}')
        self.nodes.append(b.model(name, *used, sql=sql, materialized=materialized))

    def explained(self, *results: Result) -> Finding:
        """The one finding about what failed, after the warehouse was asked."""
        graph = {node.unique_id: node for node in self.nodes}
        lineage = Lineage.of(graph)
        columns = ColumnLineage(graph, lineage.parents, adapter="duckdb")
        checks = with_own_sql(checks_of(b.run(*results), graph, "duckdb"), columns)
        code = [uid for uid in graph if not uid.startswith("source.")]
        history = unchanged(*(one.unique_id for one in results), code=code, changed=self.changed)
        history = history if self.remembers else History()
        case = Case(graph, lineage, checks, history, SqlPaths(columns, lineage))
        asking = Asking(columns=columns, adapters={"shop": "duckdb"}, project="shop")
        (found,) = attribute(ask_in_rounds(case, attribute(case), asking, 60, self._ask))
        return found

    def _ask(self, probes: Sequence[Probe]) -> Mapping[str, Answer]:
        """As `onus` asks, all at once; a question that fails costs its own answer."""
        self.asked += [one.sql for one in probes]
        return {one.key: answer for one in probes for answer in self._answers(one)}

    def _answers(self, probe: Probe) -> Iterator[Answer]:
        try:
            ((_, broken, seen),) = self.warehouse.execute(batch_sql([("p0", probe.sql)])).fetchall()
        except duckdb.Error:
            return
        yield Answer(broken=int(broken), seen=int(seen))

    def failing(self, kind: str, of: str, column: str | None, *, sql: str = "", **kwargs: object) -> Finding:
        """A test fails, and is explained."""
        to, error_if = kwargs.pop("to", None), kwargs.pop("error_if", None)
        node = b.test(kind, of, column, to=to, error_if=error_if, kwargs=kwargs, sql=sql or None)  # type: ignore[arg-type]
        self.nodes.append(node)
        return self.explained(b.result(node, "fail", failures=3))


@pytest.fixture
def shop() -> Iterator[Shop]:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as shop; use shop")
        yield Shop(connection)


def origin(found: Finding) -> str:
    """`web.orders.email` of the source that is named, if it is surely named."""
    assert found.confidence.pages, [piece.says for piece in found.evidence]
    place = found.origin
    return ".".join((*(place.unique_id or "").split(".")[2:], *([place.column] if place.column else [])))


def members(shop: Shop, web: str, till: str) -> None:
    """Orders of a web shop and of tills are united, and look their member up by an address that staging tidies."""
    shop.source(
        "crm.members", "email varchar, city varchar", "select 'm' || i || '@x.org', 'Ulm' from range(40) t(i)"
    )
    shop.source("web.orders", "id int, mail varchar", web)
    shop.source("till.sales", "nr int, card_mail varchar", till)
    shop.model("stg_members", "select lower(trim(email)) as email, city from {crm.members}")
    shop.model(
        "stg_orders",
        "with united as (select id, mail, 'web' as shop from {web.orders} "
        "union all select nr, card_mail, 'till' from {till.sales}) "
        "select shop || '-' || id as order_key, lower(trim(mail)) as email, shop from united",
    )
    shop.model(
        "fct", "select o.order_key, m.city from {stg_orders} o left join {stg_members} m on m.email = o.email"
    )


GOOD_WEB = "select i, 'M' || i || '@x.org ' from range(30) t(i)"
GOOD_TILL = "select i, 'm' || i || '@x.org' from range(20) t(i)"


def test_keys_of_another_form_are_found_behind_a_union_and_through_what_staging_does(shop: Shop) -> None:
    members(
        shop,
        GOOD_WEB,
        "select i, 'm' || i || case when i % 2 = 0 then '+till' else '' end || '@x.org' from range(20) t(i)",
    )
    found = shop.failing("not_null", "fct", "city")
    assert (origin(found), found.cause, found.confidence) == (
        "till.sales.card_mail",
        Cause.REFERENTIAL,
        Confidence.LIKELY,
    )


def test_keys_that_look_like_all_others_accuse_neither_side(shop: Shop) -> None:
    members(
        shop,
        GOOD_WEB,
        "select i, case when i = 5 then 'm99@x.org' else 'm' || i || '@x.org' end from range(20) t(i)",
    )
    assert not shop.failing("not_null", "fct", "city").confidence.pages


def test_what_is_made_of_the_same_keys_is_no_witness_for_them(shop: Shop) -> None:
    """Nor is it where its SQL cannot be followed up to them."""
    members(
        shop,
        GOOD_WEB,
        "select i, case when i = 5 then 'm99@x.org' else 'm' || i || '@x.org' end from range(20) t(i)",
    )
    shop.model("by_card", "select nr, max(lower(card_mail)) as email from {till.sales} group by nr")
    assert not shop.failing("not_null", "fct", "city").confidence.pages


def test_nulls_above_a_join_that_finds_its_rows_are_the_parents(shop: Shop) -> None:
    members(shop, GOOD_WEB, GOOD_TILL)
    shop.warehouse.execute("update crm.members set city = null where email like 'm1%'")
    shop.warehouse.execute("update main.stg_members set city = null where email like 'm1%'")
    found = shop.failing("not_null", "fct", "city")
    assert (origin(found), found.cause) == ("crm.members.city", Cause.NULLS)
    assert any(piece.sql is not None and piece.sql.startswith("select ") for piece in found.evidence)


def test_the_filter_that_was_edited_lost_the_rows(shop: Shop) -> None:
    members(shop, GOOD_WEB, GOOD_TILL)
    shop.changed = ("model.shop.stg_members",)
    shop.warehouse.execute("delete from main.stg_members where email like 'm1%'")
    assert origin(shop.failing("not_null", "fct", "city")) == "stg_members.email"


def vault(
    shop: Shop, cases: str, loans: str = "select 'LN-' || lpad(i::varchar, 5, '0') from range(60) t(i)"
) -> None:
    """Two systems are joined by hashes of a number that both know."""
    shop.source("core.loans", "loan_no varchar", loans)
    shop.source("desk.cases", "case_id int, loan varchar", cases)
    shop.model("hub", "select md5(upper(trim(loan_no))) as hk, loan_no from {core.loans}")
    shop.model("cases", "select case_id, md5(upper(trim(loan))) as hk from {desk.cases}")


def test_hashed_keys_are_compared_by_what_was_hashed(shop: Shop) -> None:
    short = "case when i % 5 = 0 then 'LN-' || i else 'LN-' || lpad(i::varchar, 5, '0') end"
    vault(shop, f"select i, {short} from range(50) t(i)")
    found = shop.failing("relationships", "cases", "hk", to="hub", field="hk")
    assert (origin(found), found.cause) == ("desk.cases.loan", Cause.REFERENTIAL)


def test_keys_that_go_on_where_the_numbering_ends_are_rows_that_it_lacks(shop: Shop) -> None:
    number = "'LN-' || lpad(i::varchar, 5, '0')"
    vault(shop, f"select i, {number} from range(60) t(i)", f"select {number} from range(45) t(i)")
    assert origin(shop.failing("relationships", "cases", "hk", to="hub", field="hk")) == "core.loans.loan_no"


def test_a_child_that_moved_along_the_numbering_as_a_whole_accuses_nobody(shop: Shop) -> None:
    number = "'LN-' || lpad((i + 55)::varchar, 5, '0')"
    vault(shop, f"select i, {number} from range(20) t(i)")
    assert not shop.failing("relationships", "cases", "hk", to="hub", field="hk").confidence.pages


def meters(shop: Shop, north: str, south: str) -> None:
    """Readings of two regions in different units, and what is charged for them."""
    shop.source("north.readings", "id int, wh double, cents int", north)
    shop.source("south.readings", "nr int, kwh double, euros double", south)
    shop.model(
        "readings",
        "select 'n' as region, id, wh / 1000 as kwh, cents / 100 as price from {north.readings} "
        "union all select 's', nr, kwh, euros from {south.readings}",
    )


NORTH, SOUTH = "select i, 4000, 120 from range(50) t(i)", "select i, 4.0, 1.2 from range(50) t(i)"


def test_a_condition_of_two_columns_is_asked_of_each_branch_in_its_own_units(shop: Shop) -> None:
    meters(shop, NORTH, "select i, 4.0, 120 from range(50) t(i)")
    sql = 'select * from "shop"."main"."readings" where not (price < kwh)'
    found = shop.failing("holds", "readings", None, sql=sql)
    assert origin(found) == "south.readings"


def test_failing_sums_are_counted_by_the_branch_that_they_are_of(shop: Shop) -> None:
    meters(shop, NORTH, "select i, 4.0, 120 from range(50) t(i)")
    shop.model("totals", "select region, id % 5 as day, sum(price) as price from {readings} group by 1, 2")
    sql = 'select * from "shop"."main"."totals" where not (price < 100)'
    assert origin(shop.failing("holds", "totals", "price", sql=sql)) == "south.readings.euros"


def test_sums_that_fail_in_every_branch_accuse_none(shop: Shop) -> None:
    meters(shop, "select i, 4000, 12000 from range(50) t(i)", "select i, 4.0, 120 from range(50) t(i)")
    shop.model("totals", "select region, id % 5 as day, sum(price) as price from {readings} group by 1, 2")
    sql = 'select * from "shop"."main"."totals" where not (price < 100)'
    assert not shop.failing("holds", "totals", "price", sql=sql).confidence.pages


def test_the_branch_that_lost_a_column_is_told_by_the_warehouse(shop: Shop) -> None:
    shop.source("north.readings", "id int, value double", "select i, 1 from range(3) t(i)")
    shop.source("south.readings", "id int, wert double", "select i, 1 from range(3) t(i)")
    sql = "select id, value from {north.readings} union all select id, value from {south.readings}"
    shop.nodes = [b.source(one, columns=["id", "value"]) for one in ("north.readings", "south.readings")]
    shop.model("readings", sql, build=False)
    message = 'Binder Error: Referenced column "value" not found in FROM clause!'
    found = shop.explained(b.result("model.shop.readings", "error", message=message))
    assert (origin(found), found.cause) == ("south.readings.value", Cause.SCHEMA_CHANGE)


def test_the_only_text_among_numbers_is_what_could_not_be_converted(shop: Shop) -> None:
    shop.source("app.views", "item int", "select i from range(9) t(i)")
    shop.source("cms.items", "item varchar", "select 'a' || i from range(9) t(i)")
    sql = "select v.item from {app.views} v join {cms.items} i on i.item = v.item"
    shop.model("seen", sql, build=False)
    message = "Conversion Error: Could not convert string 'a1' to INT32 when casting from source column item"
    found = shop.explained(b.result("model.shop.seen", "error", message=message))
    assert (origin(found), found.cause) == ("cms.items.item", Cause.TYPE_CHANGE)


RATED = (
    "select r.region, r.id % 5 as day, sum(r.price * f.rate) as price "
    "from {readings} r left join {rates} f on f.region = r.region group by 1, 2"
)


def test_a_rate_that_is_looked_up_by_branch_stays_a_suspect_beside_the_branch(shop: Shop) -> None:
    meters(shop, NORTH, SOUTH)
    shop.source("fx.rates", "region varchar, rate double", "values ('n', 1), ('s', 100)")
    shop.model("rates", "select region, max(rate) as rate from {fx.rates} group by 1")
    shop.model("totals", RATED)
    sql = 'select * from "shop"."main"."totals" where not (price < 100)'
    found = shop.failing("holds", "totals", "price", sql=sql)
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {"source.shop.south.readings", "source.shop.fx.rates"}


def test_a_list_that_lets_rows_of_one_branch_go_leaves_it_open(shop: Shop) -> None:
    meters(shop, NORTH, SOUTH)
    shop.source(
        "ops.days", "region varchar, day int", "select 'n', i from range(50) t(i) union all values ('s', 1)"
    )
    shop.model("days", "select region, day from {ops.days} group by 1, 2")
    shop.model(
        "totals",
        "select r.region, sum(r.price) as price from {readings} r "
        "join {days} d on d.region = r.region and d.day = r.id group by 1",
    )
    sql = 'select * from "shop"."main"."totals" where not (price > 40)'
    assert not shop.failing("holds", "totals", "price", sql=sql).confidence.pages


def daily(shop: Shop, customers: str, orders: str) -> Finding:
    """What each day sold to customers that are known, and the bounds of that."""
    shop.source("crm.customers", "id int", customers)
    shop.source("web.orders", "id int, customer int, amount double, day int", orders)
    shop.model(
        "daily",
        "select o.day, sum(o.amount) as revenue from {web.orders} o join {crm.customers} c on c.id = o.customer "
        "group by 1",
    )
    sql = 'select * from "shop"."main"."daily" where not (revenue between 150 and 250)'
    return shop.failing("holds", "daily", "revenue", sql=sql)


EVERY_CUSTOMER = "select i from range(100) t(i)"
EVERY_ORDER = "select i, i % 100, 10, i % 30 from range(600) t(i)"


@pytest.mark.parametrize(
    ("customers", "orders"),
    [
        (f"{EVERY_CUSTOMER} where i % 2 = 0", EVERY_ORDER),
        (f"{EVERY_CUSTOMER} union all select i from range(50) t(i)", EVERY_ORDER),
        (EVERY_CUSTOMER, f"{EVERY_ORDER} where i % 2 = 0"),
    ],
)
def test_a_sum_may_be_off_for_rows_that_a_join_lost_or_repeated(shop: Shop, customers: str, orders: str) -> None:
    found = daily(shop, customers, orders)
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {"source.shop.crm.customers", "source.shop.web.orders"}
