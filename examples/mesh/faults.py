"""Ways to break the company, and the truth about each: whose it is, where it was born, what kind it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from mesh.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One break and the truth about it.

    `team` answers for it; `origin` is the `unique_id` where it was born (`None`: nowhere in the graph) and
    `column` the column, where it is about one; `cause` is a word of `onus report`. `stale` faults show in
    `dbt source freshness` only. `story` is what the people involved would tell, in one sentence.
    """

    name: str
    title: str
    story: str
    team: str
    origin: str | None
    column: str | None
    cause: str
    happen: Callable[[World], None]
    stale: bool = False


def named(name: str) -> Fault:
    """The fault of that name.

    Raises:
        KeyError: there is none; the message offers the nearest names.
    """
    if name in FAULTS:
        return FAULTS[name]
    near = get_close_matches(name, FAULTS, n=3, cutoff=0.4)
    raise KeyError(
        f"no fault is called {name!r}; " + (f"did you mean {', '.join(near)}?" if near else "try: list")
    )


def _all() -> dict[str, Fault]:
    from mesh import broken_code, broken_data  # they need Fault, which is defined above

    return {fault.name: fault for fault in (*broken_data.FAULTS, *broken_code.FAULTS)}


FAULTS = _all()
