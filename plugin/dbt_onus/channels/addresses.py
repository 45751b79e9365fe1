"""Which machine a name means, and whether messages may go there."""

from __future__ import annotations

import ipaddress
import socket
import threading

from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.sending import not_sent, refused

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
#: The addresses of IPv4 stand in these of IPv6 (RFC 6052, and 6to4 of RFC 3056).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_MOST = 4


def addresses_of(host: str, port: int, deadline: Deadline, *, allow_private: bool) -> tuple[IPAddress, ...]:
    """Where a host can be reached, looked up once. Raises `UndeliveredError` where one of them may not be used.

    A name that means a public and a private machine is refused as a whole: which of them is asked would be chance.
    """
    found = tuple(dict.fromkeys(_looked_up(host, port, deadline)))
    for address in found:
        if is_never_a_receiver(address):
            raise refused(f"{host} is at a link-local or unspecified address, where no receiver can be")
        if not allow_private and not is_public(address):
            raise refused(f"{host} is at a private address; if that is meant, add allow_private: true")
    return found[:_MOST]


def is_public(address: IPAddress) -> bool:
    """Whether the whole internet knows it: not private, loopback, link-local, shared (CGNAT) or reserved."""
    inner = _embedded(address)
    return is_public(inner) if inner is not None else address.is_global and not address.is_multicast


def is_never_a_receiver(address: IPAddress) -> bool:
    """Link-local (where clouds keep their credentials), multicast and 0.0.0.0: refused whatever is allowed."""
    inner = _embedded(address)
    if inner is not None:
        return is_never_a_receiver(inner)
    return address.is_link_local or address.is_multicast or address.is_unspecified


def _embedded(address: IPAddress) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _looked_up(host: str, port: int, deadline: Deadline) -> list[IPAddress]:
    """The operating system's answer; it knows no deadline, so it is asked by a thread that nobody waits for."""
    found: list[IPAddress] = []
    problem: list[str] = []

    def look() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers)
        except (OSError, ValueError, UnicodeError):
            problem.append(f"{host}: no such host")

    asking = threading.Thread(target=look, daemon=True)
    asking.start()
    asking.join(deadline.remaining)
    if asking.is_alive():
        raise not_sent(f"{host}: the name could not be looked up in time")
    if problem or not found:
        raise not_sent(f"{host}: no such host")
    return found
