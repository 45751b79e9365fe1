"""What a project's declarations leave open: no owner, no promise, nobody who evaluates it, nothing it reaches."""

from dbt_onus.core.gaps.baseline import CheckReport, compared
from dbt_onus.core.gaps.configuration import Configuration, configuration_gaps
from dbt_onus.core.gaps.contracts import contract_gaps
from dbt_onus.core.gaps.coverage import Coverage, coverage_of
from dbt_onus.core.gaps.gap import MEANINGS, Gap, Kind, ordered
from dbt_onus.core.gaps.owners import owner_gaps
from dbt_onus.core.gaps.survey import Survey

__all__ = [
    "MEANINGS",
    "CheckReport",
    "Configuration",
    "Coverage",
    "Gap",
    "Kind",
    "Survey",
    "compared",
    "configuration_gaps",
    "contract_gaps",
    "coverage_of",
    "ordered",
    "owner_gaps",
]
