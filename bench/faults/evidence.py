"""What was said beside what is true."""

from __future__ import annotations

from collections.abc import Iterator

from faults.judge import Outcome
from faults.scenario import Scenario


def lines(outcome: Outcome, scenario: Scenario) -> Iterator[str]:
    """What was said beside what is true, for people who want to know why a scenario was not right."""
    for fault in scenario.faults:
        column = f".{fault.column}" if fault.column else ""
        yield f"  truth: {fault.team}  {fault.origin}{column}  {fault.cause}"
    if not scenario.faults:
        yield "  truth: nothing is open"
    for one in outcome.report["incidents"]:
        origin = one["origin"]
        column = f".{origin['column']}" if origin["column"] else ""
        yield f"  said:  {one['team']}  {origin['unique_id']}{column}  {one['cause']}  {one['confidence']}"
        yield from (f"           {piece['kind']}: {piece['says']}" for piece in one["evidence"])
        suspects = ", ".join(f"{s['unique_id']} ({s['team']})" for s in one["suspects"][:6])
        yield f"           suspects: {suspects}" if suspects else "           no suspects"
        yield f"           failures: {', '.join(one['failures'][:6])}"
    for one in outcome.report["resolved"]:
        yield f"  resolved: {one['title']}"
