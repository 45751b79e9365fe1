"""`onus publish`, and lookups that have nothing but what it wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dbt_onus.cli import main
from dbt_onus.core.nodes import Manifest
from tests import builders as b

CONFIG = """\
version: 1
fallback_team: platform
teams: {platform: {name: Platform, members: [secret-member@x.example]}, payments: {name: Payments}}
rules: [{select: "source:stripe", team: payments}]
receivers: {hook: {channel: webhook, url: "env:SECRET_RECEIVER"}}
"""
CHARGES = b.source(
    "stripe.charges",
    columns={"id": {"data_type": "bigint", "constraints": [{"type": "not_null"}]}, "cents": "int", "status": None},
)
STAGING = b.model(
    "stg_charges",
    CHARGES,
    columns=["id"],
    sql="select id, cents / 100.0 as amount, upper(status) as status "
    'from "shop"."stripe"."charges" where cents > 0',
)
ORDERS = b.model(
    "fct_orders",
    STAGING,
    sql='select id, sum(amount) as amount, count(*) from "shop"."main"."stg_charges" group by id',
    access="public",
    tags=["gold"],
)
BOARD = b.exposure(
    "board", ORDERS, owner={"name": "Growth", "email": "growth@shop.example"}, label="Board",
    url="https://ana:pw@bi.example/d/1?token=abc#x",
)  # fmt: skip


def shop(*more: Any) -> Manifest:
    return b.manifest(CHARGES, STAGING, ORDERS, BOARD, *more)


@pytest.fixture
def onus(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


Onus = Callable[..., tuple[int, str, str]]


@pytest.fixture
def published(tmp_path: Path, onus: Onus) -> Path:
    """A bundle, and no project any more."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "onus.yml").write_text(CONFIG)
    b.write_target(project / "target", shop())
    code, out, err = onus("publish", tmp_path / "public", "--project-dir", project)
    assert code == 0, err
    assert "4 nodes of shop" in out
    project.rename(tmp_path / "gone")
    return tmp_path / "public"


@pytest.mark.parametrize(
    "asked",
    [
        ("owner", "source:stripe"),
        ("lineage", "+fct_orders"),
        ("lineage", "tag:gold,access:public"),
        ("impact", "stripe.charges"),
        ("path", "stripe.charges", "board"),
        ("impact", "stripe.charges.cents"),
        ("lineage", "fct_orders.amount"),
        ("lineage", "stg_charges", "--columns"),
        ("path", "stripe.charges.cents", "fct_orders.amount"),
        ("impact", "stripe.charges.status"),
    ],
)
def test_a_bundle_answers_as_the_project_does(published: Path, onus: Onus, asked: tuple[str, ...]) -> None:
    project = published.parent / "gone"
    there = onus(*asked, "--project-dir", project, "--format", "json")
    here = onus(*asked, "--bundle", published, "--format", "json")
    assert there[0] == here[0] == 0, (there, here)
    assert without_trace(json.loads(here[1])) == without_trace(json.loads(there[1]))


def without_trace(said: dict[str, Any]) -> dict[str, Any]:
    """How an owner was found out, and with whom he can be reached beside the bundle, is not in it."""
    for node in said.get("nodes", []):
        node.pop("trace", None)
    if isinstance(said.get("exposures"), list):
        for exposure in said["exposures"]:
            exposure.pop("url", None)
    return said


def test_the_file_itself_may_be_named(published: Path, onus: Onus) -> None:
    code, out, _ = onus("owner", "stripe.charges", "--bundle", published / "onus-bundle.json")
    assert code == 0
    assert "payments" in out


