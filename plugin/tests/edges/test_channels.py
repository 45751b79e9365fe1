"""What every channel keeps: one battery for all of them, over a receiver that misbehaves."""

import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import quote_plus

import pytest

from dbt_onus.channels import CHANNELS, EnvironmentSecrets, channel_named
from dbt_onus.channels.github import PACE
from dbt_onus.config.receivers import CHANNELS as CONFIGURED
from dbt_onus.core.deliveries import Attempt, Delivery, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.notifications import Reason
from dbt_onus.core.receivers import SecretRef, Setting
from dbt_onus.errors import OnusError
from tests.channel_cases import CASES, PATH, Case, receiver_of
from tests.receivers import (
    Behaviour,
    FakeReceiver,
    accept_then_cut,
    answer,
    closed_port,
    drip,
    drip_body,
    huge,
    not_http,
    redirect,
    reset,
    serve,
    slow,
)
from tests.telling import HOSTILE, delivery, digest, hostile, message

#: Time enough on the busiest machine; and so little that a service which takes its time is waited for no longer.
PATIENT, SHORT = 10.0, 0.6
AMBIGUOUS: Mapping[str, Behaviour] = {
    "accepts, then cuts": accept_then_cut,
    "resets": reset,
    "drips": drip,
    "slow": slow(5),
    "no HTTP": not_http,
    "502": answer(502),
    "504": answer(504),
}
BODIES: Mapping[str, Behaviour] = {
    "huge": huge,
    "drips": drip_body,
    "HTML": answer(200, b"<html>hello</html>", content_type="text/html"),
}
SAID = {"digest": digest(60), "hostile": hostile(), "long": hostile("x" * 10_000), "empty": hostile("")}
DATES = {"date": "Mon, 02 Nov 2026 12:00:00 GMT", "retry_after": "Mon, 02 Nov 2026 12:01:30 GMT"}


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    PACE.seconds = 0
    yield
    PACE.seconds = 1.0


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def receiver(case: Case) -> Iterator[FakeReceiver]:
    with receiver_of(case) as listening:
        yield listening


def send(
    case: Case,
    receiver: FakeReceiver,
    about: Message | None = None,
    deadline: float = PATIENT,
    **fields: object,
) -> Attempt:
    row = delivery(case.channel, case.settings(receiver.url), about, **fields)
    return deliver(row, case.environment(receiver.url), deadline)


def deliver(row: Delivery, environment: Mapping[str, str], deadline: float = PATIENT) -> Attempt:
    """As the outbox does it; and whatever comes of it, no secret is in what it says."""
    began = time.monotonic()
    attempt = channel_named(row.planned.receiver.channel).deliver(row, EnvironmentSecrets(environment), deadline)
    assert time.monotonic() - began < deadline + 0.5
    said = repr(attempt)
    assert not [each for each in opens(row.planned.receiver.settings, environment) if each in said]
    return attempt


def opens(settings: Mapping[str, Setting], environment: Mapping[str, str]) -> list[str]:
    """Whatever lets one in: the secrets of a receiver, and the pieces of an address."""
    names = [setting.name for setting in settings.values() if isinstance(setting, SecretRef)]
    values = [environment[name] for name in names if name in environment]
    return [*values, *([PATH, *PATH.split("/")[2:]] if "URL" in names else [])]


def sent(case: Case, receiver: FakeReceiver) -> int:
    return sum(1 for request in receiver.requests if case.sends(request))


def test_channels_and_what_onus_yml_knows_of_them_are_the_same():
    assert sorted(CHANNELS) == sorted(CONFIGURED)
    assert {name: channel_named(name).name for name in CHANNELS} == {name: name for name in CHANNELS}


def test_a_channel_that_nobody_knows_is_named():
    with pytest.raises(OnusError, match="there is no channel of that name"):
        channel_named("pigeon")


def test_a_message_is_shown_once(case: Case, receiver: FakeReceiver):
    assert send(case, receiver).verdict is Verdict.DELIVERED
    assert (len(receiver.service.shown), sent(case, receiver)) == (1, 1)


@pytest.mark.parametrize("about", SAID.values(), ids=SAID)
def test_anything_that_can_be_said_is_delivered(case: Case, receiver: FakeReceiver, about: Message):
    assert send(case, receiver, about).verdict is Verdict.DELIVERED


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_delivered(case: Case, receiver: FakeReceiver, reason: Reason):
    opened = send(case, receiver)
    attempt = send(case, receiver, message(reason), sequence=2, reference=opened.reference)
    assert attempt.verdict is Verdict.DELIVERED


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_a_refusal_is_permanent_and_says_the_status(case: Case, receiver: FakeReceiver, status: int):
    receiver.will(answer(status, b"no_such_thing"))
    attempt = send(case, receiver)
    assert (attempt.verdict, str(status) in attempt.says) == (Verdict.PERMANENT, True)
    assert sent(case, receiver) == 1


