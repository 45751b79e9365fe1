"""What a report does not know: projects without results, runs of another age, nodes that nobody ran."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dbt_onus.artifacts.invocations import instant
from dbt_onus.core.nodes import Manifest

if TYPE_CHECKING:
    from dbt_onus.app.seeing import Sight

#: Runs of one mesh that lie further apart than this are said to; most run once a day.
_APART = timedelta(hours=24)


def unseen(sights: Iterable[Sight]) -> Iterator[str]:
    """What the projects at hand leave unknown, a line each."""
    sights = tuple(sights)
    latest = max(sight.at for sight in sights)
    for sight in sights:
        name = sight.member.name
        if sight.run is None:
            yield f"{name}: no results here, only its manifest of {sight.at:%Y-%m-%d %H:%M} UTC"
        elif latest - sight.at > _APART:
            hours = int((latest - sight.at).total_seconds() // 3600)
            yield f"{name}: what it did since {sight.at:%Y-%m-%d %H:%M} UTC, {hours} hours before the latest run"
        if sight.run is not None and sight.run.invocation.deferred:
            yield f"{name}: dbt deferred: what it did not build it read from tables of which no check is here"


def written_at(manifest: Manifest) -> datetime:
    """When the manifest was written; 1970 where it does not say."""
    return instant(manifest.generated_at) or datetime.fromtimestamp(0, UTC)
