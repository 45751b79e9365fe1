"""What people read when they ask for a column: where it comes from, what it goes into, whom it would hit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from dbt_onus.cli import onus
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups import Known
from dbt_onus.core.lookups.columns import column_impact_of, column_lineage_of, column_path_between
from dbt_onus.core.nodes import Manifest
from dbt_onus.errors import SelectorError
from dbt_onus.report import column_json, column_text
from tests.builders import exposure, manifest, model, source, write_target
from tests.edges.test_lookup_text import Owned, shown

WIDE = 100


def shop(label: str = "weekly") -> Manifest:
    return manifest(
        source("stripe.charges", columns={"id": "int", "order_id": "int", "cents": "int", "status": "text"}),
        source("app.orders", columns={"id": "int", "country": "text"}),
        model(
            "stg_charges", "stripe.charges", meta={"team": "finance"},
            sql="select id as charge_id, order_id, cents / 100 as amount, status from shop.stripe.charges",
        ),
        model(
            "fct_orders", "app.orders", "stg_charges", meta={"team": "finance"},
            sql="""select o.id as order_id, o.country, c.amount from shop.app.orders o
                   left join (select order_id, sum(amount) as amount from shop.main.stg_charges
                              where status = 'paid' group by 1) c on c.order_id = o.id""",
        ),
        model(
            "by_country", "fct_orders", meta={"team": "growth"},
            sql="select country, count(*) as orders from shop.main.fct_orders where amount > 0 group by 1",
        ),
        model("guesses", "stg_charges", meta={"team": "science"}, path="models/guesses.py"),
        exposure(label, "by_country", owner={"name": "Ana"}, meta={"team": "growth"}),
        model("silent", "app.orders", meta={"team": "growth"}),
    )  # fmt: skip


def asked(label: str = "weekly") -> tuple[Known, ColumnLineage]:
    nodes = shop(label).nodes
    lineage = Lineage.of(nodes)
    owners = {uid: Owned(node.meta.get("team", "web")) for uid, node in nodes.items()}
    known = Known(lineage=lineage, owner_of=owners.__getitem__, projects={"shop"})
    return known, ColumnLineage(nodes, lineage.parents, adapter="duckdb")


def drawn(expression: str) -> str:
    return shown(column_text.render_lineage(column_lineage_of(*asked(), expression), WIDE))


def test_a_column_is_followed_hop_by_hop_with_what_happens_and_whose_it_is() -> None:
    text = drawn("fct_orders.amount")
    assert (
        text
        == """\
