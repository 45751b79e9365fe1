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
    """`raw` are sources by name as SQL that makes their rows; `models` read them, by name as well.

    `test` fails, those `beside` it pass.
    """

    raw: Mapping[str, str]
    models: Mapping[str, str]
    test: Node
    beside: tuple[Node, ...] = ()

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
            nodes = [*self._nodes(warehouse), self.test, *self.beside]
            results = [b.result(name) for name in self.models]
            results += [b.result(node, "pass") for node in self.beside]
            case, columns = case_of(nodes, [*results, b.result(self.test, "fail", failures=1)], history)
            asking = Asking(columns=columns, adapters={b.PROJECT: "duckdb"}, project=b.PROJECT)
            return only(
                attribute(ask_in_rounds(case, attribute(case), asking, _MOST_ASKED, answers_of(warehouse)))
            )

    def _nodes(self, warehouse: duckdb.DuckDBPyConnection) -> Iterable[Node]:
        for name in self.raw:
            columns = [row[0] for row in warehouse.execute(f"describe raw.{name}").fetchall()]
            loaded = "loaded_at" if "loaded_at" in columns else None
            yield b.source(f"raw.{name}", columns=columns, loaded_at_field=loaded)
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


# --- keys of which nobody else has heard -----------------------------------------------------------------------


def readers(*, kept: str = "true", no: str = "no") -> Shop:
    """Every reader has a letter that is sent, and all but some have bought; their numbers are no numbers."""
    known = "select id, md5(id::varchar) as no from range(60) as r(id)"
    return Shop(
        raw={
            "readers": f"select no, 'Reader ' || id as name from ({known}) where {kept}",
            "letters": f"select id, {no} as reader from ({known})",
            "sales": f"select id, no as reader from ({known}) where id % 10 <> 3",
        },
        models={
            "sent": 'select l.id, r.name from "shop"."raw"."letters" l '
            'left join "shop"."raw"."readers" r on r.no = l.reader',
            "sold": 'select s.id, r.name from "shop"."raw"."sales" s '
            'left join "shop"."raw"."readers" r on r.no = s.reader',
        },
        test=b.test("not_null", "sent", "name"),
        beside=(b.test("not_null", "sold", "name"),),
    )


def test_keys_that_nobody_knows_were_bent_where_as_many_are_looked_up_no_more() -> None:
    shop = readers(no="case when id % 6 = 0 then md5(no) else no end")
    found = shop.asked(shop.known)
    assert found.origin == Place(unique_id="source.shop.raw.letters", column="reader")
    assert found.confidence is Confidence.LIKELY


def test_rows_that_were_deleted_because_nobody_else_refers_to_them_are_gone() -> None:
    """A database that watches over references lets nobody delete other rows."""
    shop = readers(kept="id % 10 <> 3")
    found = shop.asked(shop.known)
    assert found.origin.unique_id != "source.shop.raw.letters"


# --- codes that nobody had before ------------------------------------------------------------------------------


def visits(code: str, *, listed: str = "true", loads: int = 20) -> Shop:
    """Ten visits a day (`n` counts days) are of services that a list names; `code` is the service of each."""
    rows = f"select id, id % {loads} as n from range({10 * loads}) as v(id)"
    known = "select 's' || c as service, 'Service ' || c as name from range(40) as s(c)"
    return Shop(
        raw={
            "visits": f"select id, {code} as service, date '2026-10-01' + n::int as loaded_at from ({rows})",
            "services": f"select * from ({known}) where {listed}",
        },
        models={
            "booked": 'select v.id, s.name from "shop"."raw"."visits" v '
            'left join "shop"."raw"."services" s on s.service = v.service',
        },
        test=b.test("not_null", "booked", "name"),
    )


def test_a_code_that_came_today_where_none_has_come_for_long_was_brought() -> None:
    shop = visits("case when n = 19 and id % 3 = 0 then 'x' else 's' || (id % 4) end")
    found = shop.asked(shop.known)
    assert found.origin == Place(unique_id="source.shop.raw.visits", column="service")
    assert found.confidence is Confidence.LIKELY
    assert any("came with the newest loads" in piece.says for piece in found.evidence)


@pytest.mark.parametrize(
    "shop",
    [
        visits("'s' || (id % 4)", listed="service <> 's3'"),
        visits("'s' || (n + id % 4)", listed="service not in ('s20', 's21', 's22')"),
        visits("case when n = 5 and id > 100 then 'x' else 's' || (id % 4) end", loads=6),
        visits("case when n >= 12 and id % 3 = 0 then 'x' else 's' || (id % 4) end"),
    ],
    ids=["a code that was there before", "codes come every day", "few loads", "it came a while ago"],
)
def test_a_key_without_a_row_may_be_one_that_the_list_lacks(shop: Shop) -> None:
    found = shop.asked(shop.known)
    assert found.origin.unique_id != "source.shop.raw.visits"


