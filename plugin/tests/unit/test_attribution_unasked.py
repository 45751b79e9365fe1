"""A macro asks the warehouse which columns there are: what it no longer finds, it fills in, and no build fails."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.code import macro_nodes, written
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Confidence, Place
from dbt_onus.core.history import History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Macro, Node
from tests import builders as b
from tests.unit.test_attribution import only

YESTERDAY = b.NOON - timedelta(days=1)
NORTH, SOUTH = b.source("north.parcels"), b.source("south.parcels")
UNITE = b.macro("unite", "{% set found = adapter.get_columns_in_relation(relation) %}")
TEMPLATE = "{{ unite([source('north', 'parcels'), source('south', 'parcels')]) }}"
UNITED = (
    'select cast(id as bigint) as id, cast(zone as varchar) as zone from "shop"."north"."parcels" '
    'union all select cast(id as bigint) as id, cast(zone as varchar) as zone from "shop"."south"."parcels"'
)
FILLED = UNITED.replace("cast(zone as varchar)", "cast(null as varchar)").replace(
    "cast(null as varchar)", "cast(zone as varchar)", 1
)
HUB = 'select id, zone from "shop"."main"."united"'
NO_ZONE = b.test("not_null", "hub", "zone")


def told(
    before: str, after: str, *, macro: Macro = UNITE, template: str = TEMPLATE, was: str | None = None
) -> tuple[Finding, ...]:
    """`before`, `after`: what the macro wrote when the test passed yesterday, and today; `was`: its template."""

    def project(sql: str, template: str) -> Iterable[Node]:
        united = b.model(
            "united", "north.parcels", "south.parcels", sql=sql, template=template, macros=[macro.unique_id]
        )
        return NORTH, SOUTH, united, b.model("hub", "united", sql=HUB, template=HUB), NO_ZONE

    nodes = {node.unique_id: node for node in project(after, template)}
    macros = macro_nodes(b.manifest(*nodes.values(), macros=[macro]))
    prints = {uid: node.template for uid, node in nodes.items() if node.template} | {macro.unique_id: macro.text}
    then = prints | ({"model.shop.united": was} if was else {})
    history = History(
        last_pass={NO_ZONE.unique_id: YESTERDAY},
        versions={uid: ((YESTERDAY, code),) for uid, code in then.items()},
        code=prints,
        texts={node.unique_id: ((YESTERDAY, written(node)),) for node in project(before, was or template)},
    )
    lineage = Lineage.of(nodes)
    checks = checks_of(b.run(b.result(NO_ZONE, "fail", failures=40)), nodes, "duckdb")
    paths = SqlPaths(ColumnLineage(nodes, lineage.parents, adapter="duckdb"), lineage)
    return attribute(Case({**nodes, **macros}, lineage, checks, history, paths))


def test_the_table_that_lost_the_column_is_named_though_no_sql_of_today_names_it() -> None:
    found = only(told(UNITED, FILLED))
    assert found.origin == Place(unique_id=SOUTH.unique_id, column="zone")
    assert (found.cause, found.confidence) == (Cause.SCHEMA_CHANGE, Confidence.LIKELY)
    assert any("it read south.parcels.zone when this last passed" in piece.says for piece in found.evidence)


def test_a_column_filled_in_all_along_is_no_news() -> None:
    found = only(told(FILLED, FILLED))
    assert found.cause is not Cause.SCHEMA_CHANGE


@pytest.mark.parametrize("macro", [b.macro("unite", "{{ var('zones', true) }}"), b.macro("unite", "")])
def test_sql_that_no_macro_writes_by_the_warehouse_tells_nothing_of_the_warehouse(macro: Macro) -> None:
    """What it reads may hang on a variable that somebody has set."""
    assert all(found.cause is not Cause.SCHEMA_CHANGE for found in told(UNITED, FILLED, macro=macro))


def test_a_template_asks_by_itself_too() -> None:
    asking = TEMPLATE + "{% set found = adapter.get_columns_in_relation(this) %}"
    found = only(told(UNITED, FILLED, macro=b.macro("unite", ""), template=asking))
    assert found.origin == Place(unique_id=SOUTH.unique_id, column="zone")


def test_an_edit_of_the_model_that_stops_asking_is_its_own() -> None:
    found = only(told(UNITED, FILLED, was="-- of both\n" + UNITED))
    assert found.cause is Cause.CODE_CHANGE
    assert found.origin.unique_id == "model.shop.united"


def test_two_columns_of_two_tables_that_are_gone_at_once_name_neither() -> None:
    neither = FILLED.replace("cast(zone as varchar)", "cast(null as varchar)")
    assert all(
        not found.confidence.pages or found.cause is not Cause.SCHEMA_CHANGE for found in told(UNITED, neither)
    )
