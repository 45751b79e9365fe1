"""The report that dbt's own command ends with."""

from __future__ import annotations

import shutil
from pathlib import Path

from dbt_onus.app.clock import utc_now
from dbt_onus.app.collector import kept_to_the_end, seldom_collected
from dbt_onus.app.output import for_logs
from dbt_onus.app.permission import Permission
from dbt_onus.app.project import read_project
from dbt_onus.app.reporting import make_report
from dbt_onus.report.text import render_text


def report_after_dbt(
    project_dir: Path, target: Path, invocation_id: str | None, *, only_open: bool, telling: Permission
) -> str | None:
    """The report on what this dbt command left in its target folder, recorded in the ledger.

    `None` where the artifacts are of another command: this one stopped before it wrote any, as after an error
    in the project's own files, and dbt has said so. With `only_open`, `None` too where nothing is open.
    """
    if not (target / "manifest.json").exists():
        return None
    with seldom_collected():
        with kept_to_the_end():
            project = read_project([project_dir], target_path=target)
        if invocation_id is not None and invocation_id not in project.invocations:
            return None
        report = make_report(project, now=utc_now(), telling=telling)
    if only_open and report.is_clear:
        return None
    return for_logs(render_text(report, width=shutil.get_terminal_size((100, 24)).columns))
