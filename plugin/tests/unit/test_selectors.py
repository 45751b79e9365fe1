from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.selectors import focus, matched, parse_target, select
from dbt_onus.errors import SelectorError
from tests.builders import exposure, group, manifest, model, singular_test, source, test, unit_test

TEAMS = {"source.shop.stripe.charges": "payments"}


@cache
def shop() -> Lineage:
    return Lineage.of(
        manifest(
            source("stripe.charges", tags=["nightly"], columns={"id": "int"}),
            source("app.orders"),
            model("stg_charges", "stripe.charges", path="models/staging/stg_charges.sql", tags=["nightly"]),
            model("stg_orders", "app.orders", path="models/staging/app/stg_orders.sql", columns=["Amount", "id"]),
            model("orders", "stg_charges", "stg_orders", group="finance", meta={"onus": {"tier": "gold"}}),
            model("dim", version=1),
            model("dim", "orders", version=2),
            model("orders", package="lib"),
            model("lonely"),
            exposure("weekly", "model.shop.orders"),
            test("not_null", "stg_orders", "id"),
            test("unique", "stripe.charges", "id", severity="warn"),
            singular_test("adds_up", "model.shop.orders", "stg_orders"),
            unit_test("counts", "model.shop.orders"),
        ).nodes
    )


def chosen(expression: str) -> set[str]:
    found = select(expression, shop(), team_of=lambda uid: TEAMS.get(uid, "platform"), projects={"shop"})
    return {uid.partition(".")[2].removeprefix("shop.") for uid in found}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("stg_orders", {"stg_orders"}),
        ("orders", {"orders", "lib.orders"}),
        ("shop.orders", {"orders"}),
        ("+shop.orders", {"orders", "stg_orders", "stg_charges", "stripe.charges", "app.orders"}),
        ("1+shop.orders", {"orders", "stg_orders", "stg_charges"}),
        ("stg_orders+1", {"stg_orders", "orders"}),
        (
            "@source:app",
            {"app.orders", "stg_orders", "orders", "dim.v2", "weekly", "stg_charges", "stripe.charges"},
        ),
        ("stg_orders stg_charges", {"stg_orders", "stg_charges"}),
        ("+shop.orders,tag:nightly", {"stripe.charges", "stg_charges"}),
        ("tag:night*", {"stripe.charges", "stg_charges"}),
        ("source:stripe", {"stripe.charges"}),
        ("source:shop.stripe.charges", {"stripe.charges"}),
        ("stripe.charges", {"stripe.charges"}),
        ("stripe.charges+1", {"stripe.charges", "stg_charges"}),
        ("charges", {"stripe.charges"}),
        ("model.shop.lonely", {"lonely"}),
        ("path:models/staging", {"stg_charges", "stg_orders"}),
        ("models/staging/app/", {"stg_orders"}),
        ("stg_orders.sql", {"stg_orders"}),
        ("group:finance", {"orders"}),
        ("config.meta.onus.tier:gold", {"orders"}),
        ("exposure:weekly", {"weekly"}),
        ("package:lib", {"lib.orders"}),
        ("package:this,orders", {"orders"}),
        ("dim.v1", {"dim.v1"}),
        ("dim_v2", {"dim.v2"}),
        ("version:latest", {"dim.v2"}),
        ("version:old", {"dim.v1"}),
        ("team:payments+1", {"stripe.charges", "stg_charges"}),
        ("resource_type:source", {"stripe.charges", "app.orders"}),
    ],
)
def test_a_selector_means_what_dbt_means(expression: str, expected: set[str]) -> None:
    assert chosen(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("test_type:generic", {"not_null_stg_orders_id", "unique_stripe_charges_id"}),
        ("test_type:singular", {"adds_up"}),
        ("test_type:unit", {"orders.counts"}),
        ("test_name:uni*", {"unique_stripe_charges_id"}),
        ("config.severity:WARN", {"unique_stripe_charges_id"}),
        ("resource_type:test,stg_orders", {"not_null_stg_orders_id", "adds_up"}),
        ("1+test_name:not_null", {"not_null_stg_orders_id", "stg_orders", "adds_up"}),
        ("not_null_stg_orders_id", {"not_null_stg_orders_id"}),
    ],
)
def test_tests_are_selected_where_they_are_asked_for(expression: str, expected: set[str]) -> None:
    assert chosen(expression) == expected


