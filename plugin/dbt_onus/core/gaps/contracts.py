"""Tables that others rely on without a promise, and promises that nobody evaluates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from dbt_onus.core.gaps.gap import Gap, Kind
from dbt_onus.core.gaps.survey import Survey
from dbt_onus.core.nodes import Node
from dbt_onus.core.promises import declares_terms

#: As many names as a sentence takes.
_SHOWN = 3
_ADD_TEST = "add data_tests: [onus.contract] to it"


def contract_gaps(survey: Survey, runs: int) -> Iterator[Gap]:
    """Everything wrong with what is promised; after `runs` runs without an evaluation a contract is inert."""
    for node in survey.tables:
        if not survey.contracts_of(node):
            yield from _without_test(survey, node)
        else:
            yield from _inert(survey, node, runs)
        yield from _unasked(survey, node, runs)


def _without_test(survey: Survey, node: Node) -> Iterator[Gap]:
    disabled = survey.disabled.get(node.unique_id)
    declared = declares_terms(node)
    if disabled is not None:
        yield survey.gap(
            Kind.DISABLED_CONTRACT,
            node,
            f"its contract's test is disabled ({disabled.name}), so nobody holds it to {listed(declared) or 'it'}",
            "enable the test, or take the promise back",
        )
    elif declared:
        yield survey.gap(
            Kind.UNTESTED_CONTRACT,
            node,
            f"promises {listed(declared)}, and no onus.contract test evaluates that",
            _ADD_TEST,
        )
    elif not survey.is_promised(node):
        yield from _unpromised(survey, node)


def _unpromised(survey: Survey, node: Node) -> Iterator[Gap]:
    if node.resource_type == "source":
        consumers = survey.consumers_of(node)
        if consumers:
            who = listed(f"{one.label_name} ({survey.owner_of(one.unique_id).team})" for one in consumers)
            team = survey.team_of(node.unique_id)
            nobody = f"{team} promises nothing" if team else "nobody promises anything"
            yield survey.gap(Kind.UNPROMISED_SOURCE, node, f"read by {who}, and {nobody}", _ADD_TEST)
    elif str(node.access).lower() == "public":
        remedy = f"{_ADD_TEST}, or contract: {{enforced: true}}, or make it protected"
        yield survey.gap(Kind.UNPROMISED_PUBLIC, node, "it is public and promises nothing", remedy)


def _inert(survey: Survey, node: Node, runs: int) -> Iterator[Gap]:
    """A contract that the latest runs left out: excluded, never selected, or always skipped."""
    known = survey.evaluations.get(node.package_name)
    if known is None or len(known.runs) < runs:
        return
    tests = {test.unique_id for test in survey.contracts_of(node)}
    last = _last_looked_at(tests, known.looked_at.items())
    if last is None or last < known.runs[runs - 1]:
        when = f"last on {last:%Y-%m-%d %H:%M} UTC" if last else "never"
        yield survey.gap(
            Kind.INERT_CONTRACT,
            node,
            f"its contract was not evaluated in the latest {runs} runs that ran tests ({when})",
            "let the job that builds it run its tests, or take the promise back",
        )


def _unasked(survey: Survey, node: Node, runs: int) -> Iterator[Gap]:
    """dbt's freshness that neither `dbt source freshness` nor a contract test asks for."""
    declared = node.resource_type == "source" and node.freshness is not None and node.freshness.declared
    if not declared or (survey.contracts_of(node) and node.loaded_at_field):
        return
    known = survey.evaluations.get(node.package_name)
    key = f"{node.unique_id}#freshness"
    seen = known.looked_at.get(key) if known else None
    recent = seen is not None and known is not None and (len(known.runs) < runs or seen >= known.runs[runs - 1])
    if recent or (survey.asked is not None and node.unique_id in survey.asked):
        return
    if survey.asked is None and (known is None or not known.runs):
        # nothing ran here: a checkout with a manifest alone knows nothing of what the jobs do
        return
    yield survey.gap(
        Kind.UNASKED_FRESHNESS,
        node,
        "declares freshness, and no run here asked for it",
        "run `dbt source freshness` with the job, or give it loaded_at_field and an onus.contract test",
    )


def _last_looked_at(tests: Iterable[str], looked_at: Iterable[tuple[str, datetime]]) -> datetime | None:
    wanted = set(tests)
    return max((at for key, at in looked_at if key.partition("#")[0] in wanted), default=None)


def listed(names: Iterable[str]) -> str:
    """`a, b, c and 4 more`."""
    every = list(dict.fromkeys(names))
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + more
