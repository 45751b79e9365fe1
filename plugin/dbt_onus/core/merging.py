"""Several dbt commands on one project as one run: a task per node, a job per domain, a retry.

The order in which they are given never matters. Of each node the latest result counts, with one exception: a
result that says nothing (skipped, not run) neither takes back a failure nor keeps a pass alive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from dbt_onus.core.results import BROKEN, FreshnessResult, Invocation, Result, Run, Status

#: After which nothing is known of a node that was not known before.
_SAYS_NOTHING = frozenset({Status.SKIPPED, Status.NO_OP, Status.REUSED, Status.UNKNOWN})

_Found = tuple[datetime, str, Result]


def merged(runs: Iterable[Run]) -> Run:
    """The runs as one, under the name of the latest; at least one is needed, and one alone is itself."""
    parts = _once(runs)
    if len(parts) == 1:
        return parts[0]
    latest = parts[-1]
    found: dict[str, list[_Found]] = defaultdict(list)
    for run in parts:
        for unique_id, result in run.results.items():
            found[unique_id].append((run.invocation.generated_at, run.invocation.invocation_id, result))
    counted = {unique_id: _the_one_that_counts(several) for unique_id, several in found.items()}
    freshness, asked = _freshness(parts)
    return Run(
        invocation=latest.invocation,
        results={unique_id: result for unique_id, (_, _, result) in counted.items()},
        freshness=freshness,
        freshness_invocation=asked,
        parts=parts,
        times={unique_id: at for unique_id, (at, _, _) in counted.items()},
    )


def _once(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Each invocation once, oldest first."""
    known = {_name(run): run for run in runs}
    return tuple(known[name] for name in sorted(known))


def _name(run: Run) -> tuple[datetime, str]:
    return run.invocation.generated_at, run.invocation.invocation_id


def _the_one_that_counts(several: Sequence[_Found]) -> _Found:
    newest_first = sorted(several, key=_rank, reverse=True)
    says = next((one for one in newest_first if one[2].status not in _SAYS_NOTHING), None)
    if says is not None and says[2].status in BROKEN:
        return says
    return newest_first[0]


def _rank(found: _Found) -> tuple[datetime, bool, bool, str]:
    """Later is more; of two at one moment a failure, then what says nothing: no pass is believed too soon."""
    at, invocation_id, result = found
    return at, result.status in BROKEN, result.status in _SAYS_NOTHING, invocation_id


def _freshness(parts: Sequence[Run]) -> tuple[Mapping[str, FreshnessResult], Invocation | None]:
    """The latest age of each source, and the command that asked last."""
    rows: dict[str, FreshnessResult] = {}
    asked: list[Invocation] = []
    asking = [run for run in parts if run.freshness_invocation is not None]
    for run in sorted(asking, key=lambda run: _asked_at(run) or run.invocation.generated_at):
        rows.update(run.freshness)
        asked.extend([run.freshness_invocation] if run.freshness_invocation is not None else [])
    return rows, asked[-1] if asked else None


def _asked_at(run: Run) -> datetime | None:
    return run.freshness_invocation.generated_at if run.freshness_invocation is not None else None
