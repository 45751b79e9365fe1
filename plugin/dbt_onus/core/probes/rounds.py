"""Questions in rounds: a few hops up at a time, and on only above what was found to be bad."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.probes.asking import Asking, answered, plan
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.walking.walk import FORESEEN

#: Each round is a start of dbt, which takes seconds; what so many do not tell, the next would not.
_MOST_ROUNDS = 8
#: How many hops above a failure the first round asks about, and each further round in addition.
_HOPS = 3

#: Asks the warehouse: the answers that came, by the probe's key; `None` once there is no time left.
Ask = Callable[[Sequence[Probe]], Mapping[str, Answer] | None]


def ask_in_rounds(case: Case, findings: Sequence[Finding], asking: Asking, limit: int, ask: Ask) -> Case:
    """The case with all that was answered; what was decided by one round is not asked about in the next.

    No more than `limit` questions in all.
    """
    answers: dict[str, Answer | None] = {}
    by_sql: dict[str, Answer | None] = {}
    known, open_ = case, findings
    for number in range(1, _MOST_ROUNDS + 1):
        probes = _next_probes(case, open_, asking, limit, answers, number)
        while probes and any(probe.sql in by_sql for probe in probes):
            # the same question about another place
            answers.update({probe.key: by_sql[probe.sql] for probe in probes if probe.sql in by_sql})
            probes = _next_probes(case, open_, asking, limit, answers, number)
        found = ask(probes) if probes else None
        if found is None:
            break
        limit -= len({probe.sql for probe in probes})
        answers.update({probe.key: found.get(probe.key) for probe in probes})
        by_sql.update({probe.sql: found.get(probe.key) for probe in probes})
        known = answered(case, findings, asking, answers)
        open_ = attribute(known)
    return known if not answers else answered(case, findings, asking, answers)


def foreseen(case: Case, findings: Sequence[Finding], asking: Asking, limit: int) -> tuple[Probe, ...]:
    """What may be asked, were every place found to be bad: at most `limit`, the nearest first."""
    return plan(case, findings, asking, limit, {}, FORESEEN)


def _next_probes(
    case: Case,
    findings: Sequence[Finding],
    asking: Asking,
    limit: int,
    answers: Mapping[str, Answer | None],
    number: int,
) -> tuple[Probe, ...]:
    """The questions of a round; the nearest ones further up where nothing is left to be asked nearby."""
    if limit <= 0:
        return ()
    horizon = _HOPS * number
    probes = plan(case, findings, asking, limit, answers, horizon)
    if probes:
        return probes
    beyond = plan(case, findings, asking, limit, answers, FORESEEN - 1)
    if not beyond:
        return ()
    nearest = min(probe.hops for probe in beyond)
    return plan(case, findings, asking, limit, answers, nearest + _HOPS - 1)
