"""What a node is declared with: columns, configuration, freshness, the test that it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from msgspec import Struct, field

Meta: TypeAlias = Mapping[str, Any]


class ColumnConfig(Struct, frozen=True, gc=False):
    """`config` of a column (dbt 1.10 on)."""

    meta: dict[str, Any] | None = None


class Column(Struct, frozen=True, kw_only=True, gc=False):
    """A declared column: what the YAML says, not what the warehouse has."""

    name: str
    data_type: str | None = None
    description: str | None = None
    constraints: list[dict[str, Any]] | None = None
    config: ColumnConfig | None = None
    own_meta: dict[str, Any] | None = field(name="meta", default=None)

    @property
    def meta(self) -> Meta:
        """`config.meta`; the top-level `meta` where dbt knows no other (1.9 and older).

        The last releases of 1.9 write an empty `config.meta` beside the one that counts. dbt v2 copies the node's
        meta into every column's top-level `meta`, where an owner of the node would look like an owner of the
        column; it leaves `config.meta` out where a column has none.
        """
        if self.config is None or self.config.meta == {}:
            return self.own_meta or {}
        return self.config.meta or {}


class Config(Struct, frozen=True, kw_only=True, gc=False):
    """The configuration keys that Onus knows; the rest is skipped while decoding."""

    enabled: bool | None = None
    materialized: str | None = None
    meta: dict[str, Any] | None = None
    tags: list[str] | str | None = None
    group: str | None = None
    access: str | None = None
    severity: str | None = None
    where: str | None = None
    limit: int | None = None
    warn_if: str | None = None
    error_if: str | None = None
    on_schema_change: str | None = None
    on_error: str | None = None
    incremental_strategy: str | None = None
    unique_key: list[str] | str | None = None
    contract: dict[str, Any] | None = None


NO_CONFIG = Config()


class DependsOn(Struct, frozen=True, gc=False):
    """What a node reads (`nodes`) and which macros wrote its SQL (`macros`), by `unique_id`."""

    nodes: list[str] | None = None
    macros: list[str] | None = None


class Checksum(Struct, frozen=True, gc=False):
    """dbt's fingerprint of the file that a node comes from."""

    name: str | None = None
    checksum: str | None = None


class TestMetadata(Struct, frozen=True, gc=False):
    """Which generic test a test is: `dbt_utils.unique_combination_of_columns` and its arguments."""

    __test__ = False

    name: str
    namespace: str | None = None
    kwargs: dict[str, Any] | None = None


class FreshnessBound(Struct, frozen=True, gc=False):
    """`count` periods (minute, hour, day)."""

    count: int | None = None
    period: str | None = None


class Freshness(Struct, frozen=True, gc=False):
    """When a source counts as stale."""

    warn_after: FreshnessBound | None = None
    error_after: FreshnessBound | None = None

    @property
    def declared(self) -> bool:
        """Whether any bound is set; dbt writes empty bounds where nothing was declared."""
        return any(bound is not None and bound.count for bound in (self.warn_after, self.error_after))
