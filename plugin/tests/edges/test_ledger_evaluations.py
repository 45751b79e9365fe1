"""What the ledger knows of when things were last looked at."""

from __future__ import annotations

from datetime import timedelta

from dbt_onus.core.history import Evaluations, RunRecord
from dbt_onus.core.ports import Ledger
from dbt_onus.core.results import Status
from tests import builders as b
from tests.ledgers import remember


def test_what_was_looked_at_last_is_known_by_run_and_by_check(ledger: Ledger) -> None:
    assert ledger.evaluations("shop", 10) == Evaluations()
    for number in range(4):
        at = b.NOON + timedelta(days=number)
        which = "test" if number % 2 else "build"
        record = RunRecord(
            project="shop",
            invocation=b.invocation("run" if number == 3 else which, invocation_id=str(number), at=at),
            statuses={"test.a": Status.PASS} if number < 2 else {"test.b": Status.FAIL},
            built={},
            seen={},
        )
        remember(ledger, records=[record])
    known = ledger.evaluations("shop", 2)
    assert known.runs == (b.NOON + timedelta(days=2), b.NOON + timedelta(days=1))
    assert known.looked_at == {"test.a": b.NOON + timedelta(days=1), "test.b": b.NOON + timedelta(days=3)}
    assert ledger.evaluations("other", 2) == Evaluations()
