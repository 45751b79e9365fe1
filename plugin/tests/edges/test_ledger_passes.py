"""Checks that passed together are remembered together, and the ledger says what it always said."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_onus.core.ports import Ledger
from dbt_onus.core.results import BROKEN, GOOD, Status
from dbt_onus.ledger import open_ledger, passes
from tests import builders as b
from tests.ledgers import Store, at, record, remember

KEYS = [f"test.shop.{letter}" for letter in "abcdefgh"]
NUMBERS = count()


@dataclass
class Row:
    """What is known of one check, check by check."""

    last_run_at: datetime
    last_pass_at: datetime | None = None
    failing_since: datetime | None = None


def plainly(runs: Sequence[tuple[int, Mapping[str, Status]]]) -> dict[str, Row]:
    """What these runs come to, in the order in which they were recorded."""
    known: dict[str, Row] = {}
    for hour, statuses in runs:
        for key, status in statuses.items():
            row = known.get(key)
            if status is Status.SKIPPED or (row is not None and at(hour) < row.last_run_at):
                continue
            row = known.setdefault(key, Row(at(hour)))
            row.last_run_at = at(hour)
            if status in GOOD:
                row.last_pass_at, row.failing_since = at(hour), None
            else:
                assert status in BROKEN or status is Status.WARN
                row.failing_since = row.failing_since or at(hour)
    return known


def agrees(ledger: Ledger, runs: Sequence[tuple[int, Mapping[str, Status]]]) -> None:
    known = plainly(runs)
    history = ledger.history("shop", KEYS, {})
    assert history.last_pass == {key: row.last_pass_at for key, row in known.items() if row.last_pass_at}
    assert history.failing_since == {key: row.failing_since for key, row in known.items() if row.failing_since}
    assert ledger.evaluations("shop", 1).looked_at == {key: row.last_run_at for key, row in known.items()}


# most checks pass, most runs are of the same checks
passing = st.sampled_from([Status.PASS] * 6 + [Status.SUCCESS, Status.FAIL, Status.WARN, Status.SKIPPED])
statuses = st.dictionaries(st.sampled_from(KEYS), passing) | st.fixed_dictionaries(dict.fromkeys(KEYS, passing))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), statuses), max_size=8), st.sampled_from([1, 500]))
def test_the_ledger_says_what_it_would_say_check_by_check(
    runs: list[tuple[int, dict[str, Status]]], most: int
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(passes, "_MOST", most)
        ledger = open_ledger("sqlite:ledger.db", Path(folder))
        done: list[tuple[int, dict[str, Status]]] = []
        for hour, said in runs:
            known = plainly(done)
            later = {key for key in said if key in known and known[key].last_run_at > at(hour)}
            invocation = b.invocation(invocation_id=f"run-{next(NUMBERS)}", at=at(hour))
            run = replace(record(hour, said), invocation=invocation)
            assert remember(ledger, records=[run]).later == later
            done.append((hour, said))
            agrees(ledger, done)


def test_every_database_agrees(ledger: Ledger) -> None:
    everything = dict.fromkeys(KEYS, Status.PASS)
    runs: list[tuple[int, Mapping[str, Status]]] = [
        (1, everything),
        (3, {**everything, KEYS[0]: Status.FAIL, KEYS[1]: Status.SKIPPED}),
        (2, {KEYS[0]: Status.PASS, KEYS[1]: Status.FAIL}),
        (4, dict.fromkeys(KEYS[:3], Status.PASS)),
        (5, everything),
    ]
    for number, (hour, said) in enumerate(runs, start=1):
        remember(ledger, records=[record(hour, said)])
        agrees(ledger, runs[:number])
    remember(ledger, records=[record(9, {KEYS[0]: Status.FAIL}, project="elsewhere")])
    agrees(ledger, runs)


def test_a_run_in_which_all_pass_again_writes_no_row_for_each(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("rows are counted in the file")
    ledger = store.open()
    everything = dict.fromkeys(KEYS, Status.PASS)
    path = store.folder / ".onus" / "ledger.db"
    remember(ledger, records=[record(1, everything)])
    before = rows(path)
    remember(ledger, records=[record(2, everything)])
    assert rows(path) == before
    assert ledger.history("shop", KEYS, {}).last_pass == dict.fromkeys(KEYS, at(2))


def test_two_ways_of_selecting_come_to_rest(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("rows are counted in the file")
    ledger = store.open()
    everything, few = dict.fromkeys(KEYS, Status.PASS), dict.fromkeys(KEYS[:3], Status.PASS)
    for hour in range(1, 5):
        remember(ledger, records=[record(hour, everything if hour % 2 else few)])
    path = store.folder / ".onus" / "ledger.db"
    before = rows(path)
    remember(ledger, records=[record(5, everything)])
    remember(ledger, records=[record(6, few)])
    assert rows(path) == before


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("select * from checks order by key").fetchall()
