"""SQL that nobody edited is compiled otherwise: a variable is set to something else, or is another every day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.code import macro_nodes, written
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Confidence
from dbt_onus.core.history import History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from tests import builders as b
from tests.unit.test_attribution import only

YESTERDAY, LAST_WEEK = b.NOON - timedelta(days=1), b.NOON - timedelta(days=7)
TRIPS = b.source("rides.trips", columns=["id", "zone", "fare"])
ZONES = b.macro(
    "zones", "{% for old, new in var('zones').items() %} when '{{ old }}' then '{{ new }}' {% endfor %}"
)
TEMPLATE = "select id, case zone {{ zones() }} else '?' end as zone, fare * {{ var('rate') }} as fare from …"
SQL = (
    "select id, case zone when 'a' then 'north' when 'b' then 'south' else '?' end as zone, fare * 2 as fare "
    'from "shop"."rides"."trips"'
)
WITHOUT_B = SQL.replace(" when 'b' then 'south'", "")
DEARER = SQL.replace("fare * 2", "fare * 3")
CITY = 'select id, zone, fare from "shop"."main"."fares"'
ACCEPTED = b.test("accepted_values", "city", "zone", kwargs={"values": ["north", "south"]})


def told(before: Sequence[tuple[datetime, str]], now: str, template: str = TEMPLATE) -> Finding:
    """`before`: since when the model was built by which SQL, until the test passed yesterday."""

    def model(sql: str) -> Node:
        return b.model("fares", "rides.trips", sql=sql, template=template, macros=[ZONES.unique_id])

    city = b.model("city", "fares", sql=CITY, template=CITY)
    nodes = {node.unique_id: node for node in (TRIPS, model(now), city, ACCEPTED)}
    prints = {uid: node.template for uid, node in nodes.items() if node.template} | {ZONES.unique_id: ZONES.text}
    history = History(
        last_pass={ACCEPTED.unique_id: YESTERDAY},
        versions={uid: ((LAST_WEEK, code),) for uid, code in prints.items()},
        code=prints,
        texts={
            "model.shop.fares": tuple((at, written(model(sql))) for at, sql in before),
            city.unique_id: ((LAST_WEEK, written(city)),),
        },
    )
    lineage = Lineage.of(nodes)
    checks = checks_of(b.run(b.result(ACCEPTED, "fail", failures=1)), nodes, "duckdb")
    paths = SqlPaths(ColumnLineage(nodes, lineage.parents, adapter="duckdb"), lineage)
    macros = macro_nodes(b.manifest(*nodes.values(), macros=[ZONES]))
    return only(attribute(Case({**nodes, **macros}, lineage, checks, history, paths)))


def test_a_variable_that_is_set_otherwise_is_a_change_of_the_model_that_it_writes() -> None:
    found = told([(LAST_WEEK, SQL)], WITHOUT_B)
    assert (found.origin.unique_id, found.cause) == ("model.shop.fares", Cause.CODE_CHANGE)
    assert found.confidence is Confidence.LIKELY
    assert any("though nobody edited it: look at the variables rate, zones" in one.says for one in found.evidence)


def test_a_variable_that_writes_another_column_leaves_the_fault_to_the_data() -> None:
    found = told([(LAST_WEEK, SQL)], DEARER)
    assert (found.origin.unique_id, found.cause) == (TRIPS.unique_id, Cause.ACCEPTED_VALUES)
    assert any("the edit of fares cannot touch this" in one.says for one in found.evidence)


def test_a_variable_that_is_another_every_day_is_no_news() -> None:
    """`--vars '{day: …}'`: yesterday's SQL differed from that of the day before, and the test passed."""
    by_day = [SQL.replace("'b'", f"'b{day}'") for day in range(3)]
    found = told([(LAST_WEEK, by_day[0]), (YESTERDAY, by_day[1])], by_day[2])
    assert (found.origin.unique_id, found.confidence) == (TRIPS.unique_id, Confidence.LIKELY)


def test_on_the_second_day_nobody_knows_whether_a_variable_is_another_every_day() -> None:
    found = told([(YESTERDAY, SQL)], WITHOUT_B)
    assert found.confidence is Confidence.POSSIBLE
    assert {place.unique_id for place in found.suspects} == {"model.shop.fares", TRIPS.unique_id}


@pytest.mark.parametrize("anew", ["{{ run_started_at }}", "{% if is_incremental() %}{% endif %}"])
def test_what_the_day_or_a_full_refresh_writes_otherwise_is_no_variable(anew: str) -> None:
    found = told([(LAST_WEEK, SQL)], WITHOUT_B, template=TEMPLATE + anew)
    assert found.origin.unique_id == TRIPS.unique_id
