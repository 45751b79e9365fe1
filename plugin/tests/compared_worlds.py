"""Two tables that should agree, at random: one fault in one of them, and whom the warehouse's answers accuse.

    python -m tests.compared_worlds 0 200        from plugin/

Rows are of kinds that differ in size; whether a column shows them is left to chance, and so is what the fault
touches: one kind, every so many rows, or all. What is sure has to be right; the rest may stay open.
"""

from __future__ import annotations

from random import Random

import duckdb

from tests import builders as b
from tests.unit.test_attribution import unchanged
from tests.world_tally import Played, found_in, main
from tests.worlds import case_of

TABLES = ("ordered", "billed")
FAULTS = ("v * 1000", "v * 100", "v / 60", "v / 100", "v * 2", "v + 7", "floor(v / 100)", "v * (1 + id % 3)")
WHERE = ("kind = 0", "kind = 2", "id % 4 = 1", "id > 150", "true")


def play(seed: int) -> Played:
    """The table that the fault was planted in, and what was found; `None` where no row fails."""
    dice = Random(seed)
    sizes = [dice.choice((1, 1, 1, 3, 10)) for _ in range(3)]
    of_kind = " ".join(f"when {kind} then {size}" for kind, size in enumerate(sizes))
    scaled = f"(5 + id * 37 % 90) * case id % 3 {of_kind} end"
    rows = f"select id, id % 3 as kind, id % 14 as day, 1.0 * {scaled} as v from range(200) as r(id)"
    guilty, fault, where = dice.choice(TABLES), dice.choice(FAULTS), dice.choice(WHERE)
    shown = ", o.kind" if dice.random() < 0.5 else ""
    tolerance = dice.choice(("o.v <> b.v", "abs(o.v - b.v) > 0.5"))
    test = b.test("accepted_values", "agreed", "outcome", kwargs={"values": ["same"]})
    sql = {
        "both": f'select o.id, o.day{shown}, o.v as ordered, b.v as billed from "shop"."raw"."ordered" o '
        'left join "shop"."raw"."billed" b on b.id = o.id',
        "agreed": f"select id, case when {tolerance.replace('o.v', 'ordered').replace('b.v', 'billed')} "
        'then \'other\' else \'same\' end as outcome from "shop"."main"."both"',
    }
    with duckdb.connect() as warehouse:
        warehouse.execute("attach ':memory:' as shop; use shop; create schema raw")
        for name in TABLES:
            made = f"case when {where} then {fault} else v end" if name == guilty else "v"
            warehouse.execute(f"create table raw.{name} as select id, kind, day, {made} as v from ({rows})")
        for name, text in sql.items():
            warehouse.execute(f"create view main.{name} as {text}")
        count = warehouse.execute("select count(*) from main.agreed where outcome <> 'same'").fetchone()
        if count is None or not count[0]:
            return None
        sources = [b.source(f"raw.{name}", columns=["id", "kind", "day", "v"]) for name in TABLES]
        models = [
            b.model("both", *(f"raw.{name}" for name in TABLES), sql=sql["both"], materialized="view"),
            b.model("agreed", "both", sql=sql["agreed"], materialized="view"),
        ]
        results = [b.result("both"), b.result("agreed"), b.result(test, "fail", failures=count[0])]
        known = unchanged(test.unique_id, code=["model.shop.both", "model.shop.agreed"])
        case, columns = case_of([*sources, *models, test], results, known)
        return frozenset({f"source.shop.raw.{guilty}"}), found_in(case, columns, warehouse)


if __name__ == "__main__":
    main(play)
