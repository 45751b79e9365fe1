"""A run as OpenLineage tells it: which jobs ran, what they read and wrote, whose that is, which checks passed."""

from dbt_onus.core.openlineage.job_runs import job_runs_of
from dbt_onus.core.openlineage.values import Assertion, Field, JobRun, Kind, Naming, Parent, Table

__all__ = ["Assertion", "Field", "JobRun", "Kind", "Naming", "Parent", "Table", "job_runs_of"]
