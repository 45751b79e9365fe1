"""Several commands as one run: laws that hold whatever the orchestrator does."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.merging import merged
from dbt_onus.core.results import BROKEN, GOOD, Run, Status
from tests import builders as b

NODES = ("orders", "customers", "payments")
STATUSES = ("success", "pass", "warn", "fail", "error", "skipped", "no-op", "odd")


@st.composite
def commands(draw: st.DrawFn) -> list[Run]:
    """Some dbt commands, each on some of the nodes, several of them at the same moment."""
    made = []
    for number in range(draw(st.integers(1, 6))):
        nodes = draw(st.sets(st.sampled_from(NODES), min_size=1))
        results = [b.result(node, draw(st.sampled_from(STATUSES))) for node in sorted(nodes)]
        at = b.NOON + timedelta(minutes=draw(st.integers(0, 3)))
        made.append(b.run(*results, invocation_id=f"run-{number}", at=at))
    return made


def said(run: Run) -> dict[str, Status]:
    return {uid: result.status for uid, result in run.results.items()}


@given(commands(), st.randoms())
def test_the_order_in_which_runs_are_given_never_matters(runs: list[Run], random: object) -> None:
    shuffled = list(runs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own random.Random
    assert merged(shuffled) == merged(runs)


@given(commands())
def test_a_run_that_is_given_twice_counts_once(runs: list[Run]) -> None:
    assert merged([*runs, *runs]) == merged(runs)


@given(commands())
def test_an_older_pass_never_takes_back_a_newer_failure(runs: list[Run]) -> None:
    whole = merged(runs)
    for uid, status in said(whole).items():
        moments = [(run.invocation.generated_at, run.results[uid].status) for run in runs if uid in run.results]
        failed = [at for at, one in moments if one in BROKEN]
        if failed and not any(at > max(failed) and one in GOOD | {Status.WARN} for at, one in moments):
            assert status in BROKEN


@given(commands())
def test_what_is_not_known_is_never_a_pass(runs: list[Run]) -> None:
    for uid, status in said(merged(runs)).items():
        latest = max(run.invocation.generated_at for run in runs if uid in run.results)
        now = {
            run.results[uid].status for run in runs if run.invocation.generated_at == latest and uid in run.results
        }
        if status in GOOD:
            assert now <= GOOD | {Status.WARN}


@given(commands())
def test_nothing_that_any_run_looked_at_is_lost(runs: list[Run]) -> None:
    whole = merged(runs)
    assert whole.results.keys() == {uid for run in runs for uid in run.results}
    assert len(runs) == 1 or len(whole.parts) == len(runs)


def test_a_retry_that_works_is_what_counts() -> None:
    failed = b.run(b.result("orders", "error"), invocation_id="a")
    again = b.run(b.result("orders"), invocation_id="b", at=b.NOON + timedelta(minutes=5))
    assert said(merged([again, failed])) == {"model.shop.orders": Status.SUCCESS}


def test_one_run_is_itself() -> None:
    run = b.run(b.result("orders"))
    assert merged([run]) is run


def test_the_latest_age_of_a_source_counts() -> None:
    def asked(status: str, hour: int) -> Run:
        at = b.NOON + timedelta(hours=hour)
        by = b.invocation("freshness", invocation_id=f"fresh-{hour}", at=at)
        return b.run(
            fresh=[b.freshness("stripe.charges", status)], freshness_invocation=by, invocation_id=f"r{hour}", at=at
        )

    whole = merged([asked("pass", 2), asked("error", 1)])
    assert [row.status for row in whole.freshness.values()] == [Status.PASS]
    assert whole.freshness_invocation is not None
    assert whole.freshness_invocation.invocation_id == "fresh-2"
