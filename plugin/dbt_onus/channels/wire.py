"""The exchange itself: one request, one answer, on one connection. The only module that imports urllib3.

Connections are used without a pool: a pool would log paths, which are secrets here, retry and follow redirects.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from http.client import HTTPException

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from dbt_onus import __version__
from dbt_onus.channels.addresses import IPAddress
from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.http import Answer, Place, Request
from dbt_onus.channels.sending import UndeliveredError, not_sent
from dbt_onus.core.deliveries import Attempt, Verdict

_CHUNK = 8 * 1024
_BROKEN = (OSError, HTTPError, HTTPException, ValueError)
_Watch = Callable[[socket.socket], None]


class _Pinned:
    """A connection that is made to an address that was checked, whatever its host is called."""

    address: IPAddress
    watch: _Watch
    seconds: float

    def _new_conn(self) -> socket.socket:
        place = (str(self.address), self.port)  # type: ignore[attr-defined]  # the port is the connection's own
        connected = socket.create_connection(place, timeout=self.seconds)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.watch(connected)
        return connected


class _Plain(_Pinned, HTTPConnection):
    """Within a private network."""


class _Secure(_Pinned, HTTPSConnection):
    """With the host's name for SNI and for its certificate."""


def exchange(request: Request, place: Place, deadline: Deadline) -> Answer:
    """Connect, send, read. Raises `UndeliveredError`: not sent, or ambiguous from the first byte on."""
    with deadline.cutting() as watch:
        connection = _connected(place, deadline, watch)
        try:
            return _asked(connection, request, place, deadline)
        except _BROKEN as error:
            says = f"{place.host}: {_problem(error, deadline)} after the request was sent"
            raise UndeliveredError(Attempt(verdict=Verdict.AMBIGUOUS, says=says)) from None
        finally:
            connection.close()


def _connected(place: Place, deadline: Deadline, watch: _Watch) -> HTTPConnection:
    """The first of the addresses that answers. Up to here not one byte of the request is written."""
    problem = "no address"
    for number, address in enumerate(place.addresses):
        connection = _connection(place)
        connection.address, connection.watch = address, watch
        # one that is silent leaves the others their share of the time
        connection.seconds = max(deadline.remaining / (len(place.addresses) - number), 0.001)
        try:
            connection.connect()
            connection.sock.settimeout(max(deadline.remaining, 0.001))
        except _BROKEN as error:
            connection.close()
            problem = _problem(error, deadline)
        else:
            return connection
        if not deadline.remaining:
            break
    raise not_sent(f"{place.host}: {problem} before anything was sent")


def _connection(place: Place) -> _Plain | _Secure:
    if place.scheme == "https":
        return _Secure(place.host, place.port, ssl_context=ssl.create_default_context())
    return _Plain(place.host, place.port)


def _asked(connection: HTTPConnection, request: Request, place: Place, deadline: Deadline) -> Answer:
    headers = {
        "Host": place.host_header,
        "User-Agent": f"dbt-onus/{__version__}",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **request.headers,
    }
    connection.request(
        request.method,
        place.target,
        body=request.body,
        headers=headers,
        preload_content=False,
        decode_content=False,
    )
    response = connection.getresponse()
    if not deadline.remaining:
        raise TimeoutError  # cut in the middle of the head, which then looks like a short one
    # what a refusal says helps people; the body of a success only matters to who asked for it
    body, complete = _body(response, request.most) if request.reads or response.status >= 300 else (b"", True)
    received = {name.lower(): value for name, value in response.headers.items()}
    return Answer(host=place.host, status=response.status, headers=received, body=body, complete=complete)


def _body(response: BaseHTTPResponse, most: int) -> tuple[bytes, bool]:
    """What came of the body within `most` bytes; the status stands even where the rest never comes."""
    read = bytearray()
    try:
        while len(read) < most:
            chunk = response.read(min(_CHUNK, most - len(read)))
            if not chunk:
                return bytes(read), True
            read += chunk
    except _BROKEN:
        pass
    return bytes(read), False


def _problem(error: Exception, deadline: Deadline) -> str:
    """In plain words, and never the library's text: it holds addresses."""
    cause: BaseException = error
    if not deadline.remaining or "Timeout" in type(error).__name__ or isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, HTTPError) and error.args and isinstance(error.args[-1], Exception):
        cause = error.args[-1]
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "its certificate is not trusted"
    if isinstance(cause, ssl.SSLError):
        return "no TLS connection"
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused"
    if isinstance(cause, HTTPException):
        return "an answer that is not HTTP"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    return "the connection broke off"
