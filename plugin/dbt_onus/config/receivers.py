"""`receivers` in onus.yml: addresses, with their secrets by reference."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from msgspec import Struct, field

from dbt_onus.config.values import Value, nearest, shown
from dbt_onus.core.receivers import Receiver, Setting

_Reader = Callable[[Value], Setting]
_Readers = Mapping[str, _Reader]


class _Channel(Struct, frozen=True):
    """What a channel needs to be told, and what it may be told. `instead` is another way to say what it needs."""

    required: _Readers
    optional: _Readers = field(default_factory=dict)
    instead: _Readers = field(default_factory=dict)

    @property
    def readers(self) -> _Readers:
        return {**self.required, **self.instead, **self.optional, **_EVERYWHERE}

    def missing_from(self, keys: Collection[str]) -> str | None:
        """What is wrong with a receiver that says these keys, if anything is."""
        said = [[key for key in way if key in keys] for way in (self.required, self.instead)]
        if all(said):
            return f"{said[0][0]} does not go together with {said[1][0]}; keep one of them"
        needed = self.instead if said[1] else self.required
        missing = next((key for key in needed if key not in keys), None)
        if missing and self.instead and not any(said):
            return f"{missing} is missing, or {' and '.join(self.instead)} in its place"
        return f"{missing} is missing" if missing else None


def _word(what: str) -> _Reader:
    return lambda value: value.text(what)


def _choice(*words: str) -> _Reader:
    return lambda value: value.choice(words)


def _address(value: Value) -> str:
    """`ana@shop.example` or `Ana <ana@shop.example>`; a line break in it would begin another header."""
    text = value.text("an e-mail address")
    # imported here: it brings sockets along, and most receivers have no mailbox
    from email.utils import parseaddr

    if not text.isprintable() or not _MAILBOX.fullmatch(parseaddr(text)[1]):
        raise value.error("this must be an e-mail address like ana@shop.example, on one line")
    return text


def _addresses(value: Value) -> Setting:
    return tuple(_address(address) for address in value.texts())


def _host(value: Value) -> Setting:
    text = value.text("a mail server")
    if not _HOST.fullmatch(text):
        raise value.error("this must be the name of a host, like mail.shop.example; its port is a key of its own")
    return text


def _channel_id(value: Value) -> Setting:
    text = value.text("a channel's id")
    if not _CHANNEL_ID.fullmatch(text):
        raise value.error(
            "this must be a channel's id like C0123456789, not its name; Slack shows it in the details"
        )
    return text


def _words(what: str) -> _Reader:
    return lambda value: tuple(word.text(what) for word in value.texts())


def _port(value: Value) -> Setting:
    return value.number(65535)


def _base_url(value: Value) -> Setting:
    """An address without secrets. That it is https outside a private network is seen to when it is used."""
    text = value.text("a web address like https://example.com")
    try:
        parts = urlsplit(text)
        plain = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        plain = False
    if not plain or not text.isprintable() or " " in text:
        raise value.error("this must be a web address like https://example.com, without a query")
    if "@" in parts.netloc:
        raise value.error("a user name or password must not stand in an address; use the channel's own settings")
    return text.rstrip("/")


def _repository(value: Value) -> Setting:
    text = value.text("OWNER/NAME")
    owner, slash, name = text.partition("/")
    if not (slash and owner and name) or not set(text) <= _PATH or ".." in text or "/" in name:
        raise value.error(f"{shown(text, quoted=True)} must be OWNER/NAME")
    return text


_MAILBOX = re.compile(r"[!#-'*+./0-9=?A-Z^_`a-z{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}")
_CHANNEL_ID = re.compile(r"[A-Z][A-Z0-9]{2,20}")
_PATH = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./")
_EVERYWHERE: _Readers = {"on_ambiguous": _choice("resend", "hold")}
_WEB: _Readers = {"allow_private": Value.flag}
_WEB_WITH_BASE: _Readers = {"base_url": _base_url, **_WEB}
CHANNELS: Mapping[str, _Channel] = {
    "slack": _Channel({"url": Value.secret}, _WEB_WITH_BASE, {"token": Value.secret, "channel_id": _channel_id}),
    "teams": _Channel({"url": Value.secret}, _WEB),
    "pagerduty": _Channel({"routing_key": Value.secret}, _WEB_WITH_BASE),
    "opsgenie": _Channel({"api_key": Value.secret}, {"responders": _words("a team's name"), **_WEB_WITH_BASE}),
    "email": _Channel(
        {"to": _addresses, "from": _address, "host": _host},
        {
            "port": _port,
            "user": _word("a user name"),
            "password": Value.secret,
            "tls": _choice("starttls", "ssl", "none"),
        },
    ),
    "github": _Channel(
        {"token": Value.secret, "repository": _repository}, {"labels": _words("a label"), **_WEB_WITH_BASE}
    ),
    "gitlab": _Channel(
        {"token": Value.secret, "project": _word("a project's path or number")},
        {"labels": _words("a label"), **_WEB_WITH_BASE},
    ),
    "jira": _Channel(
        {"token": Value.secret, "base_url": _base_url, "project": _word("a project's key")},
        {"user": _word("a user name"), "issue_type": _word("a type of issue"), **_WEB},
    ),
    "webhook": _Channel({"url": Value.secret}, {"secret": Value.secret, **_WEB}),
    "console": _Channel({}, {"path": _word("a path")}),
    "apprise": _Channel({"url": Value.secret}, _WEB),
}


def read_receivers(value: Value | None) -> Mapping[str, Receiver]:
    """Every receiver by its name."""
    entries = value.entries() if value else {}
    return MappingProxyType({name: _receiver(name, entry) for name, entry in entries.items()})


def _receiver(name: str, value: Value) -> Receiver:
    entries = value.entries()
    if "channel" not in entries:
        raise value.error("channel is missing")
    word = entries["channel"].text("a channel")
    channel = CHANNELS.get(word)
    if channel is None:
        known = ", ".join(sorted(CHANNELS))
        problem = f"{shown(word, quoted=True)} is no channel (there are {known}){nearest(word, CHANNELS)}"
        raise entries["channel"].error(problem)
    fields = value.fields(("channel", *channel.readers))
    missing = channel.missing_from(fields)
    if missing:
        raise value.error(missing)
    settings = {key: channel.readers[key](field) for key, field in fields.items() if key != "channel"}
    return Receiver(name=name, channel=word, settings=MappingProxyType(settings))
