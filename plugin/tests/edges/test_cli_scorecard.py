"""`onus scorecard` as typed, on a ledger as the other commands write it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dbt_onus.app.incidents import change_in
from dbt_onus.cli import main, onus
from dbt_onus.core.incidents import acts
from dbt_onus.core.incidents.acts import Actor
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.timeline import Change, What
from dbt_onus.ledger import open_ledger
from tests import builders as b
from tests import scorecards as s
from tests.ledgers import remember

Act = Callable[[Incident, Actor], Change]

CONFIG = """\
version: 1
fallback_team: platform
teams: {platform: {name: Platform}, payments: {name: Payments}, finance: {name: Finance}}
"""


class Shop:
    """A project folder with its ledger, and `onus scorecard` typed there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = open_ledger("sqlite:.onus/ledger.db", folder)
        (folder / "onus.yml").write_text(CONFIG)
        b.write_target(folder / "target", b.manifest(b.source("stripe.charges")), b.run())

    def opened(self, id_: str, days_ago: float, *hit: str) -> None:
        """An incident of payments, remembered as `onus report` does."""
        at = datetime.now(UTC) - timedelta(days=days_ago)
        one = s.incident(id_, "payments", *hit, opened_at=at)
        opened = s.event(one, What.OPENED, (at - b.NOON).total_seconds() / 3600)
        remember(self.ledger, one, events=[opened])

    def act(self, id_: str, act: Act = acts.acknowledge) -> None:
        """What a person does to it, now."""
        actor = Actor(by="ana", at=datetime.now(UTC), because="…")
        change_in(self.ledger, id_, lambda known: act(known, actor))

    def scorecard(self, *words: str, folders: tuple[Path, ...] = ()) -> Result:
        where = [word for folder in (folders or (self.folder,)) for word in ("--project-dir", str(folder))]
        return CliRunner().invoke(onus, ["scorecard", *words, *where], catch_exceptions=False)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.mark.parametrize("words", [(), ("--attribution",), ("--since", "30")])
def test_an_empty_ledger_says_that_nothing_was_recorded_yet(shop: Shop, words: tuple[str, ...]) -> None:
    ended = shop.scorecard(*words)
    assert ended.exit_code == 0
    assert ended.stdout.startswith("nothing was recorded yet")
    assert not (shop.folder / ".onus").exists(), "looking makes no ledger"


def test_an_empty_ledger_leaves_programs_what_they_can_read(shop: Shop) -> None:
    ended = shop.scorecard("--format", "json")
    assert json.loads(ended.stdout)["teams"] == []
    assert "nothing was recorded yet" in ended.stderr
    ended = shop.scorecard("--format", "csv", "--attribution")
    assert [row["judged"] for row in csv.DictReader(ended.stdout.splitlines())] == ["0"] * 5


def test_teams_are_counted_from_what_the_ledger_remembers(shop: Shop) -> None:
    shop.opened("aaaaaaaa", 2, "finance")
    shop.opened("bbbbbbbb", 60, "finance")
    shop.act("aaaaaaaa")
    shop.act("bbbbbbbb", acts.resolve)
    ended = shop.scorecard()
    assert ended.exit_code == 0
    assert "scorecard, all that was recorded: 2 incidents" in ended.stdout
    assert "only verdicts that are proven or likely" in " ".join(ended.stdout.split())
    teams = {one["team"]: one for one in json.loads(shop.scorecard("--format", "json").stdout)["teams"]}
    assert (teams["payments"]["caused"], teams["finance"]["suffered"], teams["payments"]["open_now"]) == (2, 2, 1)
    assert teams["payments"]["acknowledge"]["median_seconds"] == pytest.approx(2 * 86400, abs=60)
    assert teams["payments"]["repair"]["median_seconds"] == pytest.approx(60 * 86400, abs=60)


def test_a_period_leaves_out_what_began_before_it(shop: Shop) -> None:
    shop.opened("aaaaaaaa", 2, "finance")
    shop.opened("bbbbbbbb", 60, "finance")
    ended = shop.scorecard("--since", "30", "--format", "csv")
    rows = {row["team"]: row for row in csv.DictReader(ended.stdout.splitlines())}
    assert (rows["payments"]["caused"], rows["payments"]["open_now"]) == ("1", "2")
    assert rows["platform"]["deflection_rate"] == "1.0"


def test_what_people_said_of_verdicts_is_added_up(shop: Shop) -> None:
    for id_ in ("aaaaaaaa", "bbbbbbbb", "cccccccc"):
        shop.opened(id_, 1, "finance")
    shop.act("aaaaaaaa", acts.confirm)
    shop.act("bbbbbbbb", acts.dispute)
    text = shop.scorecard("--attribution").stdout
    assert "2 of 3 verdicts judged" in text
    assert "too few judgements to tell" in text
    assert "disputes still open: bbbbbbbb" in text
    made = json.loads(shop.scorecard("--attribution", "--format", "json").stdout)
    assert made["by_confidence"]["proven"] == {"judged": 2, "confirmed": 1, "disputed": 1, "precision": None}


def test_a_ledger_that_projects_share_is_counted_once(shop: Shop) -> None:
    shop.opened("aaaaaaaa", 1, "finance")
    shop.act("aaaaaaaa", acts.confirm)
    other = shop.folder / "mart"
    other.mkdir()
    (other / "onus.yml").write_text(CONFIG + f"ledger: sqlite:{shop.folder}/.onus/ledger.db\n")
    b.write_target(other / "target", b.manifest(b.model("fct", package="mart"), project="mart"), b.run())
    both = (shop.folder, other)
    teams = json.loads(shop.scorecard("--format", "json", folders=both).stdout)["teams"]
    assert {one["team"]: one["caused"] for one in teams} == {"finance": 0, "payments": 1, "platform": 0}
    assert json.loads(shop.scorecard("--attribution", "--format", "json", folders=both).stdout)["judged"] == 1


def test_one_run_writes_the_page_and_the_table(shop: Shop) -> None:
    shop.opened("aaaaaaaa", 2, "finance")
    page, table = shop.folder / "card.html", shop.folder / "card.csv"
    words = ("--format", "html", "--output", str(page), "--format", "csv", "--output", str(table))
    ended = shop.scorecard("--hourly-rate", "90", "--currency", "EUR", *words)
    assert (ended.exit_code, ended.stdout) == (0, "")
    text = page.read_text(encoding="utf-8")
    assert "48.0 h" in text
    assert "4,320 EUR" in text
    assert "script-src 'none'" in text.replace("&#39;", "'")
    assert table.read_text(encoding="utf-8").startswith("team,caused")


@pytest.mark.parametrize(
    "words",
    [
        ("--currency", "EUR"),
        ("--attribution", "--format", "html"),
        ("--attribution", "--by", "week"),
        ("--hourly-rate", "-1"),
    ],
)
def test_what_does_not_belong_together_is_said_in_one_line(
    shop: Shop, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["scorecard", "--project-dir", str(shop.folder), *words])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("days", ["0", "-3", "soon", "1.5", "99999999999"])
def test_a_wrong_period_is_refused_in_one_line(shop: Shop, days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["scorecard", "--project-dir", str(shop.folder), "--since", days])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "--since" in said.err


def test_only_a_table_needs_agate() -> None:
    code = "import sys, dbt_onus.cli.scorecard; sys.exit('agate' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
