"""What dbt's manifest says of a project, as facts.

These are the decode targets of ``manifest.json``: the fields carry dbt's own names, and what dbt versions
say differently is evened out in properties. They are msgspec structs, not dataclasses, because a project of
50,000 models has 250,000 of them and a second copy of each would cost more than reading the file
(docs/decisions/0002). What comes from JSON has no cycles, so they stay out of the cyclic collector
(`gc=False`): that halves every full collection for the rest of the process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
from msgspec import Raw, Struct, field

Meta: TypeAlias = Mapping[str, Any]

NO_CODE = Raw()
#: How dbt writes that there is no SQL.
NO_SQL = frozenset({b"", b"null", b'""'})

#: What can fail, be built or be owned. Tests are attached to nodes, never drawn among them.
TESTS = frozenset({"test", "unit_test"})
#: Where data comes in: what no SQL of the project makes.
ENTRIES = frozenset({"source", "seed"})
#: What dbt makes a table or a view of.
BUILT = frozenset({"model", "seed", "snapshot"})


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


class Person(Struct, frozen=True, gc=False):
    """The owner of a group or of an exposure, as dbt lets one say it."""

    name: str | None = None
    email: list[str] | str | None = None


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


class GroupConfig(Struct, frozen=True, gc=False):
    """`config` of a group. Only `meta.onus` is trusted: dbt 1.11 lets other nodes' config leak in here."""

    meta: dict[str, Any] | None = None


class Group(Struct, frozen=True, kw_only=True, gc=False):
    """A dbt group: a named set of nodes with an owner."""

    name: str
    package_name: str = ""
    owner: Person | None = None
    config: GroupConfig | None = None

    @property
    def meta(self) -> Meta:
        """`config.meta` of the group."""
        return (self.config.meta if self.config else None) or {}


