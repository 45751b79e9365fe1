"""Scorecards as people and programs read them."""

from __future__ import annotations

import csv
import json
from datetime import timedelta

from dbt_onus.core.evidence import Confidence, EvidenceKind
from dbt_onus.core.incidents.judgements import Opinion
from dbt_onus.core.scorecard import Every, Rate, Scorecard, Upkeep, scorecard_of
from dbt_onus.core.scorecard.agreement import AttributionCard, attribution_card_of
from dbt_onus.core.scorecard.counting import Standing
from dbt_onus.report import scorecard_json, scorecard_table, scorecard_text
from tests import builders as b
from tests import scorecards as s

WIDE = 100
NOW = b.NOON + timedelta(days=3)
TEAMS = {"payments": "Payments", "finance": "Finance & Co", "platform": "Data Platform"}


def card() -> Scorecard:
    disputed = s.incident("c", "None", "growth")
    episodes = s.episodes(
        s.repaired("a", "payments", "finance", "growth", hours=5),
        s.repaired("b", "payments", "finance", hours=30),
        (disputed, []),
        (s.incident("d", "platform", "growth"), []),
    )
    return scorecard_of(episodes, [s.judgement(disputed, Opinion.DISPUTED)], "platform", b.NOON, now=NOW)


def attribution(confirmed: int = 11) -> AttributionCard:
    likely = s.incident("7f3a9c2e", confidence=Confidence.LIKELY)
    proven = [s.incident(f"{number:08x}") for number in range(confirmed)]
    judged = [s.judgement(one) for one in proven]
    kinds = (EvidenceKind.BRACKET, EvidenceKind.PROBE)
    judged.append(s.judgement(likely, Opinion.DISPUTED, kinds=kinds, was_team="growth"))
    return attribution_card_of(s.episodes(*((one, []) for one in (*proven, likely))), judged)


def parsed(text: str) -> dict[str, dict[str, str]]:
    """The rows of a CSV by their first two cells."""
    return {"/".join(list(row.values())[:2]): row for row in csv.DictReader(text.splitlines())}


def test_the_scorecard_has_a_row_per_team_and_says_what_it_counts() -> None:
    assert (
        scorecard_text.render_scorecard(card(), TEAMS, WIDE)
        == """\
scorecard, since 2026-11-02 12:00 UTC: 4 incidents

| team          | caused | suffered | breakage | open now | overdue | acknowledged in | repaired in    |
| ------------- | ------ | -------- | -------- | -------- | ------- | --------------- | -------------- |
| Finance & Co  |      0 |        2 | -        |        0 |       0 | -               | -              |
| growth        |      0 |        3 | -        |        0 |       0 | -               | -              |
| None          |      1 |        0 | 3 days   |        1 |       0 | -               | -              |
| Payments      |      2 |        0 | 35 hours |        0 |       0 | 8.8 hours (2)   | 17.5 hours (2) |
| Data Platform |      1 |        0 | 3 days   |        1 |       0 | -               | -              |

| team          | repeats | disputed | won | lost | contracts | on what others read | inert | waivers |
| ------------- | ------- | -------- | --- | ---- | --------- | ------------------- | ----- | ------- |
| Finance & Co  |       0 |        0 |   0 |    0 | -         | -                   |     0 |       0 |
| growth        |       0 |        0 |   0 |    0 | -         | -                   |     0 |       0 |
| None          |       0 |        1 |   0 |    0 | -         | -                   |     0 |       0 |
| Payments      |       0 |        0 |   0 |    0 | -         | -                   |     0 |       0 |
| Data Platform |       0 |        0 |   0 |    0 | -         | -                   |     0 |       0 |

deflection: 3 of 4 incidents (75%) reached another team than Data Platform, the fallback team,
  without a person's help
caused, suffered, repeats and disputed count only verdicts that are proven or likely; possible and
  unknown ones count against nobody
acknowledged in, repaired in: the median, in brackets of how many; breakage: how long others had its
  faults; open now, overdue: whenever it began
disputed: a person said that it was not this team's; it counts until it is given to another team"""
    )


