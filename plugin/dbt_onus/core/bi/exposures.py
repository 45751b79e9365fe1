"""Whether what people look at can be trusted now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from dbt_onus.core.bi.incidents import name_of
from dbt_onus.core.bi.tables import Row, day, moment
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node


class Health(StrEnum):
    """How an exposure is. The worst that any open incident says of it counts."""

    STALE = "stale"  # something that it reads was not built: it shows what was there before
    AT_RISK = "at risk"  # what it reads was built, from data or code that is known to be broken
    HEALTHY = "healthy"  # no open incident lies above it
    UNKNOWN = "unknown"  # its project has never been reported on


def exposure_rows(
    exposures: Iterable[Node],
    incidents: Sequence[Incident],
    lineage: Lineage,
    reported: Collection[str],
    today: date,
) -> Iterator[Row]:
    """A row for each exposure of today. `incidents` are open; `reported` are projects of which runs are known."""
    for exposure in exposures:
        above = lineage.ancestors(exposure.unique_id)
        hitting = [one for one in incidents if exposure.unique_id in one.affected.exposures]
        teams = dict.fromkeys(one.team for one in hitting)
        yield {
            "measured_on": day(today),
            "unique_id": exposure.unique_id,
            "exposure": name_of(exposure, exposure.unique_id),
            "project": exposure.package_name,
            "owner": exposure.owner.name if exposure.owner else None,
            "url": exposure.url,
            "health": str(_health(exposure, hitting, above, reported)),
            "since": moment(min((one.opened_at for one in hitting), default=None)),
            "open_incidents": len(hitting),
            "incident_id": hitting[0].id if hitting else None,
            "title": hitting[0].title if hitting else None,
            "teams": ", ".join(teams) or None,
            "upstream_nodes": len(above),
        }


def _health(
    exposure: Node, hitting: Sequence[Incident], above: Collection[str], reported: Collection[str]
) -> Health:
    if any(uid in above for one in hitting for uid in (*one.skipped, *one.failures)):
        return Health.STALE
    if hitting:
        return Health.AT_RISK
    return Health.HEALTHY if exposure.package_name in reported else Health.UNKNOWN
