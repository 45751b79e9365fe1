"""The demo company across its borders: faults born in commerce, seen from three teams that each report alone.

Finance and planning read commerce's tables as sources; loyalty refers to its public models. Each has commerce as a
neighbour in its onus.yml, and nothing but its own tests to notice.
"""

from __future__ import annotations

import shutil

from faults.acts import Act, edit, in_turn, nothing, sql
from faults.scenario import DecidedBy, Kind, Scenario, Truth
from faults.stage import Stage

COMMERCE = "  - {path: ../commerce, name: commerce}\n"


def _built(*projects: str) -> Act:
    """A night on which only these projects run, and one of them reports."""

    def act(stage: Stage) -> None:
        for project in projects:
            stage.run("build", project=project)
        stage.report()

    return act


def _told(command: str) -> Act:
    """Commerce does only this."""

    def act(stage: Stage) -> None:
        stage.run(command, project="commerce")

    return act


def _knows_its_neighbour(stage: Stage) -> None:
    """Finance lists commerce in its onus.yml."""
    file = stage.project("finance") / "onus.yml"
    file.write_text(file.read_text(encoding="utf-8") + "\nprojects:\n" + COMMERCE, encoding="utf-8")


def _without_results(stage: Stage) -> None:
    """Commerce runs, and only its manifest reaches the others."""
    stage.run("build", project="commerce")
    (stage.project("commerce") / "target" / "run_results.json").unlink()
    stage.run("build", project="planning")
    stage.report()


def _with_an_old_run(stage: Stage) -> None:
    """Commerce runs, and what reaches the others is still what its run before had left."""
    target = stage.project("commerce") / "target"
    kept = stage.folder / "commerce-before"
    shutil.copytree(target, kept)
    stage.run("build", project="commerce")
    stage.run("build", project="planning")
    shutil.rmtree(target)
    shutil.move(kept, target)
    stage.report()


