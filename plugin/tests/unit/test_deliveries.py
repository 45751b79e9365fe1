"""When a delivery is tried again, and when it is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.deliveries import MOST_ATTEMPTS, Attempt, Verdict, after_attempt
from dbt_onus.core.notifications import Delivered
from tests.builders import NOON
from tests.edges.test_delivering import delivery

AGAIN = (Verdict.RETRY, Verdict.NOT_SENT, Verdict.AMBIGUOUS)


def test_what_arrived_is_delivered() -> None:
    assert after_attempt(delivery(1), Attempt(verdict=Verdict.DELIVERED), NOON).state is Delivered.DELIVERED


def test_what_was_refused_for_good_is_dead_at_once() -> None:
    assert after_attempt(delivery(1), Attempt(verdict=Verdict.PERMANENT), NOON).state is Delivered.DEAD


def test_what_may_have_arrived_and_is_refused_now_is_asked_again() -> None:
    unclear = replace(delivery(1), attempts=1, maybe_sent=True)
    assert after_attempt(unclear, Attempt(verdict=Verdict.PERMANENT), NOON).state is Delivered.PENDING
    last = replace(unclear, attempts=MOST_ATTEMPTS - 1)
    assert after_attempt(last, Attempt(verdict=Verdict.PERMANENT), NOON).state is Delivered.DEAD


@pytest.mark.parametrize("verdict", AGAIN)
def test_the_last_attempt_is_the_last(verdict: Verdict) -> None:
    last = replace(delivery(1), attempts=MOST_ATTEMPTS - 1)
    assert after_attempt(last, Attempt(verdict=verdict), NOON).state is Delivered.DEAD


@given(st.sampled_from(AGAIN), st.integers(0, MOST_ATTEMPTS - 2), st.integers(0, 86400))
def test_never_sooner_than_the_receiver_asked_and_never_sooner_than_last_time(
    verdict: Verdict, attempts: int, asked: int
) -> None:
    after = timedelta(seconds=asked)
    one = after_attempt(replace(delivery(1), attempts=attempts), Attempt(verdict=verdict, after=after), NOON)
    two = after_attempt(replace(delivery(1), attempts=attempts + 1), Attempt(verdict=verdict, after=after), NOON)
    assert one.not_before is not None
    assert one.not_before - NOON >= after
    assert two.state is Delivered.DEAD or (two.not_before is not None and two.not_before >= one.not_before)
