"""What holds of every verdict, whatever the project and whatever failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_onus.core.attribution import Case, Finding, NodePaths, attribute
from dbt_onus.core.checks import checks_of
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result
from tests import builders as b

KINDS = ("not_null", "unique", "accepted_values", "relationships", "dbt_utils.accepted_range", "my_own_test")
MESSAGES = (
    'Runtime Error in model x\n  Binder Error: Referenced column "a" not found in FROM clause!',
    "Runtime Error in model x\n  Catalog Error: Table with name s0 does not exist!",
    "Runtime Error in model x\n  Conversion Error: Could not convert string 'N/A' to INT32",
    "Runtime Error in model x\n  Out of Memory Error: failed to allocate data",
    'Runtime Error in model x\n  Parser Error: syntax error at or near "form"',
    "Runtime Error in model x\n  something nobody has heard of",
    "",
)
FEW = settings(max_examples=150, deadline=None)


@dataclass(frozen=True)
class World:
    """A random project with random results."""

    nodes: tuple[Node, ...]
    results: tuple[Result, ...]
    history: History

    def findings(self, *, nodes: tuple[Node, ...] = (), results: tuple[Result, ...] = ()) -> tuple[Finding, ...]:
        graph = {node.unique_id: node for node in (*self.nodes, *nodes)}
        lineage = Lineage.of(graph)
        checks = checks_of(b.run(*self.results, *results), graph, "duckdb")
        return attribute(Case(graph, lineage, checks, self.history, NodePaths(lineage)))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    sources = [b.source(f"raw.s{number}", columns=["a", "b"]) for number in range(draw(st.integers(1, 3)))]
    models: list[Node] = []
    for number in range(draw(st.integers(1, 5))):
        above: list[Node] = [*sources, *models]
        parents = draw(
            st.lists(st.sampled_from(above), min_size=1, max_size=3, unique_by=lambda one: one.unique_id)
        )
        models.append(b.model(f"m{number}", *parents, columns=["a", "b"]))
    data: list[Node] = [*sources, *models]
    tests = []
    for number in range(draw(st.integers(0, 6))):
        kind, of = draw(st.sampled_from(KINDS)), draw(st.sampled_from(data))
        to = draw(st.sampled_from(models)) if kind == "relationships" else None
        column = draw(st.sampled_from(["a", "b"]))
        tests.append(b.test(kind, of, column, to=to, name=f"t{number}"))
    results = [draw(results_of(node)) for node in (*models, *tests)]
    code = {node.unique_id: draw(st.sampled_from(["old", "new"])) for node in (*models, *tests)}
    history = History(
        last_pass={one.unique_id: b.NOON for one in results if draw(st.booleans())},
        failing_since={one.unique_id: b.NOON - timedelta(days=1) for one in results if draw(st.booleans())},
        versions={uid: ((b.NOON - timedelta(days=9), "old"),) for uid in code},
        code=code,
    )
    return World(
        nodes=(*data, *tests), results=tuple(results), history=draw(st.sampled_from([NO_HISTORY, history]))
    )


@st.composite
def results_of(draw: st.DrawFn, node: Node) -> Result:
    if node.is_test:
        status = draw(st.sampled_from(["pass", "fail", "warn", "skipped", "error"]))
    else:
        status = draw(st.sampled_from(["success", "success", "error", "skipped"]))
    message = draw(st.sampled_from(MESSAGES)) if status == "error" else None
    return b.result(node, status, message, failures=3 if status in ("fail", "warn") else None)


def reaches(world: World, finding: Finding) -> bool:
    graph = {node.unique_id: node for node in world.nodes}
    lineage = Lineage.of(graph)
    origin = finding.origin.unique_id
    if origin is None:
        return True
    for check in finding.symptoms:
        looked_at = {check.node, check.unique_id, *graph[check.unique_id].parents}
        if not any(uid is not None and (uid == origin or origin in lineage.ancestors(uid)) for uid in looked_at):
            return False
    return True


@FEW
@given(worlds())
def test_every_failure_is_explained_once(world: World) -> None:
    explained = [check.key for finding in world.findings() for check in finding.symptoms]
    broken = {one.unique_id for one in world.results if one.status.value in ("fail", "error")}
    assert sorted(explained) == sorted(broken)


@FEW
@given(worlds())
def test_an_origin_has_a_path_to_every_failure_it_answers_for(world: World) -> None:
    assert all(reaches(world, finding) for finding in world.findings())


@FEW
@given(worlds())
def test_whoever_is_named_is_named_with_evidence(world: World) -> None:
    assert all(piece.says.strip() for finding in world.findings() for piece in finding.evidence)
    assert all(finding.evidence for finding in world.findings())


@FEW
@given(worlds(), st.randoms())
def test_the_order_in_which_dbt_lists_things_never_matters(world: World, random: st.DataObject) -> None:
    nodes, results = list(world.nodes), list(world.results)
    random.shuffle(nodes)  # type: ignore[attr-defined]  # hypothesis' random
    random.shuffle(results)  # type: ignore[attr-defined]
    shuffled = World(nodes=tuple(nodes), results=tuple(results), history=world.history)
    assert shuffled.findings() == world.findings()


@FEW
@given(worlds())
def test_an_unrelated_failure_changes_nobody_elses_verdict(world: World) -> None:
    far = b.source("elsewhere.table", columns=["z"])
    check = b.test("unique", far, "z", name="far_away")
    before = set(world.findings())
    after = set(world.findings(nodes=(far, check), results=(b.result(check, "fail", failures=2),)))
    assert before <= after
    assert [one.origin.unique_id for one in after - before] == [far.unique_id]


@FEW
@given(worlds())
def test_a_run_in_which_everything_passes_accuses_nobody(world: World) -> None:
    green = tuple(
        b.result(one.unique_id, "pass" if one.unique_id.startswith("test") else "success") for one in world.results
    )
    assert World(nodes=world.nodes, results=green, history=world.history).findings() == ()


@FEW
@given(worlds(), st.sampled_from(["a", "b"]))
def test_a_pass_never_convicts(world: World, column: str) -> None:
    """One more check that passes can clear a place; it never makes that place's team the one to be notified."""
    of = world.nodes[0]
    check = b.test("not_null", of, column, name="one_more")
    before = {one.origin.unique_id for one in world.findings() if one.confidence.pages}
    more = world.findings(nodes=(check,), results=(b.result(check, "pass"),))
    assert of.unique_id in before or of.unique_id not in {
        one.origin.unique_id for one in more if one.confidence.pages
    }
