from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from tests.builders import exposure, manifest, model, node, seed, singular_test, source, test, uid, unit_test


def shop() -> Mapping[str, Node]:
    charges = source("stripe.charges")
    return manifest(
        charges,
        seed("countries"),
        model("stg_charges", charges),
        model("stg_orders", "source.shop.app.orders"),
        model("orders", "stg_charges", "stg_orders", "seed.shop.countries"),
        model("churn", "orders", "stg_charges"),
        exposure("weekly", "churn"),
        test("unique", charges, "id"),
        test("relationships", "orders", "charge_id", to="stg_charges"),
        singular_test("adds_up", "orders", "churn"),
        unit_test("counts", "orders"),
        node("operation.shop.on_end", "orders"),
    ).nodes


@pytest.fixture
def lineage() -> Lineage:
    return Lineage.of(shop())


def chain(*names: str) -> Lineage:
    return Lineage.of(manifest(*(model(name, *parents) for name, *parents in (n.split("<") for n in names))).nodes)


def test_tests_and_operations_are_known_but_not_drawn(lineage: Lineage) -> None:
    assert "test.shop.unique_stripe_charges_id" in lineage.nodes
    assert not any(kind in uid for uid in lineage.graph for kind in ("test", "operation"))
    assert "operation.shop.on_end" not in lineage
    assert len(lineage) == 7


def test_parents_are_in_dbts_order(lineage: Lineage) -> None:
    assert lineage.parents("model.shop.orders") == (
        "model.shop.stg_charges",
        "model.shop.stg_orders",
        "seed.shop.countries",
    )
    assert lineage.children("model.shop.stg_charges") == ("model.shop.orders", "model.shop.churn")


def test_ancestors_and_descendants_stop_at_the_depth_asked_for(lineage: Lineage) -> None:
    assert lineage.ancestors("model.shop.churn", 1) == {"model.shop.orders", "model.shop.stg_charges"}
    assert lineage.descendants("source.shop.stripe.charges") == {
        "model.shop.stg_charges",
        "model.shop.orders",
        "model.shop.churn",
        "exposure.shop.weekly",
    }
    assert lineage.descendants("model.shop.orders", 0) == frozenset()


def test_a_missing_parent_is_dropped_and_told(lineage: Lineage) -> None:
    assert lineage.parents("model.shop.stg_orders") == ()
    assert lineage.dangling == {"model.shop.stg_orders": ("source.shop.app.orders",)}


def test_distances_are_the_shortest(lineage: Lineage) -> None:
    assert lineage.distances_above("model.shop.churn")["model.shop.stg_charges"] == 1
    assert lineage.hops("source.shop.stripe.charges", "model.shop.churn") == 2
    assert lineage.hops("model.shop.churn", "model.shop.orders") is None
    assert lineage.hops("model.shop.churn", "model.shop.churn") == 0


def test_a_path_is_a_shortest_one(lineage: Lineage) -> None:
    assert lineage.path("source.shop.stripe.charges", "exposure.shop.weekly") == (
        "source.shop.stripe.charges",
        "model.shop.stg_charges",
        "model.shop.churn",
        "exposure.shop.weekly",
    )
    assert lineage.path("model.shop.churn", "model.shop.orders") is None
    assert lineage.path("nobody", "model.shop.orders") is None
    assert lineage.path("model.shop.churn", "model.shop.churn") == ("model.shop.churn",)


def test_all_paths_come_shortest_first_and_no_more_than_asked_for(lineage: Lineage) -> None:
    paths = lineage.paths("model.shop.stg_charges", "model.shop.churn", 10)
    assert [len(path) for path in paths] == [2, 3]
    assert lineage.paths("model.shop.stg_charges", "model.shop.churn", 1) == paths[:1]
    assert lineage.paths("model.shop.churn", "model.shop.stg_charges", 5) == ()


def test_between_holds_every_node_on_any_path(lineage: Lineage) -> None:
    assert lineage.between("model.shop.stg_charges", "model.shop.churn") == {
        "model.shop.stg_charges",
        "model.shop.orders",
        "model.shop.churn",
    }
    assert lineage.between("model.shop.stg_orders", "model.shop.stg_charges") == frozenset()


