"""Whatever a service answers, an attempt comes to something, and nothing breaks in here."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dbt_onus.channels import channel_named
from dbt_onus.channels.github import PACE
from dbt_onus.channels.tickets import key_of, mark_of
from dbt_onus.core.notifications import Reason
from tests.channel_cases import CASES, SECRETS, Case
from tests.receivers import FakeReceiver, Reply
from tests.telling import delivery, message, secrets

READERS = tuple(case for case in CASES if case.reads_answers)
_ROW = delivery("github", {})
_SCALARS = (
    st.none() | st.booleans() | st.integers(-2, 2**70) | st.text(max_size=5)
    | st.sampled_from([mark_of(_ROW), key_of(_ROW), "DATA-1", "closed", "done", "../..", "1795692000.000100"])
)  # fmt: skip
_KEYS = st.sampled_from(
    ["ok", "ts", "error", "messages", "metadata", "event_payload", "key", "number", "iid", "state", "body",
     "items", "description", "issues", "fields", "status", "statusCategory", "comments", "transitions", "to", "id"]
)  # fmt: skip
ANSWERS = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=6), max_leaves=25
)


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    PACE.seconds = 0
    yield
    PACE.seconds = 1.0


@pytest.mark.parametrize("case", READERS, ids=str)
def test_no_answer_breaks_a_channel(case: Case):
    with FakeReceiver() as receiver:
        settings_ = case.settings(receiver.url)

        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(ANSWERS, min_size=1, max_size=4), st.sampled_from(Reason), st.booleans())
        def answered(answers: list[object], reason: Reason, again: bool) -> None:
            left = list(answers)
            receiver.service = lambda _: Reply(body=left.pop(0) if len(left) > 1 else left[0])
            row = delivery(case.channel, settings_, message(reason), maybe_sent=again)
            attempt = channel_named(case.channel).deliver(row, secrets(**SECRETS), 5)
            assert "in Onus itself" not in attempt.says, (attempt.says, answers)

        answered()
