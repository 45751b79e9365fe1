"""`receivers` in onus.yml: addresses, with their secrets by reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from dbt_onus.config.values import Value, nearest, shown
from dbt_onus.core.receivers import Receiver, Setting

_Reader = Callable[[Value], Setting]


@dataclass(frozen=True, slots=True)
class _Channel:
    """What a channel needs to be told, and what it may be told."""

    required: Mapping[str, _Reader]
    optional: Mapping[str, _Reader] = field(default_factory=dict)


def _addresses(value: Value) -> Setting:
    return tuple(address.text("an e-mail address") for address in value.texts())


_MAIL_OPTIONS: Mapping[str, _Reader] = {
    "port": lambda value: value.number(65535),
    "user": lambda value: value.text("a user name"),
    "password": Value.secret,
}
_CHANNELS: Mapping[str, _Channel] = {
    "slack": _Channel({"url": Value.secret}),
    "teams": _Channel({"url": Value.secret}),
    "pagerduty": _Channel({"routing_key": Value.secret}),
    "webhook": _Channel({"url": Value.secret}, {"secret": Value.secret, "allow_private": Value.flag}),
    "email": _Channel(
        {"to": _addresses, "from": lambda value: value.text("an e-mail address"), "host": Value.text},
        _MAIL_OPTIONS,
    ),
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
    channel = _CHANNELS.get(word)
    if channel is None:
        known = ", ".join(sorted(_CHANNELS))
        problem = f"{shown(word, quoted=True)} is no channel (there are {known}){nearest(word, _CHANNELS)}"
        raise entries["channel"].error(problem)
    readers = {**channel.required, **channel.optional}
    fields = value.fields(("channel", *readers), channel.required)
    settings = {key: readers[key](field) for key, field in fields.items() if key != "channel"}
    return Receiver(name=name, channel=word, settings=MappingProxyType(settings))
