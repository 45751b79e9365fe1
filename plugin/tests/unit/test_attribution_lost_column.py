"""A column is missing below several parents: the one that the SQL asks for it lost it, and no other is accused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.code import written
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Confidence
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Measure, Observation
from tests import builders as b
from tests.unit.test_attribution import only

YESTERDAY = b.NOON - timedelta(days=1)
SPEND, VISITS = "source.shop.ads.spend", "source.shop.web.visits"
COST = "model.shop.cost"
MISSING = 'Runtime Error in model cost\n  Binder Error: Referenced column "clicks" not found in FROM clause!'

NULLS = Measure.NULL_SHARE
#: The columns that a scan saw of a table.
Looks = dict[str, tuple[str, ...]]

STARS = {
    "stg_spend": 'select * from "shop"."ads"."spend"',
    "stg_visits": 'select * from "shop"."web"."visits"',
}
BY_CTE = (
    'with spend as (select day, sum(clicks) as clicks from "shop"."main"."stg_spend" group by day), '
    'seen as (select day, count(*) as visits from "shop"."main"."stg_visits" group by day) '
    "select spend.clicks / seen.visits as rate, clicks from spend left join seen on seen.day = spend.day"
)
BY_ANY = (
    'select clicks from "shop"."main"."stg_spend" as s join "shop"."main"."stg_visits" as v on v.day = s.day_seen'
)


def story(
    cost: str,
    *,
    before: str | None = None,
    remembered: bool = True,
    today: dict[str, tuple[str, ...]] | None = None,
    declared: tuple[str, ...] = (),
    built_today: tuple[str, ...] = (),
    measured: Looks | None = None,
    were: Looks | None = None,
    **models: str,
) -> Finding:
    """`cost` reads both staging models and could not be built; `before`, `was_…`: the SQL when it last could.

    `measured` and `were`: the columns that a scan of a source saw, today and yesterday.
    """

    def project(cost: str, texts: dict[str, str]) -> dict[str, Node]:
        made = [
            b.source("ads.spend"),
            b.source("web.visits", columns=declared),
            b.model("stg_spend", "ads.spend", sql=texts["stg_spend"]),
            b.model("stg_visits", "web.visits", sql=texts["stg_visits"]),
            b.model("cost", "stg_spend", "stg_visits", sql=cost),
        ]
        return {node.unique_id: node for node in made}

    now = STARS | {name: sql for name, sql in models.items() if not name.startswith("was_")}
    past = now | {name.removeprefix("was_"): sql for name, sql in models.items() if name.startswith("was_")}
    nodes, old = project(cost, now), project(before or cost, past)
    built = [uid for uid, node in nodes.items() if node.resource_type == "model"]
    history = History(
        last_pass={COST: YESTERDAY},
        versions={uid: ((YESTERDAY, old[uid].sql),) for uid in built},
        code={uid: nodes[uid].sql for uid in built},
        texts={uid: ((YESTERDAY, written(old[uid])),) for uid in built},
        observed={
            (uid, column, NULLS): ((YESTERDAY, 0.0),) for uid, names in (were or {}).items() for column in names
        },
    )
    lineage = Lineage.of(nodes)
    known = {uid: dict.fromkeys(names, "text") for uid, names in (today or {}).items()}
    paths = SqlPaths(ColumnLineage(nodes, lineage.parents, adapter="duckdb", known=known), lineage)
    ran = [*(b.result(name) for name in built_today), b.result("cost", "error", MISSING)]
    checks = checks_of(b.run(*ran), nodes, "duckdb")
    if not remembered:
        history = replace(NO_HISTORY, observed=history.observed)
    seen = tuple(
        Observation(unique_id=uid, column=column, measure=NULLS, value=0.0)
        for uid, names in (measured or {}).items()
        for column in names
    )
    return only(attribute(Case(nodes, lineage, checks, history, paths, observations=seen)))


def said(found: Finding) -> str:
    return " | ".join(piece.says for piece in found.evidence)


def suspects(found: Finding) -> list[str | None]:
    assert found.confidence is Confidence.POSSIBLE
    return sorted(place.unique_id or "" for place in found.suspects)


def test_the_cte_that_asks_for_it_reads_one_parent() -> None:
    found = story(BY_CTE)
    assert (found.origin.unique_id, found.origin.column) == (SPEND, "clicks")
    assert (found.cause, found.confidence) == (Cause.SCHEMA_CHANGE, Confidence.PROVEN)


def test_a_catalog_of_today_that_lists_the_column_no_more_hides_nothing() -> None:
    for today in ({SPEND: ("day", "cost")}, {SPEND: ("day",), VISITS: ("day",)}):
        found = story(BY_CTE, today=today)
        assert (found.origin.unique_id, found.confidence) == (SPEND, Confidence.PROVEN)
    assert suspects(story(BY_ANY, today={VISITS: ("day",)})) == [SPEND, VISITS]


def test_a_name_with_the_relation_before_it_says_which() -> None:
    assert story(BY_ANY.replace("clicks", "s.clicks")).origin.unique_id == SPEND


def test_two_relations_in_one_select_may_both_have_given_it() -> None:
    found = story(BY_ANY)
    assert suspects(found) == [SPEND, VISITS]
    assert "no earlier run" not in said(found)
    assert "has not changed since it last worked" in said(found)


def test_two_selects_that_ask_two_parents_leave_both() -> None:
    both = BY_CTE.replace("count(*) as visits", "sum(clicks) as visits")
    assert suspects(story(both)) == [SPEND, VISITS]
    # what only one of them declares says nothing of what the other gave
    assert suspects(story(both, declared=("clicks",))) == [SPEND, VISITS]


def test_a_parent_whose_own_sql_never_had_it_cannot_have_lost_it() -> None:
    found = story(BY_ANY, stg_visits='select day, pages from "shop"."web"."visits"')
    assert (found.origin.unique_id, found.confidence) == (SPEND, Confidence.PROVEN)


def test_a_parent_that_was_edited_may_have_had_it() -> None:
    found = story(
        BY_ANY,
        stg_visits='select day, pages from "shop"."web"."visits"',
        was_stg_visits='select day, clicks, pages from "shop"."web"."visits"',
    )
    assert suspects(found) == ["model.shop.stg_visits", SPEND]


def test_an_edit_of_another_column_of_the_parent_speaks_for_it_still() -> None:
    found = story(
        BY_ANY,
        stg_visits='select day, pages + 1 as pages from "shop"."web"."visits"',
        was_stg_visits='select day, pages from "shop"."web"."visits"',
    )
    assert found.origin.unique_id == SPEND


def test_a_parent_whose_sql_still_names_it_still_has_it() -> None:
    both = BY_CTE.replace("count(*) as visits", "sum(clicks) as visits")
    found = story(both, stg_visits='select day, hits as clicks from "shop"."web"."visits"')
    assert found.origin.unique_id == SPEND


def test_a_cte_named_like_a_table_is_not_the_table() -> None:
    sql = (
        'with stg_visits as (select * from "shop"."main"."stg_spend"), '
        'other as (select day from "shop"."main"."stg_visits") '
        "select stg_visits.clicks from stg_visits join other on other.day = stg_visits.day"
    )
    assert story(sql).origin.unique_id == SPEND


def test_an_alias_that_hides_the_column_asks_nobody() -> None:
    sql = BY_CTE.replace("count(*) as visits", "count(*) as clicks, clicks * 2 as visits")
    assert story(sql).origin.unique_id == SPEND


def test_a_query_inside_of_another_may_mean_the_outer_one() -> None:
    sql = (
        'select day from "shop"."main"."stg_visits" as v where exists '
        '(select 1 from "shop"."main"."stg_spend" as s where s.day = v.day and clicks > 0)'
    )
    assert suspects(story(sql)) == [SPEND, VISITS]


def test_what_names_the_column_otherwise_is_not_guessed_at() -> None:
    for clause in ("select * exclude (clicks)", "select v.day, s.day as d"):
        sql = (
            'with x as (select clicks from "shop"."main"."stg_spend") '
            f'{clause} from "shop"."main"."stg_visits" as v join x as s using (clicks)'
        )
        assert suspects(story(sql)) == [SPEND, VISITS]


def test_code_that_newly_asks_another_parent_is_at_fault_itself() -> None:
    """The column was read of `stg_spend` all along; of `stg_visits` it is asked since the edit."""
    before = 'select s.clicks from "shop"."main"."stg_spend" as s'
    after = (
        'select v.clicks from "shop"."main"."stg_spend" as s join "shop"."main"."stg_visits" as v on v.day = s.day'
    )
    found = story(after, before=before)
    assert (found.origin.unique_id, found.cause) == (COST, Cause.CODE_CHANGE)


def test_code_that_newly_names_the_column_is_at_fault_itself() -> None:
    found = story(BY_CTE, before=BY_CTE.replace("sum(clicks)", "sum(cost)"))
    assert (found.origin.unique_id, found.cause) == (COST, Cause.CODE_CHANGE)


def test_without_an_earlier_run_the_one_that_is_asked_is_the_suspect() -> None:
    found = story(BY_CTE, remembered=False)
    assert suspects(found) == [SPEND]
    assert "no earlier run tells" in said(found)


def test_the_climb_stops_where_the_column_was_lost() -> None:
    found = story(
        BY_CTE,
        stg_spend='select * exclude (clicks) from "shop"."ads"."spend"',
        was_stg_spend='select * from "shop"."ads"."spend"',
    )
    assert found.origin.unique_id == "model.shop.stg_spend"


RENAMED_IN_A_CTE = (
    'with s as (select day, clicks as taps from "shop"."main"."stg_spend"), t as (select day, clicks from s) '
    'select t.day, t.clicks from t join "shop"."main"."stg_visits" as v on v.day = t.day'
)


def test_an_edit_that_loses_a_column_which_the_parent_still_makes_is_to_blame() -> None:
    """It read the column before as well, but the parent was built today, and its own SQL makes it."""
    lists = {
        "stg_spend": 'select day, clicks from "shop"."ads"."spend"',
        "stg_visits": 'select day, clicks as clicks from "shop"."web"."visits"',
    }
    before = RENAMED_IN_A_CTE.replace("clicks as taps", "clicks")
    both = ("stg_spend", "stg_visits")
    found = story(RENAMED_IN_A_CTE, before=before, built_today=both, **lists)
    assert (found.origin.unique_id, found.cause) == (COST, Cause.CODE_CHANGE)
    assert found.confidence is Confidence.PROVEN
    # a star shows nothing of what is there, and neither does a parent that was not built
    assert story(RENAMED_IN_A_CTE, before=before, built_today=both).cause is not Cause.CODE_CHANGE
    assert story(RENAMED_IN_A_CTE, before=before, **lists).cause is not Cause.CODE_CHANGE


YESTERDAY_BOTH: Looks = {SPEND: ("day", "clicks"), VISITS: ("day", "clicks")}


def test_of_two_that_had_it_the_one_that_was_measured_without_it_lost_it() -> None:
    found = story(BY_ANY, were=YESTERDAY_BOTH, measured={SPEND: ("day",), VISITS: ("day", "clicks")})
    assert (found.origin.unique_id, found.confidence) == (SPEND, Confidence.PROVEN)
    assert "measured ads.spend without a column clicks" in said(found)
    other = story(BY_ANY, were=YESTERDAY_BOTH, measured={VISITS: ("day",), SPEND: ("day", "clicks")})
    assert (other.origin.unique_id, other.confidence) == (VISITS, Confidence.PROVEN)


def test_of_two_that_lost_it_at_once_neither_is_the_one() -> None:
    both: Looks = {SPEND: ("day",), VISITS: ("day",)}
    assert suspects(story(BY_ANY, were=YESTERDAY_BOTH, measured=both)) == [SPEND, VISITS]


def test_beside_one_that_nobody_measured_it_is_likely() -> None:
    found = story(BY_ANY, were={SPEND: ("day", "clicks")}, measured={SPEND: ("day",)})
    assert (found.origin.unique_id, found.confidence) == (SPEND, Confidence.LIKELY)


def test_who_was_measured_with_it_has_lost_nothing() -> None:
    found = story(BY_ANY, measured={VISITS: ("day", "CLICKS")})
    assert found.origin.unique_id == SPEND


def test_a_table_that_never_had_it_did_not_lose_it() -> None:
    without: Looks = {VISITS: ("day",)}
    assert suspects(story(BY_ANY, were=without, measured=without)) == [SPEND, VISITS]


def test_a_scan_that_saw_no_column_or_only_the_first_of_very_many_shows_nothing() -> None:
    wide = tuple(f"c{number}" for number in range(400))
    for today in ({}, {SPEND: ()}, {SPEND: wide}):
        assert suspects(story(BY_ANY, were={SPEND: (*wide, "clicks")}, measured=today)) == [SPEND, VISITS]


def test_what_was_there_the_last_time_somebody_looked_needs_no_run_in_which_it_worked() -> None:
    found = story(BY_CTE, remembered=False, were=YESTERDAY_BOTH, measured={SPEND: ("day",)})
    assert (found.origin.unique_id, found.confidence) == (SPEND, Confidence.PROVEN)


def test_code_that_newly_names_a_column_of_a_table_that_never_had_it_is_at_fault_itself() -> None:
    looks: Looks = {SPEND: ("day", "cost")}
    found = story(BY_CTE, before=BY_CTE.replace("sum(clicks)", "sum(cost)"), were=looks, measured=looks)
    assert (found.origin.unique_id, found.cause) == (COST, Cause.CODE_CHANGE)
