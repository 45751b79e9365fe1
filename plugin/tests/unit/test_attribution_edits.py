"""An edit on the way on the day of a fault: the culprit if it can have done it, a bystander if it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.code import written
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Confidence, Place
from dbt_onus.core.history import History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result
from tests import builders as b
from tests.unit.test_attribution import only

YESTERDAY = b.NOON - timedelta(days=1)
CLAIMS = b.source("billing.claims", columns=["id", "payer", "billed", "paid"])
BALANCE = (
    'select id, upper(payer) as payer, billed - paid as open_amount from "shop"."billing"."claims" '
    "where id is not null"
)
MIX = 'select payer, sum(open_amount) as open_amount from "shop"."main"."balance" group by payer'
PAYER = b.test("accepted_values", "mix", "payer", kwargs={"values": ["AOK", "TK"]})


def story(
    *results: Result,
    before: Mapping[str, str],
    after: Mapping[str, str],
    tests: tuple[Node, ...] = (PAYER,),
    remembered: bool = True,
    template: str | None = None,
) -> tuple[Finding, ...]:
    """`before` and `after` are the SQL of balance and mix, when the checks passed yesterday and now."""

    def project(sql: Mapping[str, str], template: str | None) -> dict[str, Node]:
        made = [
            b.model("balance", "billing.claims", sql=sql["balance"], template=template),
            b.model("mix", "balance", sql=sql["mix"]),
        ]
        return {node.unique_id: node for node in (CLAIMS, *made, *tests)}

    old, new = project(before, "-- as it was\n" + template if template else None), project(after, template)
    prints = {uid: node.sql + node.template for uid, node in new.items() if node.resource_type != "source"}
    then = {uid: node.sql + node.template for uid, node in old.items() if uid in prints}
    history = History(
        last_pass={result.unique_id: YESTERDAY for result in results},
        versions={uid: ((YESTERDAY, code),) for uid, code in then.items()},
        code=prints,
        texts={uid: ((YESTERDAY, written(old[uid])),) for uid in prints} if remembered else {},
    )
    lineage = Lineage.of(new)
    columns = ColumnLineage(new, lineage.parents, adapter="duckdb")
    checks = checks_of(b.run(*results), new, "duckdb")
    return attribute(Case(new, lineage, checks, history, SqlPaths(columns, lineage)))


def edited(balance: str, **more: object) -> Finding:
    sql = {"balance": BALANCE, "mix": MIX}
    return only(story(b.result(PAYER, "fail", failures=9), before=sql, after=sql | {"balance": balance}, **more))  # type: ignore[arg-type]


def test_an_edit_of_another_column_leaves_the_fault_at_the_source() -> None:
    found = edited(BALANCE.replace("billed - paid", "billed - coalesce(paid, 0)"))
    assert found.origin.unique_id == CLAIMS.unique_id
    assert found.cause is Cause.ACCEPTED_VALUES
    assert found.confidence is Confidence.LIKELY
    assert any("the edit of balance cannot touch this" in piece.says for piece in found.evidence)


def test_a_comment_and_another_layout_are_no_change() -> None:
    found = edited("-- tidied up\n" + BALANCE.replace(", ", ",\n  "))
    assert found.origin.unique_id == CLAIMS.unique_id


def test_an_edit_of_the_failing_column_is_the_cause() -> None:
    found = edited(BALANCE.replace("upper(payer)", "lower(payer)"))
    assert (found.origin.unique_id, found.cause) == ("model.shop.balance", Cause.CODE_CHANGE)


def test_an_edit_of_the_filter_may_have_let_other_rows_in() -> None:
    found = edited(BALANCE.replace("where id is not null", ""))
    assert (found.origin.unique_id, found.cause) == ("model.shop.balance", Cause.CODE_CHANGE)


def test_an_edit_whose_text_before_nobody_kept_may_have_done_it() -> None:
    found = edited(BALANCE.replace("billed - paid", "billed - coalesce(paid, 0)"), remembered=False)
    assert (found.origin.unique_id, found.cause) == ("model.shop.balance", Cause.CODE_CHANGE)


def test_sql_that_cannot_be_read_may_have_done_it() -> None:
    found = edited("select id, payer from where upper(")
    assert found.origin.unique_id != CLAIMS.unique_id or not found.confidence.pages


def test_a_column_that_only_decides_rows_further_down_counts() -> None:
    """`kind` is no part of the value, but the mart filters by it."""
    before = {
        "balance": 'select payer, id as kind from "shop"."billing"."claims"',
        "mix": 'select payer from "shop"."main"."balance" where kind > 0',
    }
    after = before | {"balance": before["balance"].replace("id as kind", "-id as kind")}
    found = only(story(b.result(PAYER, "fail", failures=9), before=before, after=after))
    assert (found.origin.unique_id, found.cause) == ("model.shop.balance", Cause.CODE_CHANGE)


def test_what_dbt_compiles_otherwise_every_day_is_no_edit_while_the_template_says_the_same() -> None:
    sql = {"balance": BALANCE + " and paid < 20261101", "mix": MIX}
    after = sql | {"balance": BALANCE + " and paid < 20261102"}
    template = "select … where paid < {{ run_started_at }}"
    found = only(story(b.result(PAYER, "fail", failures=9), before=sql, after=after, template=template))
    assert found.origin.unique_id == CLAIMS.unique_id


UNIQUE = b.test("unique", "mix", "payer")


def test_a_left_join_more_may_have_repeated_rows_but_made_no_value_wrong() -> None:
    plain = 'select c.id, upper(c.payer) as payer from "shop"."billing"."claims" c'
    joined = plain + ' left join "shop"."billing"."claims" d on d.id = c.paid'
    before = {"balance": plain, "mix": 'select payer from "shop"."main"."balance"'}
    after = before | {"balance": joined}
    values = only(story(b.result(PAYER, "fail", failures=9), before=before, after=after))
    assert values.origin.unique_id == CLAIMS.unique_id
    keys = only(story(b.result(UNIQUE, "fail", failures=9), before=before, after=after, tests=(UNIQUE,)))
    assert (keys.origin.unique_id, keys.cause) == ("model.shop.balance", Cause.CODE_CHANGE)


MISSING = 'Runtime Error in model x\n  Binder Error: Referenced column "payer" not found in FROM clause!'


def test_a_column_that_was_asked_for_before_the_edit_was_lost_by_the_source() -> None:
    sql = {"balance": BALANCE, "mix": MIX}
    lost = b.result("balance", "error", MISSING)
    after = sql | {"balance": BALANCE.replace("billed - paid", "billed")}
    undeclared = only(story(lost, before=sql, after=after, tests=()))
    assert undeclared.origin == Place(unique_id=CLAIMS.unique_id, column="payer")
    assert undeclared.cause is Cause.SCHEMA_CHANGE


def test_a_column_that_a_cte_gave_until_the_edit_was_lost_by_the_edit() -> None:
    """The word stood in the SQL before, but no parent was ever asked for it."""
    before = {
        "balance": 'with c as (select insurer as payr, id from "shop"."billing"."claims") '
        "select payr as payer, id from c",
        "mix": MIX,
    }
    after = before | {"balance": before["balance"].replace("insurer as payr", "insurer")}
    found = only(
        story(b.result("balance", "error", MISSING.replace("payer", "payr")), before=before, after=after, tests=())
    )
    assert (found.origin.unique_id, found.cause) == ("model.shop.balance", Cause.CODE_CHANGE)