class Node(Struct, frozen=True, kw_only=True, gc=False):
    """One node of dbt's graph: a model, source table, seed, snapshot, test, exposure and so on."""

    unique_id: str
    resource_type: str
    name: str = ""
    package_name: str = ""
    original_file_path: str = ""
    patch_path: str | None = None
    fqn: list[str] | None = None
    description: str | None = None
    database: str | None = None
    schema: str | None = None
    alias: str | None = None
    identifier: str | None = None
    relation_name: str | None = None
    source_name: str | None = None
    source_meta: dict[str, Any] | None = None
    loaded_at_field: str | None = None
    loaded_at_query: str | None = None
    freshness: Freshness | None = None
    columns: dict[str, Column] | None = None
    constraints: list[dict[str, Any]] | None = None
    checksum: Checksum | str | None = None
    version: int | float | str | None = None
    latest_version: int | float | str | None = None
    deprecation_date: str | None = None
    node_config: Config | None = field(name="config", default=None)
    node_tags: list[str] | str | None = field(name="tags", default=None)
    node_meta: dict[str, Any] | None = field(name="meta", default=None)
    node_group: str | None = field(name="group", default=None)
    node_access: str | None = field(name="access", default=None)
    depends_on: DependsOn | None = None
    attached_node: str | None = None
    column_name: str | None = None
    test_metadata: TestMetadata | None = None
    unit_tested: str | None = field(name="tested_node_unique_id", default=None)
    owner: Person | None = None
    label: str | None = None
    url: str | None = None
    entities: Raw = NO_CODE
    dimensions: Raw = NO_CODE
    measures: Raw = NO_CODE
    raw_code: Raw = NO_CODE
    raw_sql: Raw = NO_CODE
    compiled_code: Raw = NO_CODE
    compiled_sql: Raw = NO_CODE

    @property
    def config(self) -> Config:
        """The node's configuration; empty where the manifest has none."""
        return self.node_config or NO_CONFIG

    @property
    def meta(self) -> Meta:
        """`config.meta`, with the top-level `meta` where a dbt version knows only that."""
        return self.config.meta or self.node_meta or {}

    @property
    def tags(self) -> frozenset[str]:
        """The node's tags, however they were written."""
        tags = self.node_tags if self.node_tags is not None else self.config.tags
        if isinstance(tags, str):
            return frozenset({tags})
        return frozenset(tags or ())

    @property
    def group(self) -> str | None:
        """The dbt group by name. dbt v2 leaves the top level empty, dbt 1.x fills both."""
        return self.node_group or self.config.group

    @property
    def access(self) -> str | None:
        """`private`, `protected` or `public`."""
        return self.node_access or self.config.access

    @property
    def is_test(self) -> bool:
        """Whether this is a test of another node rather than data."""
        return self.resource_type in TESTS

    @property
    def is_external(self) -> bool:
        """Whether the manifest only refers to it: another project builds it (dbt Mesh, dbt-loom).

        dbt makes such nodes of another project's public models and gives them no file: `ModelNode.from_args` and
        `is_external_node` in dbt-core. They have no code, no columns and no meta, and are never run.
        """
        return self.resource_type in BUILT and not self.original_file_path and not (self.sql or self.template)

    @property
    def parents(self) -> Sequence[str]:
        """The nodes it reads, in dbt's order, as dbt lists them (they may be missing from the manifest)."""
        return (self.depends_on.nodes if self.depends_on else None) or ()

    @property
    def macros(self) -> Sequence[str]:
        """The macros that wrote its SQL."""
        return (self.depends_on.macros if self.depends_on else None) or ()

    @property
    def table(self) -> str:
        """What the table is called in its schema."""
        return self.identifier or self.alias or self.name

    @property
    def label_name(self) -> str:
        """What people call it: `stripe.charges` for a source table, the name otherwise."""
        if self.resource_type == "source":
            return f"{self.source_name}.{self.name}"
        if self.version is not None and not self.is_test:
            return f"{self.name}.v{self.version}"
        return self.name

    @property
    def code_checksum(self) -> str | None:
        """dbt's fingerprint of the node's file (unit tests: a bare string); `None` for sources."""
        return self.checksum.checksum if isinstance(self.checksum, Checksum) else self.checksum

    @property
    def sql(self) -> str:
        """The SQL as sent to the warehouse, or `""` where the manifest has none."""
        return _text(self.compiled_code) or _text(self.compiled_sql)

    @property
    def expressions(self) -> tuple[str, ...]:
        """What a semantic model's entities, dimensions and measures are made of: columns, or SQL over them."""
        return tuple(
            str(one.get("expr") or one.get("name") or "")
            for part in (self.entities, self.dimensions, self.measures)
            for one in _entries(part)
        )

    @property
    def template(self) -> str:
        """The SQL as written, with its Jinja."""
        return _text(self.raw_code) or _text(self.raw_sql)


def _entries(raw: Raw) -> list[dict[str, Any]]:
    """The objects of a list that was left undecoded; none where it is no list."""
    data = bytes(raw)
    found = msgspec.json.decode(data) if data.startswith(b"[") else []
    return [one for one in found if isinstance(one, dict)]


def _text(raw: Raw) -> str:
    """The string that was left undecoded (most nodes' SQL is never looked at); `""` where it is none."""
    text = bytes(raw)
    return msgspec.json.decode(text.decode(errors="replace"), type=str) if text.startswith(b'"') else ""


class Macro(Struct, frozen=True, kw_only=True, gc=False):
    """A macro: part of the code of every node whose SQL it wrote."""

    unique_id: str
    package_name: str = ""
    original_file_path: str = ""
    macro_sql: Raw = NO_CODE
    depends_on: DependsOn | None = None

    @property
    def text(self) -> str:
        """The macro as written."""
        return _text(self.macro_sql)


class Manifest(Struct, frozen=True, kw_only=True, gc=False):
    """One project as dbt parsed it, by one invocation.

    `nodes` holds everything that has a `unique_id` and a place in the graph: models, seeds, snapshots, tests,
    unit tests, sources, exposures, metrics and their kin. `groups` and `macros` are by `unique_id` too.
    """

    project_name: str
    adapter_type: str
    dbt_version: str
    invocation_id: str
    generated_at: str
    nodes: Mapping[str, Node]
    groups: Mapping[str, Group]
    macros: dict[str, Macro]
