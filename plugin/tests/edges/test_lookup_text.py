"""What people read when they ask `onus owner`, `lineage`, `impact` and `path`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups import Known, impact_of, lineage_of, owners_of, path_between
from dbt_onus.errors import SelectorError
from dbt_onus.report import lookup_json, lookup_text
from tests.builders import exposure, manifest, model, source, test

WIDE = 100


@dataclass(frozen=True)
class Owned:
    team: str
    why: str = "meta.onus.team"
    trace: Sequence[object] = ()
    conflicts: Sequence[object] = field(default=())
    contact: object = None


def known(links: Sequence[tuple[str, str]] = (), label: str = "weekly") -> Known:
    nodes = manifest(
        source("stripe.charges", meta={"team": "payments"}),
        source("app.orders", meta={"team": "web"}),
        model("stg_charges", "stripe.charges", meta={"team": "finance"}, columns={"id": "int", "Amount": "int"}),
        model("stg_orders", "app.orders", meta={"team": "finance"}),
        model("fct_orders", "stg_orders", "stg_charges", meta={"team": "finance"}),
        model("churn", "fct_orders", meta={"team": "growth"}),
        exposure(
            label, "churn", owner={"name": "Ana", "email": "ana@shop.example"}, url="https://bi.example/weekly",
            meta={"team": "growth"},
        ),
        test("not_null", "model.shop.stg_charges", "id"),
        model("lonely"),
    ).nodes  # fmt: skip
    owners = {uid: Owned(node.meta.get("team", "platform")) for uid, node in nodes.items()}
    owners["source.shop.stripe.charges"] = Owned(
        "payments",
        why="config.meta.onus.team on source stripe",
        trace=("rules in onus.yml: none matches", "config.meta.onus.team on source stripe: payments"),
        conflicts=("CODEOWNERS names @shop/platform",),
        contact="ana@shop.example",
    )
    return Known(lineage=Lineage.of(nodes, links), owner_of=owners.__getitem__, projects={"shop"})


def shown(text: str) -> str:
    """Without the spaces that line the columns up, which end no line of the report."""
    assert not any(line.endswith(" ") for line in text.splitlines())
    return text


def test_lineage_is_a_tree_with_the_team_at_every_hop() -> None:
    assert shown(lookup_text.render_lineage(lineage_of(known(), "+fct_orders+1"), WIDE)) == """\
fct_orders                     finance

upstream
├─ stg_orders                  finance
│  └─ app.orders (source)      web
└─ stg_charges                 finance
   └─ stripe.charges (source)  payments

downstream
└─ churn                       growth

6 nodes, 4 teams"""  # fmt: skip


def test_lineage_without_an_operator_shows_one_hop_each_way() -> None:
    view = lineage_of(known(), "fct_orders")
    assert [hop.label for hop in view.hops] == ["fct_orders", "stg_orders", "stg_charges", "churn"]
    assert ("model.shop.fct_orders", "model.shop.churn") in view.edges


def test_several_nodes_asked_for_head_their_own_trees() -> None:
    assert shown(lookup_text.render_lineage(lineage_of(known(), "stg_*+1"), WIDE)) == """\
stg_orders     finance
stg_charges    finance

downstream
└─ fct_orders  finance

3 nodes, 1 team"""  # fmt: skip


def test_the_parents_of_children_hang_on_the_child_they_feed() -> None:
    text = lookup_text.render_lineage(lineage_of(known(), "@stg_charges"), WIDE)
    assert "\nfct_orders                  finance\n└─ stg_orders " in text
    assert "   └─ app.orders (source) " in text


def test_an_edge_that_no_manifest_states_says_so() -> None:
    link = ("model.shop.churn", "model.shop.lonely")
    assert "lonely [inferred]" in lookup_text.render_lineage(lineage_of(known([link]), "churn+"), WIDE)


def test_impact_names_teams_exposures_and_their_owners() -> None:
    assert shown(lookup_text.render_impact(impact_of(known(), "stripe.charges"), WIDE)) == """\
stripe.charges (source), owned by payments

4 nodes downstream, of 2 teams
  finance: 2 nodes
  growth: 2 nodes

