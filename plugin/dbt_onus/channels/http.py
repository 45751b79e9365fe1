"""The one door to the web: https only, to hosts that were named, at public addresses, with no redirects.

No proxy of the environment and no .netrc is read, and nothing here is logged. The library that speaks HTTP is
imported when the first request is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from dbt_onus.channels.addresses import IPAddress, addresses_of, is_public
from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.sending import not_sent, refused

#: Of an answer, no more than this is read.
MOST_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request, where the address, the headers and the body may hold secrets: none of them is ever shown.

    `hosts` are the names that it may go to, `*.example.com` for everything below; empty is whatever the address
    says. `allow_private` lets it go to a private address, whatever the host is called there, also without TLS.
    `reads` says that the answer's body matters; `same_host` follows one redirect to the same host.
    """

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    reads: bool = False
    most: int = MOST_BYTES
    same_host: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; header names are in lower case. `complete` is false where the body was cut or broke off."""

    host: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a request goes after every check: connections are made to `addresses` and nowhere else."""

    scheme: str
    host: str
    port: int
    target: str = field(repr=False)
    addresses: tuple[IPAddress, ...]

    @property
    def host_header(self) -> str:
        """`Host:`, with the port where it is not the usual one."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (443 if self.scheme == "https" else 80) else f"{name}:{self.port}"


def ask(request: Request, deadline: Deadline) -> Answer:
    """Send it once and read the answer. Raises `UndeliveredError`: refused, not sent, or ambiguous."""
    from dbt_onus.channels.wire import exchange

    if not all(value.isascii() and value.isprintable() for value in request.headers.values()):
        raise refused(
            "a header would hold characters that none may hold; is the secret copied whole, on one line?"
        )
    place = _place(request, request.url, deadline)
    answer = exchange(request, place, deadline)
    if answer.status in _REDIRECTS and request.same_host:
        elsewhere = urljoin(request.url, answer.headers.get("location", ""))
        again = _place(request, elsewhere, deadline)
        if (again.scheme, again.host, again.port) == (place.scheme, place.host, place.port):
            return exchange(request, again, deadline)
    return answer


def _place(request: Request, url: str, deadline: Deadline) -> Place:
    if not deadline.remaining:
        raise not_sent("no time was left to send it")
    parts = _parts(url)
    host = (parts.hostname or "").rstrip(".")
    port = _port(parts)
    if parts.scheme != "https" and not request.allow_private:
        raise refused(f"{host}: the address must begin with https://")
    addresses = addresses_of(host, port, deadline, allow_private=request.allow_private)
    if any(is_public(address) for address in addresses):
        if parts.scheme != "https":
            raise refused(f"{host}: the address must begin with https://, outside a private network")
        if request.hosts and not any(_matches(host, pattern) for pattern in request.hosts):
            raise refused(f"{host} is not an address of this channel (known: {', '.join(request.hosts)})")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme=parts.scheme, host=host, port=port, target=target, addresses=addresses)


def _parts(url: str) -> SplitResult:
    if not url.isascii() or not url.isprintable() or "\\" in url or " " in url:
        raise refused("the address holds characters that no address may hold")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise refused("the address is not a web address; it must begin with https://")
    if parts.username is not None or parts.password is not None:
        raise refused("the address holds a user name or password, which is never sent this way; take it out")
    return parts


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise refused("the address holds no valid port") from None


def _matches(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return host == pattern
