"""Where each failure was born: deterministic, explained in sentences, and unknown when it is not known.

The rules are those of docs/attribution.md, a module for each. No weights: a finding is decided by the first rule
that applies, and every rule leaves the evidence it went by.
"""

from __future__ import annotations

from dbt_onus.core.attribution.case import Case, Narrowed
from dbt_onus.core.attribution.climbing.climb import climb
from dbt_onus.core.attribution.climbing.members import null_meant
from dbt_onus.core.attribution.climbing.stale import by_stale_rows
from dbt_onus.core.attribution.errors.infrastructure import infrastructure, platform_error
from dbt_onus.core.attribution.errors.lost_column import lost_column
from dbt_onus.core.attribution.errors.lost_relation import lost_relation
from dbt_onus.core.attribution.errors.own_text import own_text, unit_test_failure, unread_error
from dbt_onus.core.attribution.feeds import Certainty, ColumnPaths, Copy, Feed
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.merging.merge import merge
from dbt_onus.core.attribution.paths.by_node import NodePaths
from dbt_onus.core.attribution.sightings import Sightings
from dbt_onus.core.attribution.silent import silent
from dbt_onus.core.checks import Check

#: What an error explains by itself, in the order asked; what none of them knows is looked for upstream.
_BY_ITSELF = (platform_error, own_text, lost_relation, lost_column, unit_test_failure, unread_error)


def attribute(case: Case) -> tuple[Finding, ...]:
    """Every fault of the run, the surest first; together they explain every broken check.

    After them, what no check saw but a number shows.
    """
    platform = infrastructure(case)
    excused = {check.key for check in platform.symptoms} if platform else set()
    sightings = Sightings(case)
    found = [
        sightings.told(_explain(sightings.seen_from(symptom), symptom), symptom)
        for symptom in case.symptoms
        if symptom.key not in excused
    ]
    faults = merge(case, found if platform is None else [platform, *found])
    return (*(sightings.dated(fault) for fault in faults), *silent(case, faults))


def _explain(case: Case, symptom: Check, asked: frozenset[str] = frozenset()) -> Finding:
    """Explain a broken check; `asked` are those that are being explained by it already.

    Two relationships tests may look at each other's tables: neither is then the cause of the other.
    """
    for rule in _BY_ITSELF:
        finding = rule(case, symptom)
        if finding is not None:
            return finding
    finding = climb(case, symptom, _explain, asked | {symptom.key})
    if finding.confidence.pages:
        return finding
    return by_stale_rows(case, symptom, _explain, asked | {symptom.key}) or finding


__all__ = [
    "Case",
    "Certainty",
    "Check",
    "ColumnPaths",
    "Copy",
    "Feed",
    "Finding",
    "Narrowed",
    "NodePaths",
    "attribute",
    "null_meant",
]