def test_what_is_in_a_bundle(published: Path) -> None:
    said = json.loads((published / "onus-bundle.json").read_text())
    assert said["schema"] == "onus/bundle/1"
    assert said["teams"] == {"payments": "Payments", "platform": "Platform"}
    assert [one["name"] for one in said["projects"]] == ["shop"]
    nodes = {one["unique_id"]: one for one in said["nodes"]}
    charges, orders, board = (nodes[one.unique_id] for one in (CHARGES, ORDERS, BOARD))
    assert (charges["team"], charges["why"]) == ("payments", "rule 1 in onus.yml (source:stripe)")
    assert charges["columns"][0] == {"name": "id", "data_type": "bigint", "promises": {"not_null": True}}
    assert orders["reads"] == [STAGING.unique_id]
    assert {(one["column"], one["to"], one["kind"]) for one in orders["flows"]} >= {
        ("amount", "amount", "aggregate")
    }
    assert board["url"] == "https://bi.example/d/1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a bundle"),
        ("[]", "not a bundle"),
        ("{}", "not a bundle (onus/bundle/1)"),
        ('{"schema": "onus/bundle/9"}', "of a newer onus (onus/bundle/9)"),
        ('{"schema": "onus/bundle/1"}', "not a bundle"),
    ],
)
def test_what_is_no_bundle_is_one_line(tmp_path: Path, onus: Onus, text: str, said: str) -> None:
    (tmp_path / "x.json").write_text(text)
    code, _, err = onus("owner", "x", "--bundle", tmp_path / "x.json")
    assert code == 2
    assert said in err
    assert err.count("\n") == 1


def test_an_empty_folder_is_told_what_writes_a_bundle(tmp_path: Path, onus: Onus) -> None:
    code, _, err = onus("impact", "x", "--bundle", tmp_path)
    assert code == 2
    assert "`onus publish DIR` writes one" in err


CANARY = "c4n4ry"
#: SQL, data, secrets and paths as people may have written them, wherever dbt lets them.
WORDS = st.sampled_from(
    [
        f"select {CANARY} from t",
        f"/home/{CANARY}/models/x.sql",
        f"C:\\{CANARY}\\x",
        f"{CANARY} > 0",
        f"sum({CANARY})",
        f"'{CANARY}'",
        f"postgres://u:{CANARY}@db/x",
        f"{CANARY}; drop table x",
    ]
)


@st.composite
def leaky_projects(draw: st.DrawFn) -> Manifest:
    """A project with a canary in every field that holds SQL, data, secrets or places."""
    bad = lambda: draw(WORDS)  # noqa: E731 - each of them another
    contract = {
        "check": [bad()],
        "metric": [{"name": "m", "expression": bad(), "min": 1}],
        "slices": {"by": bad(), "rows": {"min": 1}},
        "rows": {"min": 1, "where": bad(), "max": bad()},
        "freshness": {"column": bad(), "warn_after": bad(), "filter": bad()},
        "unique": [[bad(), "id"]],
        bad(): True,
    }
    column = {"range": {"min": bad(), "max": 3}, "check": bad(), "null_share": {"max": 0.1, "where": bad()}}
    source = b.source(
        "app.events",
        columns={
            "id": {"description": bad(), "meta": {"onus": {"contract": column}, "pii": bad()}, "data_type": "int"},
            "kind": {"constraints": [{"type": "check", "expression": bad()}]},
            "ref": {"constraints": [{"type": "foreign_key", "expression": bad()}]},
        },
        description=bad(),
        loaded_at_query=bad(),
        loaded_at_field=bad(),
        relation_name=f"read_csv('/data/{CANARY}.csv')",
        patch_path=bad(),
        path=bad(),
        meta={"onus": {"contract": contract}, "token": bad()},
        constraints=[{"type": "check", "expression": bad()}],
        stale_after=4,
    )
    sql = f"select id, kind || '{CANARY}', max(kind) as k from app.events where kind = '{CANARY}' group by 1, 2"
    model = b.model(
        "events", source, sql=sql, template=sql, path=bad(), description=bad(), where=bad(), unique_key=bad()
    )
    reader = b.model("files", model, sql=f"select * from read_parquet('/data/{CANARY}.parquet')")
    told = b.test("not_null", model, "k", where=bad(), kwargs={"model": bad()})
    board = b.exposure(
        "board", model, url=f"https://x:{CANARY}@bi.example/a?key={CANARY}#{CANARY}", description=bad()
    )
    return b.manifest(source, model, reader, told, board)


@given(manifest=leaky_projects())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_sql_no_data_no_secret_and_no_path_is_published(
    manifest: Manifest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = tmp_path_factory.mktemp("leaky")
    b.write_target(project / "target", manifest)
    with pytest.raises(SystemExit) as ended:
        main(["publish", str(project / "public"), "--project-dir", str(project)])
    assert not ended.value.code
    text = (project / "public" / "onus-bundle.json").read_text()
    assert CANARY not in text
    assert str(project) not in text
    assert '"rows":{"min":1}' in text  # what may be said is said