def test_the_attribution_scorecard_gives_no_share_of_too_few() -> None:
    assert (
        scorecard_text.render_attribution(attribution(), WIDE)
        == """\
attribution, all that was recorded: 12 of 12 verdicts judged

| confidence | judged | confirmed | disputed | precision |
| ---------- | ------ | --------- | -------- | --------- |
| proven     |     11 |        11 |        0 | 100%      |
| likely     |      1 |         0 |        1 | too few   |
| possible   |      0 |         0 |        0 | -         |
| unknown    |      0 |         0 |        0 | -         |

| evidence                   | judged | confirmed | disputed | precision |
| -------------------------- | ------ | --------- | -------- | --------- |
| where the good ends        |     12 |        11 |        1 | 92%       |
| what the warehouse answers |      1 |         0 |        1 | too few   |

right: 11 of 12 (92%) judged verdicts that named a place
too few: of fewer than 10 judgements a share tells more of chance than of the verdicts
false attributions: 1 of 12 (8%) judged pages went to a wrong team
disputes still open: 7f3a9c2e"""
    )


def test_too_few_judgements_are_said_to_be_too_few() -> None:
    text = " ".join(scorecard_text.render_attribution(attribution(confirmed=2), WIDE).split())
    assert "too few judgements to tell how often the verdicts are right: 3 of the 10 that it takes" in text
    assert "1 of 3 judged pages went to a wrong team; too few for a rate" in text
    assert "%" not in text


def test_nothing_judged_yet_is_said_without_a_table_of_evidence() -> None:
    made = attribution_card_of(s.episodes((s.incident("a"), [])), [])
    text = scorecard_text.render_attribution(made, WIDE)
    assert text.startswith("attribution, all that was recorded: 0 of 1 verdict judged\n")
    assert "evidence" not in text
    assert text.endswith("disputes still open: none")


def test_a_verdict_that_named_nothing_is_counted_apart() -> None:
    unknown = s.incident("a", confidence=Confidence.UNKNOWN)
    made = attribution_card_of(s.episodes((unknown, [])), [s.judgement(unknown, Opinion.DISPUTED)])
    assert "1 judged verdict named no place" in scorecard_text.render_attribution(made, WIDE)


def test_without_an_incident_nothing_was_recorded_yet() -> None:
    empty, unjudged = scorecard_of((), (), "platform", now=NOW), attribution_card_of((), ())
    assert scorecard_text.render_scorecard(empty, TEAMS, WIDE) == scorecard_text.NOTHING
    assert scorecard_text.render_attribution(unjudged, WIDE) == scorecard_text.NOTHING
    assert scorecard_table.render_csv(scorecard_table.team_table(empty)).startswith("team,caused,suffered,")


def test_a_quiet_period_shows_what_is_open_and_no_rate() -> None:
    episodes = s.episodes((s.incident("a", "payments", "finance"), []))
    text = scorecard_text.render_scorecard(
        scorecard_of(episodes, (), "platform", b.NOON + timedelta(days=1), now=NOW), TEAMS, WIDE
    )
    assert "| Payments      |      0 |        0 | -        |        1 |" in text
    assert "no incident began in this period" in text


def test_a_name_cannot_move_the_cursor() -> None:
    made = scorecard_of(s.episodes((s.incident("a", "x\x1b[2J\ny", "finance"), [])), (), "platform", now=NOW)
    assert "\x1b" not in scorecard_text.render_scorecard(made, TEAMS, WIDE)
    assert "| x[2J y" in scorecard_text.render_scorecard(made, TEAMS, WIDE)


def test_the_csv_has_keys_hours_and_one_deflection_rate() -> None:
    rows = {row["team"]: row for row in csv.DictReader(
        scorecard_table.render_csv(scorecard_table.team_table(card())).splitlines()
    )}  # fmt: skip
    assert list(rows) == ["finance", "growth", "None", "payments", "platform"]
    assert (rows["payments"]["acknowledge_hours"], rows["payments"]["repair_hours"]) == ("8.75", "17.5")
    assert (rows["finance"]["repair_hours"], rows["finance"]["repaired"]) == ("", "0")
    assert [row["deflection_rate"] for row in rows.values()] == ["", "", "", "", "0.75"]


def test_the_csv_of_attribution_leaves_a_precision_of_too_few_empty() -> None:
    rows = parsed(scorecard_table.render_csv(scorecard_table.attribution_table(attribution())))
    assert rows["all/all"]["precision"] == "0.917"
    assert rows["confidence/proven"]["precision"] == "1.0"
    assert (rows["evidence/probe"]["disputed"], rows["evidence/probe"]["precision"]) == ("1", "")


