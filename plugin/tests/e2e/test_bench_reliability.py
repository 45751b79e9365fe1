"""A short round of the loop that kills Onus: the long one is `make bench-reliability`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from bench.reliability.run import counted, started  # noqa: E402 - the path is made above

pytestmark = pytest.mark.e2e


def test_who_is_killed_while_telling_people_loses_nothing_and_says_nothing_twice() -> None:
    with started(steps=4, size=8, share=0.25, seed=3, postgres=False, kills_per_step=3) as (loop, _):
        count = counted(loop, 4)
    assert sum(loop.kills.values()) > 0
    assert count.notifications > 10
    assert (count.lost, count.twice, count.wrong_order, count.wrong_episodes) == ([], [], [], [])
    assert count.integrity == "ok"
