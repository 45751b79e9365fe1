"""dbt in Airflow with a task for every node, by Cosmos; Onus reports on all of their dbt commands as on one.

    pip install apache-airflow astronomer-cosmos dbt-duckdb dbt-onus

What one command saw is the strongest evidence there is, and here every command sees one node: so each leaves its
artifacts in a folder, under the run of the DAG, and the last task reads them together.
"""

import os
import shutil
from pathlib import Path
from typing import Any

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, get_current_context
from cosmos import DbtTaskGroup, ExecutionConfig, LoadMode, ProfileConfig, ProjectConfig, RenderConfig
from cosmos.constants import InvocationMode, SourceRenderingBehavior

SHOP = Path(os.environ.get("SHOP_PROJECT", Path(__file__).parents[1] / "shop"))
# workers that share no disk keep this in a bucket, and the last task fetches it
KEPT = Path(os.environ.get("SHOP_ARTIFACTS", SHOP / ".artifacts"))


def keep_target(project_dir: str, **_: Any) -> None:
    """Called by Cosmos when a dbt command has ended, whatever came of it."""
    context = get_current_context()
    place = KEPT / context["run_id"].replace(":", "_") / context["ti"].task_id
    shutil.copytree(Path(project_dir) / "target", place, dirs_exist_ok=True)


with DAG(
    "shop_by_node", start_date=pendulum.datetime(2026, 1, 1), schedule="@daily", catchup=False, max_active_runs=1
) as dag:
    nodes = DbtTaskGroup(
        group_id="dbt",
        project_config=ProjectConfig(SHOP),
        profile_config=ProfileConfig(
            profile_name="shop", target_name="dev", profiles_yml_filepath=SHOP / "profiles.yml"
        ),
        render_config=RenderConfig(
            load_method=LoadMode.DBT_LS,
            dbt_deps=False,
            source_rendering_behavior=SourceRenderingBehavior.WITH_TESTS_OR_FRESHNESS,
        ),
        # a process for each command: within Airflow's own, dbt would not see the variables below
        execution_config=ExecutionConfig(invocation_mode=InvocationMode.SUBPROCESS),
        operator_args={
            "callback": keep_target,
            "install_deps": False,
            "append_env": True,
            # dbt writes the run of the DAG into its artifacts; the report is made by the last task
            "env": {"DBT_ENV_CUSTOM_ENV_ONUS_RUN_GROUP": "{{ run_id }}", "ONUS_HOOK": "off"},
        },
    )
    whose = BashOperator(
        task_id="whose_failure_is_it",
        # fails while something is open: Airflow judges a run by its last tasks, and this is the last one
        bash_command=f"onus report --project-dir '{SHOP}' --runs '{KEPT}' --run-group '{{{{ run_id }}}}' --route",
        trigger_rule="all_done",
        append_env=True,
    )
    nodes >> whose

if __name__ == "__main__":
    dag.test()