def test_the_json_has_every_figure_and_what_counts() -> None:
    made = json.loads(scorecard_json.render_scorecard(card(), TEAMS))
    assert (made["schema"], made["since"]) == ("onus/scorecard/1", "2026-11-02T12:00:00Z")
    assert made["counts"] == ["proven", "likely"]
    assert made["deflection"] == {"fallback_team": "platform", "incidents": 4, "deflected": 3, "rate": 0.75}
    payments = next(one for one in made["teams"] if one["team"] == "payments")
    assert payments == {
        "team": "payments",
        "name": "Payments",
        "caused": 2,
        "suffered": 0,
        "open_now": 0,
        "acknowledge": {"median_seconds": 31500.0, "count": 2},
        "repair": {"median_seconds": 63000.0, "count": 2},
        "repeats": 0,
        "disputed": 0,
        "silenced_now": 0,
        "waived_now": 0,
        "breakage_caused_seconds": 126000,
        "breakage_suffered_seconds": 0,
        "cost": None,
        "overdue_now": 0,
        "disputes_won": 0,
        "disputes_lost": 0,
        "coverage": {
            "nodes": 0,
            "tables": 0,
            "promised": 0,
            "relied_on": 0,
            "relied_on_promised": 0,
            "inert_contracts": 0,
            "waivers": 0,
        },
    }


def test_the_json_of_attribution_says_how_many_are_enough() -> None:
    made = json.loads(scorecard_json.render_attribution(attribution(confirmed=9)))
    assert (made["schema"], made["enough"], made["verdicts"], made["judged"]) == (
        "onus/scorecard-attribution/1", 10, 10, 10,
    )  # fmt: skip
    assert made["overall"] == {"judged": 10, "confirmed": 9, "disputed": 1, "precision": 0.9}
    assert made["by_confidence"]["proven"]["precision"] is None
    assert made["false_attributions"] == {"judged": 10, "wrong_team": 1, "rate": 0.1}
    assert made["open_disputes"] == ["7f3a9c2e"]


def priced() -> Scorecard:
    known = s.episodes(
        s.repaired("a", "payments", "finance", hours=5), s.repaired("b", "payments", "growth", hours=30)
    )
    standing = Standing(
        upkeep={
            None: Upkeep(nodes=10, tables=8, promised=2),
            "payments": Upkeep(
                nodes=4, tables=3, promised=1, relied_on=2, relied_on_promised=1, inert=1, waivers=2
            ),
        },
        owned=9,
    )
    rate = Rate(amount=80, currency="EUR")
    return scorecard_of(known, (), "platform", now=NOW, standing=standing, every=Every.WEEK, rate=rate)


def test_hours_become_money_where_somebody_says_what_an_hour_costs() -> None:
    text = " ".join(scorecard_text.render_scorecard(priced(), TEAMS, WIDE).split())
    assert "breakage: 35.0 hours at 80 EUR are 2,800 EUR" in text
    made = json.loads(scorecard_json.render_scorecard(priced(), TEAMS))
    assert made["rate"] == {"per_hour": 80, "currency": "EUR"}
    assert {one["team"]: one["cost"] for one in made["teams"]}["payments"] == 2800
    rows = parsed(scorecard_table.render_csv(scorecard_table.team_table(priced())))
    assert rows["payments/2"]["cost"] == "2800.0"


def test_the_text_says_what_is_promised_and_what_nobody_checks() -> None:
    text = scorecard_text.render_scorecard(priced(), TEAMS, WIDE)
    assert "| 1 of 3    | 1 of 2              |     1 |       2 |" in text
    said = " ".join(text.split())
    assert "9 of 10 (90%) nodes have an owner besides the fallback team, 2 of 8 (25%) tables a contract" in said


def test_week_by_week_it_is_a_row_per_team_that_something_happened_to() -> None:
    text = scorecard_text.render_scorecard(priced(), TEAMS, WIDE, trend=True)
    assert "| 2026-11-02 | Payments     |      2 |        0 | 35 hours |" in text
    rows = list(csv.DictReader(scorecard_table.render_csv(scorecard_table.trend_table(priced())).splitlines()))
    assert [(row["from"], row["team"], row["caused"]) for row in rows] == [
        ("2026-11-02", "finance", "0"),
        ("2026-11-02", "growth", "0"),
        ("2026-11-02", "payments", "2"),
    ]
    (week,) = json.loads(scorecard_json.render_scorecard(priced(), TEAMS))["trend"]
    assert week["from"] == "2026-11-02T00:00:00Z"
    assert week["teams"]["payments"]["cost"] == 2800
