"""The door to the web: where it lets nothing through, and how an exchange ends."""

import ipaddress
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dbt_onus.channels.addresses import is_never_a_receiver, is_public
from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.http import MOST_BYTES, Request, ask
from dbt_onus.channels.sending import UndeliveredError
from dbt_onus.core.deliveries import Attempt, Verdict
from tests.certificates import certificate
from tests.receivers import FakeReceiver, drip_body, huge, redirect

Names = Callable[..., list[str]]
NOT_PUBLIC = (
    "10.0.0.1", "172.16.5.4", "192.168.1.1", "127.0.0.1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1",
    "198.18.0.1", "192.0.2.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fc00::1", "fe80::1", "ff02::1",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:db8::1",
)  # fmt: skip
NOBODY = (
    "169.254.169.254",
    "fe80::1",
    "224.0.0.1",
    "0.0.0.0",
    "::",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """`names(**{"hooks.test": ["10.0.0.1"]})`: what these names mean; gives back every name that was looked up."""
    asked: list[str] = []

    def know(**known: list[str]) -> list[str]:
        real = socket.getaddrinfo

        def look_up(host: str, port: int, *rest: Any, **named: Any) -> list[Any]:
            if host not in known:
                return real(host, port, *rest, **named)
            asked.append(host)
            found = [ipaddress.ip_address(each) for each in known[host]]
            family = {4: socket.AF_INET, 6: socket.AF_INET6}
            return [(family[each.version], socket.SOCK_STREAM, 6, "", (str(each), port)) for each in found]

        monkeypatch.setattr("dbt_onus.channels.addresses.socket.getaddrinfo", look_up)
        return asked

    return know


def refusal(url: str, seconds: float = 1, **fields: Any) -> Attempt:
    with pytest.raises(UndeliveredError) as caught:
        ask(Request(method="POST", url=url, body=b"{}", **fields), Deadline(seconds))
    assert caught.value.__cause__ is None
    return caught.value.attempt


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public(address: str):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_what_is_public(address: str):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", NOBODY)
def test_where_no_receiver_is_whatever_is_allowed(address: str, names: Names):
    assert is_never_a_receiver(ipaddress.ip_address(address))
    names(**{"hooks.test": [address]})
    attempt = refusal("https://hooks.test/x", allow_private=True)
    assert (attempt.verdict, "where no receiver can be" in attempt.says) == (Verdict.PERMANENT, True)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_that_means_a_private_machine_is_refused_even_beside_a_public_one(address: str, names: Names):
    names(**{"hooks.test": ["8.8.8.8", address]})
    assert refusal("https://hooks.test/x").verdict is Verdict.PERMANENT


@pytest.mark.parametrize(
    "url",
    ["http://hooks.test/x", "ftp://hooks.test/x", "file:///etc/passwd", "//hooks.test", "hooks.test", "https://",
     "https://hooks.test:port/", "https://hooks.test:99999/", "https://a:b@hooks.test/", "https://hooks.test/a b",
     "https://hooks.test/\r\nX-Evil: 1", "https://hooks.test\\@evil.test/", "https://[::1",
     "https://höoks.test/", ""],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(url: str, names: Names):
    names(**{"hooks.test": ["8.8.8.8"], "": []})
    attempt = refusal(url)
    assert (attempt.verdict, "evil" in attempt.says.lower()) == (Verdict.PERMANENT, False)


def test_without_tls_only_within_a_private_network(names: Names):
    names(**{"hooks.test": ["8.8.8.8"]})
    attempt = refusal("http://hooks.test/x", allow_private=True)
    assert attempt.says == "hooks.test: the address must begin with https://, outside a private network"


@pytest.mark.parametrize(
    ("host", "known"),
    [("evil.test", ("hooks.test",)), ("hooks.test.evil.test", ("hooks.test", "*.hooks.test")),
     ("evilhooks.test", ("*.hooks.test",)), ("hooks.test", ("*.hooks.test",))],
)  # fmt: skip
def test_a_host_that_is_not_on_the_list_is_refused(host: str, known: tuple[str, ...], names: Names):
    names(**{host: ["8.8.8.8"]})
    attempt = refusal(f"https://{host}/x", hosts=known, allow_private=True)
    assert attempt.says.startswith(f"{host} is not an address of this channel")


def test_a_host_is_looked_up_once_and_shown_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: Names
):
    file, context = certificate(tmp_path, "hooks.test")
    shown: list[str] = []
    context.sni_callback = lambda _socket, name, _context: shown.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    asked = names(**{"hooks.test": ["127.0.0.1"]})
    with FakeReceiver(tls=context) as receiver:
        url = f"https://hooks.test:{receiver.port}/x"
        answer = ask(Request(method="POST", url=url, body=b"{}", allow_private=True), Deadline(5))
        assert (answer.status, asked, shown) == (200, ["hooks.test"], ["hooks.test"])
        assert receiver.requests[0].headers["Host"] == f"hooks.test:{receiver.port}"


def test_a_certificate_of_somebody_else_ends_it_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: Names
):
    file, context = certificate(tmp_path, "other.test")
    names(**{"hooks.test": ["127.0.0.1"]})
    with FakeReceiver(tls=context) as receiver:
        url = f"https://hooks.test:{receiver.port}/x"
        strange = refusal(url, seconds=5, allow_private=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        wrong = refusal(url, seconds=5, allow_private=True)
        assert {strange.verdict, wrong.verdict} == {Verdict.NOT_SENT}
        assert "its certificate is not trusted" in wrong.says
        assert receiver.requests == []


def test_a_server_that_never_ends_its_greeting_ends_at_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        began = time.monotonic()
        url = f"https://127.0.0.1:{listening.getsockname()[1]}/x"
        attempt = refusal(url, seconds=0.4, allow_private=True)
        assert (attempt.verdict, time.monotonic() - began < 1) == (Verdict.NOT_SENT, True)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_to_the_same_host_once_and_only_where_said(status: int):
    moved = FakeReceiver(aimed_at=lambda received: received.path == "/old")
    with moved as receiver, FakeReceiver() as other:
        plain = Request(method="PATCH", url=f"{receiver.url}/old", body=b"{}", allow_private=True)
        follows = Request(method="PATCH", url=plain.url, body=b"{}", allow_private=True, same_host=True)
        receiver.will(redirect("/new", status), redirect("/new", status), redirect(f"{other.url}/new", status))
        assert ask(plain, Deadline(1)).status == status
        assert ask(follows, Deadline(1)).status == 200
        assert (receiver.requests[-1].method, receiver.requests[-1].path) == ("PATCH", "/new")
        assert ask(follows, Deadline(1)).status == status
        assert other.requests == []


def test_no_proxy_and_no_netrc_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with FakeReceiver() as receiver, FakeReceiver() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        ask(Request(method="POST", url=receiver.url, body=b"{}", allow_private=True), Deadline(1))
        assert (len(receiver.requests), proxy.requests) == (1, [])
        assert "Authorization" not in receiver.requests[0].headers


def test_a_body_is_read_up_to_its_cap_and_no_longer_than_the_deadline():
    with FakeReceiver() as receiver:
        receiver.will(huge, drip_body)
        request = Request(method="POST", url=receiver.url, body=b"{}", allow_private=True, reads=True)
        answer = ask(request, Deadline(5))
        assert (answer.status, answer.complete, len(answer.body)) == (200, False, MOST_BYTES)
        began = time.monotonic()
        answer = ask(request, Deadline(0.4))
        assert (answer.status, answer.complete) == (200, False)
        assert time.monotonic() - began < 1


def test_nothing_of_a_request_is_shown():
    request = Request(method="POST", url="https://x.test/s3cret", headers={"A": "s3cret"}, body=b"s3cret")
    assert "s3cret" not in repr(request)


def test_what_speaks_http_is_loaded_when_something_is_sent():
    code = (
        "import sys; from dbt_onus.channels import CHANNELS, channel_named\n"
        "assert [channel_named(name).traits for name in CHANNELS]\n"
        "print(sorted({'urllib3', 'smtplib', 'apprise', 'requests', 'ssl'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_tls_is_checked_by_default():
    context = ssl.create_default_context()
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
