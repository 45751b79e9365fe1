"""The random worlds once more, with every source observed for so many nights: does a number that moves mislead?

    python -m tests.observed_worlds 0 750 16      worlds 0 to 750, sixteen green nights each (from plugin/)

Every night everybody delivers anew: other values, and a few rows more or less. So nearly every number moves every
night, the last one included, and one source has a fault besides.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import duckdb
from msgspec.structs import replace as changed

from dbt_onus.core.attribution import attribute
from dbt_onus.core.checks import Verified
from dbt_onus.core.history import History
from dbt_onus.core.observations import Measure, Observation, shown_by_scans
from tests import builders as b
from tests.worlds import COLUMNS, FAULTS, WHERE, Played, World, case_of, ran

OBSERVER = "test.onus.onus_observed"
_OF_NUMBERS = {Measure.MIN: "min({0})", Measure.MAX: "max({0})", Measure.MEAN: "avg({0})"}
_FORM = "regexp_replace(regexp_replace({0}, '[A-Z]+', 'A', 'g'), '[a-z]+', 'a', 'g')"
_PRINT = "sum(distinct cast(md5_number_lower({0}) % 268435456 as bigint))"
_OF_TEXTS = {Measure.SHORTEST: "min(length({0}))", Measure.LONGEST: "max(length({0}))",
             Measure.WORDS: _PRINT, Measure.FORMS: _PRINT.format(_FORM)}  # fmt: skip
_OF_ALL = {Measure.NULL_SHARE: "1 - count({0}) / count(*)", Measure.DISTINCT: "count(distinct {0})"}


def play(seed: int, nights: int) -> Played | None:
    """Green nights, then one with a fault; `None` where no test sees it."""
    world = World(seed)
    sizes = [world.dice.randrange(25, 70) for _ in world.refers]
    past: dict[tuple[str, str | None, Measure], list[float]] = defaultdict(list)
    with duckdb.connect() as warehouse:
        warehouse.execute("attach ':memory:' as shop; use shop; create schema raw")
        for night in range(nights):
            deliver(world, warehouse, sizes, Random(seed * 1000 + night))
            for one in observed(world, warehouse):
                past[one.series].append(one.value)
        deliver(world, warehouse, sizes, Random(seed * 1000 + nights))
        world.build(warehouse)
        tests = [test for test in world.tests() if not world.count(warehouse, test)]
        own = world.dice.randrange(len(world.refers))
        warehouse.execute(world.dice.choice(FAULTS).format(f"raw.s{own}", world.dice.choice(WHERE)))
        world.build(warehouse)
        counts = {test: world.count(warehouse, test) for test in tests}
        now = tuple(observed(world, warehouse))
    if not any(counts.values()):
        return None
    nodes, results = ran(world, counts)
    graph = {node.unique_id: node for node in nodes}
    code = {uid: "same" for uid, node in graph.items() if node.resource_type != "source"}
    dates = [b.NOON - timedelta(days=nights - night) for night in range(nights)]
    history = History(
        last_pass={uid: b.NOON for uid, node in graph.items() if node.is_test},
        versions=dict.fromkeys(code, ((b.NOON, "same"),)),
        code=code,
        observed={series: tuple(zip(dates, values, strict=True)) for series, values in past.items()},
    )
    case, _ = case_of(nodes, results, history)
    shown = shown_by_scans(b.run(b.result(OBSERVER, "pass", sql=scanned(now))), graph)
    checks = Verified.of(case.checks).joined(changed(one, at=None) for one in shown)
    return Played(f"source.shop.raw.s{own}", attribute(replace(case, observations=now, checks=checks)))


def deliver(world: World, warehouse: duckdb.DuckDBPyConnection, sizes: list[int], dice: Random) -> None:
    """One night's load: up to a tenth more or fewer rows, every value drawn anew."""
    counts = [max(20, round(size * dice.uniform(0.9, 1.1))) for size in sizes]
    for own, to in enumerate(world.refers):
        rows = [
            (number, dice.randrange(1, counts[to] + 1), dice.choice("abcde"), dice.randrange(100))
            for number in range(1, counts[own] + 1)
        ]
        warehouse.execute(f"create or replace table raw.s{own} (id int, k int, v varchar, x int)")
        values = ", ".join(map(str, rows))
        warehouse.execute(f"insert into raw.s{own} values {values}")


def observed(world: World, warehouse: duckdb.DuckDBPyConnection) -> Iterator[Observation]:
    """What the package measures of each source."""
    for own in range(len(world.refers)):
        asked = [(None, Measure.ROWS, "count(*)")]
        for column in COLUMNS:
            kinds = _OF_ALL | (_OF_TEXTS if column == "v" else _OF_NUMBERS)
            asked += [(column, measure, sql.format(column)) for measure, sql in kinds.items()]
        sql = ", ".join(one for _, _, one in asked)
        row = warehouse.execute(f"select {sql} from raw.s{own}").fetchone() or ()
        for (column, measure, _), value in zip(asked, row, strict=True):
            if value is not None:
                yield Observation(
                    unique_id=f"source.shop.raw.s{own}", column=column, measure=measure, value=float(value)
                )


def scanned(now: Iterable[Observation]) -> str:
    """The same numbers as the package's test carries them."""
    tables: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = {one.unique_id: int(one.value) for one in now if one.measure is Measure.ROWS}
    for one in now:
        counts = tables[one.unique_id][one.column or ""]
        if one.measure is Measure.NULL_SHARE:
            counts["nulls"] = round(one.value * rows[one.unique_id])
        elif one.measure is Measure.DISTINCT:
            counts["distinct"] = int(one.value)
    verdicts = (
        {"node": uid, "terms": [], "rows": rows[uid], "observations": {"columns": columns}}
        for uid, columns in tables.items()
    )
    return "".join(f"/* onus {json.dumps(one)} */" for one in verdicts)


def tally(first: int, last: int, nights: int) -> Counter[str]:
    """How often each word was right, from one seed up to another."""
    found: Counter[str] = Counter()
    for seed in range(first, last):
        played = play(seed, nights)
        found["worlds" if played is not None else "unseen"] += 1
        for one in played.findings if played is not None else ():
            right = one.origin.unique_id == played.truth if one.confidence.pages else None
            word = "" if right is None else " right" if right else " wrong"
            found[f"{one.confidence.value}{word}"] += 1
            if right is False:
                said = "; ".join(piece.says for piece in one.evidence)
                sys.stderr.write(f"world {seed}: {played.truth}, said {one.origin.unique_id}: {said}\n")
    return found


if __name__ == "__main__":
    for word, count in sorted(tally(*map(int, sys.argv[1:4])).items()):
        sys.stdout.write(f"{word}: {count}\n")
