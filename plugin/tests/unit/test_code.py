"""What counts as a change of code, and what of a run is remembered of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dbt_onus.core.checks import checks_of
from dbt_onus.core.code import codes_with_macros, fingerprints, macro_nodes, macros_used, settings_of
from dbt_onus.core.history import History, RunRecord
from dbt_onus.core.nodes import Manifest
from dbt_onus.core.records import records_of
from dbt_onus.core.results import Run
from tests import builders as b

CENTS = b.macro("cents", "{{ x }} / 100")
ROUNDED = b.macro("rounded", "round({{ cents() }})", "macro.shop.cents")


def record(manifest: Manifest, run: Run) -> RunRecord:
    return next(iter(records_of(manifest, run, checks_of(run, manifest.nodes, "duckdb"))))


def test_another_text_is_another_fingerprint() -> None:
    one = fingerprints(b.manifest(b.model("a", template="select 1")))
    other = fingerprints(b.manifest(b.model("a", template="select 2")))
    assert one != other
    assert one == fingerprints(b.manifest(b.model("a", template="select 1", sql="select 1 as compiled")))


def test_how_a_node_is_built_is_code_too() -> None:
    table = b.manifest(b.model("a", template="select 1"))
    view = b.manifest(b.model("a", template="select 1", materialized="view"))
    assert fingerprints(table) != fingerprints(view)


def test_the_rows_of_a_seed_are_its_code() -> None:
    assert fingerprints(b.manifest(b.seed("s", checksum="1"))) != fingerprints(
        b.manifest(b.seed("s", checksum="2"))
    )


def test_sources_have_no_code_and_macros_of_dbt_and_of_onus_do_not_count() -> None:
    others = [b.macro("ref", "…", package="dbt"), b.macro("test_contract", "…", package="onus")]
    manifest = b.manifest(b.source("a.b"), macros=[CENTS, *others])
    assert set(fingerprints(manifest)) == {"macro.shop.cents"}


def test_a_macro_is_a_thing_of_its_own() -> None:
    node = b.model("a", template="select 1", macros=["macro.shop.cents"])
    before = fingerprints(b.manifest(node, macros=[CENTS]))
    after = fingerprints(b.manifest(node, macros=[b.macro("cents", "{{ x }} / 1000")]))
    assert {uid for uid in before if before[uid] != after[uid]} == {"macro.shop.cents"}


def test_macros_are_found_through_the_macros_that_call_them() -> None:
    manifest = b.manifest(b.model("a", macros=["macro.shop.rounded"]), macros=[CENTS, ROUNDED])
    nodes = {**manifest.nodes, **macro_nodes(manifest)}
    assert macros_used(["model.shop.a"], nodes) == {"macro.shop.rounded", "macro.shop.cents"}


def test_a_run_remembers_the_code_of_what_it_built() -> None:
    manifest = b.manifest(
        b.model("a", template="1", macros=["macro.shop.cents"]), b.model("z", template="2"), macros=[CENTS]
    )
    made = record(manifest, b.run(b.result("a"), b.result("z", "error", "…")))
    assert set(made.built) == {"model.shop.a", "macro.shop.cents"}
    assert "model.shop.z" not in made.seen


def test_an_ephemeral_model_is_built_with_what_reads_it() -> None:
    inlined = b.model("inlined", template="1", materialized="ephemeral")
    manifest = b.manifest(inlined, b.model("a", "inlined", template="2"))
    # dbt v2 calls it skipped, dbt 1.x does not list it
    for results in ([b.result("a"), b.result("inlined", "skipped")], [b.result("a")]):
        assert set(record(manifest, b.run(*results)).built) == {"model.shop.a", "model.shop.inlined"}


def test_freshness_of_another_command_is_a_run_of_its_own() -> None:
    manifest = b.manifest(b.source("a.b", stale_after=1), b.model("m"))
    asked = b.invocation("freshness", invocation_id="other", at=b.NOON - timedelta(hours=3))
    run = b.run(b.result("m"), fresh=[b.freshness("a.b", "error")], freshness_invocation=asked)
    first, second = records_of(manifest, run, checks_of(run, manifest.nodes, "duckdb"))
    assert set(first.statuses) == {"model.shop.m"}
    assert set(second.statuses) == {"source.shop.a.b#freshness"}
    assert second.invocation == asked


def test_changed_means_other_than_what_was_in_force_then() -> None:
    day = timedelta(days=1)
    history = History(versions={"a": ((b.NOON - 9 * day, "1"), (b.NOON - day, "2"))}, code={"a": "2", "new": "x"})
    assert history.changed(["a"], b.NOON - 2 * day) == {"a"}
    assert history.changed(["a"], b.NOON) == frozenset()
    assert history.changed(["source.without.code"], b.NOON) == frozenset()
    assert history.changed(["new"], b.NOON) == {"new"}
    assert replace(history, code={"a": "1"}).changed(["a"], b.NOON - 2 * day) == frozenset()


def test_the_code_with_its_macros_is_another_when_any_of_them_is() -> None:
    def code(of_cents: str) -> str:
        macros = (b.macro("cents", of_cents), ROUNDED)
        priced = b.model("priced", template="{{ rounded() }}", macros=["macro.shop.rounded"])
        manifest = b.manifest(priced, macros=macros)
        nodes = {**manifest.nodes, **macro_nodes(manifest)}
        (found,) = codes_with_macros(["model.shop.priced"], nodes, fingerprints(manifest)).values()
        return found

    assert code("{{ x }} / 100") == code("{{ x }} / 100")
    assert code("{{ x }} / 100") != code("{{ x }} / 10")


def test_where_a_macro_asks_which_columns_there_are_the_sql_counts_too() -> None:
    """Nobody edits anything, and the SQL is another: the ledger has to keep both."""

    def code(sql: str, macro: str) -> str:
        unite = b.macro("unite", macro)
        united = b.model("united", sql=sql, template="{{ unite() }}", macros=[unite.unique_id])
        manifest = b.manifest(united, macros=[unite])
        nodes = {**manifest.nodes, **macro_nodes(manifest)}
        (found,) = codes_with_macros([united.unique_id], nodes, fingerprints(manifest)).values()
        return found

    asks = "{% set found = adapter.get_columns_in_relation(relation) %}"
    assert code("select zone", asks) != code("select null as zone", asks)
    assert code("select zone", "{{ zone() }}") == code("select null as zone", "{{ zone() }}")
    by_variable = "{{ var('zone', none) }}"
    assert code("select zone", by_variable) != code("select null as zone", by_variable)
    by_the_day = by_variable + "{{ run_started_at }}"
    assert code("select zone", by_the_day) == code("select null as zone", by_the_day)


def test_the_variables_that_write_the_sql_are_told_where_nothing_else_writes_it_anew() -> None:
    def settings(template: str, macro: str = "") -> tuple[str, ...]:
        names = b.macro("names", macro)
        model = b.model("orders", template=template, macros=[names.unique_id])
        return settings_of(model.unique_id, {model.unique_id: model, **macro_nodes(b.manifest(macros=[names]))})

    assert settings("select {{ var('rate') }}, {{ names() }}", '{{ env_var( "REGION" ) }}') == ("REGION", "rate")
    assert settings("select {{ variance(rate) }}") == ()
    assert settings("select {{ var('rate') }} {% if is_incremental() %} where true {% endif %}") == ()
    assert settings("select {{ var('rate') }}, {{ names() }}", "{% do run_query(sql) %}") == ()
