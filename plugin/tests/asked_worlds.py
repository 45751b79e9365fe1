"""The random worlds once more, with the warehouse asked; faults of code among those of data, and first runs.

    python -m tests.asked_worlds 0 750           after a green run (from plugin/)
    python -m tests.asked_worlds 0 750 first     nothing is known of any earlier run

A third of the faults is an edit of a model. After a green run the ledger has both of its texts; on a first run
nothing tells that the SQL was ever another one.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

import duckdb

from dbt_onus.core.attribution import Finding, attribute
from dbt_onus.core.code import written
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.nodes import Node
from dbt_onus.core.probes import Answer, Asking, Probe, ask_in_rounds
from tests import builders as b
from tests.worlds import FAULTS, WHERE, Played, World, case_of, ran

#: What somebody writes into a model: what was there, and what is.
EDITS = (
    (" k, ", " k + 1000 as k, "),
    (" k, ", " nullif(k, 3) as k, "),
    (", x from", ", x - 60 as x from"),
    (", x from", ", case when x > 50 then x end as x from"),
    ("select id, ", "select id + 1000 as id, "),
    ("o.id = a.k", "o.id = a.x"),
    ("o.id = a.k", "o.id = a.k and o.x > 50"),
    ("o.v as v_r", "nullif(o.v, 'c') as v_r"),
    (" left join ", " cross join "),
    ("union all select id, k, v, x", "union all select id, x, v, k"),
)
_CODE = 1 / 3
_MOST_ASKED = 60


@dataclass(frozen=True)
class Broken:
    """The world after the fault: where it was planted, and the models as they were."""

    truth: str
    before: Mapping[str, str]


def play(seed: int, *, first: bool = False) -> Played | None:
    """Break the world, ask what attribution leaves open; `None` where no test sees the fault."""
    world = World(seed)
    with duckdb.connect() as warehouse:
        warehouse.execute("attach ':memory:' as shop; use shop; create schema raw")
        world.load(warehouse)
        world.build(warehouse)
        tests = [test for test in world.tests() if not world.count(warehouse, test)]
        broken = _break(world, warehouse)
        if broken is None:
            return None
        world.build(warehouse)
        counts = {test: world.count(warehouse, test) for test in tests}
        if not any(counts.values()):
            return None
        nodes, results = ran(world, counts)
        history = NO_HISTORY if first else _history(nodes, broken)
        case, columns = case_of(nodes, results, history)
        asking = Asking(columns=columns, adapters={b.PROJECT: "duckdb"}, project=b.PROJECT)
        known = ask_in_rounds(case, attribute(case), asking, _MOST_ASKED, answers_of(warehouse))
        return Played(broken.truth, attribute(known))


def _break(world: World, warehouse: duckdb.DuckDBPyConnection) -> Broken | None:
    dice = Random(f"edit {world.seed}")
    before = {name: made.sql for name, made in world.models.items()}
    if dice.random() >= _CODE:
        own = dice.randrange(len(world.refers))
        warehouse.execute(dice.choice(FAULTS).format(f"raw.s{own}", dice.choice(WHERE)))
        return Broken(f"source.shop.raw.s{own}", before)
    could = [(name, edit) for name, sql in before.items() for edit in EDITS if edit[0] in sql]
    name, (was, now) = dice.choice(could)
    sql = before[name].replace(was, now, 1)
    if " cross join " in sql:
        sql = sql.replace(" cross join ", " join ").replace("o.id = a.k", "o.v = a.v")
    world.models[name] = replace(world.models[name], sql=sql)
    return Broken(f"model.shop.{name}", before)


def _history(nodes: Sequence[Node], broken: Broken) -> History:
    built = {node.unique_id: node for node in nodes if node.resource_type != "source"}
    old = {
        uid: written(b.model(node.name, sql=broken.before[node.name]))
        for uid, node in built.items()
        if node.name in broken.before
    }
    edited = {uid for uid, text in old.items() if text.sql != written(built[uid]).sql}
    return History(
        last_pass={uid: b.NOON for uid, node in built.items() if node.is_test},
        versions=dict.fromkeys(built, ((b.NOON, "same"),)),
        code={uid: "other" if uid in edited else "same" for uid in built},
        texts={uid: ((b.NOON, replace(written(built[uid]), sql=text.sql)),) for uid, text in old.items()},
    )


def answers_of(warehouse: duckdb.DuckDBPyConnection) -> Callable[[Sequence[Probe]], Mapping[str, Answer]]:
    def ask(probes: Sequence[Probe]) -> Mapping[str, Answer]:
        found = {}
        for probe in probes:
            row = warehouse.execute(probe.sql).fetchone()
            if row is not None:
                found[probe.key] = Answer(broken=int(row[0]), seen=int(row[1]))
        return found

    return ask


def is_right(finding: Finding, played: Played) -> bool:
    """Whether the finding names the place where the fault was planted."""
    return finding.origin.unique_id == played.truth


def tally(first: int, last: int, *, known: bool = True) -> Counter[str]:
    """How often each word was right, from one seed up to another; the seeds of what was sure and wrong."""
    found: Counter[str] = Counter()
    for seed in range(first, last):
        played = play(seed, first=not known)
        found["worlds" if played is not None else "unseen"] += 1
        for one in played.findings if played is not None else ():
            right = is_right(one, played) if one.confidence.pages else None
            word = "" if right is None else " right" if right else f" wrong (world {seed})"
            found[f"{one.confidence.value}{word}"] += 1
    return found


if __name__ == "__main__":
    said = tally(int(sys.argv[1]), int(sys.argv[2]), known="first" not in sys.argv)
    for word, count in sorted(said.items()):
        sys.stdout.write(f"{word}: {count}\n")
