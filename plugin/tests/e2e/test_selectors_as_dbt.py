"""Our selection against dbt's own, on one project with something of everything."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dbt_onus.artifacts.manifest import read_manifest
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.selectors import matched

pytestmark = pytest.mark.e2e

FILES = {
    "dbt_project.yml": """
        {name: shop, version: "1.0", config-version: 2, profile: shop, flags: {send_anonymous_usage_stats: false},
         models: {shop: {staging: {+materialized: view, +tags: [stage]}, marts: {+materialized: table}}},
         seeds: {shop: {+tags: [static]}}}""",
    "profiles.yml": "{shop: {target: dev, outputs: {dev: {type: duckdb, path: shop.duckdb}}}}",
    "packages.yml": "{packages: [{local: ../lib}]}",
    "models/groups.yml": "{groups: [{name: finance, owner: {name: Fin}}, {name: growth, owner: {name: Gro}}]}",
    "models/sources.yml": """
        {sources: [{name: stripe, tables: [{name: charges, data_tests: [{unique: {arguments: {column_name: id}}}]},
                                          {name: refunds, config: {tags: [nightly]}}]},
                   {name: app, config: {meta: {owner: web}}, tables: [{name: orders}]}]}""",
    "models/staging/stg_charges.sql": "select * from {{ source('stripe', 'charges') }}",
    "models/staging/stg_refunds.sql": "select * from {{ source('stripe', 'refunds') }}",
    "models/staging/app/stg_orders.sql": "select * from {{ source('app', 'orders') }}",
    "models/staging/_staging.yml": """
        {models: [{name: stg_charges, config: {tags: [nightly], meta: {tier: gold, numbers: [1, two], hot: true}},
                   columns: [{name: id, data_tests: [unique, {not_null: {config: {severity: warn}}}]}]},
                  {name: stg_orders, config: {group: growth}}]}""",
    "models/marts/orders.sql": "select * from {{ ref('stg_orders') }} join {{ ref('stg_charges') }} using (id)",
    "models/marts/dim_v1.sql": "select 1 as id from {{ ref('lib_model') }}",
    "models/marts/dim_v2.sql": "select 1 as id from {{ ref('orders') }}",
    "models/marts/stripe.sql": "select 1 as id from {{ ref('countries') }}",
    "models/marts/report.sql": "select * from {{ ref('dim', v=2) }} cross join {{ ref('countries') }}",
    "models/marts/_marts.yml": """
        {models: [{name: orders, config: {access: public, group: finance, contract: {enforced: false}},
                   columns: [{name: id, data_tests: [
                      {relationships: {arguments: {to: "ref('stg_orders')", field: id}}}]}]},
                  {name: dim, latest_version: 2, config: {access: public}, versions: [{v: 1}, {v: 2}]},
                  {name: stripe, config: {access: private, group: growth}},
                  {name: report, config: {group: finance, materialized: view}}],
         unit_tests: [{name: adds_up, model: orders, given: [{input: ref('stg_orders'), rows: []},
                       {input: ref('stg_charges'), rows: []}], expect: {rows: []}}],
         exposures: [{name: weekly, type: dashboard, owner: {email: a@b.example}, depends_on: [ref('report')],
                      config: {tags: [nightly]}}]}""",
    "seeds/countries.csv": "id,name\n1,nl\n",
    "snapshots/snap.sql": """
        {% snapshot snap %}{{ config(unique_key='id', strategy='check', check_cols='all') }}
        select * from {{ ref('orders') }}{% endsnapshot %}""",
    "analyses/look.sql": "select * from {{ ref('orders') }}",
    "tests/assert_orders.sql": "select * from {{ ref('orders') }} join {{ ref('stg_charges') }} using (id)",
}
LIBRARY = {
    "dbt_project.yml": '{name: lib, version: "1.0", config-version: 2}',
    "models/base/lib_model.sql": "select 1 as id",
    "models/base/stripe_lib.sql": "select 1 as id from {{ ref('lib_model') }}",
}

SELECTORS = [
    "orders",
    "+orders",
    "orders+",
    "1+orders",
    "orders+1",
    "2+report",
    "+orders+1",
    "@stg_charges",
    "0+orders",
    "@orders,tag:stage",
    "shop.staging",
    "staging",
    "staging.app",
    "shop.staging.*",
    "stg_*",
    "*_orders",
    "shop.*.s*",
    "marts.dim",
    "dim",
    "dim.v1",
    "dim_v2",
    "marts.dim.v*",
    "stg_[co]*",
    "st?_orders",
    "lib",
    "lib.base.*",
    "stripe",
    "[",
    "tag:nightly",
    "tag:n*",
    "tag:nightly+",
    "tag:stage,tag:nightly",
    "tag:static stg_orders",
    "source:stripe",
    "source:stripe.charges+",
    "source:shop.app.*",
    "source:*.orders",
    "source:*",
    "source:stripe.*+1",
    "path:models/staging",
    "path:models/staging/",
    "path:./models/staging/app/",
    "models/marts/orders.sql",
    "models/staging/_staging.yml",
    "path:models/*/*.sql",
    "path:**/app",
    "path:models/**/stg_*.sql",
    "path:models/**",
    "path:seeds",
    "path:models/sources.yml",
    "path:models/*.yml",
    "file:orders",
    "file:stg_*.sql",
    "orders.sql",
    "countries.csv",
    "group:finance",
    "group:*",
    "access:public",
    "access:protected",
    "access:private+",
    "package:lib",
    "package:this",
    "package:*",
    "resource_type:seed",
    "resource_type:source",
    "resource_type:exposure",
    "resource_type:snapshot",
    "+resource_type:snapshot",
    "resource_type:analysis",
    "exposure:weekly",
    "+exposure:*",
    "1+exposure:shop.weekly",
    "config.materialized:view",
    "config.meta.tier:gold",
    "config.meta.numbers:two",
    "config.meta.hot:true",
    "config.meta.hot:TRUE",
    "config.tags:nightly",
    "config.group:growth",
    "config.contract.enforced:false",
    "config.materialized:view,path:models/marts",
    "version:none",
    "version:latest",
    "version:old",
    "config.meta.owner:web",
]
#: Where tests are asked for, dbt's tests are ours.
WITH_TESTS = [
    "test_type:generic",
    "test_type:singular",
    "test_type:data",
    "test_type:unit",
    "test_name:not_null",
    "test_name:uni*",
    "resource_type:test",
    "resource_type:unit_test",
    "unit_test:adds_up",
    "test_type:generic,stg_charges",
    "test_name:unique,source:*",
    "config.severity:warn",
    "test_type:generic,tag:nightly",
    "test_type:generic,group:finance",
    "test_type:data,+orders",
    "test_type:singular,path:tests",
    "test_type:unit,orders+",
    "+test_type:singular",
    "1+test_name:relationships",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("selectors")
    for folder, files in (("shop", FILES), ("lib", LIBRARY)):
        for name, text in files.items():
            path = root / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip("\n"))
    return root / "shop"


@pytest.fixture(scope="module")
def dbt(project: Path) -> Any:
    from dbt.cli.main import dbtRunner

    places = ["--project-dir", str(project), "--profiles-dir", str(project), "--quiet"]
    assert dbtRunner().invoke(["deps", *places]).success
    parsed = dbtRunner().invoke(["parse", *places])
    assert parsed.success, parsed.exception
    shutil.copy(project / "target/manifest.json", project / "manifest.json")
    runner = dbtRunner(manifest=parsed.result)

    def ls(selector: str) -> set[str]:
        keys = ["--output", "json", "--output-keys", "unique_id", "--resource-type", "all", "--no-write-json"]
        listed = runner.invoke(["ls", *places, *keys, "--select", selector])
        assert listed.success, listed.exception
        return {json.loads(line)["unique_id"] for line in listed.result or ()}

    return ls


@pytest.fixture(scope="module")
def lineage(project: Path, dbt: Any) -> Lineage:
    return Lineage.of(read_manifest(project / "manifest.json").nodes)


@pytest.mark.parametrize("selector", SELECTORS)
def test_a_selection_is_dbts_without_the_tests(selector: str, dbt: Any, lineage: Lineage) -> None:
    ours = matched(selector, lineage, projects={"shop"})
    theirs = {uid for uid in dbt(selector) if not uid.startswith(("test.", "unit_test."))}
    assert ours == theirs


@pytest.mark.parametrize("selector", WITH_TESTS)
def test_a_selection_of_tests_is_dbts(selector: str, dbt: Any, lineage: Lineage) -> None:
    ours = matched(selector, lineage, projects={"shop"})
    assert ours
    assert ours == dbt(selector)
