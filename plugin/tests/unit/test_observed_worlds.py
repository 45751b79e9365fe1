"""Random worlds whose sources are observed while nearly every number moves every night."""

from __future__ import annotations

from tests.observed_worlds import play

NIGHTS = 10


def test_most_questions_are_decided_and_nobody_else_is_paged() -> None:
    worlds = [played for seed in range(16) if (played := play(seed, NIGHTS)) is not None]
    sure = [(one, played) for played in worlds for one in played.findings if one.confidence.pages]
    assert len(sure) >= 0.8 * sum(len(played.findings) for played in worlds)
    assert all(one.origin.unique_id == played.truth for one, played in sure)
