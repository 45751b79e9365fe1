"""How long a ledger of 10,000 incidents takes: `make bench-ledger`.

Each row is one thing that a command does, on a ledger with everything in it: events, messages, what was told. The
columns are a ledger as it looks after a year (one in ten is open) and the worst case (all of them are open). Every
figure is the best of several rounds, each with a ledger opened anew, as every command is a process of its own. The
first row is what the machine needs for the incidents alone, without a ledger: hold the others against it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import msgspec

sys.path.insert(0, str(Path(__file__).parents[2] / "plugin"))

from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.incidents.incident import Incident, State
from dbt_onus.core.incidents.standing import Decision
from dbt_onus.core.notifications import Reason
from dbt_onus.core.ports import Ledger
from dbt_onus.core.results import Status
from dbt_onus.ledger import open_ledger
from tests.ledgers import LEASE, at, event, incident, planned, record, remember
from tests.postgres import running_postgres, why_no_server

INCIDENTS = 10_000
ROUNDS = 7
DELIVERED = Attempt(verdict=Verdict.DELIVERED)

Make = Callable[[], Ledger]


def fill(ledger: Ledger, open_in_ten: int) -> None:
    """Incidents that were told of and settled; the last hundred of those that are open have something to send."""
    ids = [f"{number:08x}" for number in range(INCIDENTS)]
    is_open = {id_: number % 10 < open_in_ten for number, id_ in enumerate(ids)}
    checks = tuple(f"test.shop.not_null_{number}" for number in range(5))
    everything = [
        incident(
            id_,
            opened=number / 10,
            state=State.OPEN if is_open[id_] else State.RESOLVED,
            checks=checks,
            failures=checks,
        )
        for number, id_ in enumerate(ids)
    ]
    messages = [planned(id_, sequence) for id_ in ids for sequence in (1, 2)]
    messages += [planned(id_, 3, Reason.RESOLVED) for id_ in ids if not is_open[id_]]
    remember(
        ledger,
        *everything,
        events=[event(id_, hour=hour) for id_ in ids for hour in range(3)],
        planned=messages,
    )
    _deliver_all(ledger)
    waiting = [id_ for id_ in ids if is_open[id_]][-100:]
    remember(ledger, planned=[planned(id_, 4, Reason.REMINDER, hour=1) for id_ in waiting])


def _deliver_all(ledger: Ledger) -> None:
    """As if each had been sent: by hand, because tens of thousands of leases take minutes."""
    with ledger._database.writing() as connection:
        connection.execute("update deliveries set state = 'delivered', attempts = 1, lease = null")


def told_and_done(ledger: Ledger) -> None:
    """Claim one and settle it."""
    delivery = ledger.claim(at(9), LEASE)
    assert delivery is not None
    ledger.settle(delivery, DELIVERED, at(9))


def recorded(ledger: Ledger) -> None:
    """What a run of 500 checks writes, ten incidents among it."""
    number = int(perf_counter() * 1000)
    run = record(number, {f"test.shop.t{check}": Status.PASS for check in range(500)})
    some = [incident(f"{one:08x}", runs=2) for one in range(0, 1000, 100)]
    ledger.change(lambda _: Decision(incidents=tuple(some)), records=[run], ids=[one.id for one in some])


YARDSTICK = msgspec.json.encode([incident(f"{number:08x}") for number in range(INCIDENTS)])

WORK: dict[str, Callable[[Ledger], object]] = {
    "for comparison: decode 10,000 incidents from memory": lambda _: msgspec.json.decode(
        YARDSTICK, type=tuple[Incident, ...]
    ),
    "open it and find one incident by its id": lambda ledger: ledger.incidents("000003e8"),
    "list what is open": lambda ledger: ledger.open_incidents(),
    "list everything": lambda ledger: ledger.incidents(),
    "how things stand, with all that was told (plan)": lambda ledger: ledger.change(lambda _: Decision()),
    "record a run of 500 checks and 10 incidents": recorded,
    "show what waits to be sent": lambda ledger: ledger.outbox(),
    "claim a delivery and settle it": told_and_done,
    "find nothing to send, and tidy up": lambda ledger: ledger.claim(at(0), LEASE),
}


def measured(make: Make) -> dict[str, float]:
    return {name: min(_seconds(make, work) for _ in range(ROUNDS)) for name, work in WORK.items()}


def _seconds(make: Make, work: Callable[[Ledger], object]) -> float:
    ledger = make()
    begin = perf_counter()
    work(ledger)
    return perf_counter() - begin


@contextmanager
def databases() -> Iterator[dict[str, Callable[[], Make]]]:
    """Ways to make new ledgers, by database."""
    with tempfile.TemporaryDirectory(prefix="onus-bench-") as folder:

        def in_file() -> Make:
            address = f"sqlite:{folder}/{uuid4().hex}.db"
            return lambda: open_ledger(address, Path(folder))

        if (reason := why_no_server()) is not None:
            print(f"PostgreSQL is left out: {reason}\n")
            yield {"SQLite": in_file}
            return
        with running_postgres() as server:

            def served() -> Make:
                address = f"{server.url()}?options=-csearch_path%3Donus_{uuid4().hex}"
                return lambda: open_ledger(address, Path(folder))

            yield {"SQLite": in_file, "PostgreSQL": served}


def main() -> None:
    columns: dict[str, dict[str, float]] = {}
    with databases() as known:
        for name, new in known.items():
            for open_in_ten in (1, 10):
                make = new()
                begin = perf_counter()
                fill(make(), open_in_ten)
                share = INCIDENTS * open_in_ten // 10
                print(
                    f"{name}: {INCIDENTS:,} incidents, {share:,} open, written in {perf_counter() - begin:.1f} s"
                )
                columns[f"{name}, {share:,} open"] = measured(make)
    print(f"\n| {INCIDENTS:,} incidents, milliseconds | " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * len(columns))
    for name in WORK:
        print(f"| {name} | " + " | ".join(f"{column[name] * 1000:,.0f}" for column in columns.values()) + " |")


if __name__ == "__main__":
    main()
