"""Random worlds whose faults DuckDB computes: what is proven is so, and no fault goes unmentioned."""

from __future__ import annotations

import pytest

from dbt_onus.core.evidence import Confidence
from tests.worlds import Played, play


@pytest.fixture(scope="module")
def worlds() -> list[Played]:
    return [played for seed in range(30) if (played := play(seed)) is not None]


def test_what_is_proven_is_so(worlds: list[Played]) -> None:
    proven = [
        (one.origin.unique_id, played.truth)
        for played in worlds
        for one in played.findings
        if one.confidence is Confidence.PROVEN
    ]
    assert proven
    assert all(said == truth for said, truth in proven)


def test_the_source_is_named_or_suspected(worlds: list[Played]) -> None:
    for played in worlds:
        named = {one.origin.unique_id for one in played.findings}
        suspected = {place.unique_id for one in played.findings for place in one.suspects}
        assert played.truth in named | suspected


def test_whoever_is_paged_is_the_one(worlds: list[Played]) -> None:
    paged = [
        one.origin.unique_id == played.truth
        for played in worlds
        for one in played.findings
        if one.confidence.pages
    ]
    assert sum(paged) >= 0.97 * len(paged)


def test_what_two_questions_do_not_share_may_still_be_what_a_third_comes_from() -> None:
    """Rows of one table are gone: two failures suspect different columns of it, and share another table alone."""
    played = play(93)
    assert played is not None
    assert {one.origin.unique_id for one in played.findings if one.confidence.pages} <= {played.truth}