# --- what values are looked up in --------------------------------------------------------------------------------


def shifts(*, kept: str = "true", wage: str = "w", paid: str = "p", sql: str = "paid = due") -> Shop:
    """What was paid for a week is the sum of its shifts, by the wages of nine roles; `s` numbers the weeks."""
    worked = (
        "select s * 10 + n as id, s as week, (s * 3 + n * n) % 9 as role from range(90) as r(s), range(4) as i(n)"
    )
    wages = "select r as role, 10 + r * 2 as w from range(9) as r(r)"
    total = f"select week, sum(w) as p, week as s from ({worked}) join ({wages}) using (role) group by week"
    return Shop(
        raw={
            "weeks": f"select s as week, {paid} as paid from ({total})",
            "shifts": f"select id, week, role from ({worked}) where {kept}",
            "wages": f"select role, {wage} as wage from ({wages})",
        },
        models={
            "priced": 'select s.id, s.week, s.role, w.wage from "shop"."raw"."shifts" s '
            'left join "shop"."raw"."wages" w on w.role = s.role',
            "payroll": 'with sums as (select week, sum(wage) as due from "shop"."main"."priced" group by 1) '
            'select k.week, k.paid, sums.due from "shop"."raw"."weeks" k left join sums on sums.week = k.week',
        },
        test=condition("is_paid", "payroll", sql),
    )


def suspected(shop: Shop) -> set[str]:
    found = shop.asked(shop.known)
    assert not found.confidence.pages
    return {(place.unique_id or "").rpartition(".")[2] for place in found.suspects}


@pytest.mark.parametrize(
    "shop", [shifts(kept="id % 7 <> 0"), shifts(paid="case when s % 4 = 1 then p + 5 else p end")]
)
def test_a_list_whose_every_row_stands_behind_rows_that_hold_is_out(shop: Shop) -> None:
    assert suspected(shop) == {"weeks", "shifts"}


@pytest.mark.parametrize(
    "shop",
    [
        shifts(wage="case when role = 4 then w + 1 else w end"),
        shifts(wage="w * 3"),
        shifts(wage="case when role = 4 then w + 1 else w end", paid="case when s > 84 then p + 1 else p end"),
        shifts(wage="w + 0.01 * role", sql="abs(paid - due) <= 0.1"),
    ],
    ids=["one row", "all rows", "one row that the latest weeks know", "within a tolerance"],
)
def test_a_list_of_which_a_row_may_be_wrong_stays_suspect(shop: Shop) -> None:
    assert "wages" in suspected(shop)


# --- rows that a filter let go ---------------------------------------------------------------------------------

COUNTED = b.test("not_null", "sites", "faults")


def tickets(kind: str, *, wanted: str = "Fault", others: str = "'fault'") -> Shop:
    """Each site has twenty tickets; site 3 writes its faults otherwise. `faults` counts those `wanted`."""
    kinds = f"case when site = 3 then '{kind}' when id % 5 = 0 then {others} else 'fault' end"
    rows = f"select id, site, {kinds} as kind from (select id, id % 6 as site from range(120) as t(id))"
    return Shop(
        raw={"tickets": rows, "kinds": "select 'fault' as kind, 'Fault' as label union all select 'wish', 'Wish'"},
        models={
            "labelled": 'select t.id, t.site, k.label from "shop"."raw"."tickets" t '
            'left join "shop"."raw"."kinds" k on k.kind = t.kind',
            "faults": f'select site, count(id) as faults from "shop"."main"."labelled" '
            f"where label = '{wanted}' group by site",
            "visited": 'select site, count(id) as tickets from "shop"."raw"."tickets" group by site',
            "sites": 'select v.site, f.faults / 1 as faults from "shop"."main"."visited" v '
            'left join "shop"."main"."faults" f on f.site = v.site',
        },
        test=COUNTED,
    )


@pytest.mark.parametrize("first", [True, False])
def test_rows_that_a_filter_let_go_for_a_null_are_wrong_where_that_comes_from(first: bool) -> None:
    shop = tickets("Fault ")
    found = shop.asked(NO_HISTORY if first else shop.known)
    assert found.origin == Place(unique_id="source.shop.raw.tickets", column="kind")
    assert found.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "shop",
    [
        tickets("wish"),
        tickets("Fault ", others="'Fault '"),
        tickets("defect"),
        tickets("fault", wanted="fault"),
    ],
    ids=["let go for good reason", "others have nulls as well", "a word that nobody has", "wrong filter"],
)
def test_on_a_first_run_rows_may_be_let_go_for_good_reason(shop: Shop) -> None:
    assert not shop.asked().confidence.pages


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