def test_nothing_else_selects_tests() -> None:
    assert not any("test" in uid.split(".")[0] for uid in matched("+shop.orders+ path:models tag:*", shop()))


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("", "the selector is empty"),
        ("stg_ordrs", '"stg_ordrs" selects nothing; nearest: stg_orders'),
        ("tag:nihgtly", '"tag:nihgtly" selects nothing; nearest: nightly'),
        ("source:strip", "nearest: stripe"),
        ("orders team:paymnts", '"team:paymnts" selects nothing; nearest: payments'),
        ("lonely,tag:nightly", 'no node is in all of "lonely,tag:nightly"'),
        ("tga:nightly", 'there is no method "tga"; nearest: tag'),
        ("++++", "names nothing"),
        ("@@", "names nothing"),
        ("@orders+", "both @ and a +"),
        ("orders,", "comma with nothing beside it"),
        ("state:modified", "compares with dbt's state; list the names with"),
        ("result:error", "needs dbt's earlier results"),
        ("source_status:fresher+", "needs dbt's earlier freshness"),
        ("config.cluster_by:x", "a config key that Onus does not read"),
        ("resource_type:modle", '"modle" is no resource type; nearest: model'),
        ("path:../elsewhere", "leaves the project"),
        ("source:a.b.c.d", "4 parts"),
        ("version:newest", "write latest, old or none"),
        ("x" * 1_000_000, "1000000 characters long"),
        (" ".join(f"m{n}" for n in range(600)), "more than 500 parts"),
    ],
)
def test_what_cannot_be_meant_is_one_line(expression: str, says: str) -> None:
    with pytest.raises(SelectorError) as raised:
        chosen(expression)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 400


def test_a_rule_that_means_nothing_today_is_no_error() -> None:
    assert matched("tag:later source:stripe", shop()) == {"source.shop.stripe.charges"}
    with pytest.raises(SelectorError):
        matched("state:modified", shop())


def test_team_cannot_decide_the_team() -> None:
    with pytest.raises(SelectorError, match="it is what decides the team"):
        matched("team:payments", shop())


def test_a_group_without_nodes_is_still_a_name_to_suggest() -> None:
    with pytest.raises(SelectorError, match="nearest: growth"):
        select("group:growht", shop(), groups={"group.shop.growth": group("growth")})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stg_orders", ("model.shop.stg_orders", None)),
        ("stg_orders.amount", ("model.shop.stg_orders", "Amount")),
        ("stg_orders.nowhere", ("model.shop.stg_orders", "nowhere")),
        ("stripe.charges", ("source.shop.stripe.charges", None)),
        ("stripe.charges.id", ("source.shop.stripe.charges", "id")),
        ("shop.stripe.charges.id", ("source.shop.stripe.charges", "id")),
        ("charges", ("source.shop.stripe.charges", None)),
        ("lib.orders", ("model.lib.orders", None)),
        ("model.shop.stg_orders.id", ("model.shop.stg_orders", "id")),
        ("dim.v2", ("model.shop.dim.v2", None)),
        ("dim_v1.id", ("model.shop.dim.v1", "id")),
        ("adds_up", ("test.shop.adds_up", None)),
        ("weekly", ("exposure.shop.weekly", None)),
    ],
)
def test_a_target_is_a_node_or_a_column_of_one(text: str, expected: tuple[str, str | None]) -> None:
    assert parse_target(text, shop()) == expected


def test_an_undeclared_column_is_taken_and_told() -> None:
    target = parse_target("stg_orders.amonut", shop())
    assert "not among the declared columns" in (target.note(shop()) or "")
    assert "nearest: Amount" in (target.note(shop()) or "")
    assert parse_target("stg_orders.amount", shop()).note(shop()) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dim", "names 2 nodes; write one of model.shop.dim.v1, model.shop.dim.v2"),
        ("stg_oders", "nearest: stg_orders"),
        ("", "names no node"),
        (".", "no node is called"),
        ("y" * 1_000_000, "names no node"),
    ],
)
def test_a_target_that_is_none_or_many_is_one_line(text: str, says: str) -> None:
    with pytest.raises(SelectorError) as raised:
        parse_target(text, shop())
    assert says in str(raised.value)


NAMES = st.sampled_from(
    ["stg_charges", "stg_orders", "orders", "dim", "weekly", "source:*", "tag:nightly", "lonely"]
)


@given(NAMES)
def test_plus_before_adds_the_ancestors_and_plus_behind_the_descendants(name: str) -> None:
    lineage = shop()
    bare = matched(name, lineage)
    assert matched(f"+{name}", lineage) == bare.union(*map(lineage.ancestors, bare))
    assert matched(f"{name}+", lineage) == bare.union(*map(lineage.descendants, bare))
    assert matched(f"+{name}+", lineage) == matched(f"+{name} {name}+", lineage)
    assert matched(f"@{name}", lineage) >= matched(f"+{name}+", lineage)
    assert focus(f"2+{name}+1", lineage) == bare


@given(NAMES, NAMES)
def test_space_is_union_and_comma_is_intersection(one: str, other: str) -> None:
    lineage = shop()
    assert matched(f"{one} {other}", lineage) == matched(one, lineage) | matched(other, lineage)
    assert matched(f"{one},{other}", lineage) == matched(one, lineage) & matched(other, lineage)
    assert matched(f"+{one},{other}+", lineage) == matched(f"{other}+,+{one}", lineage)


@given(st.text(max_size=60) | st.text(alphabet="@+*?[]!-:.,/\\ 0123456789ab\u202e\n\x00", max_size=60))
def test_any_text_is_an_answer_or_a_selector_error(text: str) -> None:
    for ask in (select, parse_target):
        assert (_refusal(ask, text) or "").isprintable()


def _refusal(ask: Callable[[str, Lineage], object], text: str) -> str | None:
    try:
        ask(text, shop())
    except SelectorError as error:
        return str(error)
    return None
