"""When the latest runs were, and when each check was last looked at."""

from __future__ import annotations

from dbt_onus.core.history import Evaluations
from dbt_onus.ledger.database import Connection
from dbt_onus.ledger.passes import CHECKS, LAST_RUN_AT
from dbt_onus.ledger.rows import moment


def read_evaluations(connection: Connection, project: str, runs: int) -> Evaluations:
    """The latest `runs` runs of a project that ran tests, and every check that is remembered."""
    latest = connection.execute(
        "select generated_at from runs where project = ? and command in ('build', 'test', 'retry') "
        "order by generated_at desc limit ?",
        (project, runs),
    ).fetchall()
    looked_at = connection.execute(
        f"select c.key, {LAST_RUN_AT} from {CHECKS} where c.project = ?", (project,)
    ).fetchall()
    return Evaluations(
        runs=tuple(moment(at) for (at,) in latest), looked_at={key: moment(at) for key, at in looked_at}
    )