# --- another unit ----------------------------------------------------------------------------------------------

SUBTOTALS = condition("items_add_up", "sums", "items = net")
TOTALS = condition("taxes_add_up", "sums", "total = net + tax")


def prices(*, factor: int = 1, kept: str = "true", vouched: bool = True) -> Shop:
    """Orders know their net sum; so do their items, by the list of products."""
    sold = "select o.id, i.id as item from range(10) as o(id), range(3) as i(id)"
    return Shop(
        raw={
            "orders": "select id, 60 as net, 12 as tax, 72 as total from range(10) as o(id)",
            "items": f"select id * 10 + item as id, id as order_id, item as sku from ({sold}) where {kept}",
            "products": f"select id as sku, (id + 1) * 10 * {factor} as price from range(3) as p(id)",
        },
        models={
            "sums": "with s as (select i.order_id, sum(p.price) as items "
            'from "shop"."raw"."items" i left join "shop"."raw"."products" p on p.sku = i.sku group by 1) '
            'select o.id, o.net, o.tax, o.total, s.items from "shop"."raw"."orders" o '
            "left join s on s.order_id = o.id"
        },
        test=SUBTOTALS,
        beside=(TOTALS,) if vouched else (),
    )


def test_sums_that_are_all_out_by_one_factor_have_values_in_another_unit() -> None:
    shop = prices(factor=100)
    found = shop.asked(shop.known)
    assert (found.origin.unique_id, found.confidence) == ("source.shop.raw.products", Confidence.LIKELY)
    assert any("differ by the same factor" in piece.says for piece in found.evidence)


def test_which_of_the_two_it_is_nobody_says_where_no_condition_holds_with_one_of_them() -> None:
    shop = prices(factor=100, vouched=False)
    found = shop.asked(shop.known)
    assert {place.unique_id for place in found.suspects} == {"source.shop.raw.orders", "source.shop.raw.products"}


@pytest.mark.parametrize("shop", [prices(kept="(id + item) % 2 = 0"), prices(kept="id > 5")])
def test_rows_that_are_missing_are_no_other_unit(shop: Shop) -> None:
    assert not shop.asked(shop.known).confidence.pages


def test_on_a_first_run_sums_may_have_been_out_by_a_factor_for_ever() -> None:
    assert not prices(factor=100).asked().confidence.pages


SAME_WEIGHT = b.test("accepted_values", "audit", "outcome", kwargs={"values": ["same"]})


def weighings(weighed: str = "kg", billed: str = "kg", *, land: str = "'DE'") -> Shop:
    """Parcels are weighed by the depot and billed by the carrier; `audit` says where they differ."""
    known = "select id, 2 + id * 7 % 11 as kg, id % 4 as carrier from range(80) as p(id)"
    return Shop(
        raw={
            "parcels": f"select id, {weighed} as kg, {land} as land, id % 10 as day from ({known})",
            "bills": f"select id, id as parcel, {billed} as kg from ({known})",
            "rates": "select 'DE' as land, 2 as per_kg union all select 'JP', 2",
        },
        models={
            "weighed": "select p.id, p.land, p.day, p.kg * r.per_kg as depot, b.kg * r.per_kg as carrier "
            'from "shop"."raw"."parcels" p left join "shop"."raw"."rates" r on r.land = p.land '
            'left join "shop"."raw"."bills" b on b.parcel = p.id',
            "audit": "select id, case when abs(depot - carrier) > 0.5 then 'differs' else 'same' end as outcome "
            'from "shop"."main"."weighed"',
        },
        test=SAME_WEIGHT,
    )


_GRAMS = "case when carrier = 1 then kg * 1000 else kg end"


@pytest.mark.parametrize(
    ("shop", "source"),
    [
        (weighings(billed=_GRAMS), "bills"),
        (weighings(weighed=_GRAMS), "parcels"),
        (weighings(weighed="case when carrier = 1 then kg / 60 else kg end"), "parcels"),
    ],
    ids=["billed in grams", "weighed in grams", "weighed in another unit that is larger"],
)
def test_a_unit_in_part_of_the_rows_is_of_the_side_that_is_as_nowhere_else(shop: Shop, source: str) -> None:
    found = shop.asked(shop.known)
    assert (found.origin.unique_id, found.confidence) == (f"source.shop.raw.{source}", Confidence.LIKELY)
    assert any("is another there than in rows that hold" in piece.says for piece in found.evidence)


