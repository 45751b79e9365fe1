"""A handful of the bench's faults, played for real: the bench itself works, and the plain cases stay right."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "examples")]

from faults.companies import COMPANIES  # noqa: E402 - neither the bench nor the examples are installed
from faults.green import Green, green  # noqa: E402
from faults.judge import Outcome, judge, replay  # noqa: E402
from faults.play import play  # noqa: E402
from faults.scenario import Scenario  # noqa: E402
from faults.scenarios import SCENARIOS  # noqa: E402

PLAYED = {
    "telemetry": (
        "telemetry_star_hides_loss",
        "telemetry_new_state",
        "telemetry_own_case",
        "telemetry_unconnected_failure",
        "telemetry_only_warnings",
    ),
    "newsroom": ("newsroom_us_invoices_twice", "newsroom_changed_grain"),
}


def scenario(name: str) -> Scenario:
    return next(one for one in SCENARIOS if one.name == name)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Scenario], Outcome]:
    """Play a scenario after one green night of its company, and judge it."""
    tmp_path = tmp_path_factory.mktemp("bench")
    worlds: dict[str, Green] = {}
    ledgers = tmp_path / "ledgers"
    ledgers.mkdir()

    def play_and_judge(one: Scenario) -> Outcome:
        company = COMPANIES[one.company]
        if company.name not in worlds:
            worlds[company.name] = green(company, tmp_path, nights=1)
            replay(company, worlds[company.name].past, ledgers / company.name)
        return judge(one, company, ledgers / company.name, play(one, worlds[company.name], tmp_path).steps)

    return play_and_judge


@pytest.mark.e2e
@pytest.mark.parametrize("company", PLAYED)
def test_the_plain_faults_reach_their_teams(company: str, judged: Callable[[Scenario], Outcome]) -> None:
    outcomes = {name: judged(scenario(name)) for name in PLAYED[company]}
    assert {name for name, outcome in outcomes.items() if not outcome.is_right} == set()


@pytest.mark.e2e
def test_a_wrong_truth_is_noticed(judged: Callable[[Scenario], Outcome]) -> None:
    state = scenario("telemetry_new_state")
    wrong = judged(replace(state, faults=(replace(state.faults[0], team="billing"),)))
    assert (wrong.is_right, wrong.wrong_pages, wrong.scores[0].team) == (False, 1, 0)


def test_every_scenario_has_a_name_of_its_own() -> None:
    names = [one.name for one in SCENARIOS]
    assert len(names) == len(set(names)) >= 60
