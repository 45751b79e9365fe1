"""A question is answered from an index as from the whole manifest, and never from an index of something else."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dbt_onus.app.indexed import INDEX_FILE, answered
from dbt_onus.app.lookup import impact_of, lineage_of, owners_of, path_between
from dbt_onus.app.project import Project, read_project
from dbt_onus.core.incidents.standing import Decision
from dbt_onus.errors import OnusError
from dbt_onus.ledger import open_ledger
from tests.builders import exposure, group, manifest, model, seed, source, test, write_target

ONUS_YML = """version: 1
fallback_team: platform
teams:
  platform: {name: Platform}
  payments: {name: Payments, members: [ana@shop.example]}
rules:
  - {select: "source:stripe", team: payments}
  - {select: "tag:nightly,path:models/marts", team: payments}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_shop(tmp_path_factory.mktemp("shop"))


def write_shop(folder: Path, *, owner: str = "finance") -> Path:
    nodes = manifest(
        source("stripe.charges", columns={"id": "int", "cents": "int"}, meta={"owner": "ana@shop.example"}),
        source("app.orders", columns={"id": "int"}),
        seed("countries"),
        model(
            "stg_charges", "stripe.charges", path="models/staging/stg_charges.sql", tags=["nightly"],
            group="finance", sql="select id, cents / 100 as amount from shop.stripe.charges",
        ),
        model("stg_orders", "app.orders", path="models/staging/stg_orders.sql", tags=["hourly", "nightly"]),
        model(
            "fct_orders", "stg_orders", "stg_charges", "countries", path="models/marts/fct_orders.sql",
            tags=["nightly"], meta={"owner": owner}, columns={"amount": "int"},
            sql="select c.amount, o.id from shop.main.stg_orders o join shop.main.stg_charges c on c.id = o.id",
        ),
        model("dim_x", "fct_orders", path="models/marts/deep/dim_x.sql", version=2),
        test("not_null", "fct_orders", "amount"),
        test("unique", "stg_charges", "id"),
        exposure("weekly", "fct_orders", owner={"name": "Ana"}),
        groups=[group("finance", owner={"email": "fin@shop.example", "name": "Finance"})],
    )  # fmt: skip
    write_target(folder / "target", nodes)
    (folder / "onus.yml").write_text(ONUS_YML)
    (folder / "CODEOWNERS").write_text("* @platform\n/models/staging/ @shop/payments\n")
    return folder


def kind(folder: Path) -> str:
    """What a question is asked of: the whole graph, or an index."""
    return answered(lambda project: type(project.lineage).__name__, [folder])


VALUES = (
    "stripe", "stripe.charges", "shop.stripe.charges", "charges", "stg_charges", "stg_*", "staging", "staging.*",
    "shop", "shop.staging.stg_orders", "fct_orders", "dim_x", "dim_x.v2", "dim_x_v2", "models/marts", "nightly",
    "models/*/fct_orders.sql", "fct_orders.sql", "night*", "finance", "payments", "weekly", "model", "source",
    "test", "unique", "amount", "fct_orders.amount", "not_there", "exposure.shop.weekly", "*",
    "source.shop.stripe.charges",
)  # fmt: skip
METHODS = (
    "", "", "", "fqn:", "source:", "tag:", "group:", "path:", "file:", "package:", "resource_type:", "team:",
    "exposure:", "test_name:", "access:", "version:", "config.materialized:", "nonsense:",
)  # fmt: skip
BEFORE, AFTER = ("", "", "+", "1+", "@"), ("", "", "+", "+1")
criteria = st.tuples(*map(st.sampled_from, (BEFORE, METHODS, VALUES, AFTER))).map("".join)
parts = st.lists(criteria, min_size=1, max_size=3).map(",".join)
expressions = st.lists(parts, min_size=1, max_size=2).map(" ".join)


def outcome(ask: object, project: Project) -> object:
    """The answer, or what the user is told instead."""
    try:
        return ask(project)  # type: ignore[operator]
    except OnusError as error:
        return str(error)


def test_whatever_is_asked_the_index_answers_as_the_manifest_does(shop: Path) -> None:
    kind(shop)
    assert kind(shop) == "IndexedLineage"
    whole = read_project([shop])

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(expressions, st.sampled_from((owners_of, lineage_of, impact_of)))
    def same(expression: str, question: object) -> None:
        def ask(project: Project) -> object:
            return question(project, expression)  # type: ignore[operator]

        try:
            said: object = answered(ask, [shop])
        except OnusError as error:
            said = str(error)
        assert said == outcome(ask, whole)

    same()


@pytest.mark.parametrize(
    ("start", "end"), [("stripe.charges", "weekly"), ("dim_x", "charges"), ("countries", "stg_orders")]
)
def test_paths_are_the_same(shop: Path, start: str, end: str) -> None:
    kind(shop)
    assert answered(lambda project: path_between(project, start, end), [shop]) == path_between(
        read_project([shop]), start, end
    )


