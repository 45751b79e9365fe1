"""Open incidents as remarks beside the promises that were broken."""

from __future__ import annotations

from collections.abc import Mapping

from dbt_onus.core.annotations import Annotation, Level, Spot
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.phrases import born_in, hit, next_step, suspects
from dbt_onus.core.plain import plain
from dbt_onus.core.reports import Report

#: What each cause means, for formats that list their rules.
MEANINGS: dict[Cause, str] = {
    Cause.SCHEMA_CHANGE: "a column came, went or was renamed",
    Cause.TYPE_CHANGE: "a column has values of another type",
    Cause.MISSING_RELATION: "a table is not there",
    Cause.FRESHNESS: "the data is older than promised",
    Cause.VOLUME: "there are far more or far fewer rows than promised",
    Cause.NULLS: "values are missing",
    Cause.DUPLICATES: "a key comes more than once",
    Cause.ACCEPTED_VALUES: "there are values that nobody promised",
    Cause.RANGE: "values are out of bounds",
    Cause.REFERENTIAL: "a reference leads nowhere",
    Cause.DISTRIBUTION: "the values as a whole are not what they were",
    Cause.CODE_CHANGE: "an edit changed the result",
    Cause.RUN_ERROR: "the node could not be built",
    Cause.INFRASTRUCTURE: "the platform failed, not the data",
    Cause.UNKNOWN: "what kind of fault it is, nothing says",
}


def broken_checks(report: Report, incident: Incident) -> tuple[Check, ...]:
    """The incident's broken checks of this run, those of the origin first."""
    mine = set(incident.checks)
    found = [check for check in report.checks if check.broken and check.key in mine]
    return tuple(sorted(found, key=lambda check: check.node != incident.origin.unique_id))


def incident_annotations(report: Report, spots: Mapping[str, Spot]) -> tuple[Annotation, ...]:
    """One for each open incident. `spots` say by id where the promise stands that was broken."""
    return tuple(_annotation(report, incident, spots.get(incident.id)) for incident in report.incidents)


def level_of(report: Report, incident: Incident) -> Level:
    """An error where its origin is known well enough to page a team; a note where it is left alone."""
    if incident.id in report.muted:
        return Level.NOTE
    return Level.ERROR if incident.confidence.pages else Level.WARNING


def _annotation(report: Report, incident: Incident, spot: Spot | None) -> Annotation:
    return Annotation(
        fingerprint=incident.id,
        rule=incident.cause.value,
        level=level_of(report, incident),
        title=plain(incident.title),
        says=plain(told(report, incident)),
        remedy=plain(next_step(report, incident)),
        file=spot.file if spot else None,
        line=spot.line if spot else None,
    )


def told(report: Report, incident: Incident) -> str:
    """Who answers, where it was born and why, who is hit: what fits beside a line of code."""
    muted = report.muted.get(incident.id)
    facts = [
        f"{report.team(incident.team)} answers ({incident.confidence.value}): {incident.why_team}",
        f"born in {born_in(report, incident)}",
        *([f"suspects: {suspects(report, incident)}"] if incident.suspects else []),
        *(piece.says for piece in incident.evidence[:2]),
        f"hit: {hit(report, incident)}",
        *([muted.says] if muted is not None else []),
        f"onus explain {incident.id}",
    ]
    return ". ".join(facts)
