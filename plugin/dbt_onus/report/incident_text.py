"""Incidents between runs: what is open, and who did what to one of them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import Muted, Muting
from dbt_onus.core.incidents.timeline import Change, Event, What
from dbt_onus.core.says import duration
from dbt_onus.report.lookup_text import plain

#: Below this width nothing lines up any more; text then runs over.
NARROWEST = 40

#: How the timeline goes on to what an event names: `reassigned to Growth`.
_NAMING = {
    What.REASSIGNED: "to",
    What.OWNER_CHANGED: "to",
    What.ESCALATED: "to",
    What.GREW: "to",
    What.SHRANK: "to",
    What.SILENCED: "until",
    What.NOTIFIED: "",
}

Row = tuple[Incident, Sequence[str]]


def render_list(
    rows: Sequence[Row],
    teams: Mapping[str, str],
    now: datetime,
    width: int,
    muted: Mapping[str, Muted] = MappingProxyType({}),
) -> str:
    """A few lines per incident, oldest first; the second of a row are checks that are gone from the project.

    `muted` by id is how incidents are left alone.
    """
    if not rows:
        return "✔ nothing is open"
    lines: list[str] = []
    for incident, gone in rows:
        lines += _wrapped(incident.title, width, f"{incident.id}  ", " " * 10)
        state = f"{incident.state.value} {_ago(now, incident.opened_at)}"
        facts = [state, _team(incident.team, teams), incident.confidence.value, *_again(incident)]
        lines += _wrapped(", ".join(facts), width, " " * 10, " " * 10)
        notes = [*([muted[incident.id].says] if incident.id in muted else []), *_gone(gone)]
        lines += [line for text in notes for line in _wrapped(text, width, " " * 10, " " * 12)]
    open_ = sum(1 for incident, _ in rows if incident.is_open)
    return "\n".join(
        [*lines, "", f"{open_:,} incident{'' if open_ == 1 else 's'} open{counted_muted(muted.values())}"]
    )


def render_incident(
    incident: Incident,
    gone: Sequence[str],
    timeline: Sequence[Event],
    teams: Mapping[str, str],
    width: int,
    muted: Muted | None = None,
) -> str:
    """One incident and its timeline; `muted` is how it is left alone."""
    lines = _wrapped(f"{incident.title}  [{incident.id}]", width, "", "")
    fields = [
        ("state", ", ".join([incident.state.value, *_again(incident)])),
        ("team", f"{_team(incident.team, teams)}: {incident.why_team}"),
        ("verdict", f"{incident.confidence.value}, {incident.cause.value}, {_born(incident)}"),
        ("told", ", ".join(_team(team, teams) for team in (*incident.notify, *incident.inform))),
        *([("muted", muted.says)] if muted is not None else []),
        *(("note", text) for text in _gone(gone)),
    ]
    for name, text in fields:
        lines += _wrapped(text, width, f"  {name:<9}  ", " " * 13)
    if timeline:
        lines += ["", "timeline"]
        lines += [line for event in timeline for line in _event(event, teams, width)]
    return "\n".join([*lines, "", f"the evidence: onus explain {incident.id}"])


def render_change(change: Change, teams: Mapping[str, str], width: int) -> str:
    """One line to say that it is done."""
    incident, event = change.incident, change.event
    done = event.what.value
    if event.what is What.REASSIGNED:
        done = f"given to {_team(incident.team, teams)} until its end"
    elif event.what is What.SILENCED:
        done = f"silenced until {event.names}; its clocks run on, and its end will be told"
    elif event.what in (What.CONFIRMED, What.DISPUTED):
        done = f"the verdict is {event.what.value}; the incident stays {incident.state.value}"
    return "\n".join(_wrapped(f"{incident.id}: {done} ({incident.title})", width, "", "  "))


def counted_muted(muted: Iterable[Muted]) -> str:
    """`, of them 2 waived, 1 silenced`, or nothing."""
    hows = [one.how for one in muted]
    parts = [f"{hows.count(how):,} {how.value}" for how in reversed(Muting) if how in hows]
    return f", of them {', '.join(parts)}" if parts else ""


def _event(event: Event, teams: Mapping[str, str], width: int) -> list[str]:
    text = f"{event.at:%Y-%m-%d %H:%M} UTC  {happened(event, teams)}"
    return _wrapped(text, width, "  ", " " * 24)


def happened(event: Event, teams: Mapping[str, str]) -> str:
    """What happened, by whom and why; `teams` is what people call each."""
    what, names = event.what.value.replace("_", " "), event.names
    if names and event.what in _NAMING:
        called = ", ".join(_team(name.strip(), teams) for name in names.split(","))
        what = " ".join(filter(None, (what, _NAMING[event.what], called)))
    born = f"it was {names}" if names and event.what is What.DISPUTED else None
    reasons = "; ".join(filter(None, (event.because, born)))
    return f"{what} by {event.by}" + (f": {reasons}" if reasons else "")


def _gone(gone: Sequence[str]) -> Iterator[str]:
    for check in gone:
        yield f"its check {check} is gone from the project: resolve it by hand"


def _again(incident: Incident) -> list[str]:
    known = (
        ("superseded by another incident", incident.superseded),
        (f"episode {incident.episode}", incident.episode > 1),
    )
    return [text for text, is_so in known if is_so]


def _born(incident: Incident) -> str:
    if incident.origin.unique_id is None:
        return "born in the platform"
    return f"{'born in' if incident.confidence.pages else 'the trail ends at'} {incident.origin.unique_id}"


def _ago(now: datetime, then: datetime) -> str:
    seconds = max(0.0, (now - then).total_seconds())
    return "since just now" if seconds < 60 else f"for {duration(seconds)}"


def _team(key: str, teams: Mapping[str, str]) -> str:
    return plain(teams.get(key, key))


def _wrapped(text: str, width: int, first: str, then: str) -> list[str]:
    return textwrap.wrap(
        plain(text), max(width, NARROWEST), initial_indent=first, subsequent_indent=then,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
