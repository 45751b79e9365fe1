"""`onus init`, `explain` and `incidents` as typed, on a target folder as dbt leaves it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from dbt_onus.cli import COMMANDS, onus
from dbt_onus.config import read_config
from dbt_onus.core.nodes import Node
from dbt_onus.errors import OnusError
from dbt_onus.ledger import open_ledger
from tests import builders as b

CHARGES = b.source("stripe.charges", meta={"owner": "payments"})
STAGING = b.model("stg_charges", CHARGES, meta={"owner": "finance"}, sql="select * from stripe.charges")
NOT_NULL = b.test("not_null", CHARGES, "amount")
UNIQUE = b.test("unique", STAGING, "id")
CONFIG = """\
version: 1
fallback_team: platform
teams: {platform: {name: Platform}, payments: {name: Payments}, finance: {name: Finance}, growth: {name: Growth}}
"""


class Shop:
    """A project folder, the runs in it, and the commands typed there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs = 0
        self.at: datetime | None = None
        (folder / "onus.yml").write_text(CONFIG)

    def run(self, nulls: bool, *, nodes: tuple[Node, ...] = (CHARGES, STAGING, NOT_NULL, UNIQUE)) -> None:
        """One `dbt build`, now (or `at` that time), as people act now; and the report on it."""
        self.runs += 1
        results = [b.result(NOT_NULL, "fail" if nulls else "pass", failures=3 if nulls else 0)]
        if not nulls:
            results += [b.result(STAGING), b.result(UNIQUE, "pass")]
        invocation = f"00000000-0000-4000-8000-{self.runs:012d}"
        at = self.at or datetime.now(UTC)
        known = {node.unique_id for node in nodes}
        run = b.run(*(one for one in results if one.unique_id in known), invocation_id=invocation, at=at)
        b.write_target(self.folder / "target", b.manifest(*nodes, invocation_id=invocation, at=at), run)
        self.onus("report")

    def onus(self, *words: str) -> str:
        """What a command prints; its exit code is in `code`."""
        words = (*words, "--project-dir", str(self.folder))
        ended = CliRunner(env={"PATH": "", "USER": "kim"}).invoke(onus, words, standalone_mode=False)
        self.code = ended.return_value
        if ended.exception is not None:
            raise ended.exception
        return ended.stdout

    def complaint(self, *words: str) -> str:
        """The one line of a command that is refused."""
        with pytest.raises(OnusError) as refused:
            self.onus(*words)
        assert "\n" not in str(refused.value)
        return str(refused.value)

    @property
    def id(self) -> str:
        """The id of the only incident that ever was."""
        (one,) = open_ledger("sqlite:.onus/ledger.db", self.folder).incidents()
        return one.id

    def timeline(self) -> list[tuple[str, str]]:
        made = json.loads(self.onus("incidents", "show", self.id, "--format", "json"))
        return [(event["what"], event["by"]) for event in made["timeline"]]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_every_command_that_is_listed_is_there() -> None:
    for name in COMMANDS:
        assert CliRunner().invoke(onus, [name, "--help"]).exit_code == 0, name


def test_the_list_exits_with_1_while_something_is_open(shop: Shop) -> None:
    shop.run(nulls=False)
    assert shop.onus("incidents", "list") == "✔ nothing is open\n"
    assert shop.code == 0
    shop.run(nulls=True)
    assert "stripe.charges.amount" in shop.onus("incidents", "list")
    assert shop.code == 1
    shop.onus("incidents", "list", "--team", "Finance")
    assert shop.code == 0
    shop.run(nulls=False)
    assert shop.onus("incidents", "list", "--all").endswith("0 incidents open\n")
    assert shop.code == 0


