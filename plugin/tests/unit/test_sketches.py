"""What ids alone tell of nodes, and which selectors that is enough for."""

from __future__ import annotations

import pytest

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.selectors import matched
from dbt_onus.core.sketches import sketched, sketched_nodes, untold
from tests.stories import incident

IDS = (
    "source.shop.stripe.charges",
    "source.erp.legacy.orders",
    "model.shop.orders",
    "model.shop.orders_by_day.v2",
    "test.shop.not_null_orders_id.abc123",
    "exposure.shop.weekly",
)
LINEAGE = Lineage.of({uid: sketched(uid) for uid in IDS})


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("source:stripe", {IDS[0]}),
        ("source:stripe.charges", {IDS[0]}),
        ("stripe.charges", {IDS[0]}),
        ("source:*", {IDS[0], IDS[1]}),
        ("package:erp", {IDS[1]}),
        ("orders", {IDS[2]}),
        ("orders_by_day", {IDS[3]}),
        ("orders_by_day.v2", {IDS[3]}),
        ("model.shop.orders", {IDS[2]}),
        ("resource_type:exposure", {IDS[5]}),
        ("exposure:weekly", {IDS[5]}),
        ("source:stripe,package:shop orders", {IDS[0], IDS[2]}),
    ],
)
def test_selectors_that_ids_can_answer(selector: str, found: set[str]) -> None:
    assert untold(selector) == ()
    assert matched(selector, LINEAGE, projects=["shop"]) == found


@pytest.mark.parametrize(
    ("selector", "parts"),
    [
        ("tag:nightly", ("tag:nightly",)),
        ("+orders", ("+orders",)),
        ("orders+1 source:stripe", ("orders+1",)),
        ("@orders", ("@orders",)),
        ("path:models/staging", ("path:models/staging",)),
        ("models/staging", ("models/staging",)),
        ("orders.sql", ("orders.sql",)),
        ("team:payments,source:stripe", ("team:payments",)),
    ],
)
def test_selectors_that_take_a_manifest_are_known_to(selector: str, parts: tuple[str, ...]) -> None:
    assert untold(selector) == parts


def test_every_node_that_an_incident_names_is_there() -> None:
    assert set(sketched_nodes([incident("charges", "a")])) >= {"source.shop.stripe.charges"}


@pytest.mark.parametrize("odd", ["", "model", "model.shop", "source.shop", "source.shop.x", "a.b.c.d.e"])
def test_ids_that_are_none_are_nodes_all_the_same(odd: str) -> None:
    assert sketched(odd).unique_id == odd
