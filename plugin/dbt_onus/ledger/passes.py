"""How each check stands. Checks that passed together share a moment: when all pass again, one row is written.

A run of 50,000 models has 200,000 checks, and nearly all passed in the run before as well. A row of `checks` whose
`passed_in` names a row of `passes` last ran, and passed, at the moment written there; its own moments are those of
an earlier run, and it is not failing. Every other row speaks for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from dbt_onus.core.history import RunRecord
from dbt_onus.core.results import BROKEN, GOOD, Status
from dbt_onus.ledger.database import Connection, in_parts
from dbt_onus.ledger.rows import moment, stamp

#: When a check last ran, as `c` of `checks` and the `p` of `passes` that it is of.
LAST_RUN_AT = "coalesce(p.at, c.last_run_at)"
CHECKS = "checks c left join passes p on p.number = c.passed_in"

#: Of more groups than this, those that passed together now become one: each way of selecting tests makes groups.
_MOST = 500

_UPSERT = """
    insert into checks (project, key, status, last_run_at, last_pass_at, failing_since, passed_in)
    values (?, ?, ?, ?, ?, ?, ?)
    on conflict (project, key) do update set
        status = excluded.status,
        last_run_at = excluded.last_run_at,
        last_pass_at = coalesce(excluded.last_pass_at, checks.last_pass_at),
        failing_since = case
            when excluded.last_pass_at is not null then null
            else coalesce(checks.failing_since, excluded.failing_since)
        end,
        passed_in = excluded.passed_in
    where excluded.last_run_at >= checks.last_run_at
"""


def write_checks(connection: Connection, record: RunRecord) -> None:
    """Remember how each check ended, unless a later run is known."""
    good = {key: status for key, status in record.statuses.items() if status in GOOD}
    bad = {key: status for key, status in record.statuses.items() if status in BROKEN or status is Status.WARN}
    if not good and not bad:
        return
    at = stamp(record.invocation.generated_at)
    passes = _Passes(connection, record.project)
    settled, later = passes.passed_again(good, bad, at)
    rest = good.keys() - settled - later
    number = passes.joined_at(at) if rest else None
    rows: list[tuple[str | int | None, ...]] = [
        (record.project, key, good[key].value, at, at, None, number) for key in rest
    ]
    rows += [
        (record.project, key, status.value, at, None, at, None) for key, status in bad.items() if key not in later
    ]
    connection.executemany(_UPSERT, rows)


class _Passes:
    """The groups of checks that passed together, of one project."""

    def __init__(self, connection: Connection, project: str) -> None:
        self._connection, self._project = connection, project
        self._at: dict[int, str] = dict(
            connection.execute("select number, at from passes where project = ?", (project,)).fetchall()
        )
        self._keys: dict[int, set[str]] = defaultdict(set)
        for key, number in connection.execute(
            "select key, passed_in from checks where project = ? and passed_in is not null", (project,)
        ):
            self._keys[number].add(key)

    def passed_again(
        self, good: Mapping[str, Status], bad: Mapping[str, Status], at: str
    ) -> tuple[set[str], set[str]]:
        """Move what passed once more to this moment: the checks that this settles, and those of a later run."""
        settled: set[str] = set()
        later: set[str] = set()
        for number, keys in list(self._keys.items()):
            if self._at[number] > at:
                later |= keys
                continue
            fallen = keys & bad.keys()
            if fallen:
                self._let_go(number, fallen)
            stay = keys & good.keys()
            if stay:
                self._move(number, stay, keys - stay - fallen, at)
                settled |= stay
        self._tidy(at)
        return settled, later

    def joined_at(self, at: str) -> int:
        """The largest group that passed at this moment; a new one where there is none."""
        now = [number for number, moment in self._at.items() if moment == at]
        return max(now, key=lambda number: len(self._keys[number]), default=0) or self._made(at, ())

    def _move(self, number: int, stay: set[str], unseen: set[str], at: str) -> None:
        """Whom this run did not look at are a group of their own from now on; the fewer move out."""
        if len(unseen) > len(stay):
            self._made(at, stay)
            self._keys[number] = unseen
            return
        if unseen:
            self._made(self._at[number], unseen)
        self._connection.execute("update passes set at = ? where number = ?", (at, number))
        self._at[number], self._keys[number] = at, stay

    def _made(self, at: str, keys: Iterable[str]) -> int:
        """A new group, of these checks."""
        ((last,),) = self._connection.execute("select coalesce(max(number), 0) from passes").fetchall()
        number = int(last) + 1
        self._connection.execute(
            "insert into passes (number, project, at) values (?, ?, ?)", (number, self._project, at)
        )
        self._put(number, keys)
        self._at[number], self._keys[number] = at, set(keys)
        return number

    def _put(self, number: int, keys: Iterable[str]) -> None:
        self._connection.executemany(
            "update checks set passed_in = ? where project = ? and key = ?",
            [(number, self._project, key) for key in keys],
        )

    def _let_go(self, number: int, keys: set[str]) -> None:
        """They speak for themselves again, and know when they passed."""
        at = self._at[number]
        self._connection.executemany(
            "update checks set passed_in = null, last_run_at = ?, last_pass_at = ? where project = ? and key = ?",
            [(at, at, self._project, key) for key in keys],
        )
        self._keys[number] = self._keys[number] - keys

    def _tidy(self, at: str) -> None:
        """Remove groups that nobody is of; where there are too many, put together what passed now."""
        now = [number for number, moment in self._at.items() if moment == at and self._keys[number]]
        if len(self._at) > _MOST and len(now) > 1:
            kept, *others = sorted(now, key=lambda number: len(self._keys[number]), reverse=True)
            for number in others:
                self._put(kept, self._keys[number])
                self._keys[kept] |= self._keys.pop(number)
        for number in [number for number in self._at if not self._keys.get(number)]:
            del self._at[number]
            self._connection.execute("delete from passes where number = ?", (number,))


def read_checks(
    connection: Connection, project: str, keys: Collection[str]
) -> tuple[Mapping[str, datetime], Mapping[str, datetime]]:
    """When each of these checks last passed, and since when each has been failing; by key, where it is known."""
    passed: dict[str, datetime] = {}
    failing: dict[str, datetime] = {}
    for marks, some in in_parts(keys):
        rows = connection.execute(
            f"select c.key, coalesce(p.at, c.last_pass_at), c.failing_since from {CHECKS} "
            f"where c.project = ? and c.key in ({marks})",
            (project, *some),
        )
        for key, last_pass, since in rows:
            if last_pass:
                passed[key] = moment(last_pass)
            if since:
                failing[key] = moment(since)
    return passed, failing


def looked_at_since(connection: Connection, record: RunRecord) -> frozenset[str]:
    """The checks of this run that a later run, recorded before it, looked at again: theirs is the word."""
    at = stamp(record.invocation.generated_at)
    rows = connection.execute(
        f"select c.key from {CHECKS} where c.project = ? and {LAST_RUN_AT} > ?", (record.project, at)
    )
    return frozenset(key for (key,) in rows) & record.statuses.keys()