def _table_renamed(stage: Stage) -> None:
    """Logistics calls its table otherwise from today on, and drops the old one."""
    file = stage.project("commerce") / "models/marts/fulfilment/fct_shipments.sql"
    file.write_text("{{ config(alias='fct_parcels') }}\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    stage.sql("drop table commerce.fct_shipments")


def _scenario(
    name: str,
    seen_from: str,
    kind: Kind,
    story: str,
    happen: Act,
    *faults: Truth,
    run: Act | None = None,
    before: Act | None = None,
    decided_by: DecidedBy = DecidedBy.ARTIFACTS,
) -> Scenario:
    return Scenario(
        name=f"borders_{name}",
        company="borders",
        kind=kind,
        story=story,
        happen=happen,
        faults=faults,
        run=run or _built("commerce", seen_from),
        before=before,
        decided_by=decided_by,
        seen_from=seen_from,
    )


_ORDERS = "source.commerce.storefront.orders"
_COUNTRY = Truth(team="storefront", origin=_ORDERS, column="ship_country", cause="nulls")
_EMPTIED = sql("update raw_storefront.orders set ship_country = null where order_id % 9 = 0")
_REPLAYED = sql(
    """insert into raw_payments.charges
       select * from raw_payments.charges where charged_at > loaded_at - interval 20 day"""
)
_CHARGES = Truth(
    team="payments", origin="source.commerce.payments.charges", column="charge_id", cause="duplicates"
)
_NO_GERMANY = edit(
    "commerce",
    "models/marts/storefront/fct_orders.sql",
    "    orders.ship_country,",
    "    nullif(orders.ship_country, 'DE') as ship_country,",
)
_LOST_COUNTRY = Truth(
    team="storefront",
    origin="model.commerce.fct_orders",
    column="ship_country",
    cause="code_change",
    causes=("nulls",),
)

SCENARIOS: tuple[Scenario, ...] = (
    _scenario(
        "nulls_by_relation",
        "planning",
        Kind.DATA,
        "The checkout forgets the country; commerce does not test it, planning does.",
        _EMPTIED,
        _COUNTRY,
    ),
    _scenario(
        "nulls_by_ref",
        "loyalty",
        Kind.DATA,
        "The same, seen by a team that refers to the public model.",
        _EMPTIED,
        _COUNTRY,
    ),
    _scenario(
        "replay_by_relation",
        "planning",
        Kind.DECOY,
        "Charges are replayed; commerce's contract stops its build there, and planning's night is green.",
        _REPLAYED,
    ),
    _scenario(
        "replay_seen_from_finance",
        "finance",
        Kind.DECOY,
        "The same, seen from finance: green.",
        _REPLAYED,
        before=_knows_its_neighbour,
    ),
    _scenario(
        "replay_tested_late",
        "planning",
        Kind.DATA,
        "Charges are replayed; commerce builds first and tests afterwards, so that planning gets them too.",
        _REPLAYED,
        _CHARGES,
        run=in_turn(_told("run"), _told("test"), _built("planning")),
    ),
    _scenario(
        "code_by_relation",
        "planning",
        Kind.CODE,
        "An edit of the public model empties a column of it.",
        _NO_GERMANY,
        _LOST_COUNTRY,
    ),
    _scenario(
        "code_by_ref",
        "loyalty",
        Kind.CODE,
        "The same edit, seen by a team that refers to the public model.",
        _NO_GERMANY,
        _LOST_COUNTRY,
    ),
    _scenario(
        "own_code",
        "planning",
        Kind.CODE,
        "Planning breaks its own model while commerce is well.",
        edit("planning", "models/orders_to_plan.sql", "ship_country as", "nullif(ship_country, 'DE') as"),
        Truth(
            team="planning",
            origin="model.planning.orders_to_plan",
            column="country",
            cause="code_change",
            causes=("nulls",),
        ),
    ),
    _scenario(
        "own_code_by_ref",
        "loyalty",
        Kind.CODE,
        "Loyalty joins a table that has several rows per order.",
        edit(
            "loyalty",
            "models/points.sql",
            "from {{ ref('commerce', 'fct_orders') }}",
            "from {{ ref('commerce', 'fct_orders') }}\ncross join (values (1), (2)) as seasons(season)",
        ),
        Truth(
            team="loyalty",
            origin="model.loyalty.points",
            column="order_id",
            cause="code_change",
            causes=("duplicates",),
        ),
    ),
    _scenario(
        "not_ours",
        "planning",
        Kind.DECOY,
        "A table of the CRM is renamed; commerce is in flames, and nothing that planning reads is touched.",
        sql("alter table raw_crm.tickets rename to support_tickets"),
    ),
    _scenario(
        "green",
        "planning",
        Kind.CONTROL,
        "An uneventful night on both sides.",
        nothing,
    ),
    _scenario(
        "without_results",
        "planning",
        Kind.PARTIAL,
        "The checkout forgets the country, and of commerce's night only the manifest is there.",
        _EMPTIED,
        _COUNTRY,
        run=_without_results,
    ),
    _scenario(
        "old_run",
        "planning",
        Kind.PARTIAL,
        "The checkout forgets the country, and of commerce only the run of the night before is there.",
        _EMPTIED,
        _COUNTRY,
        run=_with_an_old_run,
        decided_by=DecidedBy.NOTHING,
    ),
    _scenario(
        "renamed_table",
        "planning",
        Kind.DATA,
        "Logistics renames a table that planning reads by its old name.",
        _table_renamed,
        Truth(
            team="logistics",
            origin="source.planning.shop.fct_shipments",
            cause="missing_relation",
            alternatives=(
                Truth(team="logistics", origin="model.commerce.fct_shipments", cause="missing_relation"),
            ),
        ),
    ),
    _scenario(
        "table_gone_by_ref",
        "loyalty",
        Kind.DATA,
        "Somebody drops the table behind a public model after commerce has built it.",
        nothing,
        Truth(team="storefront", origin="model.commerce.fct_orders", cause="missing_relation"),
        run=in_turn(
            lambda stage: stage.run("build", project="commerce"),
            sql("drop table commerce.fct_orders"),
            _built("loyalty"),
        ),
    ),
)
