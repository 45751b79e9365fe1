"""Two builds side by side, by what their contract tests measured: no warehouse is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dbt_onus.core.attachment import attached_to
from dbt_onus.core.contracts import ContractVerdict, verdict_of
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Measure, Observation, moved, observations_of, shown
from dbt_onus.core.promises import contract_tests
from dbt_onus.core.results import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One number in both builds. `far` says in words how far it moved, where that is no matter of course."""

    unique_id: str
    label: str
    name: str
    column: str | None
    before: str
    after: str
    far: bool = False

    @property
    def same(self) -> bool:
        """Whether it reads the same in both."""
        return self.before == self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Every number that both builds have, table by table, and what could not be compared, a line each."""

    pairs: tuple[Pair, ...] = ()
    uncompared: tuple[str, ...] = ()


#: A build and the nodes of its manifest; no run where there is none.
Build = tuple[Run | None, Mapping[str, Node]]


def measured(before: Build, after: Build) -> Measured:
    """The two builds, compared number by number."""
    (old_run, old_nodes), (new_run, new_nodes) = before, after
    if old_run is None or new_run is None:
        which = "the state before" if old_run is None else "the state here"
        return Measured(uncompared=(f"{which} holds no run: build it with `dbt build`",))
    pairs = [*_observed(before, after), *_sliced(before, after)]
    seen = {pair.unique_id for pair in pairs}
    return Measured(
        pairs=tuple(sorted(pairs, key=lambda one: (one.label, one.column or "", not one.far))),
        uncompared=tuple(_uncompared(old_run, old_nodes, new_run, new_nodes, seen)),
    )


def _observed(before: Build, after: Build) -> Iterator[Pair]:
    old = {one.series: one.value for one in _series(before)}
    for one in _series(after):
        was = old.get(one.series)
        if was is not None:
            yield Pair(
                unique_id=one.unique_id,
                label=after[1][one.unique_id].label_name,
                name=one.measure.replace("_", " "),
                column=one.column,
                before=shown(one.measure, was),
                after=shown(one.measure, one.value),
                far=moved(one.measure, [was], one.value) is not None,
            )


def _series(build: Build) -> Iterator[Observation]:
    run, nodes = build
    if run is not None:
        # the newest row differs from build to build as a matter of course
        sized = (one for one in observations_of(run, nodes) if not one.measure.is_fingerprint)
        yield from (one for one in sized if one.measure is not Measure.NEWEST)


def _sliced(before: Build, after: Build) -> Iterator[Pair]:
    """What is measured of slices: artifacts have how many there are, the least and the most, no value's name."""
    old = dict(_slices(before))
    for (uid, column, name), value in _slices(after):
        was = old.get((uid, column, name))
        if was is not None:
            yield Pair(
                unique_id=uid,
                label=after[1][uid].label_name,
                name=name,
                column=column,
                before=_figure(was),
                after=_figure(value),
                far=moved(Measure.ROWS, [was], value) is not None,
            )


def _slices(build: Build) -> Iterator[tuple[tuple[str, str | None, str], float]]:
    for uid, verdict in _verdicts(build):
        for term in verdict.terms:
            if term.term == "slices" and isinstance(term.observed, dict):
                for word in ("slices", "least", "most"):
                    value = term.observed.get(word)
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        yield (uid, term.column, f"{term.key}: {word}"), float(value)


def _verdicts(build: Build) -> Iterator[tuple[str, ContractVerdict]]:
    run, nodes = build
    for unique_id, result in (run.results if run is not None else {}).items():
        test = nodes.get(unique_id)
        if test is not None and test.is_test and not test.config.where:
            verdict, attached = verdict_of(result, test), attached_to(test, nodes)
            if verdict is not None and attached in nodes:
                yield str(attached), verdict


def _figure(value: float) -> str:
    return shown(Measure.ROWS, value)


def _uncompared(
    old_run: Run, old_nodes: Mapping[str, Node], new_run: Run, new_nodes: Mapping[str, Node], seen: set[str]
) -> Iterator[str]:
    for test in contract_tests(new_nodes.values()):
        uid = attached_to(test, new_nodes)
        if uid is None or uid in seen:
            continue
        label = new_nodes[uid].label_name if uid in new_nodes else uid
        if test.config.where:
            yield f"{label}: its contract test looks at some rows only ({test.config.where})"
        elif uid not in old_nodes:
            yield f"{label}: it is new"
        elif test.unique_id not in old_run.results:
            yield f"{label}: no contract test of it ran in the state before"
        elif test.unique_id not in new_run.results:
            yield f"{label}: no contract test of it ran here"
        else:
            yield f"{label}: its contract test measured nothing on one of the sides"
