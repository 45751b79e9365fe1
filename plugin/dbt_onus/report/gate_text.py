"""What stands between a team and its next release, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dbt_onus.core.routing.clocks import Limit
from dbt_onus.core.routing.gate import Gate, Late
from dbt_onus.report.late_text import missed_says, wrapped
from dbt_onus.report.lookup_text import plain


def render_gate(gate: Gate, says: Sequence[str], teams: Mapping[str, str], width: int) -> str:
    """One line per incident that the team is late with, the latest first; then what is not counted, and why."""
    name = plain(teams.get(gate.team, gate.team))
    lines = [_verdict(gate, name)]
    for late in gate.late:
        lines += [_late(late), f"    {_remedy(late)}"]
    lines += [f"  not counted by the policy: {_late(late).strip()}" for late in gate.spared]
    lines += [f"  {incident.id}: {muted.says} ({incident.title})" for incident, muted in gate.waived]
    lines += list(_notes(gate, name))
    lines += [f"! {line}" for line in says]
    return "\n".join(each for line in lines for each in wrapped(line, width))


def _verdict(gate: Gate, name: str) -> str:
    if not gate.late:
        return f"✔ {name} is late with nothing"
    count = f"{len(gate.late):,} incident{'' if len(gate.late) == 1 else 's'}"
    if not gate.is_shut:
        return f"! {name} is late with {count}: this will close the gate from {gate.starts} on"
    return f"✖ {name} is late with {count}"


def _late(late: Late) -> str:
    return f"  {late.incident.id}: {missed_says(late)} ({late.incident.title})"


def _remedy(late: Late) -> str:
    id_ = late.incident.id
    if any(one.limit is Limit.ACKNOWLEDGE for one in late.missed):
        return f"next: onus incidents acknowledge {id_}, then repair it: onus explain {id_}"
    return f"next: repair it (onus explain {id_}), or agree on a waiver with an end"


def _notes(gate: Gate, name: str) -> Iterator[str]:
    if not gate.has_limits:
        yield f"  {name} has no clock in onus.yml, so that nothing of it can be overdue"