def test_runs_and_people_write_the_timeline(shop: Shop) -> None:
    shop.run(nulls=True)
    id_ = shop.id
    shop.onus("incidents", "acknowledge", id_[:4])
    assert shop.code == 0
    shop.onus(
        "incidents", "reassign", id_, "--to", "growth", "--because", "their form", "--by", "ana@shop.example"
    )
    shop.run(nulls=True)
    shop.run(nulls=False)
    shop.run(nulls=True)
    assert shop.timeline() == [
        ("opened", "onus"),
        ("acknowledged", "kim"),
        ("reassigned", "ana@shop.example"),
        ("resolved", "onus"),
        ("reopened", "onus"),
    ]
    (one,) = json.loads(shop.onus("incidents", "list", "--format", "json"))["incidents"]
    assert (one["episode"], one["team"], one["state"]) == (2, "payments", "open")


def test_a_reassigned_incident_stays_with_its_new_team_and_so_does_its_origin(shop: Shop) -> None:
    shop.run(nulls=True)
    shop.onus("incidents", "reassign", shop.id, "--to", "Growth", "--because", "their form")
    assert "reassigned by a person" in shop.onus("owner", "stripe.charges")
    shop.run(nulls=True)
    (one,) = json.loads(shop.onus("report", "--format", "json"))["incidents"]
    assert (one["team"], one["why_team"]) == ("growth", "reassigned by kim: their form")
    shop.run(nulls=False)
    assert "(source): payments" in shop.onus("owner", "stripe.charges")


def test_what_a_person_resolved_stays_so_until_a_later_run_fails_again(shop: Shop) -> None:
    shop.run(nulls=True)
    shop.onus("incidents", "resolve", shop.id, "--because", "the table was retired")
    shop.onus("report")
    assert shop.code == 0
    assert shop.timeline() == [("opened", "onus"), ("resolved", "kim")]
    shop.run(nulls=True)
    assert shop.timeline()[2:] == [("reopened", "onus")]
    assert "episode 2" in shop.onus("incidents", "list")


def test_a_check_that_is_gone_is_told_for_no_run_can_pass_it(shop: Shop) -> None:
    shop.run(nulls=True)
    shop.run(nulls=False, nodes=(CHARGES, STAGING, UNIQUE))
    text = " ".join(shop.onus("incidents", "list").split())
    assert f"its check {NOT_NULL.unique_id} is gone from the project: resolve it by hand" in text
    shop.onus("incidents", "resolve", shop.id, "--because", "the check was removed")
    assert "gone" not in shop.onus("incidents", "list")


def test_verdicts_are_judged_with_what_they_went_by(shop: Shop) -> None:
    shop.run(nulls=True)
    shop.onus("incidents", "dispute", shop.id, "--was", "stg_charges", "--because", "our load was complete")
    shop.onus("incidents", "confirm", shop.id)
    disputed, confirmed = open_ledger("sqlite:.onus/ledger.db", shop.folder).judgements()
    assert (disputed.was_node, disputed.was_team) == (STAGING.unique_id, "finance")
    assert (confirmed.team, confirmed.because) == ("payments", None)
    assert confirmed.kinds
    assert shop.timeline()[1:] == [("disputed", "kim"), ("confirmed", "kim")]


def test_a_wrong_id_offers_the_nearest(shop: Shop) -> None:
    shop.run(nulls=False)
    assert "the ledger knows of none" in shop.complaint("explain", "7f3a")
    shop.run(nulls=True)
    assert f"the nearest: {shop.id}" in shop.complaint("explain", f"{shop.id[:-1]}z")
    assert "the nearest" in shop.complaint("incidents", "show", "")


def test_wrong_teams_and_impossible_acts_are_refused_in_one_line(shop: Shop) -> None:
    shop.run(nulls=True)
    to = ("incidents", "reassign", shop.id, "--because", "…", "--to")
    assert 'no team is called "growht"; did you mean "growth"?' in shop.complaint(*to, "growht")
    assert "is payments's already" in shop.complaint(*to, "payments")
    was = ("incidents", "dispute", shop.id, "--because", "…", "--was", "stg_chargs")
    assert "stg_charges" in shop.complaint(*was)
    shop.run(nulls=False)
    assert "is resolved" in shop.complaint("incidents", "acknowledge", shop.id)


