"""What is known of a target folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from dbt_onus.artifacts.files import shown
from dbt_onus.core.nodes import Manifest
from dbt_onus.errors import ArtifactError

if TYPE_CHECKING:
    from dbt_onus.core.results import Run


class Target(Struct, frozen=True, kw_only=True):
    """What a target folder says.

    `run` is what dbt did, with freshness where there is any; `no_run` says, in one line, why there is none.
    `catalog` is column to type by `unique_id`. `missing_freshness` are sources that declare freshness but
    have no row in `sources.json`: their query failed (dbt 1.11 drops it) or nobody asked: a hint, no fact.
    """

    directory: Path
    manifest: Manifest
    run: Run | None
    no_run: str | None
    catalog: Mapping[str, dict[str, str]] | None
    missing_freshness: frozenset[str]
    warnings: tuple[str, ...]

    def required_run(self) -> Run:
        """The run; ArtifactError, saying why, where there is none to report on."""
        if self.run is None:
            raise ArtifactError(self.no_run or f"{shown(self.directory)} holds no run: run `dbt build`")
        return self.run
