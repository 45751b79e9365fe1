"""One ticket per incident and receiver, wherever tickets are kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dbt_onus.channels import channel_named
from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.github import PACE, judged
from dbt_onus.channels.http import Answer
from dbt_onus.channels.json_api import Pace
from dbt_onus.channels.sending import UndeliveredError
from dbt_onus.core.deliveries import Attempt, Delivery, Planned, Verdict
from dbt_onus.core.notifications import Reason
from tests.channel_cases import CASES, SECRETS, Case, receiver_of
from tests.receivers import FakeReceiver, accept_then_cut, answer
from tests.telling import delivery, message, secrets

TRACKERS = tuple(case for case in CASES if case.channel in ("github", "gitlab", "jira"))


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    PACE.seconds = 0
    yield
    PACE.seconds = 1.0


@pytest.fixture(params=TRACKERS, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def tracker(case: Case) -> Iterator[FakeReceiver]:
    with receiver_of(case) as listening:
        yield listening


def tell(case: Case, tracker: FakeReceiver, reason: Reason, sequence: int = 1, **fields: Any) -> Attempt:
    episode = fields.pop("episode", 1)
    row = delivery(case.channel, case.settings(tracker.url), message(reason), sequence=sequence, **fields)
    about = replace(row.planned.notification, episode=episode)
    return sent(replace(row, planned=replace(row.planned, notification=about)))


def sent(row: Delivery) -> Attempt:
    return channel_named(row.planned.receiver.channel).deliver(row, secrets(**SECRETS), 2)


def is_open(tracker: FakeReceiver) -> list[bool]:
    states = []
    for issue in tracker.service.issues:
        fields = issue.get("fields")
        done = fields["status"]["statusCategory"]["key"] == "done" if fields else issue["state"] == "closed"
        states.append(not done)
    return states


def test_a_ticket_lives_as_its_incident_does(case: Case, tracker: FakeReceiver):
    opened = tell(case, tracker, Reason.FIRST)
    assert (opened.verdict, is_open(tracker)) == (Verdict.DELIVERED, [True])
    for sequence, reason in enumerate((Reason.REMINDER, Reason.ACKNOWLEDGED, Reason.RESOLVED), start=2):
        attempt = tell(case, tracker, reason, sequence, reference=opened.reference)
        assert (attempt.verdict, attempt.reference) == (Verdict.DELIVERED, opened.reference)
    assert (is_open(tracker), len(tracker.service.comments)) == ([False], 3)


def test_a_fault_that_is_back_reopens_its_ticket(case: Case, tracker: FakeReceiver):
    first = tell(case, tracker, Reason.FIRST)
    tell(case, tracker, Reason.RESOLVED, 2, reference=first.reference)
    again = tell(case, tracker, Reason.REOPENED, episode=2)
    assert (again.verdict, again.reference, is_open(tracker)) == (Verdict.DELIVERED, first.reference, [True])


def test_two_receivers_have_a_ticket_each(case: Case, tracker: FakeReceiver):
    tell(case, tracker, Reason.FIRST)
    tell(case, tracker, Reason.FIRST, receiver="theirs")
    assert len(tracker.service.issues) == 2


def test_a_comment_whose_answer_was_lost_is_not_said_twice(case: Case, tracker: FakeReceiver):
    opened = tell(case, tracker, Reason.FIRST)
    tracker._aimed_at = lambda received: (
        received.path.endswith(("/comments", "/comment", "/notes")) and (received.method == "POST")
    )
    tracker.will(accept_then_cut)
    lost = tell(case, tracker, Reason.RESOLVED, 2, reference=opened.reference)
    assert (lost.verdict, is_open(tracker)) == (Verdict.AMBIGUOUS, [True])
    again = tell(case, tracker, Reason.RESOLVED, 2, reference=opened.reference, attempts=1, maybe_sent=True)
    assert (again.verdict, is_open(tracker), len(tracker.service.comments)) == (Verdict.DELIVERED, [False], 1)


def test_a_ticket_that_somebody_closed_by_hand_is_reopened_by_a_reminder(case: Case, tracker: FakeReceiver):
    opened = tell(case, tracker, Reason.FIRST)
    tell(case, tracker, Reason.RESOLVED, 2, reference=opened.reference)
    tell(case, tracker, Reason.OVERDUE, 3, reference=opened.reference)
    assert is_open(tracker) == [True]


def test_a_ticket_that_somebody_deleted_is_opened_again_but_not_to_be_closed(case: Case, tracker: FakeReceiver):
    opened = tell(case, tracker, Reason.FIRST)
    tracker.service.issues.clear()
    closed = tell(case, tracker, Reason.RESOLVED, 2, reference=opened.reference)
    assert (closed.verdict, tracker.service.issues) == (Verdict.DELIVERED, [])
    assert tell(case, tracker, Reason.REMINDER, 2, reference=opened.reference).verdict is Verdict.DELIVERED
    assert is_open(tracker) == [True]


@pytest.mark.parametrize("reference", ["../../user", "1/comments", "", "DATA-1/../..", "٣"])
def test_a_reference_that_is_none_reaches_no_address(case: Case, tracker: FakeReceiver, reference: str):
    attempt = tell(case, tracker, Reason.REMINDER, 2, reference=reference)
    assert attempt.verdict is (Verdict.PERMANENT if reference else Verdict.DELIVERED)
    assert not [request for request in tracker.requests if ".." in request.target or "user" in request.target]


def test_looking_that_fails_has_changed_nothing(case: Case, tracker: FakeReceiver):
    tracker._aimed_at = lambda _: True
    tracker.will(accept_then_cut)
    assert tell(case, tracker, Reason.FIRST).verdict is Verdict.RETRY
    assert tracker.service.issues == []


def test_a_search_that_knows_nothing_new_yet_is_made_up_for_by_the_list():
    case = next(case for case in TRACKERS if case.channel == "github")
    with receiver_of(case) as hub:
        hub.service.searches = False
        hub.will(accept_then_cut)
        assert tell(case, hub, Reason.FIRST).verdict is Verdict.AMBIGUOUS
        assert tell(case, hub, Reason.FIRST, attempts=1, maybe_sent=True).verdict is Verdict.DELIVERED
        assert (len(hub.service.issues), hub.service.comments) == (1, [])


def test_a_token_that_may_not_search_still_opens_issues():
    case = next(case for case in TRACKERS if case.channel == "github")
    with receiver_of(case) as hub:
        hub._aimed_at = lambda received: received.path == "/search/issues"
        hub.will(answer(422, b'{"message": "Validation Failed"}'))
        assert tell(case, hub, Reason.FIRST).verdict is Verdict.DELIVERED


@pytest.mark.parametrize(
    ("status", "headers", "body", "verdict", "after"),
    [
        (403, {}, b"no", Verdict.PERMANENT, None),
        (403, {"retry-after": "30"}, b"", Verdict.RETRY, 30),
        (403, {}, b"You have exceeded a secondary rate limit", Verdict.RETRY, 60),
        (429, {}, b"", Verdict.RETRY, None),
        (
            403,
            {
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": "1793620920",
                "date": "Mon, 02 Nov 2026 12:00:00 GMT",
            },
            b"",
            Verdict.RETRY,
            120,
        ),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, b"", Verdict.RETRY, 60),
        (403, {"x-ratelimit-remaining": "12"}, b"", Verdict.PERMANENT, None),
    ],
)
def test_github_says_later_in_its_own_ways(
    status: int, headers: dict[str, str], body: bytes, verdict: Verdict, after: int | None
):
    attempt = judged(Answer(host="api.github.com", status=status, headers=headers, body=body))
    expected = None if after is None else timedelta(seconds=after)
    assert (attempt.verdict, attempt.after) == (verdict, expected)


def test_writes_are_a_pause_apart_and_never_wait_beyond_the_deadline():
    pace = Pace(0.15)
    deadline = Deadline(5)
    pace.wait(deadline)
    before = deadline.remaining
    pace.wait(deadline)
    assert before - deadline.remaining >= 0.1
    with pytest.raises(UndeliveredError) as caught:
        pace.wait(Deadline(0.01))
    assert caught.value.attempt.verdict is Verdict.NOT_SENT


def test_the_project_of_a_jira_query_is_quoted():
    case = next(case for case in TRACKERS if case.name == "jira-cloud")
    with receiver_of(case) as jira:
        settings = {**case.settings(jira.url), "project": 'X" OR "1"="1'}
        row = delivery("jira", settings)
        assert isinstance(row.planned, Planned)
        jira.service = lambda received: answer_empty(received)
        sent(row)
        assert jira.requests[0].json["jql"].startswith('project = "X\\" OR \\"1\\"=\\"1" AND labels')


def answer_empty(_: Any) -> Any:
    from tests.receivers import Reply

    return Reply(body={"issues": [], "key": "DATA-1"})
