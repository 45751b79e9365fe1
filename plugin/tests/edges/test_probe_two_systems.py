"""Two systems that know the same things, joined in full: a value is the first that either of them has."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Finding
from dbt_onus.core.evidence import Cause, Confidence
from tests import builders as b
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

#: Sixty stays in the new system, from number 40 on; eighty in the old one, up to number 79: some are in both.
NEW = "select i, 'double', 'open', 'desk ' || i % 3, false from range(40, 100) t(i)"
OLD = "select i, 'single' from range(80) t(i)"
NEW_KIND = (
    "select i, case when i % 9 = 0 then 'yurt' else 'double' end, 'open', 'desk', false from range(40, 100) t(i)"
)
OLD_KIND = "select i, case when i % 9 = 0 then 'yurt' else 'single' end from range(80) t(i)"
KEYS = {"on": "coalesce(n.nr, o.nr) as nr", "using": "nr"}


def stays(
    shop: Shop,
    new: str = NEW,
    old: str = OLD,
    *,
    join: str = "on",
    kind: str = "n.kind, o.kind",
    without: str = "shut",
) -> None:
    """Stays of two systems, and what is open of them."""
    shop.source("pms.stays", "nr int, kind varchar, state varchar, clerk varchar, gone boolean", new)
    shop.source("archive.stays", "nr int, kind varchar", old)
    shop.model("stg_new", "select * exclude (gone) from {pms.stays} where not gone")
    shop.model("stg_old", "select nr, kind from {archive.stays}")
    met = {"on": "on n.nr = o.nr", "using": "using (nr)"}[join]
    shop.model(
        "dim_stay",
        f"with met as (select {KEYS[join]}, coalesce({kind}) as kind, n.clerk, "
        f"coalesce(n.state, '{without}') as state "
        f"from {{stg_new}} n full outer join {{stg_old}} o {met}) select met.*, 1 as one from met",
    )
    shop.model("open_stay", "select s.nr as stay_nr, s.clerk from {dim_stay} s where s.state = 'open'")


def not_accepted(shop: Shop) -> Finding:
    return shop.failing("accepted_values", "dim_stay", "kind", values=["double", "single"])


@pytest.mark.parametrize("join", ["on", "using"])
def test_what_the_system_that_goes_first_has_is_what_comes_out(shop: Shop, join: str) -> None:
    stays(shop, NEW_KIND, join=join)
    found = not_accepted(shop)
    assert (origin(found), found.cause) == ("pms.stays.kind", Cause.ACCEPTED_VALUES)


def test_what_only_stands_in_may_have_been_there_before_behind_a_row_that_is_gone(shop: Shop) -> None:
    stays(shop, old=OLD_KIND)
    assert not not_accepted(shop).confidence.pages


def bills(shop: Shop, billed: str) -> None:
    """What is kept in the new system beside its stays: a bill for each."""
    shop.source("pms.bills", "bill int, nr int", f"select i + 1000, i from {billed} t(i)")
    shop.model("stg_bills", "select bill, nr from {pms.bills}")


def test_but_not_where_something_kept_beside_it_tells_that_no_row_is_gone(shop: Shop) -> None:
    stays(shop, old=OLD_KIND)
    bills(shop, "range(40, 100)")
    found = not_accepted(shop)
    assert (origin(found), found.confidence) == ("archive.stays.kind", Confidence.LIKELY)
    assert "stg_new has lost no row, by stg_bills.nr" in " ".join(piece.says for piece in found.evidence)


#: What is called otherwise in the archive, and why that may have been so for long.
HIDDEN = "select i, case when i between 40 and 59 then 'yurt' else 'single' end from range(80) t(i)"
HALF_HIDDEN = HIDDEN.replace("59", "79")


@pytest.mark.parametrize(
    ("new", "old", "billed"),
    [
        pytest.param(NEW, OLD_KIND, "range(20, 100)", id="stays are gone, and their bills are not"),
        pytest.param(NEW, OLD_KIND, "range(70, 100)", id="not every stay has a bill"),
        pytest.param(NEW.replace("40", "60"), HIDDEN, "range(60, 100)", id="it hid them all, and lost both"),
        pytest.param(NEW.replace("40", "60"), HALF_HIDDEN, "range(60, 100)", id="it still hides many"),
        pytest.param(
            NEW.replace("'double'", "case when i % 2 = 0 then 'double' end"),
            OLD_KIND,
            "range(40, 100)",
            id="it has lost values",
        ),
        pytest.param(NEW.replace("false", "i % 6 = 0"), OLD_KIND, "range(40, 100)", id="it lets stays go"),
        pytest.param(NEW_KIND, OLD_KIND, "range(40, 100)", id="both systems have them"),
    ],
)
def test_else_what_stands_in_is_not_accused(shop: Shop, new: str, old: str, billed: str) -> None:
    stays(shop, new, old)
    bills(shop, billed)
    assert not not_accepted(shop).confidence.pages


def test_both_systems_accuse_neither(shop: Shop) -> None:
    stays(shop, NEW_KIND, OLD_KIND)
    assert not not_accepted(shop).confidence.pages


def test_the_order_decides_which_of_them_goes_first(shop: Shop) -> None:
    stays(shop, old=OLD_KIND, kind="o.kind, n.kind")
    assert origin(not_accepted(shop)) == "archive.stays.kind"


def test_an_operand_that_is_made_of_its_column_is_not_followed(shop: Shop) -> None:
    stays(shop, NEW_KIND, kind="nullif(n.kind, 'yurt'), o.kind, 'yurt'")
    assert not not_accepted(shop).confidence.pages


def test_on_a_first_run_as_well(shop: Shop) -> None:
    """Nothing is between a value that comes out and the column it is taken from."""
    shop.remembers = False
    stays(shop, NEW_KIND)
    assert origin(not_accepted(shop)) == "pms.stays.kind"


def test_numbers_too(shop: Shop) -> None:
    shop.remembers = False
    shop.source("a.t", "nr int, x int", "select i, i - 3 from range(10) t(i)")
    shop.source("b.t", "nr int, x int", "select i, i from range(20) t(i)")
    shop.model("one", "select nr, coalesce(a.x, b.x) as x from {a.t} a full outer join {b.t} b using (nr)")
    found = shop.failing("dbt_utils.accepted_range", "one", "x", min_value=0)
    assert (origin(found), found.cause) == ("a.t.x", Cause.RANGE)


@pytest.mark.parametrize(
    ("new", "old", "kind"),
    [
        pytest.param(NEW, OLD_KIND, "n.kind, o.kind", id="what stands in"),
        pytest.param(NEW_KIND, OLD_KIND, "n.kind, o.kind", id="both systems"),
        pytest.param(NEW_KIND, OLD, "o.kind, n.kind", id="what stands in, the other way round"),
        pytest.param(NEW_KIND, OLD, "upper(n.kind), o.kind", id="SQL that alters it"),
        pytest.param(NEW_KIND, OLD, "n.kind, o.kind, 'yurt'", id="a literal at last"),
    ],
)
def test_on_a_first_run_others_are_not_accused(shop: Shop, new: str, old: str, kind: str) -> None:
    shop.remembers = False
    stays(shop, new, old, kind=kind)
    assert not not_accepted(shop).confidence.pages


NO_CLERKS = NEW.replace("'desk ' || i % 3", "case when i % 2 = 0 then 'desk' end")


def unattended(shop: Shop, *, keyed: bool = True) -> Finding:
    """Open stays have nobody; that a stay is there once is tested, or not."""
    node = b.test("not_null", "open_stay", "clerk")
    key = b.test("unique", "dim_stay", "nr")
    shop.nodes += [node, key] if keyed else [node]
    passed = [b.result(key, "pass")] if keyed else []
    return shop.explained(b.result(node, "fail", failures=30), *passed)


def test_a_key_tells_that_the_rows_that_fail_have_their_row_and_it_is_empty(shop: Shop) -> None:
    stays(shop, NO_CLERKS)
    found = unattended(shop)
    assert (origin(found), found.confidence) == ("pms.stays.clerk", Confidence.LIKELY)
    assert found.evidence[0].says.startswith(
        "asked of the warehouse: stg_new.clerk is null for each of the 30 keys"
    )


def test_without_a_key_nothing_is_told(shop: Shop) -> None:
    stays(shop, NO_CLERKS)
    assert not unattended(shop, keyed=False).confidence.pages


def test_nor_where_some_of_the_rows_that_fail_were_not_there_to_be_joined(shop: Shop) -> None:
    stays(shop, NO_CLERKS, without="open")
    assert not unattended(shop).confidence.pages


def nights(shop: Shop, archived: str) -> None:
    """What is kept in the archive beside its stays: the nights of each."""
    shop.source("archive.nights", "stay_nr int, night int", f"select i, n from {archived} t(i), range(2) u(n)")
    shop.model("stg_nights", "select stay_nr as nr, night from {archive.nights}")


def unheard_of(shop: Shop, upto: int = 100) -> Finding:
    """Invoices refer to stays that neither system has any more."""
    shop.source("till.invoices", "id int, stay int", f"select i, i from range({upto}) t(i)")
    shop.model("fct_invoice", "select id, stay from {till.invoices}")
    return shop.failing("relationships", "fct_invoice", "stay", to="dim_stay", field="nr")


GONE = NEW.replace("false", "i >= 90")


def test_rows_that_one_of_two_systems_lost_are_still_above_it(shop: Shop) -> None:
    stays(shop, GONE)
    found = unheard_of(shop)
    assert (origin(found).partition(".nr")[0], found.confidence) == ("pms.stays", Confidence.LIKELY)


def test_not_where_the_other_system_has_always_stood_in_for_such_rows(shop: Shop) -> None:
    """It may be the one that lost them today."""
    stays(shop, NEW.replace("false", "i >= 90 or i < 60"))
    found = unheard_of(shop)
    assert not found.confidence.pages


#: A hundred stays in the new system, forty of which are in the archive, too; a tenth is marked as gone.
MARKED = NEW.replace("false", "i % 10 = 3").replace("100", "140")


def test_but_where_something_is_kept_beside_the_other_system_it_has_lost_nothing(shop: Shop) -> None:
    stays(shop, MARKED)
    nights(shop, "range(80)")
    found = unheard_of(shop, 140)
    assert (origin(found).partition(".nr")[0], found.confidence) == ("pms.stays", Confidence.LIKELY)
    assert "by stg_nights.nr, which has its very keys" in " ".join(piece.says for piece in found.evidence)


@pytest.mark.parametrize(
    "archived",
    [
        pytest.param("range(100)", id="it knows the stays that are missing: the archive lost them"),
        pytest.param("range(85)", id="it knows other stays that the archive lacks"),
        pytest.param("range(70)", id="many stays of the archive had no nights"),
        pytest.param("range(0)", id="it is empty"),
    ],
)
def test_not_by_what_does_not_have_the_very_keys(shop: Shop, archived: str) -> None:
    stays(shop, MARKED)
    nights(shop, archived)
    assert not unheard_of(shop).confidence.pages


def test_nor_by_the_keys_of_a_few(shop: Shop) -> None:
    stays(shop, MARKED, "select i, 'single' from range(30, 48) t(i)")
    nights(shop, "range(30, 48)")
    assert not unheard_of(shop).confidence.pages


def test_nor_where_what_was_let_go_was_moved_there(shop: Shop) -> None:
    """The load of the archive stopped half-way, of stays and of nights."""
    stays(shop, NEW.replace("false", "i < 60"), "select i, 'single' from range(50) t(i)")
    nights(shop, "range(50)")
    assert not unheard_of(shop).confidence.pages


def test_nor_where_both_systems_lack_stays(shop: Shop) -> None:
    """Of the missing stays the new system has some; others are gone from the archive."""
    stays(shop, MARKED, "select i, 'single' from range(80) t(i) where i <> 7")
    nights(shop, "range(80)")
    assert not unheard_of(shop).confidence.pages
