"""What holds of every answer of the warehouse, whatever the project, whatever failed and whatever was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.probes import Answer, Asking, Probe, ask_in_rounds, foreseen
from dbt_onus.core.results import Result
from tests import builders as b
from tests.unit.test_attribution import unchanged

FEW = settings(max_examples=60, deadline=None)
KINDS = ("not_null", "unique", "accepted_values", "relationships", "dbt_utils.accepted_range")
#: SQL over one or two relations, in the shapes that people write.
SHAPES = (
    "select a, b from {0}",
    "select a, upper(b) as b from {0} where a > 0",
    "select x.a, y.b from {0} x left join {1} y on y.a = x.a",
    "select x.a, y.b from {0} x left join {1} y on y.a = x.a and y.b > 0",
    "select x.a, x.b + y.b as b from {0} x join {1} y on y.a = x.b",
    "select a, b from {0} union all select a, b from {1}",
    "select a, max(b) as b from {0} group by a",
    "select a, coalesce(b, 0) as b from {0}",
    "with z as (select a, b from {0}) select z.a, case when z.b > 1 then z.b end as b from z",
    "select md5(lower(a)) as a, b from {0}",
    "with u as (select a, b, 'n' as r from {0} union all select a, b, 's' from {1}) "
    "select r || a as a, b, r from u",
    "with n as (select a, b, row_number() over (partition by a order by b) as p from {0}) "
    "select x.a, n.b from {1} x left join n on n.a = lower(x.a) and n.p = 1",
    "select a, sum(b) as b from {0} group by 1",
)


@dataclass(frozen=True)
class World:
    """A random project with random failures, and a warehouse that answers at random."""

    nodes: tuple[Node, ...]
    results: tuple[Result, ...]
    history: History
    numbers: tuple[int | None, ...]

    @property
    def case(self) -> Case:
        graph = {node.unique_id: node for node in self.nodes}
        lineage = Lineage.of(graph)
        columns = ColumnLineage(graph, lineage.parents, adapter="duckdb")
        checks = checks_of(b.run(*self.results), graph, "duckdb")
        return Case(graph, lineage, checks, self.history, SqlPaths(columns, lineage))

    def asking(self, case: Case) -> Asking:
        columns = ColumnLineage(case.nodes, case.lineage.parents, adapter="duckdb")
        return Asking(columns=columns, adapters={"shop": "duckdb"}, project="shop")

    def answer(self, probe: Probe) -> Answer | None:
        """The same answer to the same question, in any order; none for some."""
        number = self.numbers[sum(probe.sql.encode()) % len(self.numbers)]
        return None if number is None else Answer(broken=number, seen=10)

    def probed(self, limit: int = 40, *, backwards: bool = False) -> tuple[Finding, ...]:
        def ask(probes: Sequence[Probe]) -> Mapping[str, Answer]:
            asked = reversed(probes) if backwards else probes
            return {one.key: answer for one in asked if (answer := self.answer(one)) is not None}

        case = self.case
        return attribute(ask_in_rounds(case, attribute(case), self.asking(case), limit, ask))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    data: list[Node] = [
        b.source(f"raw.s{number}", columns=["a", "b"]) for number in range(draw(st.integers(1, 3)))
    ]
    for number in range(draw(st.integers(1, 5))):
        above = draw(st.lists(st.sampled_from(data), min_size=2, max_size=2))
        sql = draw(st.sampled_from(SHAPES)).format(*(one.relation_name for one in above))
        used = {one.unique_id: one for one in above if (one.relation_name or "") in sql}
        data.append(b.model(f"m{number}", *used.values(), sql=sql))
    models = [node for node in data if node.resource_type == "model"]
    tests = []
    for number in range(draw(st.integers(1, 4))):
        kind, of = draw(st.sampled_from(KINDS)), draw(st.sampled_from(models))
        to = draw(st.sampled_from(data)) if kind == "relationships" else None
        kwargs = {"accepted_values": {"values": ["x"]}, "dbt_utils.accepted_range": {"min_value": 0}}.get(kind, {})
        tests.append(
            b.test(
                kind, of, draw(st.sampled_from("ab")), to=to, name=f"t{number}", kwargs={**kwargs, "field": "a"}
            )
        )
    statuses = [draw(st.sampled_from(["fail", "fail", "pass", "warn"])) for _ in tests]
    results = [b.result(node) for node in models]
    results += [
        b.result(one, status, failures=3 if status != "pass" else None)
        for one, status in zip(tests, statuses, strict=True)
    ]
    code = [node.unique_id for node in (*models, *tests)]
    changed = draw(st.lists(st.sampled_from(code), max_size=2))
    history = unchanged(*(one.unique_id for one in tests), code=code, changed=changed)
    return World(
        nodes=(*data, *tests),
        results=tuple(results),
        history=draw(st.sampled_from([NO_HISTORY, history])),
        numbers=tuple(draw(st.lists(st.sampled_from([0, 0, 1, 3, 10, None]), min_size=7, max_size=7))),
    )


@FEW
@given(worlds())
def test_no_answer_convicts_nobody(world: World) -> None:
    silent = World(nodes=world.nodes, results=world.results, history=world.history, numbers=(None,))
    assert silent.probed() == attribute(world.case)


@FEW
@given(worlds())
def test_every_failure_is_still_explained_once_and_nothing_else_is(world: World) -> None:
    explained = sorted(check.key for finding in world.probed() for check in finding.symptoms)
    assert explained == sorted(one.unique_id for one in world.results if one.status.value == "fail")


@FEW
@given(worlds())
def test_whoever_is_named_has_a_path_to_every_failure(world: World) -> None:
    case = world.case
    for finding in world.probed():
        assert all(case.reaches(finding.origin.unique_id, check) for check in finding.symptoms)


@FEW
@given(worlds())
def test_the_order_of_answers_never_matters(world: World) -> None:
    assert world.probed() == world.probed(backwards=True)


@FEW
@given(worlds(), st.integers(0, 5))
def test_no_more_is_asked_than_the_limit_and_nothing_twice(world: World, limit: int) -> None:
    asked: list[str] = []

    def ask(probes: Sequence[Probe]) -> Mapping[str, Answer]:
        asked.extend(dict.fromkeys(one.sql for one in probes))
        return {one.key: answer for one in probes if (answer := world.answer(one)) is not None}

    case = world.case
    ask_in_rounds(case, attribute(case), world.asking(case), limit, ask)
    assert len(asked) <= limit
    assert len(asked) == len(set(asked))


@FEW
@given(worlds())
def test_only_what_was_foreseen_is_asked(world: World) -> None:
    """`--dry-run` prints whatever may be asked."""
    case = world.case
    before = attribute(case)
    known = {one.sql for one in foreseen(case, before, world.asking(case), 10_000)}

    def ask(probes: Sequence[Probe]) -> Mapping[str, Answer]:
        assert {one.sql for one in probes} <= known
        return {one.key: answer for one in probes if (answer := world.answer(one)) is not None}

    ask_in_rounds(case, before, world.asking(case), 10_000, ask)


@FEW
@given(worlds())
def test_questions_only_read(world: World) -> None:
    case = world.case
    for probe in foreseen(case, attribute(case), world.asking(case), 10_000):
        assert probe.sql.startswith("select ")
        assert ";" not in probe.sql


@FEW
@given(worlds())
def test_a_source_without_a_broken_row_is_never_convicted_by_the_warehouse(world: World) -> None:
    """Whoever is paged at a source only because of probes is paged for rows that were counted there."""
    before = {finding.origin.unique_id for finding in attribute(world.case) if finding.confidence.pages}
    clean = World(nodes=world.nodes, results=world.results, history=world.history, numbers=(0,))
    for finding in clean.probed():
        if finding.confidence.pages and finding.origin.unique_id not in before:
            assert not (finding.origin.unique_id or "").startswith("source.")
