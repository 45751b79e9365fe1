"""A run as JUnit's XML: a test case for each check, and whose failure it is in each that failed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dbt_onus.core.annotations import Spot
from dbt_onus.core.checks import Check
from dbt_onus.core.incident_annotations import told
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.phrases import bare_name, next_step
from dbt_onus.core.plain import plain
from dbt_onus.core.reports import Report
from dbt_onus.core.results import Status
from dbt_onus.report.junit import Case, Outcome, render_suite

#: dbt's fingerprint of a generic test's arguments, at the end of its `unique_id`.
_FINGERPRINT = re.compile(r"\.[0-9a-f]{10}$")


def render_checks(report: Report, spots: Mapping[str, Spot]) -> str:
    """`spots` say by key where the promises stand that were broken.

    An open incident that this run did not look at is a failed case too: it is still open.
    """
    incidents = {key: incident for incident in report.incidents for key in incident.checks}
    skipped = {uid: incident for incident in report.incidents for uid in incident.skipped}
    cases = [_case(report, check, incidents, skipped, spots) for check in report.checks]
    looked_at = {check.key for check in report.checks if check.broken}
    cases += _unseen(report, looked_at, spots)
    projects = ", ".join(run.project for run in report.runs)
    return render_suite(f"onus report {projects}", cases)


def _case(
    report: Report,
    check: Check,
    incidents: Mapping[str, Incident],
    skipped: Mapping[str, Incident],
    spots: Mapping[str, Spot],
) -> Case:
    spot = spots.get(check.key)
    outcome, why = _outcome(check), incidents.get(check.key) if check.broken else None
    message = "" if check.status in (Status.PASS, Status.SUCCESS) else plain(check.says)
    if outcome is Outcome.SKIPPED and (cause := skipped.get(check.unique_id)) is not None:
        message = plain(f"skipped because of {cause.title} [{cause.id}]")
    return Case(
        name=_name(check),
        classname=_classname(check),
        outcome=outcome,
        kind=why.cause.value if why else check.status.value if check.broken else "",
        message=message,
        details=_details(report, why) if why else "",
        file=spot.file if spot else None,
        line=spot.line if spot else None,
        # the terms of a contract share one scan: whose seconds these are, nobody knows
        seconds=report.seconds.get(check.unique_id) if check.key == check.unique_id else None,
    )


def _outcome(check: Check) -> Outcome:
    if check.broken:
        return Outcome.FAILURE
    return Outcome.SKIPPED if check.status in (Status.SKIPPED, Status.NO_OP) else Outcome.PASSED


def _name(check: Check) -> str:
    """The same in every run: the test's name, with the term where it is one of a contract."""
    if check.is_build:
        return "build"
    _, _, term = check.key.partition("#")
    name = _FINGERPRINT.sub("", bare_name(check.unique_id)) if check.unique_id != check.node else ""
    return plain(" ".join(filter(None, (name, term))))


def _classname(check: Check) -> str:
    return plain(bare_name(check.node) if check.node else "onus")


def _details(report: Report, incident: Incident) -> str:
    return "\n".join([plain(incident.title), plain(told(report, incident)), plain(next_step(report, incident))])


def _unseen(report: Report, looked_at: set[str], spots: Mapping[str, Spot]) -> Iterator[Case]:
    for incident in report.incidents:
        if not looked_at & set(incident.checks):
            spot = spots.get(incident.id)
            yield Case(
                name=plain(incident.title),
                classname="onus.incidents",
                outcome=Outcome.FAILURE,
                kind=incident.cause.value,
                message=plain(f"{incident.title}: still open, this run did not look at it"),
                details=_details(report, incident),
                file=spot.file if spot else None,
                line=spot.line if spot else None,
            )
