"""A made-up dbt project of any size: who reads whom, who owns what, what breaks. The same for the same numbers.

Its shape is that of projects seen in public: two fifths staging models, one per source table; above them some ten
layers that mostly read their own domain; a few hubs that two hundred models read; teams said in four ways.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

PROJECT = "mart"
LAYERS = 10
#: About how many models read each hub.
FAN_OUT = 200
SHAPES = ("join", "aggregate", "union", "latest", "join")
TESTS = ("not_null", "unique", "accepted_values")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A source table or a model: its parents are numbers of tables in `Drawn`, their order that of its SQL."""

    number: int
    name: str
    domain: int
    layer: int
    shape: str
    parents: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Its first column."""
        return f"{self.name.removeprefix('raw_')}_id"

    @property
    def columns(self) -> tuple[str, ...]:
        """Ten columns; some names are everybody's, as in real projects, some its own."""
        if self.layer == 0:
            return (
                "id", "customer", "ts", "state", "amount_cents", "qty", "currency", "active", "note", "_loaded_at",
            )  # fmt: skip
        return (
            self.key, "customer_id", "happened_at", "status", "amount", "quantity", "currency", "is_active",
            f"{self.shape}_rank_{self.number % 7}", f"share_{self.number % 5}",
        )  # fmt: skip

    @property
    def unique_id(self) -> str:
        """As dbt calls it."""
        if self.layer == 0:
            return f"source.{PROJECT}.src_{self.domain}.{self.name}"
        return f"model.{PROJECT}.{self.name}"

    @property
    def path(self) -> str:
        """The file it is written in."""
        if self.layer == 0:
            return f"models/staging/domain_{self.domain}/_sources.yml"
        folder = "staging" if self.layer == 1 else f"layer_{self.layer}"
        return f"models/{folder}/domain_{self.domain}/{self.name}.sql"

    @property
    def relation(self) -> str:
        """Its name in SQL."""
        schema = f"raw_{self.domain}" if self.layer == 0 else f"analytics_{self.domain}"
        return f'"warehouse"."{schema}"."{self.name}"'

    def tested(self, kind: str) -> str:
        """The column that one of its tests tests."""
        return "status" if kind == "accepted_values" else self.key

    @property
    def failing_test(self) -> str:
        """Which of its tests fails where one does."""
        return TESTS[self.number % 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The tables in order, parents first; what breaks is by `unique_id`."""

    models: int
    domains: int
    tables: tuple[Table, ...]
    exposures: tuple[tuple[int, ...], ...]
    failing_tests: frozenset[str] = field(default_factory=frozenset)
    errors: frozenset[str] = field(default_factory=frozenset)
    skipped: frozenset[str] = field(default_factory=frozenset)
    skipped_exposures: frozenset[int] = field(default_factory=frozenset)


def draw(models: int, failing: float = 0.01) -> Drawn:
    """A project of so many models; `failing` the share of models with a failing test or an error."""
    dice = random.Random(models)
    domains = max(4, models // 250)
    tables = [*_sources(models, domains)]
    first = len(tables)
    staging = max(2, models * 2 // 5)
    by_place: dict[tuple[int, int], list[int]] = {}
    for index in range(models):
        layer = 1 if index < staging else 2 + (index - staging) * (LAYERS - 1) // (models - staging)
        domain = index % domains
        table = _model(dice, by_place, first, index, layer, domain)
        by_place.setdefault((layer, domain), []).append(table.number)
        tables.append(table)
    marts = [table.number for table in tables if table.layer >= LAYERS - 2]
    exposures = tuple(
        tuple(sorted(dice.sample(marts, min(len(marts), 1 + index % 3)))) for index in range(max(2, models // 50))
    )
    drawn = Drawn(models=models, domains=domains, tables=tuple(tables), exposures=exposures)
    return _broken(dice, drawn, first, failing)


def _sources(models: int, domains: int) -> Iterator[Table]:
    for number in range(max(2, models * 2 // 5)):
        yield Table(number=number, name=f"raw_event_{number}", domain=number % domains, layer=0, shape="source")


def _model(
    dice: random.Random,
    by_place: dict[tuple[int, int], list[int]],
    first: int,
    index: int,
    layer: int,
    domain: int,
) -> Table:
    number = first + index
    if layer == 1:
        name, shape, parents = f"stg_event_{index}", "staging", (index,)
    else:
        shape = SHAPES[index % len(SHAPES)]
        name = f"{'fct' if layer >= LAYERS - 2 else 'int'}_{shape}_{index}"
        near = by_place.get((layer - 1, domain)) or [first]
        wider = by_place.get((dice.randint(1, layer - 1), dice.randrange(1 + domain)), near)
        wanted = [dice.choice(near), dice.choice(near), dice.choice(wider if dice.random() < 0.2 else near)]
        if index % 3 == 0:
            # hubs: staging models that every domain reads
            wanted[1] = first + (index // (FAN_OUT * 4)) % max(1, min(first, 64))
        count = {"aggregate": 1, "union": 2, "latest": 1 + index % 2, "join": 2 + index % 2}[shape]
        parents = tuple(dict.fromkeys(wanted))[:count]
    return Table(number=number, name=name, domain=domain, layer=layer, shape=shape, parents=parents)


def _broken(dice: random.Random, drawn: Drawn, first: int, failing: float) -> Drawn:
    """What breaks, and what dbt skips because of it: everything below a failed test or a failed build."""
    count = round(drawn.models * failing)
    chosen = [drawn.tables[number] for number in dice.sample(range(first, len(drawn.tables)), count)]
    errors = {table.unique_id for place, table in enumerate(chosen) if place % 4 == 3}
    children: dict[int, list[int]] = {}
    for table in drawn.tables:
        for parent in table.parents:
            children.setdefault(parent, []).append(table.number)
    below: set[int] = set()
    queue = deque(table.number for table in chosen)
    while queue:
        for child in children.get(queue.popleft(), ()):
            if child not in below:
                below.add(child)
                queue.append(child)
    skipped = {drawn.tables[number].unique_id for number in below}
    return Drawn(
        models=drawn.models,
        domains=drawn.domains,
        tables=drawn.tables,
        exposures=drawn.exposures,
        errors=frozenset(errors - skipped),
        failing_tests=frozenset({table.unique_id for table in chosen} - errors - skipped),
        skipped=frozenset(skipped),
        skipped_exposures=frozenset(
            number for number, reads in enumerate(drawn.exposures) if not below.isdisjoint(reads)
        ),
    )