def test_what_the_answer_repeats_of_a_secret_is_masked(case: Case, receiver: FakeReceiver):
    known = opens(case.settings(receiver.url), case.environment(receiver.url))
    receiver.will(answer(400, f"bad: {known[0]} {' '.join(map(quote_plus, known))}".encode()))
    assert "***" in send(case, receiver).says


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503, 507])
def test_later_is_later(case: Case, receiver: FakeReceiver, status: int):
    receiver.will(answer(status, retry_after="7"))
    attempt = send(case, receiver)
    assert (attempt.verdict, attempt.after) == (Verdict.RETRY, timedelta(seconds=7))
    assert sent(case, receiver) == 1


def test_later_may_be_a_date(case: Case, receiver: FakeReceiver):
    receiver.will(lambda handler, _: handler.connection.sendall(_head(429, DATES)))
    attempt = send(case, receiver)
    assert (attempt.verdict, attempt.after) == (Verdict.RETRY, timedelta(seconds=90))


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status} Later", *lines, "Content-Length: 0", "", ""]).encode()


@pytest.mark.parametrize("fault", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_no_answer_is_ambiguous_and_a_repeat_shows_nothing_twice(
    case: Case, receiver: FakeReceiver, fault: Behaviour
):
    receiver.will(fault)
    first = send(case, receiver, deadline=SHORT)
    assert (first.verdict, sent(case, receiver)) == (Verdict.AMBIGUOUS, 1)
    again = send(case, receiver, attempts=1, maybe_sent=True)
    assert again.verdict is Verdict.DELIVERED
    if case.blind:
        assert "possible repeat" in receiver.requests[-1].body.decode()
    else:
        assert len(receiver.service.shown) == 1
        assert "possible repeat" not in receiver.requests[-1].body.decode()


def test_what_is_held_is_not_sent_again(case: Case, receiver: FakeReceiver):
    settings: dict[str, Setting] = {**case.settings(receiver.url), "on_ambiguous": "hold"}
    receiver.will(accept_then_cut)
    first = deliver(delivery(case.channel, settings), case.environment(receiver.url))
    assert first.verdict is Verdict.PERMANENT
    assert "it may have arrived, and on_ambiguous: hold says not to send it again" in first.says
    if case.blind:
        again = deliver(delivery(case.channel, settings, maybe_sent=True), case.environment(receiver.url))
        assert (again.verdict, sent(case, receiver)) == (Verdict.PERMANENT, 1)


@pytest.mark.parametrize("fault", BODIES.values(), ids=BODIES)
def test_a_body_that_is_none_matters_to_whoever_needs_it(case: Case, receiver: FakeReceiver, fault: Behaviour):
    receiver.will(fault)
    assert send(case, receiver, deadline=SHORT).verdict is (
        Verdict.AMBIGUOUS if case.reads_answers else Verdict.DELIVERED
    )


def test_a_redirect_is_not_followed(case: Case, receiver: FakeReceiver):
    with FakeReceiver() as elsewhere:
        receiver.will(redirect(elsewhere.url.replace("127.0.0.1", "localhost") + "/stolen"))
        attempt = send(case, receiver)
        assert (attempt.verdict, elsewhere.requests) == (Verdict.PERMANENT, [])


def test_where_nobody_listens_nothing_is_sent(case: Case):
    url = f"http://127.0.0.1:{closed_port()}"
    attempt = deliver(delivery(case.channel, case.settings(url)), case.environment(url))
    assert (attempt.verdict, "connection refused" in attempt.says) == (Verdict.NOT_SENT, True)


def test_a_private_address_is_refused_unless_it_is_allowed(case: Case, receiver: FakeReceiver):
    for scheme in ("http", "https"):
        url = receiver.url.replace("http", scheme)
        settings = {key: value for key, value in case.settings(url).items() if key != "allow_private"}
        attempt = deliver(delivery(case.channel, settings), case.environment(url))
        assert attempt.verdict is Verdict.PERMANENT
    assert "is at a private address; if that is meant, add allow_private: true" in attempt.says
    assert receiver.requests == []


def test_a_secret_that_is_not_there_is_named(case: Case, receiver: FakeReceiver):
    attempt = deliver(delivery(case.channel, case.settings(receiver.url)), {})
    assert attempt.verdict is Verdict.NOT_SENT
    assert "is not set, nor " in attempt.says
    assert receiver.requests == []


def test_without_time_nothing_is_sent(case: Case, receiver: FakeReceiver):
    row = delivery(case.channel, case.settings(receiver.url))
    assert deliver(row, case.environment(receiver.url), deadline=0).verdict is Verdict.NOT_SENT
    assert receiver.requests == []


def test_nothing_is_logged_that_opens_anything(
    case: Case, receiver: FakeReceiver, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    caplog.set_level("DEBUG")
    receiver.will(serve, reset)
    send(case, receiver)
    send(case, receiver, hostile())
    out, err = capfd.readouterr()
    said = caplog.text + out + err
    known = opens(case.settings(receiver.url), case.environment(receiver.url))
    assert not [secret for secret in known if secret in said]
    assert (out, err) == ("", "")


def test_hostile_text_is_in_no_header(case: Case, receiver: FakeReceiver):
    send(case, receiver, hostile())
    for request in receiver.requests:
        assert "Bcc" not in request.headers
        assert HOSTILE[:10] not in repr(request.headers)
