"""One thing that a run verified, whatever it was: a test, a contract term, a build, a freshness."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from dbt_onus.core.contracts import Term
from dbt_onus.core.evidence import EvidenceKind, Place
from dbt_onus.core.properties import Property
from dbt_onus.core.results import BROKEN, Status
from dbt_onus.core.signatures import Reading


class Check(Struct, frozen=True, kw_only=True, gc=False):
    """One thing that was verified. A struct, because a run of 50,000 models makes 200,000 of them.

    `key` tells it from every other check of the project, in every run. `node` is the data node it speaks of
    (`None`: of no table, like a test of metadata) and `columns` those of its columns; `reference` is the other
    side of a relationship. `filtered` says that some rows may be bad, by a filter or a tolerance, so that a pass
    clears nothing above; `unclear`, that a failing row and a failing query look the same (dbt v2); `inferred`,
    that nobody counted it: it follows from a comparison, and proves nothing by itself; `observed`, that no test
    says so but a number does: one that leapt, or counts that show a column to be good. `at` is when its run was
    (UTC), where runs of several times are looked at together; `sql`, the question that a probe asked.
    """

    key: str
    unique_id: str
    node: str | None
    columns: tuple[str, ...] = ()
    about: Property
    status: Status
    says: str
    filtered: bool = False
    reading: Reading | None = None
    reference: Place | None = None
    term: Term | None = None
    failures: int | None = None
    unclear: bool = False
    inferred: bool = False
    observed: bool = False
    at: datetime | None = None
    sql: str | None = None

    @property
    def broken(self) -> bool:
        """Whether it has to be explained."""
        return self.status in BROKEN

    @property
    def column(self) -> str | None:
        """The column, where it is one."""
        return self.columns[0] if len(self.columns) == 1 else None

    @property
    def seen_as(self) -> EvidenceKind:
        """What kind of evidence it is where it found a fault: a probe has the test's name, and is none."""
        if self.sql is not None:
            return EvidenceKind.PROBE
        warned = self.status is Status.WARN
        return EvidenceKind.SAME_RUN_WARNING if warned else EvidenceKind.SAME_RUN_FAILURE

    @property
    def is_build(self) -> bool:
        """Whether the check is the building of its node."""
        return self.unique_id == self.node and not self.observed
