"""An explained incident for the team that is said to have caused it: what to read, and what to run."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping

import yaml

from dbt_onus.core.explanation import Explanation, Recheck, words_of
from dbt_onus.core.lookups import Hop
from dbt_onus.core.phrases import may_ask
from dbt_onus.core.remedies import TestToAdd
from dbt_onus.report.lookup_text import plain

#: Below this width nothing lines up any more; text then runs over.
NARROWEST = 40
#: How many ways down are read at a glance; the others are counted.
_WAYS = 5


def render_explanation(explanation: Explanation, teams: Mapping[str, str], width: int) -> str:
    """The verdict, then what it rests on, then how to check it; `teams` is what people call each team."""
    blocks = (
        ("", _verdict(explanation, teams, width)),
        ("evidence", _evidence(explanation, width)),
        ("check it yourself", _checks(explanation.rechecks, width)),
        ("the way down", _ways(explanation, teams)),
        ("what would decide it", _decides(explanation, teams, width)),
        ("hit", _hit(explanation, teams, width)),
    )
    text: list[str] = []
    for heading, lines in blocks:
        block = list(lines)
        if block:
            text += ["", heading] if heading else []
            text += block
    return "\n".join(text)


def _verdict(explanation: Explanation, teams: Mapping[str, str], width: int) -> Iterator[str]:
    incident, origin = explanation.incident, explanation.origin
    yield from _wrapped(f"{incident.title}  [{incident.id}]", width, "", "")
    since = (
        f"{incident.state.value}; since {incident.opened_at:%Y-%m-%d %H:%M} UTC, seen in {_runs(incident.runs)}"
    )
    if incident.superseded:
        since += "; another incident explains its failures now"
    if incident.episode > 1:
        since += f"; this fault for the {_ordinal(incident.episode)} time"
    yield from _field("state", since, width)
    yield from _field("team", f"{_team(incident.team, teams)}: {incident.why_team}", width)
    if origin is None:
        yield from _field("born in", "the platform, not in anyone's data", width)
    elif incident.confidence.pages:
        born = f"{origin.label} ({origin.place.unique_id}); cause: {incident.cause.value}"
        yield from _field("born in", born, width)
    else:
        yield from _field("born in", f"not known; the trail ends at {origin.label}", width)
    yield from _field(incident.confidence.value, explanation.means, width)


def _evidence(explanation: Explanation, width: int) -> Iterator[str]:
    for number, piece in enumerate(explanation.incident.evidence, start=1):
        yield f"  {number}. {words_of(piece)}"
        yield from _wrapped(piece.says, width, "     ", "     ")
        if piece.sql is not None:
            # never wrapped: these lines are copied
            yield "     asked with:"
            yield from (f"       {plain(line)}" for line in piece.sql.splitlines())


def _checks(rechecks: tuple[Recheck, ...], width: int) -> Iterator[str]:
    for check in rechecks:
        if check.gone:
            yield from _wrapped(f"{check.what} is gone from the project", width, "  ", "    ")
            continue
        yield from _wrapped(check.what, width, "  ", "    ")
        for quote in check.quotes:
            yield from _wrapped(quote.text, width, "    ", "      ")
        # never wrapped: these lines are copied
        yield f"    {plain(check.command)}"
        if check.compiled is not None:
            yield f"    SQL: {plain(check.compiled)}"


def _ways(explanation: Explanation, teams: Mapping[str, str]) -> Iterator[str]:
    shown = explanation.ways[:_WAYS]
    failed = {way[-1].unique_id for way in explanation.ways}
    room = max((len(_hop(hop)) for way in shown for hop in way), default=0)
    for number, way in enumerate(shown):
        if number:
            yield ""
        for hop in way:
            note = _note(explanation, hop, failed)
            yield f"  {_hop(hop):<{room}}  {_team(hop.owner_team, teams)}{note}"
    if len(explanation.ways) > _WAYS:
        yield f"  and {len(explanation.ways) - _WAYS} more ways"


def _note(explanation: Explanation, hop: Hop, failed: set[str]) -> str:
    incident = explanation.incident
    born = incident.confidence.pages and hop.unique_id == incident.origin.unique_id
    notes = [text for text, is_so in (("born here", born), ("fails here", hop.unique_id in failed)) if is_so]
    return f"  ← {', '.join(notes)}" if notes else ""


def _hop(hop: Hop) -> str:
    kind = "" if hop.resource_type == "model" else f" ({hop.resource_type})"
    return f"{'→ ' if hop.depth else ''}{plain(hop.label)}{kind}"


def _decides(explanation: Explanation, teams: Mapping[str, str], width: int) -> Iterator[str]:
    for suspect in explanation.suspects:
        yield from _wrapped(f"suspect: {suspect.label} ({_team(suspect.team, teams)})", width, "  ", "    ")
    if explanation.incident.remedy:
        yield from _wrapped(explanation.incident.remedy, width, "  ", "    ")
    if may_ask(explanation.incident):
        yield f"  onus explain {explanation.incident.id} --probe asks the warehouse"
    for test in explanation.tests:
        yield ""
        yield from (f"    {line}" for line in test_yaml(test).splitlines())
    yield from _unmeasured(explanation.unmeasured, width)


def _unmeasured(sources: tuple[str, ...], width: int) -> Iterator[str]:
    """The line that lets the numbers of the suspects tell them apart the next time."""
    if not sources:
        return
    yield ""
    never = f"no run has measured {', '.join(sources)}"
    then = "with this line each run does, and its numbers can tell the next time"
    yield from _wrapped(f"{never}; {then}", width, "  ", "    ")
    # never wrapped: these lines are copied
    yield "    # dbt_project.yml"
    yield f"    vars: {{onus: {{observe: {json.dumps(sources)}}}}}"


def test_yaml(test: TestToAdd) -> str:
    """The test as it is written in its file, which is named in the first line."""
    written = yaml.safe_dump(test.entry, sort_keys=False, allow_unicode=str(test.entry).isprintable(), width=1000)
    return f"# {plain(test.file)}\n{written.rstrip()}"


def _hit(explanation: Explanation, teams: Mapping[str, str], width: int) -> Iterator[str]:
    for hit in explanation.teams:
        yield f"  {_team(hit.team, teams)}: {hit.nodes:,} node{'' if hit.nodes == 1 else 's'}"
    for exposure in explanation.exposures:
        text = f"{exposure.label} ({_team(exposure.team, teams)})" if exposure.team else exposure.label
        yield from _wrapped(text, width, "  ", "    ")


def _field(name: str, text: str, width: int) -> list[str]:
    return _wrapped(text, width, f"  {name:<9}  ", " " * 13)


def _wrapped(text: str, width: int, first: str, then: str) -> list[str]:
    return textwrap.wrap(
        plain(text), max(width, NARROWEST), initial_indent=first, subsequent_indent=then,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _team(key: str, teams: Mapping[str, str]) -> str:
    return plain(teams.get(key, key))


def _runs(number: int) -> str:
    return f"{number:,} run{'' if number == 1 else 's'}"


def _ordinal(number: int) -> str:
    tens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if tens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
