"""The draft of onus.yml: who the project names already, once each, and what nobody owns."""

from __future__ import annotations

from typing import Any

from dbt_onus.core.nodes import Group, Node
from dbt_onus.core.ownership import Codeowners
from dbt_onus.core.ownership.drafting import Draft, draft_of
from tests import builders as b


def draft(*nodes: Node, groups: tuple[Group, ...] = (), **more: Any) -> Draft:
    return draft_of(b.manifest(*nodes, groups=groups), **more)


def teams(*nodes: Node, groups: tuple[Group, ...] = ()) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {team.key: (team.name, team.members) for team in draft(*nodes, groups=groups).teams}


def owned(name: str, owner: Any) -> Node:
    return b.model(name, meta={"owner": owner})


def test_a_group_is_a_team_with_its_owner_as_name_and_member() -> None:
    pay = b.group("payments", owner={"name": "Payments", "email": ["pay@shop.example", "ana@shop.example"]})
    renamed = b.group("fulfilment", owner="Logistics", meta={"onus": {"team": "logistics"}})
    assert teams(groups=(pay, renamed)) == {
        "payments": ("Payments", ("pay@shop.example", "ana@shop.example")),
        "logistics": ("Logistics", ()),
    }


def test_owners_in_meta_and_of_exposures_are_teams() -> None:
    nodes = (
        owned("a", "Data Platform"),
        owned("b", ["@shop/growth", "finance@shop.example"]),
        b.model("c", meta={"onus": {"team": "web"}}),
        b.exposure("weekly", "a", owner={"name": "Board", "email": "board@shop.example"}),
        owned("d", {"team": "crm", "name": "Lee"}),
    )
    assert teams(*nodes) == {
        "data-platform": ("Data Platform", ()),
        "growth": ("growth", ()),
        "finance": ("finance", ("finance@shop.example",)),
        "web": ("web", ()),
        "board": ("Board", ("board@shop.example",)),
        "crm": ("crm", ()),
    }


def test_whoever_is_met_under_another_name_is_not_a_second_team() -> None:
    pay = b.group("payments", owner={"name": "Payments", "email": "ana@shop.example"})
    nodes = (
        owned("a", "ana@shop.example"),
        owned("b", "@ana"),
        owned("c", "PAYMENTS"),
        owned("d", "data_platform"),
    )
    assert set(teams(*nodes, owned("e", "Data Platform"), groups=(pay,))) == {"payments", "data_platform"}


def test_people_come_last_and_are_marked() -> None:
    found = draft(owned("a", "Ana Duarte <ana.duarte@shop.example>"), owned("b", "web@shop.example")).teams
    assert [(team.key, team.person) for team in found] == [("web", False), ("ana-duarte", True)]


def test_what_names_nobody_is_left_out() -> None:
    values = (None, False, "", " ", "@", 7.5, {"slack": "#x"}, "https://wiki.example/owners")
    assert set(teams(*(owned(f"m{n}", value) for n, value in enumerate(values)))) <= {"7.5"}


def test_nodes_of_packages_name_no_teams_here() -> None:
    assert teams(b.model("theirs", package="dbt_utils", meta={"owner": "somebody"})) == {}


def test_the_fallback_is_who_owns_most() -> None:
    nodes = [owned("a", "growth"), owned("b", "web"), owned("c", "web")]
    assert draft(*nodes).fallback_team == "web"
    assert draft(b.model("a")).fallback_team == "data-platform"


def test_sources_that_nobody_owns_are_named_whole_or_by_table() -> None:
    nodes = (
        b.source("stripe.charges", meta={"owner": "payments"}),
        b.source("stripe.refunds"),
        b.source("erp.ledger"),
        b.source("erp.accounts"),
    )
    assert draft(*nodes).unowned == ("source:erp", "source:stripe.refunds")


def test_codeowners_can_own_a_source() -> None:
    nodes = (owned("a", "payments"), b.source("stripe.charges"))
    assert draft(*nodes, codeowners=Codeowners("models/ @shop/payments")).unowned == ()
