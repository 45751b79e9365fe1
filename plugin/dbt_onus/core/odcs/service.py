"""What a contract says of service: freshness, the team and its clock, and how to reach it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from dbt_onus.core.ownership import Clock, Team
from dbt_onus.core.receivers import Receiver, SecretRef

_STABLE_ID = re.compile(r"[A-Za-z0-9_-]+")
_SIMPLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PERIODS = {"minute": "minute", "hour": "hour", "day": "day"}
#: The units people write, and dbt's word for them.
_UNITS = {
    **dict.fromkeys(("m", "min", "minute", "minutes"), "minute"),
    **dict.fromkeys(("h", "hr", "hour", "hours"), "hour"),
    **dict.fromkeys(("d", "day", "days"), "day"),
}
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
_CLOCKS = {"timeToNotify": "acknowledge_within", "timeToRepair": "repair_within"}
_LATENCY = ("latency", "freshness")
#: The channels of Onus by the tools that contracts name.
_TOOLS = {
    "slack": "slack",
    "teams": "teams",
    "msteams": "teams",
    "microsoft teams": "teams",
    "pagerduty": "pagerduty",
    "email": "email",
    "mail": "email",
    "webhook": "webhook",
}
_SECRETS = {"pagerduty": "routing_key"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What onus.yml could say of the team behind a contract; secrets only as `env:NAME`."""

    team: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    receivers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def document(self) -> dict[str, Any]:
        """As a piece of onus.yml."""
        said = {"teams": {self.team: dict(self.fields)} if self.team else {}, "receivers": dict(self.receivers)}
        return {key: value for key, value in said.items() if value}


def freshness_properties(value: Any, table: str) -> list[dict[str, Any]] | None:
    """A freshness term as SLA properties, one per bound; `None` where it says what they cannot."""
    if not isinstance(value, Mapping) or not isinstance(value.get("column"), str):
        return None
    extra = {key: value[key] for key in ("timezone", "days", "holidays") if key in value}
    bounds = {key: value[key] for key in ("warn_after", "error_after") if key in value}
    if set(value) - {"column", *extra, *bounds} or not bounds:
        return None
    found = []
    for word, bound in bounds.items():
        if not isinstance(bound, Mapping) or bound.get("period") not in _PERIODS or not bound.get("count"):
            return None
        said = {"property": "latency", "value": bound["count"], "unit": bound["period"]}
        column = value["column"]
        said["element"] = f"{table}.{column}" if _SIMPLE.fullmatch(column) else table
        notes = dict(extra)
        if word == "warn_after":
            notes["severity"] = "warn"
        if not _SIMPLE.fullmatch(column):
            notes["column"] = column
        if notes:
            said["customProperties"] = _noted(notes)
        found.append(said)
    return found


def _noted(notes: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"property": f"onus.{key}", "value": value} for key, value in notes.items()]


def notes_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """What Onus wrote beside something on its way out."""
    return {
        str(one["property"]).removeprefix("onus."): one.get("value")
        for one in said.get("customProperties") or ()
        if isinstance(one, Mapping) and str(one.get("property", "")).startswith("onus.")
    }


def read_freshness(properties: Iterable[Mapping[str, Any]], table: str, *, alone: bool) -> dict[str, Any]:
    """The freshness term of one table; `alone`: the contract has no other, so an element need not name it."""
    term: dict[str, Any] = {}
    for said in properties:
        name, _, column = str(said.get("element") or "").rpartition(".")
        about = {name, column} if not name else {name, name.rpartition(".")[2]}
        if said.get("property") not in _LATENCY or not (table in about or (alone and not name)):
            continue
        notes, period = notes_of(said), _UNITS.get(str(said.get("unit") or "").lower())
        count = said.get("value")
        known = column if column != table else ""
        if not (period and isinstance(count, int | float) and (notes.get("column") or known)):
            continue
        word = "warn_after" if notes.get("severity") == "warn" else "error_after"
        term |= {"column": notes.get("column") or known}
        term[word] = _bound(count, period)
        term |= {key: notes[key] for key in ("timezone", "days", "holidays") if key in notes}
    return term


def _bound(count: float, period: str) -> dict[str, Any]:
    """In dbt's words, which take whole numbers only: half an hour are 30 minutes."""
    if count == int(count):
        return {"count": int(count), "period": period}
    return {"count": max(1, round(count * _SECONDS[period] / 60)), "period": "minute"}


def clock_properties(clock: Clock) -> Iterator[dict[str, Any]]:
    """How soon the team acknowledges and repairs."""
    for word, attribute in _CLOCKS.items():
        limit: timedelta | None = getattr(clock, attribute)
        if limit is not None:
            yield {"property": word, **_lasting(limit)}


