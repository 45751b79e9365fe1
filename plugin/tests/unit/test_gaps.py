"""What a project's declarations leave open, and what is no gap although it looks like one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from dbt_onus.core.annotations import Level
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.declared import declared_at
from dbt_onus.core.gaps import (
    CheckReport,
    Configuration,
    Gap,
    Kind,
    Survey,
    compared,
    configuration_gaps,
    contract_gaps,
    coverage_of,
    ordered,
    owner_gaps,
)
from dbt_onus.core.gaps.consumers import column_gaps
from dbt_onus.core.history import Evaluations
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.ownership import Defaults, Ownership, Roster, Rule, Rung, Subscription, Team
from dbt_onus.core.receivers import Receiver
from dbt_onus.core.waivers import Silence, Waiver
from tests import builders as b

PAYMENTS = {"onus": {"team": "payments"}}
FINANCE = {"onus": {"team": "finance"}}


def survey(*nodes: Node, links: Iterable[tuple[str, str]] = (), **said: Any) -> Survey:
    known = b.manifest(*nodes).nodes
    ownership = Ownership(fallback_team="platform", nodes=known)
    return Survey(
        lineage=Lineage.of(known, links),
        projects={"shop", "upstream"},
        owner_of=lambda uid: ownership.owner_of(known[uid]),
        **said,
    )


def kinds(gaps: Iterable[Gap]) -> list[tuple[Kind, str]]:
    return [(gap.kind, gap.subject) for gap in ordered(gaps)]


def promised(terms: Mapping[str, Any], team: str = "payments") -> dict[str, Any]:
    return {"onus": {"team": team, "contract": terms}}


def test_who_has_no_owner_and_who_has_a_wrong_one() -> None:
    look = survey(
        b.model("orders"),
        b.model("paid", meta=PAYMENTS),
        b.model("odd", meta={"owner": "paymnets"}),
        b.model("person", meta={"owner": "zoe@shop.example"}),
        b.model("installed", package="dbt_utils"),
    )
    roster = Roster([Team(key="payments", name="Payments")])
    teams = Ownership(
        fallback_team="platform", nodes=look.nodes, teams={"payments": Team(key="payments", name="Payments")}
    )
    known = Survey(lineage=look.lineage, projects={"shop"}, owner_of=lambda uid: teams.owner_of(look.nodes[uid]))
    assert kinds(owner_gaps(known, roster)) == [
        (Kind.UNKNOWN_TEAM, "odd"),
        (Kind.UNOWNED, "orders"),
        (Kind.UNOWNED, "person"),
    ]


def test_a_source_read_by_another_team_without_a_promise_is_a_gap_and_one_read_at_home_is_not() -> None:
    abroad, home = b.source("stripe.charges", meta=PAYMENTS), b.source("stripe.fees", meta=PAYMENTS)
    look = survey(abroad, home, b.model("revenue", abroad, meta=FINANCE), b.model("stg_fees", home, meta=PAYMENTS))
    (gap,) = contract_gaps(look, 10)
    assert (gap.kind, gap.subject, gap.team) == (Kind.UNPROMISED_SOURCE, "stripe.charges", "payments")
    assert gap.says == "read by revenue (finance), and payments promises nothing"
    assert gap.path == "sources.stripe.tables.charges"


def test_what_another_project_builds_and_promises_is_promised() -> None:
    built = b.model("charges", package="upstream", meta=PAYMENTS)
    source = b.source("stripe.charges", meta=PAYMENTS)
    reader = b.model("revenue", source, meta=FINANCE)
    link = [(built.unique_id, source.unique_id)]
    assert kinds(contract_gaps(survey(built, source, reader, links=link), 10)) == [
        (Kind.UNPROMISED_SOURCE, "stripe.charges")
    ]
    test = b.test("onus.contract", built)
    assert kinds(contract_gaps(survey(built, source, reader, test, links=link), 10)) == []


def test_a_promise_that_nobody_evaluates_is_an_error() -> None:
    columns = {"amount": {"meta": {"onus": {"contract": {"range": {"min": 0}, "severity": "warn"}}}}}
    charges = b.source("stripe.charges", meta=promised({"rows": {"min": 1}}), columns=columns)
    (gap,) = contract_gaps(survey(charges), 10)
    assert (gap.kind, gap.level) == (Kind.UNTESTED_CONTRACT, Level.ERROR)
    assert "rows, range on amount" in gap.says
    assert kinds(contract_gaps(survey(charges, b.test("onus.contract", charges)), 10)) == []
    disabled = {charges.unique_id: b.test("onus.contract", charges)}
    assert kinds(contract_gaps(survey(charges, disabled=disabled), 10)) == [
        (Kind.DISABLED_CONTRACT, "stripe.charges")
    ]


def test_constraints_are_evaluated_by_dbt_where_its_contract_is_enforced() -> None:
    columns = {"id": {"constraints": [{"type": "not_null"}]}}
    enforced = b.model("orders", columns=columns, contract={"enforced": True}, access="public")
    loose = b.model("loose", columns=columns)
    assert kinds(contract_gaps(survey(enforced, loose), 10)) == [(Kind.UNTESTED_CONTRACT, "loose")]


def test_a_public_model_promises_something() -> None:
    assert kinds(contract_gaps(survey(b.model("orders", access="public"), b.model("own")), 10)) == [
        (Kind.UNPROMISED_PUBLIC, "orders")
    ]


def runs(*days: int, looked_at: Mapping[str, int]) -> dict[str, Evaluations]:
    at = {key: b.NOON - timedelta(days=ago) for key, ago in looked_at.items()}
    known = Evaluations(runs=tuple(b.NOON - timedelta(days=ago) for ago in days), looked_at=at)
    return {"shop": known}


def test_a_contract_left_out_of_the_latest_runs_is_inert() -> None:
    model = b.model("orders")
    test = b.test("onus.contract", model)
    key = f"{test.unique_id}#rows"
    left_out = survey(model, test, evaluations=runs(0, 1, 2, looked_at={key: 5}))
    (gap,) = contract_gaps(left_out, 3)
    assert gap.kind is Kind.INERT_CONTRACT
    assert "2026-10-28" in gap.says
    assert not list(contract_gaps(survey(model, test, evaluations=runs(0, 1, 2, looked_at={key: 2})), 3))
    never = survey(model, test, evaluations=runs(0, 1, 2, looked_at={}))
    assert [gap.says.endswith("(never)") for gap in contract_gaps(never, 3)] == [True]
    # two runs say nothing of three
    assert not list(contract_gaps(survey(model, test, evaluations=runs(0, 1, looked_at={})), 3))


def test_freshness_is_asked_by_dbt_or_by_a_contract() -> None:
    charges = b.source("stripe.charges", stale_after=12, loaded_at_field="at", meta=PAYMENTS)
    assert kinds(contract_gaps(survey(charges, asked=frozenset()), 3)) == [
        (Kind.UNASKED_FRESHNESS, "stripe.charges")
    ]
    assert not list(contract_gaps(survey(charges, asked=frozenset({charges.unique_id})), 3))
    assert not list(contract_gaps(survey(charges, b.test("onus.contract", charges), asked=frozenset()), 3))
    # a checkout in which nothing ran knows nothing of what the jobs do
    assert not list(contract_gaps(survey(charges), 3))
    remembered = runs(0, looked_at={f"{charges.unique_id}#freshness": 0})
    assert not list(contract_gaps(survey(charges, asked=frozenset(), evaluations=remembered), 3))


def test_columns_that_another_team_reads_are_promised_or_told() -> None:
    charges = b.source("stripe.charges", meta=PAYMENTS, columns=["id"])
    sql = 'select id, amount, upper(note) as n from "shop"."stripe"."charges"'
    nodes = [
        charges,
        b.model("revenue", charges, meta=FINANCE, sql=sql),
        b.model("own", charges, meta=PAYMENTS, sql='select secret from "shop"."stripe"."charges"'),
        b.test("onus.contract", charges),
        b.test("not_null", charges, "note"),
    ]
    look = survey(*nodes)
    columns = ColumnLineage(look.nodes, look.lineage.parents, adapter="duckdb")
    (gap,) = column_gaps(look, columns)
    assert (gap.kind, gap.subject, gap.column) == (Kind.UNPROMISED_COLUMN, "stripe.charges.amount", "amount")
    # a table without any promise is a gap as a whole, not once per column
    bare = survey(*nodes[:2])
    assert not list(column_gaps(bare, ColumnLineage(bare.nodes, bare.lineage.parents, adapter="duckdb")))


TODAY = date(2026, 11, 26)
GONE = date(2026, 11, 25)
NODES = frozenset({"model.shop.orders"})


def configuration(**said: Any) -> Configuration:
    fields: dict[str, Any] = {
        "project": "shop",
        "file": "onus.yml",
        "fallback_team": "platform",
        "teams": {},
        "defaults": Defaults(),
        "receivers": {},
        "rules": (),
        "silences": (),
        "waivers": (),
        "groups": (),
        "owning": (),
    }
    return Configuration(**(fields | said))


def test_configuration_that_reaches_nothing_is_told_with_its_place() -> None:
    teams = {
        "payments": Team(
            key="payments",
            name="Payments",
            receivers=(Subscription(receiver="slack"),),
            escalate_to=Rung(to="leads"),
        ),
        "idle": Team(key="idle", name="Idle"),
    }
    said = configuration(
        teams=teams,
        receivers={name: Receiver(name=name, channel="slack") for name in ("slack", "leads", "lonely")},
        rules=[
            (Rule(select="orders", team="payments"), NODES),
            (Rule(select="nothing", team="payments"), frozenset()),
            (Rule(select="tag:all", team="payments"), NODES),
        ],
        silences=[(Silence(select="orders", reason="r", by="payments", until=GONE), NODES)],
        waivers=[
            (Waiver(select="orders", reason="r", approved_by="payments", until=TODAY), NODES),
            (Waiver(select="gone", reason="r", approved_by="payments", until=TODAY), frozenset()),
        ],
        groups=["growth"],
        owning=["payments", "growth"],
    )
    found = {gap.path: (gap.kind, gap.says.partition(":")[0]) for gap in configuration_gaps(said, TODAY)}
    assert found == {
        "rules[1]": (Kind.DEAD_RULE, "decides nothing"),
        "rules[2]": (Kind.DEAD_RULE, "selects nothing"),
        "teams.idle": (Kind.IDLE_TEAM, "owns nothing, and nothing names it"),
        "teams": (Kind.UNDEFINED_GROUP, "owns nodes, and no team of onus.yml goes by that name"),
        "receivers.lonely": (Kind.UNREACHED_RECEIVER, "belongs to no team and no escalate_to"),
        "silences[1]": (Kind.ENDED_SILENCE, "ended on 2026-11-25"),
        "waivers[2]": (Kind.DEAD_WAIVER, "selects nothing"),
    }


def test_coverage_counts_what_others_rely_on() -> None:
    charges, fees = b.source("stripe.charges", meta=PAYMENTS), b.source("stripe.fees", meta=PAYMENTS)
    look = survey(
        charges, fees, b.model("revenue", charges, fees, meta=FINANCE), b.test("onus.contract", fees),
        b.model("lost"), b.model("inline", meta=FINANCE, materialized="ephemeral"),
    )  # fmt: skip
    total, *teams = coverage_of(look)
    assert (total.nodes, total.owned, total.tables, total.promised) == (5, 4, 4, 1)
    assert (total.relied_on, total.relied_on_promised) == (2, 1)
    assert [team.team for team in teams] == ["finance", "payments", "platform"]


def gap(subject: str, kind: Kind = Kind.UNOWNED) -> Gap:
    return Gap(kind=kind, subject=subject, about=subject, says="", remedy="", project="shop")


@pytest.mark.parametrize(
    ("least", "kind", "fails"),
    [
        (Level.ERROR, Kind.UNOWNED, True),
        (Level.ERROR, Kind.DEAD_RULE, False),
        (Level.WARNING, Kind.DEAD_RULE, True),
        (Level.WARNING, Kind.IDLE_TEAM, False),
        (Level.NOTE, Kind.IDLE_TEAM, True),
    ],
)
def test_from_which_severity_on_it_fails(least: Level, kind: Kind, fails: bool) -> None:
    assert CheckReport(projects=("shop",), gaps=(gap("a", kind),), coverage=()).fails(least) is fails


def test_with_a_baseline_only_new_gaps_fail_whatever_their_severity() -> None:
    old, new = gap("old"), gap("new", Kind.IDLE_TEAM)
    known, closed = compared([old, new], [old.id, "gone"])
    report = CheckReport(projects=("shop",), gaps=(old, new), coverage=(), known=known, closed=closed)
    assert report.new == (new,)
    assert report.fails(Level.ERROR)
    assert closed == ("gone",)
    assert not CheckReport(projects=("shop",), gaps=(old,), coverage=(), known=known).fails(Level.NOTE)


def test_an_id_outlives_a_move_of_its_file() -> None:
    here = b.model("orders", patch_path="shop://models/a.yml")
    there = b.model("orders", patch_path="shop://models/b.yml")
    first, second = (next(iter(owner_gaps(survey(node), None))) for node in (here, there))
    assert first.id == second.id
    assert (first.file, second.file) == ("models/a.yml", "models/b.yml")


def test_where_a_node_is_described() -> None:
    assert declared_at(b.source("stripe.charges")) == (
        "models/sources.yml",
        ("sources", "stripe", "tables", "charges"),
    )
    assert declared_at(b.model("bare")) == ("models/bare.sql", ())
    assert declared_at(b.exposure("weekly")) == ("models/exposures.yml", ("exposures", "weekly"))
