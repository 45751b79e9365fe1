"""A handful of the bench's faults, played for real: the bench itself works, and the plain cases stay right."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "examples")]

from faults.companies import TELEMETRY  # noqa: E402 - neither the bench nor the examples are installed
from faults.green import green  # noqa: E402
from faults.judge import Outcome, judge, replay  # noqa: E402
from faults.play import play  # noqa: E402
from faults.scenario import Scenario  # noqa: E402
from faults.scenarios import SCENARIOS  # noqa: E402

PLAYED = (
    "telemetry_star_hides_loss",
    "telemetry_new_state",
    "telemetry_own_case",
    "telemetry_unconnected_failure",
    "telemetry_only_warnings",
)


def scenario(name: str) -> Scenario:
    return next(one for one in SCENARIOS if one.name == name)


@pytest.mark.e2e
def test_the_plain_faults_reach_their_teams_and_a_wrong_truth_is_noticed(tmp_path: Path) -> None:
    world = green(TELEMETRY, tmp_path, nights=1)
    ledgers = tmp_path / "ledgers"
    ledgers.mkdir()
    replay(TELEMETRY, world.past, ledgers)

    def judged(one: Scenario) -> Outcome:
        return judge(one, TELEMETRY, ledgers, play(one, world, tmp_path).steps)

    outcomes = {name: judged(scenario(name)) for name in PLAYED}
    assert {name for name, outcome in outcomes.items() if not outcome.is_right} == set()

    state = scenario("telemetry_new_state")
    elsewhere = replace(state, faults=(replace(state.faults[0], team="billing"),))
    steps = tmp_path / "scenarios" / state.name / "steps"
    wrong = judge(elsewhere, TELEMETRY, ledgers, steps)
    assert (wrong.is_right, wrong.wrong_pages, wrong.scores[0].team) == (False, 1, 0)


def test_every_scenario_has_a_name_of_its_own() -> None:
    names = [one.name for one in SCENARIOS]
    assert len(names) == len(set(names)) >= 60
