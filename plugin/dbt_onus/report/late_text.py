"""What is late, by how much, and whose it is: the answer of `onus tick`."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from dbt_onus.core.routing.clocks import Limit, Overdue
from dbt_onus.core.routing.gate import Late
from dbt_onus.core.says import duration
from dbt_onus.report.lookup_text import plain
from dbt_onus.report.muted_json import stamp

#: Below this width nothing lines up any more; text then runs over.
NARROWEST = 40
_VERBS = {Limit.ACKNOWLEDGE: "not acknowledged", Limit.REPAIR: "not repaired"}


def render_late(late: Sequence[Late], teams: Mapping[str, str], width: int) -> str:
    """A line per incident, the latest first; one line where nobody is late."""
    if not late:
        return "✔ nothing is overdue"
    lines = [f"{len(late):,} incident{'' if len(late) == 1 else 's'} overdue"]
    for one in late:
        team = teams.get(one.incident.team, one.incident.team)
        lines += wrapped(f"  {one.incident.id}: {team}, {missed_says(one)} ({one.incident.title})", width)
    return "\n".join(lines)


def missed_says(late: Late) -> str:
    """`not acknowledged within 4 hours, overdue by 20 minutes; not repaired …`."""
    return "; ".join(_missed(one) for one in late.missed)


def late_fields(late: Late) -> dict[str, Any]:
    """The same for programs."""
    return {
        "id": late.incident.id,
        "title": late.incident.title,
        "team": late.incident.team,
        "missed": [
            {
                "what": one.limit.value,
                "since": stamp(one.since),
                "within_seconds": one.within.total_seconds(),
                "overdue_seconds": one.by.total_seconds(),
            }
            for one in late.missed
        ],
    }


def render_late_json(late: Sequence[Late]) -> str:
    """`onus/late/1`."""
    return json.dumps({"schema": "onus/late/1", "late": [late_fields(one) for one in late]}, indent=2)


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text that keeps its indent."""
    indent = " " * (len(text) - len(text.lstrip()))
    return textwrap.wrap(
        plain(text), max(width, NARROWEST), initial_indent=indent, subsequent_indent=f"{indent}    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _missed(one: Overdue) -> str:
    within = duration(one.within.total_seconds())
    return f"{_VERBS[one.limit]} within {within}, overdue by {duration(one.by.total_seconds())}"