1 exposure
  weekly: Ana, ana@shop.example, https://bi.example/weekly

└─ stg_charges                 finance
   └─ fct_orders               finance
      └─ churn                 growth
         └─ weekly (exposure)  growth"""  # fmt: skip


def test_impact_of_a_test_is_that_of_what_it_tests() -> None:
    view = impact_of(known(), "not_null_stg_charges_id")
    assert view.node.unique_id == "model.shop.stg_charges"
    assert "not_null_stg_charges_id is a test" in view.notes[0]


def test_what_nothing_reads_has_no_blast_radius() -> None:
    assert lookup_text.render_impact(impact_of(known(), "lonely"), WIDE).endswith("\nnothing reads it")


def test_a_path_is_told_step_by_step() -> None:
    assert shown(lookup_text.render_path(path_between(known(), "stripe.charges", "churn"), WIDE)) == """\
stripe.charges (source)  payments
→ stg_charges            finance
→ fct_orders             finance
→ churn                  growth"""  # fmt: skip


def test_a_path_is_found_the_other_way_round_and_says_so() -> None:
    view = path_between(known(), "churn", "app.orders")
    assert view.turned
    assert "does not feed source.shop.app.orders; the other way round:" in lookup_text.render_path(view, WIDE)


def test_no_path_is_a_sentence() -> None:
    view = path_between(known(), "lonely", "churn")
    assert view.steps == ()
    assert lookup_text.render_path(view, WIDE).startswith("no path: neither model.shop.lonely nor")


def test_an_owner_comes_with_everything_that_was_asked() -> None:
    assert shown(lookup_text.render_owners(owners_of(known(), "stripe.charges"), WIDE)) == """\
stripe.charges (source): payments
  why       config.meta.onus.team on source stripe
  contact   ana@shop.example
  asked     rules in onus.yml: none matches
  asked     config.meta.onus.team on source stripe: payments
  conflict  CODEOWNERS names @shop/platform"""  # fmt: skip


def test_a_narrow_terminal_wraps_the_reasons() -> None:
    lines = lookup_text.render_owners(owners_of(known(), "stripe.charges"), 44).splitlines()
    assert max(map(len, lines)) <= 44


def test_a_team_is_asked_for_like_any_method() -> None:
    assert [view.hop.label for view in owners_of(known(), "team:growth")] == ["churn", "weekly"]


HOSTILE = "we\x1b[31mek\nly\u202e[bold]\u2066"


@pytest.mark.parametrize("width", [1, 40, 100])
def test_hostile_names_come_out_as_letters(width: int) -> None:
    answers = known(label=HOSTILE)
    text = lookup_text.render_lineage(lineage_of(answers, "+churn+"), width)
    text += lookup_text.render_impact(impact_of(answers, "churn"), width)
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert "we[31mek ly[bold]" in text


def test_json_says_the_same_and_is_ascii() -> None:
    answers = known(label=HOSTILE)
    lineage = json.loads(lookup_json.render_lineage(lineage_of(answers, "+churn+")))
    assert lineage["schema"] == "onus/lineage/1"
    assert lineage["nodes"][0] == {
        "unique_id": "model.shop.churn", "label": "churn", "resource_type": "model", "team": "growth",
        "why_team": "meta.onus.team", "depth": 0, "direction": "here", "via": None, "inferred": False,
    }  # fmt: skip
    impact = lookup_json.render_impact(impact_of(answers, "stripe.charges"))
    assert impact.isascii()
    assert json.loads(impact)["teams"] == [{"team": "finance", "nodes": 2}, {"team": "growth", "nodes": 2}]
    assert json.loads(lookup_json.render_path(path_between(answers, "lonely", "churn")))["found"] is False
    owner = json.loads(lookup_json.render_owners(owners_of(answers, "stripe.charges")))["nodes"][0]
    assert (owner["team"], owner["contact"]) == ("payments", "ana@shop.example")


def test_a_misspelt_name_is_one_line_with_the_nearest() -> None:
    with pytest.raises(SelectorError, match=r'^"fct_order" selects nothing; nearest: fct_orders'):
        lineage_of(known(), "fct_order")
