"""Core facts in one short line each; `write_target` makes a real target folder of them (see targets.py).

A node names itself: `model("orders", "stg_orders")` is `model.shop.orders`, reading `model.shop.stg_orders`.
Parents are nodes, or ids, or bare names of models, or `stripe.charges` for a source table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Raw

from dbt_onus.core.nodes import (
    NO_CODE,
    Checksum,
    Column,
    ColumnConfig,
    Config,
    DependsOn,
    Freshness,
    FreshnessBound,
    Group,
    GroupConfig,
    Macro,
    Manifest,
    Node,
    Person,
    TestMetadata,
)
from dbt_onus.core.results import FreshnessResult, Invocation, Result, Run
from tests.targets import (  # noqa: F401 - one import for tests
    as_json,
    catalog_json,
    manifest_json,
    results_json,
    sources_json,
    stamp,
    write_json,
    write_target,
)

PROJECT = "shop"
INVOCATION = "11111111-1111-4111-8111-111111111111"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)

NodeLike = Node | str
Columns = Mapping[str, Any] | Iterable[str]
Person_ = Mapping[str, Any] | str | None

_CONFIG_FIELDS = frozenset(Config.__struct_fields__)


def uid(node: NodeLike) -> str:
    """`model.shop.orders` of a node, of that id itself, of `orders`, or a source's of `stripe.charges`."""
    if isinstance(node, Node):
        return node.unique_id
    dots = node.count(".")
    if dots >= 2:
        return node
    return f"source.{PROJECT}.{node}" if dots == 1 else f"model.{PROJECT}.{node}"


def code(text: str | None) -> Raw:
    """SQL as a manifest carries it: an undecoded JSON string."""
    return NO_CODE if text is None else Raw(msgspec.json.encode(text))


def columns_of(columns: Columns) -> dict[str, Column]:
    """`["id"]`, `{"id": "integer"}`, or `{"id": {"data_type": …, "meta": {…}, "constraints": […]}}`."""
    if not isinstance(columns, Mapping):
        columns = dict.fromkeys(columns)
    made = {}
    for name, said in columns.items():
        fields = dict(said) if isinstance(said, Mapping) else {"data_type": said}
        config = ColumnConfig(meta=fields.pop("meta", {}))
        made[name] = Column(name=name, config=config, **fields)
    return made


def node(unique_id: str, *parents: NodeLike, **fields: Any) -> Node:
    """Any node. Fields are those of Node and Config, and `columns`, `sql`, `template`, `path`, `checksum`."""
    kind, package, *rest = unique_id.split(".")
    config = {key: fields.pop(key) for key in list(fields) if key in _CONFIG_FIELDS and key != "tags"}
    tags = fields.pop("tags", None)
    macros = fields.pop("macros", ())
    checksum = fields.pop("checksum", None)
    known: dict[str, Any] = {
        "name": rest[-1] if rest else package,
        "package_name": package,
        "original_file_path": fields.pop(
            "path", f"models/{fields.get('name', rest[-1] if rest else package)}.sql"
        ),
        "fqn": [package, *rest],
        "columns": columns_of(fields.pop("columns", ())),
        "checksum": None if checksum is None else Checksum(name="sha256", checksum=checksum),
        "compiled_code": code(fields.pop("sql", None)),
        "raw_code": code(fields.pop("template", None)),
        "node_tags": None if tags is None else list(tags),
        "node_group": config.get("group"),
        "node_meta": config.get("meta"),
        "node_config": Config(tags=None if tags is None else list(tags), **config),
        "depends_on": DependsOn(nodes=[uid(parent) for parent in parents], macros=list(macros)),
    }
    return Node(unique_id=unique_id, resource_type=kind, **(known | fields))


def model(name: str, *parents: NodeLike, **fields: Any) -> Node:
    """A model; `version=2` makes it `model.shop.name.v2`."""
    return _table("model", name, parents, {"materialized": "table", "checksum": f"sha-{name}"} | fields)