def _lasting(limit: timedelta) -> dict[str, Any]:
    seconds = int(limit.total_seconds())
    period = next(word for word in ("day", "hour", "minute") if seconds % _SECONDS[word] == 0)
    return {"value": seconds // _SECONDS[period], "unit": period}


def read_clock(properties: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """`{acknowledge_within: 4h, …}` in the words of onus.yml."""
    found = {}
    for said in properties:
        word, period = _CLOCKS.get(str(said.get("property"))), _UNITS.get(str(said.get("unit") or "").lower())
        count = said.get("value")
        if word and period and isinstance(count, int | float) and not isinstance(count, bool) and count > 0:
            bound = _bound(count, period)
            found[word] = f"{bound['count']}{bound['period'][0]}"
    return found


def lost_properties(properties: Iterable[Mapping[str, Any]], read: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The SLA properties that nobody reads."""
    known = [id(one) for one in read]
    for place, said in enumerate(properties, start=1):
        if id(said) not in known:
            yield f"slaProperties[{place}] ({said.get('property')}): neither dbt nor onus.yml has a word for it"


def is_read(said: Mapping[str, Any]) -> bool:
    """Whether a clock can say it."""
    return bool(read_clock([said]))


def team_document(team: Team) -> dict[str, Any]:
    """The team with its members; its key stays readable."""
    said: dict[str, Any] = {"id": team.key} if _STABLE_ID.fullmatch(team.key) else {}
    said["name"] = team.name
    if team.members:
        said["members"] = [{"username": member} for member in team.members]
    if "id" not in said:
        said["customProperties"] = _noted({"team": team.key})
    return said


def support_document(receivers: Iterable[Receiver]) -> list[dict[str, Any]]:
    """How to reach the team. Secrets are named, never told; mail addresses are none."""
    found = []
    for receiver in receivers:
        said: dict[str, Any] = {"channel": receiver.name, "tool": receiver.channel}
        addresses = receiver.settings.get("to")
        if isinstance(addresses, tuple):
            said["url"] = f"mailto:{','.join(addresses)}"
        secrets = {
            key: f"env:{value.name}" for key, value in receiver.settings.items() if isinstance(value, SecretRef)
        }
        if secrets:
            said["customProperties"] = _noted(secrets)
        found.append(said)
    return found


def read_suggestion(document: Mapping[str, Any], lost: list[str]) -> Suggestion:
    """What onus.yml could say of the contract's team, its clock and its channels."""
    receivers = dict(_receivers(document.get("support") or (), lost))
    key, fields = _team(document.get("team"), lost)
    if receivers:
        fields["receivers"] = list(receivers)
    if clock := read_clock(document.get("slaProperties") or ()):
        fields["clock"] = clock
    if key is None and fields:
        key = "team"
    return Suggestion(team=key, fields=fields, receivers=receivers)


def _team(said: Any, lost: list[str]) -> tuple[str | None, dict[str, Any]]:
    """Key and fields; a team was a list of members before version 3.1."""
    members = said if isinstance(said, list) else (said or {}).get("members") or ()
    named = said if isinstance(said, Mapping) else {}
    present = [
        one for one in members if isinstance(one, Mapping) and one.get("username") and not one.get("dateOut")
    ]
    if extra := sorted({key for one in present for key in one if one[key] and key not in ("username", "id")}):
        lost.append(f"team.members: {', '.join(extra)} of a member cannot be said in onus.yml")
    key = str(notes_of(named).get("team") or named.get("id") or _slug(str(named.get("name") or ""))) or None
    fields: dict[str, Any] = {"name": str(named["name"])} if named.get("name") else {}
    if present:
        fields["members"] = [str(one["username"]) for one in present]
    return key, fields


def _receivers(support: Iterable[Any], lost: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, said in enumerate(support, start=1):
        if not isinstance(said, Mapping):
            continue
        url, name = str(said.get("url") or ""), _slug(str(said.get("channel") or f"channel-{place}"))
        tool = _TOOLS.get(str(said.get("tool") or ("email" if url.startswith("mailto:") else "")).lower())
        if tool is None:
            lost.append(
                f"support[{place}] ({said.get('channel')}): Onus sends nothing to {said.get('tool') or 'it'}"
            )
            continue
        yield name, {"channel": tool} | _settings(tool, name, url, notes_of(said))


def _settings(tool: str, name: str, url: str, notes: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a receiver. Whoever has the address of a chat writes there: it becomes a secret's name."""
    if tool == "email":
        to = [address for address in url.removeprefix("mailto:").split(",") if "@" in address]
        return {"to": to or ["someone@example.com"], "from": "onus@example.com", "host": "mail.example.com"}
    word = _SECRETS.get(tool, "url")
    known = {key: value for key, value in notes.items() if re.fullmatch(r"env:[A-Za-z_]\w*", str(value))}
    return known or {word: f"env:ONUS_{re.sub(r'[^A-Z0-9]+', '_', name.upper())}"}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", text.lower().lstrip("#@")).strip("-")
