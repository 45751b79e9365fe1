"""dbt in Dagster, with Onus: every asset has its owner, and a failed build says whose failure it is.

    pip install dagster dagster-webserver dagster-dbt dbt-duckdb dbt-onus
    dagster dev -f definitions.py

Teams that may be told from here are told where ONUS_ROUTE=on is set: in production, as a rule.
"""

import json
import os
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

# the report is made below, once dbt has ended
os.environ.setdefault("ONUS_HOOK", "off")

project = DbtProject(project_dir=Path(__file__).parents[1] / "shop")
if not project.manifest_path.exists():
    project.preparer.prepare(project)


def onus(*words: str) -> str:
    """What Onus says. Exit code 1 means that something is open; 2, that it could not answer."""
    command = ["onus", *words, "--project-dir", str(project.project_dir)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode == 2:
        raise dg.Failure(description=ended.stderr.strip())
    return ended.stdout


@cache
def teams() -> Mapping[str, str]:
    """The team of every node, as `onus owner` resolves it."""
    owned = json.loads(onus("owner", "fqn:*", "source:*", "--format", "json"))
    return {node["unique_id"]: node["team"] for node in owned["nodes"]}


class Owned(DagsterDbtTranslator):
    """Assets that show who answers for them."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        # Dagster takes letters, digits and underscores
        return spec.replace_attributes(owners=[f"team:{teams()[unique_id].replace('-', '_')}"])


@dbt_assets(manifest=project.manifest_path, project=project, dagster_dbt_translator=Owned())
def shop(context: dg.AssetExecutionContext, dbt: DbtCliResource) -> Any:
    """Build and test everything; a failure carries the report, so that Dagster shows it beside the run."""
    build = dbt.cli(["build"], context=context, raise_on_error=False)
    yield from build.stream()
    report = onus("report", "--target-path", str(build.target_path), "--format", "markdown")
    context.log.info(report)
    if not build.is_successful():
        headline = report.partition("\n")[0].strip("# ")
        raise dg.Failure(description=headline, metadata={"onus": dg.MetadataValue.md(report)}, allow_retries=False)


defs = dg.Definitions(assets=[shop], resources={"dbt": DbtCliResource(project_dir=project)})