def seed(name: str, **fields: Any) -> Node:
    """A seed."""
    return _table(
        "seed",
        name,
        (),
        {"materialized": "seed", "checksum": f"sha-{name}", "path": f"seeds/{name}.csv"} | fields,
    )


def snapshot(name: str, *parents: NodeLike, **fields: Any) -> Node:
    """A snapshot."""
    return _table("snapshot", name, parents, {"materialized": "snapshot", "checksum": f"sha-{name}"} | fields)


def _table(kind: str, name: str, parents: tuple[NodeLike, ...], fields: dict[str, Any]) -> Node:
    package = fields.pop("package", PROJECT)
    version = fields.get("version")
    unique_id = f"{kind}.{package}.{name}" + ("" if version is None else f".v{version}")
    place = {"name": name, "alias": name, "database": PROJECT, "schema": "main"}
    return node(unique_id, *parents, **_with_relation(place | fields))


def source(name: str, *, stale_after: int | None = None, warn_after: int | None = None, **fields: Any) -> Node:
    """`source("stripe.charges")`; `stale_after` and `warn_after` are freshness bounds in hours."""
    schema, table = name.split(".")
    package = fields.pop("package", PROJECT)
    bounds = {
        "error_after": FreshnessBound(count=stale_after, period="hour") if stale_after else None,
        "warn_after": FreshnessBound(count=warn_after, period="hour") if warn_after else None,
    }
    place: dict[str, Any] = {
        "name": table,
        "identifier": table,
        "source_name": schema,
        "database": PROJECT,
        "schema": schema,
        "path": "models/sources.yml",
        "freshness": Freshness(**bounds),
    }
    return node(f"source.{package}.{schema}.{table}", **_with_relation(place | fields))


def _with_relation(fields: dict[str, Any]) -> dict[str, Any]:
    """With the name that dbt writes into SQL, in quotes as most adapters have it."""
    parts = (fields["database"], fields["schema"], fields.get("identifier") or fields.get("alias"))
    return {"relation_name": ".".join(f'"{part}"' for part in parts if part)} | fields


def test(
    kind: str,
    of: NodeLike,
    column: str | None = None,  # noqa: PT028 - a builder, not a test
    *,
    to: NodeLike | None = None,  # noqa: PT028
    **fields: Any,
) -> Node:
    """`test("not_null", orders, "id")`, `test("relationships", items, "order_id", to=orders)`.

    Faithful to dbt: source tests have no `attached_node`; a relationships test lists the other side first.
    """
    target = uid(of)
    kwargs = {"model": "{{ get_where_subquery(ref('x')) }}", **fields.pop("kwargs", {})}
    if column is not None:
        kwargs["column_name"] = column
    if to is not None:
        kwargs |= {"to": f"ref('{uid(to).split('.')[-1]}')", "field": kwargs.get("field", "id")}
    namespace, _, bare = kind.rpartition(".")
    short = "_".join(target.split(".")[2:])
    name = fields.pop("name", "_".join(part for part in (kind.replace(".", "_"), short, column) if part))
    said: dict[str, Any] = {
        "name": name,
        "materialized": "test",
        "severity": "ERROR",
        "path": "models/schema.yml",
        "column_name": column,
        "attached_node": None if target.startswith("source.") else target,
        "test_metadata": TestMetadata(name=bare, namespace=namespace or None, kwargs=kwargs),
    }
    parents = [target] if to is None else [uid(to), target]
    return node(f"test.{fields.pop('package', PROJECT)}.{name}", *parents, **(said | fields))


test.__test__ = False  # type: ignore[attr-defined]  # pytest would collect it wherever it is imported


def singular_test(name: str, *parents: NodeLike, **fields: Any) -> Node:
    """A test that is a SQL file of its own: attached to nothing, without metadata."""
    said = {"materialized": "test", "severity": "ERROR", "path": f"tests/{name}.sql"}
    return node(f"test.{PROJECT}.{name}", *parents, **(said | fields))


