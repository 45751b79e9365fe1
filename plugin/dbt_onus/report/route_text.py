"""Who is told what and why: before it is sent, and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click

from dbt_onus.core.phrases import counted
from dbt_onus.core.reports import Routing
from dbt_onus.core.routing.due import Due
from dbt_onus.core.routing.planning import Plan
from dbt_onus.report.lookup_text import plain


def render_preview(plans: Sequence[Plan], teams: Mapping[str, str]) -> str:
    """What would go where and why, a line each; what is muted, and what a person should know."""
    letters = [letter for one in plans for letter in one.letters]
    lines = [f"{counted(len(letters), 'message')} due"]
    for letter in letters:
        if letter.is_digest:
            lines.append(f"→ {plain(letter.receiver)}: one digest of {counted(len(letter.parts), 'incident')}")
        lines += [_due(part, teams, "    " if letter.is_digest else "→ ") for part in letter.parts]
    for one in plans:
        lines += [f"- {incident_id} {plain(how.says)}" for incident_id, how in one.muted.items()]
        if one.kept:
            lines.append(f"- {counted(len(one.kept), 'message')} waiting to be sent")
        lines += [click.style(f"! {plain(line)}", fg="yellow") for line in one.says]
    return "\n".join(lines)


def render_outcome(routing: Routing, teams: Mapping[str, str]) -> Iterator[str]:
    """Who was told, a line each; and what could not be said yet."""
    for one in routing.sent:
        team, receiver = plain(teams.get(one.team, one.team)), plain(one.receiver)
        yield f"→ {team} through {receiver}: {one.reason.value}  [{one.incident_id}]"
    if routing.waiting:
        yield f"→ {counted(routing.waiting, 'message')} waiting: the next run sends it, or `onus route`"
    if routing.dead:
        yield f"→ {counted(routing.dead, 'message')} refused for good; the fallback team is told instead"


def render_routed(routing: Routing, warnings: Sequence[str], teams: Mapping[str, str]) -> str:
    """What `onus route` did."""
    lines = list(render_outcome(routing, teams)) or ["✔ nothing is due"]
    return "\n".join([*lines, *(click.style(f"! {plain(line)}", fg="yellow") for line in warnings)])


def _due(one: Due, teams: Mapping[str, str], indent: str) -> str:
    note = one.notification
    team = plain(teams.get(note.team, note.team))
    return (
        f"{indent}{plain(note.receiver)} ({note.role.value} {team}): {note.reason.value}"
        f"; {plain(one.why)}  [{note.incident_id}]"
    )
