"""Secrets are fetched when something is sent and shown nowhere."""

import base64
import json
import traceback
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.channels import EnvironmentSecrets, channel_named
from dbt_onus.channels.promises import Kept
from dbt_onus.channels.sending import Repeats, Sending
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.receivers import Receiver, SecretRef, Traits
from tests.telling import delivery, secrets

SLACK = "https://hooks.slack.com/services/T0TEAM123/B0BOT4567/s3cr3tP4thT0ken"
A = SecretRef("A")


def fetched(value: str) -> EnvironmentSecrets:
    known = secrets(A=value)
    assert known.value(A) == value.strip()
    return known


def test_a_secret_is_a_variable_or_the_file_that_a_variable_names(tmp_path: Path):
    file = tmp_path / "token"
    file.write_text("from-a-file\n")
    assert secrets(A="from-here").value(A) == "from-here"
    assert secrets(A_FILE=str(file)).value(A) == "from-a-file"
    assert secrets(A="from-here", A_FILE=str(file)).value(A) == "from-here"
    assert secrets(DBT_ENV_SECRET_A="from-dbt").value(SecretRef("DBT_ENV_SECRET_A")) == "from-dbt"


@pytest.mark.parametrize(
    "environment", [{}, {"A": ""}, {"A": "  \n"}, {"A": "abc"}, {"A_FILE": "/nowhere/at/all"}]
)
def test_a_secret_that_is_none_is_missing(environment: dict[str, str]):
    assert EnvironmentSecrets(environment).value(A) is None


def test_nothing_is_masked_before_it_was_fetched():
    assert secrets(A="hunter2hunter2").masked("hunter2hunter2") == "hunter2hunter2"


@pytest.mark.parametrize(
    "seen",
    [SLACK, SLACK.upper(), "/services/T0TEAM123/B0BOT4567/s3cr3tP4thT0ken", "s3cr3tP4thT0ken", "B0BOT4567",
     quote(SLACK, safe=""), json.dumps({"u": SLACK}), escape(SLACK)],
)  # fmt: skip
def test_an_address_is_masked_with_its_pieces(seen: str):
    masked = fetched(SLACK).masked(f"could not reach {seen} today")
    assert "***" in masked
    assert "T0ken" not in masked
    assert "b0bot" not in masked.lower()


def test_the_words_of_an_address_stay_readable():
    masked = fetched(SLACK).masked("hooks.slack.com has no services today")
    assert masked == "hooks.slack.com has no services today"


@given(st.text(min_size=4, max_size=40).map(str.strip).filter(lambda text: len(text) >= 4), st.binary(max_size=5))
def test_a_secret_is_masked_in_every_shape(secret: str, before: bytes):
    try:
        raw = secret.encode()
    except UnicodeEncodeError:
        return
    known = fetched(secret)
    for seen in (secret, quote(secret), quote_plus(secret), escape(secret), json.dumps(secret)):
        assert secret not in known.masked(f"<{seen}>").replace("***", "")
    encoded = base64.b64encode(before + raw).decode()
    if len(raw) >= 12:
        assert len(known.masked(encoded).replace("***", "")) <= len(encoded) - len(raw)


def test_a_basic_login_is_masked():
    known = fetched("ATATT3xSesameOpen=")
    header = "Basic " + base64.b64encode(b"bot@shop.example:ATATT3xSesameOpen=").decode()
    assert "***" in known.masked(header)


def test_a_repr_shows_no_secret():
    assert "s3cr3t" not in repr(fetched(SLACK))


class Leaky:
    """A sender with a mistake in it, that has a secret at hand when it happens."""

    name = "leaky"
    traits = Traits()

    def repeats(self, _: Receiver) -> Repeats:
        return Repeats.BLIND

    def send(self, sending: Sending) -> Attempt:
        url = sending.settings.secret("url")
        raise ValueError(f"could not open {url}")


def test_a_mistake_of_ours_neither_raises_nor_tells(capsys: pytest.CaptureFixture[str]):
    attempt = Kept(Leaky()).deliver(delivery("leaky", {"url": A}), secrets(A=SLACK), 1)
    assert attempt.verdict is Verdict.PERMANENT
    assert attempt.says == "leaky: ValueError in Onus itself; please report it"
    assert capsys.readouterr() == ("", "")
    assert "s3cr3t" not in traceback.format_exc()


def test_the_missing_variable_is_named_and_nothing_else():
    attempt = channel_named("slack").deliver(delivery("slack", {"url": SecretRef("ONUS_SLACK")}), secrets(), 1)
    assert attempt == Attempt(
        verdict=Verdict.NOT_SENT,
        says="ONUS_SLACK is not set, nor ONUS_SLACK_FILE; set one of them where onus runs",
    )