@pytest.mark.parametrize(
    "shop",
    [
        weighings(billed="kg * 1000"),
        weighings(weighed=_GRAMS, land="case when carrier = 1 then 'JP' else 'DE' end"),
        weighings(billed="case when carrier = 1 then kg * 2 else kg end"),
        weighings(billed="case when carrier = 1 then 70 - kg * 3 else kg end"),
    ],
    ids=["no row holds", "rows of a kind of their own", "there twice", "no factor"],
)
def test_which_side_is_in_another_unit_is_not_guessed(shop: Shop) -> None:
    assert not shop.asked(shop.known).confidence.pages


# --- rows that one table of a union lacks ----------------------------------------------------------------------

REFERS = b.test("relationships", "lines", "parcel", to="parcels", kwargs={"field": "parcel"})


def parcels(north: str, south: str, lost: str, *, hashed: bool = False) -> Shop:
    """Two networks number their parcels; lines and scans know them all, one network's newest were not loaded."""
    key = "md5(upper(trim({})))" if hashed else "{}"
    every = f"select '{north}' || (1000 + n) as no from range(40) as r(n)"
    other = f"select '{south}' || (5000 + n) as nummer from range(40) as r(n)"
    known = f"{every} union all {other}"
    made = key.format("no")
    return Shop(
        raw={
            "north": f"select * from ({every}) {lost}",
            "south": other,
            "lines": f"select no, 1 as amount from ({known})",
            "scans": f"select no, 2 as depot from ({known})",
        },
        models={
            "parcels": f'select {made} as parcel from "shop"."raw"."north" '
            f'union all select {key.format("nummer")} from "shop"."raw"."south"',
            "lines": f'select {made} as parcel, amount from "shop"."raw"."lines"',
            "scans": f'select {made} as parcel, depot from "shop"."raw"."scans"',
        },
        test=REFERS,
    )


@pytest.mark.parametrize("hashed", [True, False])
def test_missing_keys_that_begin_like_those_of_one_table_are_its_rows(hashed: bool) -> None:
    shop = parcels("N-", "S-", "where no < 'N-1030'", hashed=hashed)
    found = shop.asked(shop.known)
    assert (found.origin.unique_id, found.confidence) == ("source.shop.raw.north", Confidence.LIKELY)
    assert any("begin like those of raw.north alone" in piece.says for piece in found.evidence)


def test_keys_that_begin_alike_in_both_tables_are_of_either() -> None:
    shop = parcels("P-", "P-", "where no < 'P-1030'")
    found = shop.asked(shop.known)
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {"source.shop.raw.north", "source.shop.raw.south"}


def test_of_two_columns_that_a_model_compares_the_first_is_no_more_suspect_than_the_second() -> None:
    """The rows that fail are found where two sources meet; either may have brought them."""
    for weighed, billed in (("kg + id % 3", "kg"), ("kg", "kg + id % 3")):
        shop = weighings(weighed, billed)
        found = shop.asked(shop.known)
        assert not found.confidence.pages
        suspects = {place.unique_id for place in found.suspects}
        assert suspects >= {"source.shop.raw.parcels", "source.shop.raw.bills"}


# --- an operand that comes from the branches of a union --------------------------------------------------------

PRICED = b.test("not_null", "priced", "euros")


def priced(north: str = "1, 5.0", south: str = "7, 4.0", *, each: str = "amount", rate: str = "1, 2.0") -> Shop:
    """Amounts of two regions, united in the query that prices them; every region has a rate."""
    sides = (f'select id, region, {each} as amount from "shop"."raw"."{side}"' for side in ("north", "south"))
    united = " union all ".join(sides)
    return Shop(
        raw={
            "north": f"select 1 as region, * from (values ({north}), (2, 6.0)) as t (id, amount)",
            "south": f"select 1 as region, * from (values ({south}), (8, 3.0)) as t (id, amount)",
            "rates": f"select * from (values ({rate}), (3, null)) as t (region, rate)",
        },
        models={
            "priced": f"with united as ({united}) select united.id, united.amount * rates.rate as euros "
            'from united left join "shop"."raw"."rates" as rates on rates.region = united.region'
        },
        test=PRICED,
    )


def test_an_operand_that_is_null_comes_from_the_only_branch_that_has_nulls() -> None:
    found = priced(south="7, null").asked()
    assert found.origin == Place(unique_id="source.shop.raw.south", column="amount")


@pytest.mark.parametrize(
    "shop",
    [priced("1, null", "7, null"), priced(each="nullif(amount, 3.0)")],
    ids=["in both branches", "made null by the SQL"],
)
def test_a_null_of_several_branches_or_of_their_sql_is_no_branchs(shop: Shop) -> None:
    assert shop.asked().confidence is not Confidence.PROVEN
    assert not shop.asked().confidence.pages


def test_an_operand_that_another_table_lacks_is_none_of_the_branches() -> None:
    found = priced(rate="1, null").asked()
    assert found.origin.unique_id == "source.shop.raw.rates"
