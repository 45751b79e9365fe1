"""Random worlds as those of `worlds`, and what real projects have besides: archives, newest rows, windows, cases.

    python -m tests.wide_worlds 0 750      how often each word of confidence was right (from plugin/)

A source may come in two tables that staging unites, or send a row more than once, of which staging takes the
newest. One test in five only warns. A fault is one of data or an edit of one model. On some days somebody writes
another model in another way that says the same, and on some days not every test is run.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import duckdb

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.own_sql import with_own_sql
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.code import written
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.history import History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from tests import builders as b
from tests.worlds import COLUMNS, FAULTS, WHERE, Made, World, table

YESTERDAY = b.NOON - timedelta(days=1)
_FIELDS = "id, k, v, x"
#: What an edit puts in the place of what: the first that stands in the SQL is taken.
_EDITS = (
    (" o.id = a.k", " o.id = a.id"),
    ("a.v,", "'zz' as v,"),
    ("select id, k, v,", "select id, k, nullif(v, 'a') as v,"),
    ("sum(x) as x", "-1 - sum(x) as x"),
    ("a.x,", "-5 - a.x as x,"),
    ("select id, k,", "select id, k + 1000 as k,"),
)


@dataclass(frozen=True)
class Told:
    """What was said of a world, and where its fault was planted."""

    truth: str
    findings: tuple[Finding, ...]


@dataclass
class WideWorld(World):
    """One company of them."""

    archived: frozenset[int] = field(init=False, default=frozenset())
    repeated: frozenset[int] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        super().__post_init__()
        of = list(range(len(self.refers)))
        self.archived = frozenset(one for one in of if self.dice.random() < 0.3)
        self.repeated = frozenset(one for one in of if one not in self.archived and self.dice.random() < 0.3)
        for own in of:
            self.models[f"stg{own}"] = self._staged(own, self.models[f"stg{own}"])
        for name in [name for name in self.models if name.startswith("mart")]:
            self.models[f"top_{name}"] = self._top(name)

    def _staged(self, own: int, made: Made) -> Made:
        raw = f'"shop"."raw"."s{own}"'
        if own in self.archived:
            old = f'"shop"."raw"."s{own}_old"'
            sql = f"select {_FIELDS} from {raw} union all select {_FIELDS} from {old}"
            return replace(made, sql=sql, parents=(f"raw.s{own}", f"raw.s{own}_old"))
        if own in self.repeated:
            numbered = f"select *, row_number() over (partition by id order by rev desc) as place from {raw}"
            return replace(
                made, sql=f"with numbered as ({numbered}) select {_FIELDS} from numbered where place = 1"
            )
        return made

    def _top(self, below: str) -> Made:
        """Something made of a mart: its newest rows, a case, a window, a default."""
        made = self.models[below]
        value = next((one for one in made.columns if one[0] == "v"), None)
        number = next((one for one in made.columns if one[0] == "x"), None)
        sql = [f"{one}" for one in made.columns if one not in (value, number)]
        if value is not None:
            case = f"case when {number or 1} > 50 then {value} else 'a' end"
            sql.append(f"{self.dice.choice([value, case, f'coalesce({value}, {chr(39)}b{chr(39)})'])} as v")
        if number is not None:
            window = f"max({number}) over (partition by {value or 1})"
            sql.append(f"{self.dice.choice([number, window, f'{number} + 0'])} as x")
        columns = tuple(one.rpartition(" as ")[2] for one in sql)
        return Made(f"select {', '.join(sql)} from {table(below)}", (below,), columns, made.refers_to)

    def sources(self) -> list[str]:
        """Every source table."""
        old = [f"s{own}_old" for own in sorted(self.archived)]
        return [*(f"s{own}" for own in range(len(self.refers))), *old]

    def load(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """As they should be; an archive holds a third of the rows, and some rows came before with other values."""
        super().load(warehouse)
        for own in range(len(self.refers)):
            warehouse.execute(f"alter table raw.s{own} add column rev int default 2")
        for own in sorted(self.archived):
            warehouse.execute(f"create table raw.s{own}_old as from raw.s{own} where id % 3 = 0")
            warehouse.execute(f"delete from raw.s{own} where id % 3 = 0")
        for own in sorted(self.repeated):
            warehouse.execute(f"insert into raw.s{own} select id, k, v, x, 1 from raw.s{own} where id % 4 = 0")

    def edited(self) -> str | None:
        """Edit one model so that it says something else; its name."""
        names = sorted(self.models)
        self.dice.shuffle(names)
        for name in names:
            for old, new in _EDITS:
                made = self.models[name]
                if old in made.sql and self.dice.random() < 0.7:
                    self.models[name] = replace(made, sql=made.sql.replace(old, new, 1))
                    return name
        return None


def play(seed: int) -> Told | None:
    """Break the world and ask; `None` where no test that counts sees the fault."""
    world = WideWorld(seed)
    dice = world.dice
    with duckdb.connect() as warehouse:
        warehouse.execute("attach ':memory:' as shop; use shop; create schema raw")
        world.load(warehouse)
        world.build(warehouse)
        tests = [test for test in world.tests() if not world.count(warehouse, test)]
        before = dict(world.models)
        if dice.random() < 0.25:
            name = world.edited()
            if name is None:
                return None
            truth = f"model.shop.{name}"
        else:
            name = dice.choice(world.sources())
            warehouse.execute(dice.choice(FAULTS).format(f"raw.{name}", dice.choice(WHERE)))
            truth = f"source.shop.raw.{name}"
            if dice.random() < 0.3:
                _tidied(world)
        world.build(warehouse)
        run = [test for test in tests if dice.random() < 0.9] if dice.random() < 0.3 else tests
        counts = {test: world.count(warehouse, test) for test in run}
    warns = {test: dice.random() < 0.2 for test in tests}
    if not any(bad and not warns[test] for test, bad in counts.items()):
        return None
    return Told(truth, _said(world, before, counts, warns))


def _tidied(world: WideWorld) -> None:
    """Somebody writes a model in another way, which says the same."""
    name = world.dice.choice(sorted(world.models))
    made = world.models[name]
    world.models[name] = replace(made, sql=f"with whole as ({made.sql})\n-- tidied\nselect * from whole")


def _nodes(world: WideWorld, models: Mapping[str, Made]) -> list[Node]:
    sources: list[Node] = [b.source(f"raw.{one}", columns=(*COLUMNS, "rev")) for one in world.sources()]
    made = [b.model(name, *one.parents, sql=one.sql, materialized=one.kind) for name, one in models.items()]
    return [*sources, *made]


def _said(
    world: WideWorld,
    before: Mapping[str, Made],
    counts: Mapping[tuple[str, str, str], int],
    warns: Mapping[tuple[str, str, str], bool],
) -> tuple[Finding, ...]:
    results = [b.result(name) for name in world.models]
    nodes = _nodes(world, world.models)
    for test, bad in counts.items():
        kind, name, column = test
        to = f"stg{world.models[name].refers_to}" if kind == "relationships" else None
        node = b.test(kind, name, column, to=to, severity="WARN" if warns[test] else "ERROR")
        nodes.append(node)
        status = "pass" if not bad else "warn" if warns[test] else "fail"
        results.append(b.result(node, status, failures=bad))
    graph = {node.unique_id: node for node in nodes}
    old = {node.unique_id: node for node in _nodes(world, before)}
    built = [uid for uid, node in graph.items() if node.resource_type == "model"]
    history = History(
        last_pass={uid: YESTERDAY for uid, node in graph.items() if node.is_test},
        versions={uid: ((YESTERDAY, old.get(uid, node).sql),) for uid, node in graph.items() if uid not in old}
        | {uid: ((YESTERDAY, old[uid].sql),) for uid in built},
        code={uid: node.sql for uid, node in graph.items() if node.resource_type != "source"},
        texts={uid: ((YESTERDAY, written(old[uid])),) for uid in built},
    )
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    checks = with_own_sql(checks_of(b.run(*results), graph, "duckdb"), columns)
    return attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage)))


def tally(first: int, last: int) -> Counter[str]:
    """How often each word was right, from one seed up to another; the seeds of sure verdicts that were wrong."""
    found: Counter[str] = Counter()
    for seed in range(first, last):
        told = play(seed)
        found["worlds" if told is not None else "unseen"] += 1
        for one in told.findings if told is not None else ():
            right = told is not None and one.origin.unique_id == told.truth
            word = "" if not one.confidence.pages else " right" if right else " wrong"
            found[f"{one.confidence.value}{word}"] += 1
            if word == " wrong":
                found[f"wrong in {seed}"] += 1
    return found


if __name__ == "__main__":
    for word, count in sorted(tally(int(sys.argv[1]), int(sys.argv[2])).items()):
        sys.stdout.write(f"{word}: {count}\n")