def test_columns_are_read_from_the_slices_of_the_manifest(shop: Path) -> None:
    kind(shop)
    for expression in ("+fct_orders.amount", "stg_charges.amount+"):
        assert answered(lambda project, said=expression: lineage_of(project, said), [shop]) == lineage_of(
            read_project([shop]), expression
        )
    assert kind(shop) == "IndexedLineage"


def test_a_question_about_one_node_reads_no_other(shop: Path) -> None:
    kind(shop)

    def ask(project: Project) -> int:
        owners_of(project, "stg_charges")
        return len(project.nodes.known)  # type: ignore[attr-defined]

    assert answered(ask, [shop]) == 1


def test_a_manifest_written_anew_is_read_anew(tmp_path: Path) -> None:
    write_shop(tmp_path)
    kind(tmp_path)
    assert kind(tmp_path) == "IndexedLineage"
    write_shop(tmp_path, owner="payments")
    assert kind(tmp_path) == "Lineage"
    assert kind(tmp_path) == "IndexedLineage"


def test_who_owns_it_is_asked_of_the_configuration_as_it_is_now(tmp_path: Path) -> None:
    write_shop(tmp_path)
    kind(tmp_path)

    def teams() -> dict[str, str]:
        owners = answered(lambda project: owners_of(project, "stg_orders stripe.charges"), [tmp_path])
        return {one.hop.label: one.hop.owner_team for one in owners}

    assert teams() == {"stg_orders": "payments", "stripe.charges": "payments"}
    (tmp_path / "CODEOWNERS").write_text("* @platform\n")
    assert teams() == {"stg_orders": "platform", "stripe.charges": "payments"}
    (tmp_path / "onus.yml").write_text(ONUS_YML.replace("source:stripe", "source:app"))
    assert kind(tmp_path) == "Lineage", "a rule that the index was not made with"
    assert kind(tmp_path) == "IndexedLineage"


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(5000)])
def test_a_damaged_index_is_done_without(tmp_path: Path, content: bytes) -> None:
    write_shop(tmp_path)
    kind(tmp_path)
    (tmp_path / INDEX_FILE).write_bytes(content)
    assert kind(tmp_path) == "Lineage"
    assert kind(tmp_path) == "IndexedLineage"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_an_index_that_was_cut_off_is_done_without(tmp_path: Path, share: float) -> None:
    write_shop(tmp_path)
    kind(tmp_path)
    whole = (tmp_path / INDEX_FILE).read_bytes()
    (tmp_path / INDEX_FILE).write_bytes(whole[: int(len(whole) * share)])
    owners = answered(lambda project: owners_of(project, "fct_orders+"), [tmp_path])
    assert owners == owners_of(read_project([tmp_path]), "fct_orders+")


def test_where_nothing_can_be_written_the_answer_is_the_same(tmp_path: Path) -> None:
    write_shop(tmp_path)
    (tmp_path / ".onus").write_text("a file where the folder would be")
    assert kind(tmp_path) == "Lineage"
    assert kind(tmp_path) == "Lineage"


def ask_often(folder: Path) -> set[str]:
    seen = set()
    for _ in range(10):
        (folder / INDEX_FILE).unlink(missing_ok=True)
        seen |= {
            one.hop.owner_team for one in answered(lambda project: owners_of(project, "fct_orders"), [folder])
        }
    return seen


def test_many_may_ask_and_write_at_once(tmp_path: Path) -> None:
    write_shop(tmp_path)
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert pool.map(ask_often, [tmp_path] * 4) == [{"payments"}] * 4
    kind(tmp_path)
    assert kind(tmp_path) == "IndexedLineage"
    assert sorted(path.name for path in (tmp_path / ".onus").iterdir()) == [".gitignore", "lookup.db"]


def test_two_projects_have_an_index_of_both(tmp_path: Path) -> None:
    for name in ("shop", "finance"):
        folder = tmp_path / name
        made = [model("orders")] if name == "shop" else [source("shop.orders"), model("report", "shop.orders")]
        write_target(folder / "target", manifest(*made, project=name))
    folders = [tmp_path / "finance", tmp_path / "shop"]
    first = answered(lambda project: lineage_of(project, "+report"), folders)
    assert answered(lambda project: type(project.lineage).__name__, folders) == "IndexedLineage"
    assert answered(lambda project: lineage_of(project, "+report"), folders) == first


def test_an_indexed_answer_loads_neither_the_graph_library_nor_the_sql_parser(shop: Path) -> None:
    kind(shop)
    open_ledger("sqlite:.onus/ledger.db", shop).change(lambda _: Decision())
    command = (
        sys.executable,
        "-X",
        "importtime",
        "-m",
        "dbt_onus",
        "owner",
        "fct_orders",
        "--project-dir",
        str(shop),
    )
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "fct_orders" in ended.stdout
    assert "dbt_onus.lookup_index" in loaded
    assert loaded.isdisjoint(
        {"networkx", "sqlglot", "agate", "dbt_onus.artifacts.folder", "dbt_onus.artifacts.run_results"}
        # whether an incident there was given to another team is asked of the file alone
        | {"dbt_onus.ledger.statements"}
    )
