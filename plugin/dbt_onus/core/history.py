"""What earlier runs knew: when a check last passed, and which code was in force then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from dbt_onus.core.code import Written
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Observation, Series
from dbt_onus.core.results import Invocation, Status

#: A version of a node's code: since when (UTC) tables were built with it, and its fingerprint.
Version = tuple[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the ledger remembers of the checks that are broken now and of the code above them.

    `last_pass`: when a check last passed; `failing_since`: when its present row of failures began; `versions`: per
    node, oldest first; `code`: the fingerprints in force now; `observed`: what was measured, oldest first;
    `texts`: the code itself, oldest first, of nodes where it may be asked what changed.

    Code counts from the run that *built* a node with it: a test that passes on a table built by the old SQL says
    nothing for the new.
    """

    last_pass: Mapping[str, datetime] = field(default_factory=dict)
    failing_since: Mapping[str, datetime] = field(default_factory=dict)
    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)
    observed: Mapping[Series, tuple[tuple[datetime, float], ...]] = field(default_factory=dict)
    texts: Mapping[str, tuple[tuple[datetime, Written], ...]] = field(default_factory=dict)

    def text(self, unique_id: str, since: datetime) -> Written | None:
        """The code that a node was built by then; `None` where that is not known."""
        then = [written for at, written in self.texts.get(unique_id, ()) if at <= since]
        return then[-1] if then else None

    def values(self, series: Series, until: datetime) -> tuple[float, ...]:
        """What was observed of a series up to then, oldest first."""
        return tuple(value for at, value in self.observed.get(series, ()) if at <= until)

    def before(self, moment: datetime) -> History:
        """What was observed before a moment: a run that is reported on again knows its own numbers already."""
        earlier = {
            series: tuple(one for one in values if one[0] < moment) for series, values in self.observed.items()
        }
        return replace(self, observed=earlier)

    def changed(self, unique_ids: Iterable[str], since: datetime) -> frozenset[str]:
        """Which of the nodes are built by other code now than then.

        A node without code of its own (a source) is never among them. A node that the ledger first saw later
        is new, and so changed.
        """
        differing = set()
        for unique_id in unique_ids:
            now = self.code.get(unique_id)
            if now is None:
                continue
            then = [fingerprint for at, fingerprint in self.versions.get(unique_id, ()) if at <= since]
            if not then or then[-1] != now:
                differing.add(unique_id)
        return frozenset(differing)

    def is_chronic(self, witness: str, symptom: str) -> bool:
        """Whether the witness was already broken when the symptom last passed: it cannot be what broke it."""
        since, passed = self.failing_since.get(witness), self.last_pass.get(symptom)
        return since is not None and passed is not None and since <= passed

    def joined(self, other: History) -> History:
        """Both histories: those of two projects whose ledgers are two."""
        return History(
            last_pass={**self.last_pass, **other.last_pass},
            failing_since={**self.failing_since, **other.failing_since},
            versions={**self.versions, **other.versions},
            code={**self.code, **other.code},
            observed={**self.observed, **other.observed},
            texts={**self.texts, **other.texts},
        )


NO_HISTORY = History()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What of one run is worth remembering.

    `statuses` are by check key; `built` are the fingerprints of nodes that this run built (or whose test it ran);
    `seen` those of every node, which count as a first version where none is known. `texts` are the nodes that were
    built, under the fingerprint of their code with that of their macros: a text is written down where it is new.
    """

    project: str
    invocation: Invocation
    statuses: Mapping[str, Status]
    built: Mapping[str, str]
    seen: Mapping[str, str]
    observations: tuple[Observation, ...] = ()
    texts: Mapping[str, tuple[str, Node]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluations:
    """What earlier runs looked at.

    `runs`: when the latest ones that ran tests were, newest first; `looked_at`: when each check last was, by key.
    """

    runs: tuple[datetime, ...] = ()
    looked_at: Mapping[str, datetime] = field(default_factory=dict)
