"""Several projects as one graph: by name, by package, by table, and by what a person says."""

from __future__ import annotations

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Manifest, Node
from dbt_onus.core.relations import Renaming
from dbt_onus.core.stitching import Link, Part, Stitched, stitched
from tests import builders as b

ORDERS = b.model("orders", package="up")
READ = b.source("up.orders", package="down", schema="main")


def stub(name: str, *parents: str) -> Node:
    """As dbt-loom 0.9.6 and dbt 1.11 leave it in the consumer's manifest: no file, no code, a made-up checksum."""
    return b.model(name, *parents, package="up", path="", checksum="of-nothing", materialized="view")


def of(*manifests: Manifest, links: tuple[Link, ...] = ()) -> Stitched:
    return stitched([Part(manifest=one) for one in manifests], links)


def project(name: str, *nodes: Node, adapter: str = "duckdb") -> Manifest:
    return b.manifest(*nodes, project=name, adapter=adapter)


def test_a_source_is_what_another_project_builds_under_that_name() -> None:
    assert of(project("down", READ), project("up", ORDERS)).links == ((ORDERS.unique_id, READ.unique_id),)


def test_one_warehouse_is_not_another() -> None:
    assert of(project("down", READ, adapter="postgres"), project("up", ORDERS)).links == ()


def test_a_node_that_is_only_referred_to_is_the_node_of_its_own_project() -> None:
    consumer = project("down", stub("orders"), b.model("mart", "model.up.orders", package="down"))
    for manifests in ((consumer, project("up", ORDERS)), (project("up", ORDERS), consumer)):
        whole = of(*manifests)
        assert whole.nodes["model.up.orders"] is ORDERS
        assert Lineage.of(whole.nodes, whole.links).parents("model.down.mart") == ("model.up.orders",)
        assert whole.links == ()


def test_a_node_that_its_own_project_does_not_have_is_said() -> None:
    whole = of(project("down", stub("orders")), project("up", b.model("sales", package="up")))
    assert whole.notes == ("model.up.orders: others refer to it, and up has no such node",)


def test_a_package_is_its_own_projects_where_that_is_here() -> None:
    at_home, installed = b.model("dates", package="up"), b.model("dates", package="up", schema="down")
    assert of(project("down", installed), project("up", at_home)).nodes["model.up.dates"] is at_home
    assert of(project("down", installed), project("other", stub("dates"))).nodes["model.up.dates"] is installed


def test_places_are_called_as_others_call_them() -> None:
    dev = b.model("orders", package="up", database="shop_dev", schema="dbt_ana")
    parts = [
        Part(manifest=project("down", READ)),
        Part(manifest=project("up", dev), renamings=(Renaming("shop_dev.dbt_ana", "shop.main"),)),
    ]
    assert stitched(parts).links == ((dev.unique_id, READ.unique_id),)


def test_a_table_that_several_build_is_nobodys_and_said() -> None:
    other = b.model("orders", package="third")
    whole = of(project("down", READ), project("up", ORDERS), project("third", other))
    assert whole.links == ()
    assert "may be model.up.orders and model.third.orders" in whole.notes[0]


def test_a_raw_table_that_several_read_is_that_of_whoever_says_whose_it_is() -> None:
    silent = b.source("crm.people", package="down", database="raw", schema="crm")
    owned = b.source("crm.people", package="up", database="raw", schema="crm", meta={"owner": "crm-team"})
    assert of(project("down", silent), project("up", owned)).links == ((owned.unique_id, silent.unique_id),)
    assert of(project("up", owned), project("down", silent)).links == ((owned.unique_id, silent.unique_id),)


def test_of_two_that_say_nothing_the_first_speaks() -> None:
    one, other = (b.source("crm.people", package=name, database="raw", schema="crm") for name in ("down", "up"))
    assert of(project("down", one), project("up", other)).links == ((one.unique_id, other.unique_id),)


def link(start: str, end: str, *, removed: bool = False) -> Link:
    return Link(start=start, end=end, place="onus.yml line 9, links.add[1]", removed=removed)


def test_a_person_draws_an_edge_and_rubs_one_out() -> None:
    mart = b.model("mart", package="down")
    manifests = (project("down", READ, mart), project("up", ORDERS))
    links = (link("up.orders", "mart"), link("model.up.orders", "source:up.orders", removed=True))
    whole = of(*manifests, links=links)
    lineage = Lineage.of(whole.nodes, whole.links, whole.cut)
    assert lineage.parents(mart.unique_id) == (ORDERS.unique_id,)
    assert lineage.parents(READ.unique_id) == ()
    assert lineage.inferred == {(ORDERS.unique_id, mart.unique_id)}


def test_an_edge_that_the_manifest_states_can_be_rubbed_out() -> None:
    mart = b.model("mart", READ, package="down")
    whole = of(project("down", READ, mart), links=(link("source:up.orders", "mart", removed=True),))
    assert Lineage.of(whole.nodes, whole.links, whole.cut).parents(mart.unique_id) == ()


def test_a_link_to_what_is_not_there_is_said_with_its_place() -> None:
    whole = of(project("down", READ), links=(link("up.sales", "source:up.orders"),))
    assert whole.links == ()
    assert whole.notes == (
        'onus.yml line 9, links.add[1]: "up.sales" names no node of these projects: the link is not drawn',
    )
