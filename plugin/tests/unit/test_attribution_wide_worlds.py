"""Wider random worlds: what is proven is so, and no fault goes unmentioned."""

from __future__ import annotations

import pytest

from dbt_onus.core.evidence import Confidence
from tests.wide_worlds import Told, play


@pytest.fixture(scope="module")
def worlds() -> list[Told]:
    return [told for seed in range(24) if (told := play(seed)) is not None]


def test_what_is_proven_is_so(worlds: list[Told]) -> None:
    proven = [
        (one.origin.unique_id, told.truth)
        for told in worlds
        for one in told.findings
        if one.confidence is Confidence.PROVEN
    ]
    assert proven
    assert all(said == truth for said, truth in proven)


def test_something_is_said_of_every_fault_that_a_test_saw(worlds: list[Told]) -> None:
    assert all(told.findings for told in worlds)


def test_a_suspect_of_both_that_one_fault_would_not_explain_still_leaves_two() -> None:
    """World 40: two joins lost rows of one source; another is suspected of both, by two of its columns."""
    told = play(40)
    assert told is not None
    assert all(one.origin.unique_id == told.truth for one in told.findings if one.confidence.pages)
