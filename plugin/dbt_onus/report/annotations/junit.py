"""Remarks as JUnit's test cases: errors and warnings failed ones, a note one that was skipped."""

from __future__ import annotations

from collections.abc import Sequence

from dbt_onus.core.annotations import Annotation, Level
from dbt_onus.report.junit import Case, Outcome, render_suite


def render_junit(annotations: Sequence[Annotation], suite: str) -> str:
    """One suite of them."""
    return render_suite(suite, [_case(one) for one in annotations])


def _case(one: Annotation) -> Case:
    is_note = one.level is Level.NOTE
    return Case(
        name=one.title,
        classname=f"onus.{one.rule}",
        outcome=Outcome.SKIPPED if is_note else Outcome.FAILURE,
        kind="" if is_note else one.level.value,
        message=one.says,
        details=f"{one.remedy} [{one.fingerprint}]",
        file=one.file,
        line=one.line,
    )
