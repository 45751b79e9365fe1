"""The bench of changes on one of its projects: what dbt writes of it, changed, and what is said of each change."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
PROJECT = "clinic"

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def bench() -> Iterator[None]:
    """The bench is no package of the product: it is imported from where it stands."""
    paths = [str(REPOSITORY / name) for name in ("bench", "examples")]
    sys.path[:0] = paths
    yield
    for path in paths:
        sys.path.remove(path)


def test_no_breaking_change_is_missed_no_false_alarm_is_given_and_the_teams_are_right(
    bench: None, tmp_path: Path
) -> None:
    from changes.bases import bases
    from changes.cases import CASES
    from changes.judge import judged, stage_case, state_before

    base = bases(tmp_path, [PROJECT], with_tables=False)[PROJECT]
    before = state_before(base, tmp_path / "before")
    cases = [case for case in CASES if case.project == PROJECT]
    assert {case.effect for case in cases} == {"breaking", "risky", "safe"}
    wrong = []
    for place, case in enumerate(cases):
        one = judged(case, base, before, stage_case(case, base, tmp_path / f"{place:02}"))
        if one.missed or one.false_alarm or not one.right_teams:
            wrong.append((case.about, case.name, one.effect, sorted(one.teams), one.says))
    assert wrong == []


def test_every_change_of_the_bench_has_a_name_of_its_own_and_enough_are_held_out(bench: None) -> None:
    from changes.cases import CASES

    assert len({(case.about, case.name) for case in CASES}) == len(CASES) >= 40
    assert sum(case.held_out for case in CASES) >= 15
    assert len({case.project for case in CASES}) >= 2