def test_a_reason_is_not_to_be_left_out(shop: Shop) -> None:
    shop.run(nulls=True)
    for act in (["resolve"], ["reassign", "--to", "growth"], ["dispute"]):
        for reason in ([], ["--because", " "]):
            ended = CliRunner().invoke(
                onus, ["incidents", act[0], shop.id, *act[1:], *reason, "--project-dir", str(shop.folder)]
            )
            assert ended.exit_code == 2
            assert "--because" in ended.stderr


def test_the_only_open_incident_is_explained_without_a_name_and_a_resolved_one_by_name(shop: Shop) -> None:
    shop.run(nulls=True)
    compiled = shop.folder / "target/compiled/shop/models/schema.yml"
    compiled.mkdir(parents=True)
    (compiled / f"{NOT_NULL.name}.sql").write_text("select 1")
    text = shop.onus("explain")
    assert f"dbt test --select {NOT_NULL.name}" in text
    assert f"SQL: {(compiled / NOT_NULL.name).as_posix()}.sql" in text
    shop.run(nulls=False)
    assert "no incident is open" in shop.complaint("explain")
    made = json.loads(shop.onus("explain", shop.id[:3], "--format", "json"))
    assert (made["incident"]["state"], made["incident"]["id"]) == ("resolved", shop.id)


def test_asking_about_an_incident_changes_nothing_that_is_remembered(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONUS_DBT", "no-such-dbt")
    shop.run(nulls=True)
    ledger = open_ledger("sqlite:.onus/ledger.db", shop.folder)
    before = ledger.incidents()
    made = json.loads(shop.onus("explain", shop.id, "--probe", "--format", "json"))
    assert made["incident"]["id"] == shop.id
    assert (ledger.incidents(), ledger.timeline(shop.id)) == (before, ledger.timeline(shop.id))


def test_the_warehouse_cannot_be_asked_about_what_the_latest_run_does_not_have(shop: Shop) -> None:
    shop.run(nulls=True)
    shop.run(nulls=False)
    assert "there is nothing to ask about" in shop.complaint("explain", shop.id, "--probe")


def test_init_drafts_and_never_touches_what_is_there(shop: Shop) -> None:
    shop.run(nulls=False)
    draft = shop.onus("init")
    assert "  finance:\n" in draft
    assert "exists and was left alone" in shop.complaint("init", "--write")
    assert (shop.folder / "onus.yml").read_text() == CONFIG
    (shop.folder / "onus.yml").unlink()
    shop.onus("init", "--write")
    assert (shop.folder / "onus.yml").read_text() == draft
    assert set(read_config(shop.folder / "onus.yml").teams) == {"finance", "payments"}


def test_incidents_are_listed_shown_and_explained_where_no_manifest_is(shop: Shop) -> None:
    shop.run(nulls=True)
    before = {
        words: shop.onus(*words, "--format", "json")
        for words in (("incidents", "list"), ("incidents", "show", shop.id))
    }
    explained = json.loads(shop.onus("explain", shop.id, "--format", "json"))
    (shop.folder / "target").rename(shop.folder / "gone")
    for words, said in before.items():
        assert shop.onus(*words, "--format", "json") == said
    again = json.loads(shop.onus("explain", shop.id, "--format", "json"))
    for key in ("schema", "id", "team", "confidence", "evidence", "origin", "remedy"):
        assert again.get(key) == explained.get(key), key
    assert "charges" in shop.onus("explain")
    assert "takes a manifest" in shop.complaint("explain", "--probe")


def test_an_open_question_is_explained_from_the_ledger_with_its_suspects(shop: Shop) -> None:
    deep = b.model("deep", STAGING, b.source("web.visits"), sql="select 1 as id")
    unique = b.test("unique", deep, "id")
    nodes = (CHARGES, b.source("web.visits"), STAGING, deep, unique)
    at = datetime.now(UTC)
    run = b.run(b.result(unique, "fail"), at=at)
    b.write_target(shop.folder / "target", b.manifest(*nodes, at=at), run)
    shop.onus("report")
    (shop.folder / "target").rename(shop.folder / "gone")
    said = shop.onus("explain")
    assert "unknown" in said or "possible" in said
