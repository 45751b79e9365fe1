"""A node of dbt's graph, and what sort of node it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Raw, Struct, field

from dbt_onus.core.nodes.declarations import (
    NO_CONFIG,
    Checksum,
    Column,
    Config,
    DependsOn,
    Freshness,
    Meta,
    TestMetadata,
)
from dbt_onus.core.nodes.groups import Person
from dbt_onus.core.nodes.undecoded import NO_CODE, entries_of, text_of

#: What can fail, be built or be owned. Tests are attached to nodes, never drawn among them.
TESTS = frozenset({"test", "unit_test"})
#: Where data comes in: what no SQL of the project makes.
ENTRIES = frozenset({"source", "seed"})
#: What dbt makes a table or a view of.
BUILT = frozenset({"model", "seed", "snapshot"})


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
        return text_of(self.compiled_code) or text_of(self.compiled_sql)

    @property
    def sql_as_kept(self) -> bytes:
        """The same as it stands in the manifest, a JSON string: enough to tell texts apart, and not decoded."""
        for raw in (self.compiled_code, self.compiled_sql):
            text = bytes(raw)
            if len(text) > len('""') and text.startswith(b'"'):
                return text
        return b""

    @property
    def only_adds(self) -> bool:
        """Whether a run adds rows to those that an earlier one left, and replaces none.

        dbt appends where an incremental model has no `unique_key` and no strategy that replaces partitions.
        Whether this run did is not known where the SQL does not read the table itself: it may have built it anew.
        """
        config = self.config
        appends = config.materialized == "incremental" and config.incremental_strategy in (None, "append")
        return appends and not config.unique_key

    @property
    def has_added(self) -> bool:
        """Whether this run did: its SQL reads the table that it fills, as from the second run on."""
        return self.only_adds and bool(self.relation_name) and (self.relation_name or "") in self.sql

    @property
    def expressions(self) -> tuple[str, ...]:
        """What a semantic model's entities, dimensions and measures are made of: columns, or SQL over them."""
        return tuple(
            str(one.get("expr") or one.get("name") or "")
            for part in (self.entities, self.dimensions, self.measures)
            for one in entries_of(part)
        )

    @property
    def template(self) -> str:
        """The SQL as written, with its Jinja."""
        return text_of(self.raw_code) or text_of(self.raw_sql)