fct_orders.amount                                            finance
upstream
├─ stg_charges.amount                   aggregate, optional  finance
│  └─ stripe.charges.cents (source)     expression           web
├─ app.orders.id (source)               join key             web
└─ stg_charges.order_id                 join key             finance
   └─ stripe.charges.order_id (source)  copy                 web"""
    )


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("+stg_charges.amount", {"amount", "cents"}),
        ("stg_charges.amount+1", {"amount", None}),
        ("1+fct_orders.country", {"country"}),
        ("1+stg_charges.AMOUNT", {"amount", "cents"}),
    ],
)
def test_operators_choose_the_side_and_the_distance(expression: str, names: set[str | None]) -> None:
    [tree] = column_lineage_of(*asked(), expression).trees
    assert {one.column for one in (tree.start, *tree.hops)} == names


def test_a_column_of_no_node_is_one_line_with_the_nearest() -> None:
    with pytest.raises(SelectorError, match=r'^"fct_order.amount" selects nothing; nearest: '):
        column_lineage_of(*asked(), "fct_order.amount")


def test_all_columns_of_a_node_are_shown_within_what_the_selector_means() -> None:
    view = column_lineage_of(*asked(), "+fct_orders")
    assert [tree.start.column for tree in view.trees] == ["order_id", "country", "amount"]
    assert {one.hop.direction for tree in view.trees for one in tree.hops} == {"upstream"}
    near = column_lineage_of(*asked(), "by_country")
    assert {one.hop.label for tree in near.trees for one in tree.hops} == {"fct_orders", "weekly"}
    assert column_text.render_lineage(near, WIDE).endswith("2 columns, 2 teams around them")


def test_a_node_without_known_columns_says_so() -> None:
    view = column_lineage_of(*asked(), "silent")
    assert column_text.render_lineage(view, WIDE).startswith("note: nothing lists the columns of silent")


def test_a_guess_is_marked() -> None:
    [tree] = column_lineage_of(*asked(), "stg_charges.amount+").trees
    python = next(one for one in tree.hops if one.hop.label == "guesses")
    assert (python.column, python.certain, python.kinds) == (None, False, ("unknown",))
    assert "guesses" in column_text.render_lineage(column_lineage_of(*asked(), "stg_charges.amount"), WIDE)


def test_a_name_of_nodes_is_no_column_though_it_has_a_dot() -> None:
    known, _ = asked()
    assert not known.names_column("stripe.charges")
    assert known.names_column("stripe.charges.cents")
    assert known.names_column("fct_orders.amount+")
    assert not known.names_column("fct_orders.sql")
    assert not known.names_column("tag:x")
    assert not known.names_column("fct_orders.amount,by_country")


def test_impact_is_of_what_the_column_reaches_and_rows_are_told_apart() -> None:
    view = column_impact_of(*asked(), "stripe.charges.cents")
    assert {hop.label for hop in view.radius.nodes} == {
        "stg_charges",
        "fct_orders",
        "by_country",
        "weekly",
        "guesses",
    }
    assert view.by_rows == {"model.shop.by_country", "exposure.shop.weekly"}
    text = shown(column_text.render_impact(view, WIDE))
    assert text.startswith("stripe.charges.cents (source), owned by web\n\n5 nodes downstream, of 3 teams\n")
    assert "  growth: 2 nodes, 2 by rows alone\n" in text
    assert "└─ stg_charges.amount" in text
    assert text[text.index("by rows alone: it decides") :].splitlines()[1:] == [
        "  by_country         growth",
        "  weekly (exposure)  growth",
    ]


def test_impact_leaves_out_what_reads_the_node_but_not_the_column() -> None:
    view = column_impact_of(*asked(), "app.orders.country")
    assert {hop.label for hop in view.radius.nodes} == {"fct_orders", "by_country", "weekly", "silent"}
    # the SQL of `silent` is not known: it may read any column
    assert next(one for one in view.columns if one.hop.label == "silent").certain is False


def test_a_column_that_its_table_has_not_is_refused_and_one_that_it_may_have_is_asked_for() -> None:
    with pytest.raises(SelectorError, match='"by_country" has no column "order"; nearest: orders'):
        column_impact_of(*asked(), "by_country.order")
    # who declares some columns of a source need not declare all
    text = column_text.render_impact(column_impact_of(*asked(), "stripe.charges.fee"), WIDE)
    assert '"fee" is not among the declared columns of "stripe.charges"' in text


def test_a_column_that_nothing_reads_says_so() -> None:
    text = column_text.render_impact(column_impact_of(*asked(), "fct_orders.order_id"), WIDE)
    assert text.endswith("nothing reads this column, as far as the SQL shows")


def test_a_path_goes_from_column_to_column_either_way() -> None:
    known, columns = asked()
    there = column_path_between(known, columns, "stripe.charges.cents", "fct_orders.amount")
    assert [one.key for one in there.steps] == [
        ("source.shop.stripe.charges", "cents"),
        ("model.shop.stg_charges", "amount"),
        ("model.shop.fct_orders", "amount"),
    ]
    back = column_path_between(known, columns, "fct_orders.amount", "stripe.charges.cents")
    assert (back.turned, back.steps) == (True, there.steps)
    none = column_path_between(known, columns, "stripe.charges.cents", "fct_orders.country")
    assert column_text.render_path(none, WIDE).startswith("no path: no value of stripe.charges.cents (source)")


def test_json_says_the_same_and_is_ascii() -> None:
    hostile = "we\x1b[31mek\u202e"
    known, columns = asked(hostile)
    said = column_json.render_lineage(column_lineage_of(known, columns, "+fct_orders.amount"))
    [tree] = json.loads(said)["columns"]
    assert (tree["unique_id"], tree["column"], tree["via"]) == ("model.shop.fct_orders", "amount", None)
    first = tree["hops"][0]
    assert (first["column"], first["via_column"], first["kinds"], first["optional"], first["certain"]) == (
        "amount", "amount", ["aggregate"], True, True,
    )  # fmt: skip
    impact = column_json.render_impact(column_impact_of(known, columns, "stripe.charges.cents"))
    assert impact.isascii()
    through = {node["unique_id"]: node["through"] for node in json.loads(impact)["nodes"]}
    assert (through["model.shop.fct_orders"], through["model.shop.by_country"]) == ("value", "rows")
    assert json.loads(impact)["exposures"][0]["through"] == "rows"
    path = json.loads(
        column_json.render_path(column_path_between(known, columns, "stg_charges.amount", "silent.x"))
    )
    assert (path["found"], path["start"]) == (False, ["model.shop.stg_charges", "amount"])
    text = column_text.render_impact(column_impact_of(known, columns, "by_country.orders"), WIDE)
    assert all(letter.isprintable() or letter == "\n" for letter in text)


@contextmanager
def within(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_target(tmp_path / "target", shop())
    (tmp_path / "dbt_project.yml").write_text("name: shop\n", encoding="utf-8")
    (tmp_path / "onus.yml").write_text("version: 1\nfallback_team: web\nteams: {web: {}}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["lineage", "fct_orders.amount"], "stripe.charges.cents (source)"),
        (["lineage", "fct_orders", "--columns"], "3 columns, 1 team around them"),
        (["impact", "stripe.charges.cents"], "by rows alone: it decides"),
        (["path", "stripe.charges.cents", "fct_orders.amount"], "→ stg_charges.amount"),
        (["lineage", "fct_orders.amount", "--format", "json"], "onus/column-lineage/1"),
    ],
)
def test_the_commands_answer_for_columns_and_keep_what_they_found(
    project: Path, command: list[str], says: str
) -> None:
    with within(project):
        first, again = (CliRunner().invoke(onus, command, standalone_mode=False) for _ in range(2))
    assert first.exception is None
    assert says in first.output
    assert again.output == first.output
    assert (project / ".onus" / "columns.db").exists()


@pytest.mark.parametrize(
    ("command", "loaded"),
    [
        (["lineage", "+fct_orders"], False),
        (["impact", "stripe.charges"], False),
        (["path", "stripe.charges", "fct_orders"], False),
        (["owner", "fct_orders"], False),
        (["impact", "stripe.charges.cents"], True),
    ],
)
def test_only_who_asks_for_columns_waits_for_the_sql_parser(
    project: Path, command: list[str], loaded: bool
) -> None:
    script = (
        "import sys; from dbt_onus.cli import onus\n"
        f"onus({command!r}, standalone_mode=False)\n"
        "print('sqlglot' in sys.modules, 'sqlite3' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1].split()[0] == str(loaded)