def unit_test(name: str, of: NodeLike, **fields: Any) -> Node:
    """A unit test of a model."""
    target = uid(of)
    return node(f"unit_test.{PROJECT}.{target.split('.')[2]}.{name}", target, unit_tested=target, **fields)


def exposure(name: str, *parents: NodeLike, owner: Person_ = None, **fields: Any) -> Node:
    """A dashboard or the like; `owner` is a name or `{"name": …, "email": …}`."""
    said = {"name": name, "owner": _person(owner), "path": "models/exposures.yml"}
    return node(f"exposure.{PROJECT}.{name}", *parents, **(said | fields))


def group(
    name: str, *, owner: Person_ = None, meta: Mapping[str, Any] | None = None, package: str = PROJECT
) -> Group:
    """A dbt group; `owner` as of an exposure."""
    return Group(
        name=name,
        package_name=package,
        owner=_person(owner),
        config=GroupConfig(meta=dict(meta or {})),
    )


def _person(owner: Person_) -> Person | None:
    if owner is None:
        return None
    return Person(name=owner) if isinstance(owner, str) else Person(**owner)


def macro(name: str, text: str = "", *uses: str, package: str = PROJECT) -> Macro:
    """A macro, by its bare name; `uses` are ids of macros."""
    return Macro(
        unique_id=f"macro.{package}.{name}", macro_sql=code(text), depends_on=DependsOn(macros=list(uses))
    )


def manifest(
    *nodes: Node,
    groups: Iterable[Group] = (),
    macros: Iterable[Macro] = (),
    project: str = PROJECT,
    adapter: str = "duckdb",
    dbt_version: str = "1.11.16",
    invocation_id: str = INVOCATION,
    at: datetime = NOON,
) -> Manifest:
    """The project that these nodes make."""
    return Manifest(
        project_name=project,
        adapter_type=adapter,
        dbt_version=dbt_version,
        invocation_id=invocation_id,
        generated_at=stamp(at),
        nodes={one.unique_id: one for one in nodes},
        groups={f"group.{one.package_name}.{one.name}": one for one in groups},
        macros={one.unique_id: one for one in macros},
    )


def result(
    node: NodeLike,
    status: str = "success",
    message: str | None = None,
    *,
    failures: int | None = None,
    sql: str | None = None,
    seconds: float = 0.1,
) -> Result:
    """How one node ended. A failing test without a message gets dbt's."""
    if message is None and status.lower() in {"fail", "warn"}:
        failures = 1 if failures is None else failures
        message = f"Got {failures} result{'' if failures == 1 else 's'}, configured to {status.lower()} if != 0"
    return Result(
        unique_id=uid(node),
        raw_status=status,
        message=message,
        failures=failures,
        execution_time=seconds,
        compiled_code=code(sql),
    )


def freshness(
    node: NodeLike, status: str = "pass", *, hours: float = 1.0, error: str | None = None
) -> FreshnessResult:
    """How old a source was."""
    return FreshnessResult(
        unique_id=uid(node),
        raw_status=status,
        max_loaded_at=None if error else "2026-11-02T06:00:00Z",
        snapshotted_at=None if error else stamp(NOON),
        age=None if error else hours * 3600,
        error=error,
    )


def invocation(
    which: str = "build",
    *,
    invocation_id: str = INVOCATION,
    at: datetime = NOON,
    dbt_version: str = "1.11.16",
) -> Invocation:
    """One dbt command."""
    return Invocation(invocation_id=invocation_id, which=which, dbt_version=dbt_version, generated_at=at)


def run(
    *results: Result,
    fresh: Iterable[FreshnessResult] = (),
    freshness_invocation: Invocation | None = None,
    which: str = "build",
    invocation_id: str = INVOCATION,
    at: datetime = NOON,
) -> Run:
    """What one dbt command did."""
    return Run(
        invocation=invocation(which, invocation_id=invocation_id, at=at),
        results={one.unique_id: one for one in results},
        freshness={one.unique_id: one for one in fresh},
        freshness_invocation=freshness_invocation,
    )
