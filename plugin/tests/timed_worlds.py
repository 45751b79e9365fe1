"""Two moments from two tables that should be in order, at random: one clock is off, and whom the answers accuse.

    python -m tests.timed_worlds 0 400           from plugin/

A third moment comes from either table or from one of its own, in any distance; what the fault touches is left to
chance, and so is how much longer things take in one region. What is sure has to be right; the rest may stay open.
"""

from __future__ import annotations

from random import Random

import duckdb

from tests import builders as b
from tests.unit.test_attribution import unchanged
from tests.world_tally import Played, found_in, main
from tests.worlds import case_of

#: The column of each table that may be off, or all of a table's together.
CLOCKS = {"desk": ("opened_at",), "audit": ("answered_at",), "till": ("closed_at",)}
WHERE = ("region = 'us'", "id % 3 = 0", "id > 250", "true")


def play(seed: int) -> Played:
    """The table that the fault was planted in, and what was found; `None` where no row fails."""
    dice = Random(seed)
    third = dice.choice(("desk", "audit", "till"))
    guilty, where = dice.choice(("desk", "audit")), dice.choice(WHERE)
    hours = dice.choice((1, 2, 9, 24, 400)) * (1 if guilty == "desk" else -1)
    slower, spread = dice.choice((1, 1, 2, 6)), dice.choice((3, 30, 90))
    longer = f"case when region = 'us' then {slower} else 1 end"
    takes, lasts = f"(1 + id * 37 % 11) * {longer}", f"(2 + id * 53 % {spread}) * {longer}"
    made = {
        "opened_at": "timestamp '2026-01-01' + interval 3 hour * id",
        "answered_at": f"timestamp '2026-01-01' + interval 3 hour * id + interval 1 hour * ({takes})",
        "closed_at": f"timestamp '2026-01-01' + interval 3 hour * id + interval 1 hour * ({takes} + {lasts})",
    }
    columns = {"desk": ["opened_at"], "audit": ["answered_at"], "till": []}
    columns[third].append("closed_at")
    off = set(columns[guilty]) if dice.random() < 0.5 else {columns[guilty][0]}  # the whole clock, or one column
    tables = {name: given for name, given in columns.items() if given}
    measured = dice.random() < 0.7
    joined = " ".join(
        f'join "shop"."raw"."{name}" {name} on {name}.id = desk.id' for name in tables if name != "desk"
    )
    sides = ", ".join(f"{name}.{column}" for name, given in tables.items() for column in given)
    distance = ", date_diff('minute', desk.opened_at, audit.answered_at) / 60.0 as hours" if measured else ""
    sql = f'select desk.id, desk.region, {sides}{distance} from "shop"."raw"."desk" desk {joined}'
    wrong = "hours < 0" if measured else "not (opened_at <= answered_at)"
    of_test = f'select * from "shop"."main"."tickets" where {wrong}'
    test = b.test("holds", "tickets", "hours" if measured else None, sql=of_test)
    with duckdb.connect() as warehouse:
        warehouse.execute("attach ':memory:' as shop; use shop; create schema raw")
        rows = "select i as id, case when i % 2 = 0 then 'eu' else 'us' end as region from range(300) t(i)"
        for name, given in tables.items():
            moved = {
                column: f"{made[column]} + interval 1 hour * (case when {where} then {hours} else 0 end)"
                if name == guilty and column in off
                else made[column]
                for column in given
            }
            chosen = ", ".join(f"{text} as {column}" for column, text in moved.items())
            warehouse.execute(f"create table raw.{name} as select id, region, {chosen} from ({rows})")
        warehouse.execute(f"create view main.tickets as {sql}")
        count = warehouse.execute(f"select count(*) from main.tickets where {wrong}").fetchone()
        if count is None or not count[0]:
            return None
        sources = [b.source(f"raw.{name}", columns=["id", "region", *given]) for name, given in tables.items()]
        model = b.model("tickets", *(f"raw.{name}" for name in tables), sql=sql, materialized="view")
        results = [b.result("tickets"), b.result(test, "fail", failures=count[0])]
        known = unchanged(test.unique_id, code=["model.shop.tickets"])
        case, lineage = case_of([*sources, model, test], results, known)
        return frozenset({f"source.shop.raw.{guilty}"}), found_in(case, lineage, warehouse)


if __name__ == "__main__":
    main(play)
