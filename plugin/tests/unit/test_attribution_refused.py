"""A value that no cast could make sense of, and a warehouse that does not say in which column it stood."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.own_sql import with_own_sql
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.columns.casting.casts import columns_cast_to
from dbt_onus.core.evidence import Cause, Confidence, Place
from dbt_onus.core.lineage import Lineage
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

METERS, SITES = (
    b.source("grid.readings", columns=["id", "payload"]),
    b.source("maps.sites", columns=["id", "kind"]),
)
READINGS = """select id, cast(payload ->> '$.site' as integer) as site from "shop"."grid"."readings" """
JOINED = 'select r.id, s.kind from "shop"."main"."readings" r left join "shop"."main"."sites" s on s.site = r.site'
REFUSED = "Runtime Error in model joined\n  Conversion Error: Could not convert string '7 north' to INT32"


def told(sites: str, *, readings: str = "view", message: str = REFUSED, adapter: str = "duckdb") -> Finding:
    """`sites` is how sites are staged; both stages are views, and only their reader can fail."""
    joined = b.model("joined", "readings", "sites", sql=JOINED)
    nodes = [
        METERS,
        SITES,
        b.model("readings", "grid.readings", sql=READINGS, materialized=readings),
        b.model("sites", "maps.sites", sql=sites, materialized="view"),
        joined,
    ]
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, adapter=adapter)
    checks = with_own_sql(checks_of(b.run(b.result(joined, "error", message=message)), graph, adapter), columns)
    history = unchanged(joined.unique_id, code=["model.shop.readings", "model.shop.sites", joined.unique_id])
    return only(attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage))))


PLAIN = 'select id as site, kind from "shop"."maps"."sites"'


@pytest.mark.parametrize(
    ("adapter", "message"),
    [
        ("duckdb", REFUSED),
        ("postgres", 'Database Error in model joined\n  invalid input syntax for type integer: "7 north"'),
    ],
)
def test_the_only_cast_to_that_type_leads_to_its_column(adapter: str, message: str) -> None:
    found = told(PLAIN, message=message, adapter=adapter)
    assert found.origin == Place(unique_id=METERS.unique_id, column="payload")
    assert (found.cause, found.confidence) == (Cause.TYPE_CHANGE, Confidence.LIKELY)


@pytest.mark.parametrize(
    "sites",
    [
        'select cast(id as integer) as site, kind from "shop"."maps"."sites"',
        'select id as site, kind from "shop"."maps"."sites" where cast(kind as integer) > 0',
        'select id as site, 1 + cast(kind as integer) as kind from "shop"."maps"."sites"',
    ],
)
def test_a_second_cast_to_that_type_leaves_both(sites: str) -> None:
    found = told(sites)
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {METERS.unique_id, SITES.unique_id}


def test_a_cast_in_a_table_is_not_in_the_query_of_its_reader() -> None:
    assert not told(PLAIN, readings="table").confidence.pages


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select cast(a as bigint) as b from t", ("b",)),
        ("with x as (select a::bigint as b from t) select b from x", ("b",)),
        ("select cast(a as int) as b, cast(c as bigint) as d from t", ("d",)),
        ("select try_cast(a as bigint) as b from t", ()),
        ("select cast(a as bigint) + 1 as b from t", None),
        ("select a from t join u on cast(t.id as bigint) = u.id", None),
        ("select (", None),
    ],
)
def test_what_is_cast_to_a_type(sql: str, found: tuple[str, ...] | None) -> None:
    assert columns_cast_to(sql, "duckdb", "INT64") == found
