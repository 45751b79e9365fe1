"""Two regions united, a few of whose rows are bad as ever, and a test that lets some through, at random.

    python -m tests.shared_worlds 0 400          from plugin/

One region gets more bad rows, or loses rows, so that the share of the other's weighs more; or both get some more.
What is sure has to be right; the rest may stay open.
"""

from __future__ import annotations

from random import Random

import duckdb

from tests import builders as b
from tests.unit.test_attribution import unchanged
from tests.world_tally import Played, found_in, main
from tests.worlds import case_of

REGIONS = ("eu", "us")
#: A test, and from how many rows on it fails; `{}` is its table.
TESTS = (
    ("select avg(case when who = -1 then 1.0 else 0 end) as n from {} having n > {bound}", None),
    (
        "select n from (select sum(case when who = -1 then 1 else 0 end) * 1.0 / count(*) as n from {}) "
        "where n > {bound}",
        None,
    ),
    ("select * from {} where who = -1", "> {rows}"),
)


def play(seed: int) -> Played:
    """Where faults were planted, and what was found; `None` where the test had failed before, or sees nothing."""
    dice = Random(seed)
    sizes = {name: dice.choice((60, 200, 600)) for name in REGIONS}
    usual = {name: dice.choice((0.0, 0.01, 0.03, 0.1)) for name in REGIONS}
    bound = dice.choice((0.02, 0.05))
    of_test, least = dice.choice(TESTS)
    before = sum(round(sizes[name] * usual[name]) for name in REGIONS)
    allowed = before + dice.choice((0, 2, 10))
    guilty, fault = dice.choice(REGIONS), dice.choice(("bad", "bad", "lost", "both"))
    rows = {name: (size, round(size * usual[name])) for name, size in sizes.items()}
    faulty = {guilty} if fault != "both" else set(REGIONS)
    if fault == "lost":
        size, bad = rows[guilty]
        left = dice.choice((0.02, 0.1, 0.3, 0.6))
        rows[guilty] = (round(size * left), round(bad * left))
    for name in faulty if fault != "lost" else ():
        size, bad = rows[name]
        rows[name] = (size, min(size, bad + round(size * dice.choice((0.02, 0.05, 0.2, 0.6)))))
    sql = " union all ".join(
        f'select id, who, cast(\'{name}\' as varchar) as region from "shop"."raw"."{name}"' for name in REGIONS
    )
    fact = 'select id, region, coalesce(who, -1) as who from "shop"."main"."united"'
    table = '"shop"."main"."fct"'
    asked = of_test.format(table, bound=bound)
    fewest = least.format(rows=allowed) if least is not None else None
    test = b.test("few", "fct", "who" if fewest else None, sql=asked, error_if=fewest)
    with duckdb.connect() as warehouse:
        warehouse.execute("attach ':memory:' as shop; use shop; create schema raw")
        _tables(warehouse, rows)
        warehouse.execute(f"create view main.united as {sql}; create view main.fct as {fact}")
        fails = f"select count(*) {fewest or '> 0'} from ({asked})"
        if not _is_true(warehouse, fails):
            return None
        _tables(warehouse, {name: (size, round(size * usual[name])) for name, size in sizes.items()})
        if _is_true(warehouse, fails):
            return None
        _tables(warehouse, rows)
        sources = [b.source(f"raw.{name}", columns=["id", "who"]) for name in REGIONS]
        united = b.model("united", *(f"raw.{name}" for name in REGIONS), sql=sql, materialized="view")
        made = b.model("fct", "united", sql=fact, materialized="view")
        results = [b.result("united"), b.result("fct"), b.result(test, "fail", failures=1)]
        known = unchanged(test.unique_id, code=["model.shop.united", "model.shop.fct"])
        case, lineage = case_of([*sources, united, made, test], results, known)
        return frozenset(f"source.shop.raw.{name}" for name in faulty), found_in(case, lineage, warehouse)


def _tables(warehouse: duckdb.DuckDBPyConnection, rows: dict[str, tuple[int, int]]) -> None:
    for name, (size, bad) in rows.items():
        made = f"select i as id, case when i < {bad} then null else i % 9 end as who from range({size}) t(i)"
        warehouse.execute(f"create or replace table raw.{name} as {made}")


def _is_true(warehouse: duckdb.DuckDBPyConnection, sql: str) -> bool:
    row = warehouse.execute(sql).fetchone()
    return bool(row and row[0])


if __name__ == "__main__":
    main(play)
