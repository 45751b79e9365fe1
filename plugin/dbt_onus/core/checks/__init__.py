"""Everything that a run verified, in one shape: tests, contract terms, builds, freshness.

dbt reports results of nodes; attribution asks what was found about which column of which node. A test of five
contract terms is five checks here, and building a model is one: that its parents give what its SQL names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from dbt_onus.core.checks.check import Check
from dbt_onus.core.checks.making import READ_AS, CheckMaker, freshness_check, verdict_found
from dbt_onus.core.checks.verified import Verified
from dbt_onus.core.contracts import ContractVerdict, Term
from dbt_onus.core.nodes import TESTS, Node
from dbt_onus.core.results import BROKEN, Run, Status

__all__ = ["READ_AS", "Check", "Verified", "checks_of", "terms_of"]

#: What somebody is going to ask about in any case.
_TOLD = BROKEN | {Status.WARN}


def checks_of(run: Run, nodes: Mapping[str, Node], adapter: str) -> Verified:
    """Every check of the run, in an order that does not depend on the order of its results."""
    maker = CheckMaker(run.results, nodes, adapter)
    made: list[Check] = []
    verdicts: dict[str, ContractVerdict] = {}
    plain: dict[Status, list[str]] = defaultdict(list)
    for unique_id, result in run.results.items():
        node = nodes.get(unique_id)
        status = result.status
        if node is None or status is Status.NO_OP:
            continue
        if node.resource_type in TESTS and (verdict := verdict_found(result, node)) is not None:
            verdicts[unique_id] = verdict
        if unique_id in verdicts and verdicts[unique_id].terms:
            made.extend(maker.of_terms(verdicts[unique_id].terms, result, node))
        elif status in _TOLD:
            made.append(maker.check(unique_id))
        else:
            plain[status].append(unique_id)
    made.sort(key=lambda check: check.unique_id)
    asked = ((uid, nodes[uid]) for uid in sorted(run.freshness) if uid in nodes)
    fresh = [freshness_check(run.freshness[uid], source, adapter) for uid, source in asked]
    return Verified(made, fresh, plain, maker, verdicts)


def terms_of(run: Run, nodes: Mapping[str, Node], tests: Iterable[str]) -> dict[str, Term]:
    """The contract terms that these tests evaluated in the run, by the key of their check."""
    found: dict[str, Term] = {}
    for unique_id in tests:
        result, test = run.results.get(unique_id), nodes.get(unique_id)
        if result is not None and test is not None:
            verdict = verdict_found(result, test)
            found |= {f"{unique_id}#{term.key}": term for term in verdict.terms} if verdict else {}
    return found
