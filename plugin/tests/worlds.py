"""Random star schemas with one random fault each, computed by DuckDB: is whoever is named the one?

    python -m tests.worlds 0 750      how often each word of confidence was right in so many worlds (from plugin/)

Sources have a key, a reference to another source, a value and a number. Views stage them, tables join, unite and
group them, and random tests look at some of the columns; the last run was green, and no code changed since.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

import duckdb

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.own_sql import with_own_sql
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.history import History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result
from tests import builders as b

COLUMNS = ("id", "k", "v", "x")
WHERE = ("hash(id) % 3 = 0", "hash(id) % 5 = 0", "v = 'a'", "x > 60", "x < 40", "id > 20", "hash(id) % 2 = 0")
FAULTS = (
    "update {} set v = null where {}",
    "update {} set x = null where {}",
    "update {} set k = null where {}",
    "update {} set v = 'zz' where {}",
    "update {} set x = -5 - x where {}",
    "delete from {} where {}",
    "update {} set k = k + 1000 where {}",
    "update {} set id = id + 1000 where {}",
    "insert into {0} select * from {0} where {1}",
)
KINDS = {
    "id": ("not_null", "unique"),
    "k": ("not_null", "relationships"),
    "v": ("not_null", "accepted_values"),
    "x": ("not_null", "dbt_utils.accepted_range"),
}
KWARGS: dict[str, dict[str, object]] = {
    "accepted_values": {"values": [*"abcdeABCDE"]},
    "dbt_utils.accepted_range": {"min_value": 0, "max_value": 10000},
}
BAD = {
    "not_null": "select count(*) from {t} where {c} is null",
    "unique": "select count(*) from (select {c} from {t} where {c} is not null group by 1 having count(*) > 1)",
    "accepted_values": "select count(distinct {c}) from {t} where lower({c}) not in ('a', 'b', 'c', 'd', 'e')",
    "dbt_utils.accepted_range": "select count(*) from {t} where not ({c} between 0 and 10000)",
    "relationships": "select count(*) from {t} where {c} is not null and {c} not in "
    "(select id from {to} where id is not null)",
}


@dataclass(frozen=True)
class Made:
    """A model: what it reads, and whose key its column `k` is (`None`: of several)."""

    sql: str
    parents: tuple[str, ...]
    columns: tuple[str, ...]
    refers_to: int | None
    kind: str = "table"


@dataclass(frozen=True)
class Played:
    """What was said of the world, and where its fault was planted."""

    truth: str
    findings: tuple[Finding, ...]


@dataclass
class World:
    """One company: everything about it follows from `seed`."""

    seed: int
    dice: Random = field(init=False)
    refers: list[int] = field(init=False)
    models: dict[str, Made] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        count = self.dice.randrange(2, 5)
        self.refers = [self.dice.choice([one for one in range(count) if one != own]) for own in range(count)]
        for own, to in enumerate(self.refers):
            where = self.dice.choice(["", "", "", " where x >= 10", " where v <> 'e'"])
            value = self.dice.choice(["v", "v", "upper(v) as v"])
            sql = f'select id, k, {value}, x from "shop"."raw"."s{own}"{where}'
            self.models[f"stg{own}"] = Made(sql, (f"raw.s{own}",), COLUMNS, to, "view")
        for mart in range(self.dice.randrange(2, 5)):
            self.models[f"mart{mart}"] = self._mart(self.dice.randrange(count))

    def _mart(self, own: int) -> Made:
        to = self.refers[own]
        base, joined = f"stg{own}", f"stg{to}"
        kind = self.dice.choice(["left join"] * 3 + ["join", "chain", "group", "union"])
        if kind == "union":
            other = self.dice.choice([f"stg{one}" for one in range(len(self.refers)) if one != own])
            sql = f"select id, k, v, x from {table(base)} union all select id, k, v, x from {table(other)}"
            return Made(sql, (base, other), ("k", "v", "x"), None)
        if kind == "group":
            sql = f"select v, count(*) as n, sum(x) as x from {table(base)} group by v"
            return Made(sql, (base,), ("v", "x"), None)
        if kind == "chain":
            third = f"stg{self.refers[to]}"
            sql = (
                f"select a.id, a.k, o.v as v_r, o.x as x_r, t.v as v_t from {table(base)} a "
                f"left join {table(joined)} o on o.id = a.k left join {table(third)} t on t.id = o.k"
            )
            parents = tuple(dict.fromkeys((base, joined, third)))
            return Made(sql, parents, ("id", "k", "v_r", "x_r", "v_t"), to)
        sql = (
            f"select a.id, a.k, a.v, a.x, o.v as v_r, o.x as x_r from {table(base)} a "
            f"{kind} {table(joined)} o on o.id = a.k"
        )
        return Made(sql, (base, joined), (*COLUMNS, "v_r", "x_r"), to)

    def tests(self) -> list[tuple[str, str, str]]:
        """Kind, model and column of each; marts are tested more than what stages."""
        found = []
        for name, made in self.models.items():
            for column in made.columns:
                for kind in KINDS[column[0]] if column != "id" else KINDS["id"]:
                    share = 0.15 if name.startswith("stg") else 0.5
                    wanted = self.dice.random() < share
                    if wanted and (kind != "relationships" or made.refers_to is not None):
                        found.append((kind, name, column))
        return found

    def load(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """The sources as they should be: every reference finds its row."""
        sizes = [self.dice.randrange(25, 70) for _ in self.refers]
        for own, to in enumerate(self.refers):
            rows = [
                (
                    number,
                    self.dice.randrange(1, sizes[to] + 1),
                    self.dice.choice("abcde"),
                    self.dice.randrange(100),
                )
                for number in range(1, sizes[own] + 1)
            ]
            warehouse.execute(f"create table raw.s{own} (id int, k int, v varchar, x int)")
            warehouse.executemany(f"insert into raw.s{own} values (?, ?, ?, ?)", rows)

    def count(self, warehouse: duckdb.DuckDBPyConnection, test: tuple[str, str, str]) -> int:
        """What a test finds."""
        kind, name, column = test
        sql = BAD[kind].format(t=table(name), c=column, to=table(f"stg{self.models[name].refers_to}"))
        row = warehouse.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def build(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """Views and tables."""
        for name, made in self.models.items():
            warehouse.execute(f"create or replace {made.kind} {table(name)} as {made.sql}")


def table(name: str) -> str:
    """As the SQL of models writes it."""
    return f'"shop"."main"."{name}"'


def play(seed: int) -> Played | None:
    """Break the world and ask; `None` where no test sees the fault."""
    world = World(seed)
    with duckdb.connect() as warehouse:
        warehouse.execute("attach ':memory:' as shop; use shop; create schema raw")
        world.load(warehouse)
        world.build(warehouse)
        tests = [test for test in world.tests() if not world.count(warehouse, test)]
        own = world.dice.randrange(len(world.refers))
        fault = world.dice.choice(FAULTS).format(f"raw.s{own}", world.dice.choice(WHERE))
        warehouse.execute(fault)
        world.build(warehouse)
        counts = {test: world.count(warehouse, test) for test in tests}
    return Played(f"source.shop.raw.s{own}", _said(world, counts)) if any(counts.values()) else None


def _said(world: World, counts: dict[tuple[str, str, str], int]) -> tuple[Finding, ...]:
    nodes, results = ran(world, counts)
    graph = {node.unique_id: node for node in nodes}
    code = {uid: "same" for uid, node in graph.items() if node.resource_type != "source"}
    history = History(
        last_pass={uid: b.NOON for uid, node in graph.items() if node.is_test},
        versions=dict.fromkeys(code, ((b.NOON, "same"),)),
        code=code,
    )
    return attribute(case_of(nodes, results, history)[0])


def ran(world: World, counts: dict[tuple[str, str, str], int]) -> tuple[list[Node], list[Result]]:
    """The project, and what dbt would have said of it."""
    nodes: list[Node] = [b.source(f"raw.s{one}", columns=COLUMNS) for one in range(len(world.refers))]
    results: list[Result] = []
    for name, made in world.models.items():
        nodes.append(b.model(name, *made.parents, sql=made.sql, materialized=made.kind))
        results.append(b.result(name))
    for (kind, name, column), bad in counts.items():
        to = f"stg{world.models[name].refers_to}" if kind == "relationships" else None
        node = b.test(kind, name, column, to=to, kwargs=KWARGS.get(kind, {}))
        nodes.append(node)
        results.append(b.result(node, "fail" if bad else "pass", failures=bad))
    return nodes, results


def case_of(nodes: Iterable[Node], results: Iterable[Result], history: History) -> tuple[Case, ColumnLineage]:
    """What attribution looks at, and the columns that it is read with."""
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    checks = with_own_sql(checks_of(b.run(*results), graph, "duckdb"), columns)
    return Case(graph, lineage, checks, history, SqlPaths(columns, lineage)), columns


def tally(first: int, last: int) -> Counter[str]:
    """How often each word was right, from one seed up to another."""
    found: Counter[str] = Counter()
    for seed in range(first, last):
        played = play(seed)
        found["worlds" if played is not None else "unseen"] += 1
        for one in played.findings if played is not None else ():
            right = one.origin.unique_id == played.truth if one.confidence.pages else None
            word = "" if right is None else " right" if right else " wrong"
            found[f"{one.confidence.value}{word}"] += 1
    return found


if __name__ == "__main__":
    for word, count in sorted(tally(int(sys.argv[1]), int(sys.argv[2])).items()):
        sys.stdout.write(f"{word}: {count}\n")
