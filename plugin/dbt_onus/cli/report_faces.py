"""The formats of `onus report`, by name: each imports what it needs when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dbt_onus.app.project import Project
from dbt_onus.cli.faces import width
from dbt_onus.core.reports import Report

Face = Callable[[Report, Project], str]


def _text(report: Report, project: Project) -> str:  # noqa: ARG001 - every face is given both
    from dbt_onus.report.text import render_text

    return render_text(report, width=width())


def _json(report: Report, project: Project) -> str:  # noqa: ARG001
    from dbt_onus.report.json import render_json

    return render_json(report)


def _markdown(report: Report, project: Project) -> str:  # noqa: ARG001
    from dbt_onus.report.markdown import render_markdown

    return render_markdown(report)


def _junit(report: Report, project: Project) -> str:
    from dbt_onus.app.placing import spots_of
    from dbt_onus.report.checks_junit import render_checks

    return render_checks(report, spots_of(project, report))


def _github(report: Report, project: Project) -> str:
    from dbt_onus.app.placing import annotations_of
    from dbt_onus.report.annotations.github import render_github

    return render_github(annotations_of(project, report))


def _gitlab(report: Report, project: Project) -> str:
    from dbt_onus.app.placing import annotations_of
    from dbt_onus.report.annotations.gitlab import render_gitlab

    return render_gitlab(annotations_of(project, report))


def _sarif(report: Report, project: Project) -> str:
    from dbt_onus.app.placing import annotations_of
    from dbt_onus.core.incident_annotations import MEANINGS
    from dbt_onus.report.annotations.sarif import render_sarif

    rules = {cause.value: meaning for cause, meaning in MEANINGS.items()}
    return render_sarif(annotations_of(project, report), rules)


def _openlineage(report: Report, project: Project) -> str:
    from dbt_onus.app.openlineage import told_to_openlineage
    from dbt_onus.report.openlineage import render_openlineage

    return render_openlineage(told_to_openlineage(project, report))


def _html(report: Report, project: Project) -> str:
    from dbt_onus.app.page import make_page
    from dbt_onus.report.page.report_page import render_page

    return render_page(make_page(project, report))


FACES: Mapping[str, Face] = {
    "text": _text,
    "json": _json,
    "html": _html,
    "markdown": _markdown,
    "junit": _junit,
    "github": _github,
    "gitlab": _gitlab,
    "sarif": _sarif,
    "openlineage": _openlineage,
}


def said_to_ci(report: Report, *, step_summary: bool, comment: bool) -> Iterator[str]:
    """Write the summary of the step and the comment on the change, where asked; a line for what failed."""
    if not (step_summary or comment):
        return
    from dbt_onus.app.commenting import comment_on_change, summarize_step
    from dbt_onus.core.pull_requests import LONGEST_COMMENT
    from dbt_onus.report.markdown import render_markdown

    if step_summary and (line := summarize_step(render_markdown(report))):
        yield line
    if comment:
        mark = f"onus-report {' '.join(run.project for run in report.runs)}"
        text = render_markdown(report, most=LONGEST_COMMENT)
        if line := comment_on_change(text, mark=mark, begin=not report.is_clear):
            yield line
