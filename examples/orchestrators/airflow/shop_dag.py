"""dbt in Airflow by Cosmos, with Onus: one task builds, the next says whose failure it is and tells the teams.

    pip install apache-airflow astronomer-cosmos dbt-duckdb dbt-onus

Cosmos runs dbt in a folder that it throws away, so the first task keeps dbt's target folder for the second. The
ledger lies in the project here; where workers share no disk, name a PostgreSQL in onus.yml.
"""

import os
import shutil
from pathlib import Path
from typing import Any

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG
from cosmos import ProfileConfig
from cosmos.operators.local import DbtBuildLocalOperator

SHOP = Path(os.environ.get("SHOP_PROJECT", Path(__file__).parents[1] / "shop"))
KEPT = Path(os.environ.get("SHOP_ARTIFACTS", SHOP / ".artifacts"))


def keep_target(project_dir: str, **_: Any) -> None:
    """Called by Cosmos when dbt has ended, whatever came of it."""
    shutil.copytree(Path(project_dir) / "target", KEPT, dirs_exist_ok=True)


with DAG(
    "shop", start_date=pendulum.datetime(2026, 1, 1), schedule="@daily", catchup=False, max_active_runs=1
) as dag:
    build = DbtBuildLocalOperator(
        task_id="build",
        project_dir=str(SHOP),
        profile_config=ProfileConfig(
            profile_name="shop", target_name="dev", profiles_yml_filepath=SHOP / "profiles.yml"
        ),
        callback=keep_target,
        # the report is made by the next task
        env={"ONUS_HOOK": "off"},
        append_env=True,
        install_deps=False,
    )
    whose = BashOperator(
        task_id="whose_failure_is_it",
        # fails while something is open: Airflow judges a run by its last tasks, and this is the last one
        bash_command=f"onus report --project-dir '{SHOP}' --target-path '{KEPT}' --route",
        trigger_rule="all_done",
        append_env=True,
    )
    build >> whose

if __name__ == "__main__":
    dag.test()