def test_data_comes_in_through_sources_and_seeds(lineage: Lineage) -> None:
    assert lineage.entries_above("model.shop.churn") == {"source.shop.stripe.charges", "seed.shop.countries"}


def test_tests_are_attached_to_what_they_test(lineage: Lineage) -> None:
    assert lineage.tests_of("source.shop.stripe.charges") == ("test.shop.unique_stripe_charges_id",)
    assert lineage.tests_of("model.shop.orders") == (
        "test.shop.relationships_orders_charge_id",
        "unit_test.shop.orders.counts",
    )
    assert lineage.tests_of("model.shop.stg_charges") == ()


def test_a_link_from_another_project_is_drawn_and_remembered() -> None:
    link = ("exposure.shop.weekly", "model.shop.stg_orders")
    lineage = Lineage.of(
        shop(), [link, link, ("nobody", "model.shop.orders"), ("seed.shop.countries", "model.shop.orders")]
    )
    assert lineage.inferred == {link}
    assert lineage.parents("model.shop.stg_orders") == ("exposure.shop.weekly",)
    assert lineage.graph.edges[link]["inferred"]


def test_a_cycle_is_walked_once() -> None:
    ring = chain("a<c", "b<a", "c<b<c", "d<c")
    assert ring.ancestors(uid("a")) == {uid("b"), uid("c")}
    assert ring.path(uid("a"), uid("d")) == (uid("a"), uid("b"), uid("c"), uid("d"))
    assert set(ring.order(ring.graph)) == {uid(name) for name in "abcd"}
    assert ring.order(ring.graph)[-1] == uid("d")


def test_order_respects_ancestors_far_apart_and_puts_the_unknown_last(lineage: Lineage) -> None:
    asked = ["exposure.shop.weekly", "test.x", "source.shop.stripe.charges", "model.shop.orders"]
    assert lineage.order(asked) == (asked[2], asked[3], asked[0], asked[1])


def test_a_chain_longer_than_pythons_stack_is_ordered() -> None:
    long = chain("m0", *(f"m{n}<m{n - 1}" for n in range(1, 5000)))
    assert long.order([uid("m4999"), uid("m0")]) == (uid("m0"), uid("m4999"))
    assert long.hops(uid("m0"), uid("m4999")) == 4999


def test_what_is_not_drawn_has_no_relatives(lineage: Lineage) -> None:
    assert lineage.parents("nobody") == lineage.children("test.shop.unique_stripe_charges_id") == ()
    assert lineage.ancestors("nobody") == frozenset()


@st.composite
def graphs(draw: st.DrawFn, cyclic: bool = True) -> Lineage:
    """Any edges at all, cycles included where wanted."""
    size = draw(st.integers(1, 12))
    edges = draw(st.sets(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=30))
    names = draw(st.permutations(range(size)))
    read = {n: [f"m{names[a]}" for a, b in sorted(edges) if b == n and (cyclic or a < b)] for n in range(size)}
    return Lineage.of(manifest(*(model(f"m{names[n]}", *read[n]) for n in sorted(read, key=names.index))).nodes)


@given(graphs())
def test_up_and_down_are_two_views_of_one_graph(lineage: Lineage) -> None:
    for one in lineage.nodes:
        for other in lineage.nodes:
            above = one in lineage.ancestors(other)
            assert above == (other in lineage.descendants(one))
            path = lineage.path(one, other)
            assert (path is not None) == (above or one == other)
            if path is not None:
                assert len(path) - 1 == lineage.hops(one, other)
                assert all(child in lineage.children(parent) for parent, child in pairwise(path))
                assert set(path) <= lineage.between(one, other)


@given(graphs(cyclic=False))
def test_order_puts_every_ancestor_first(lineage: Lineage) -> None:
    place = {uid: at for at, uid in enumerate(lineage.order(lineage.nodes))}
    for child in lineage.nodes:
        assert all(place[ancestor] < place[child] for ancestor in lineage.ancestors(child))
