"""Short ways to write into a ledger, for tests: what a run records, what a person does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from dbt_onus.core.deliveries import Planned
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.history import RunRecord
from dbt_onus.core.incidents.acts import Actor
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.standing import Decision, Standing
from dbt_onus.core.incidents.timeline import Event, What
from dbt_onus.core.messages import Fact, Message, Severity
from dbt_onus.core.notifications import Notification, Reason, Role, Scope
from dbt_onus.core.ports import Ledger
from dbt_onus.core.receivers import Receiver, SecretRef
from dbt_onus.core.results import Status
from dbt_onus.ledger import open_ledger
from tests import builders as b
from tests.postgres import PostgresServer

HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=1)
WORKERS = 4
#: Of the incident that `incident()` is.
ID = "0a1b2c3d"

SLACK = Receiver(
    name="payments-slack", channel="slack", settings={"url": SecretRef("ONUS_SLACK"), "mention": ("ana", "lee")}
)


def at(hour: float) -> datetime:
    """So many hours after `b.NOON`."""
    return b.NOON + hour * HOUR


def record(
    hour: int,
    statuses: Mapping[str, Status] | None = None,
    *,
    built: Mapping[str, str] | None = None,
    seen: Mapping[str, str] | None = None,
    project: str = "shop",
) -> RunRecord:
    """What a run at that hour is remembered by."""
    return RunRecord(
        project=project,
        invocation=b.invocation(invocation_id=f"run-{hour}", at=at(hour)),
        statuses=statuses or {},
        built=built or {},
        seen=seen or built or {},
    )


def incident(id_: str = ID, *, opened: float = 0, **fields: Any) -> Incident:
    """An open and proven incident of payments."""
    said: dict[str, Any] = {
        "project": "shop",
        "team": "payments",
        "why_team": "group payments",
        "origin": Place(unique_id="source.shop.stripe.charges", column="amount"),
        "cause": Cause.NULLS,
        "confidence": Confidence.PROVEN,
        "title": "stripe.charges.amount: 132 of 10,000 rows are null",
        "notify": ("payments",),
        "inform": ("finance",),
        "evidence": (Evidence(kind=EvidenceKind.SAME_RUN_FAILURE, says="…", unique_id="test.shop.x"),),
        "checks": ("test.shop.x",),
        "failures": ("test.shop.x",),
    }
    return Incident(id=id_, opened_at=at(opened), **(said | fields))


def event(id_: str = ID, what: What = What.OPENED, *, hour: float = 0) -> Event:
    """What onus says happened then."""
    return Event(incident_id=id_, episode=1, at=at(hour), by="onus", what=what)


def ana(hour: float, because: str | None = None) -> Actor:
    """A person who acts at that hour."""
    return Actor(by="ana@shop.example", at=at(hour), because=because)


def planned(
    id_: str = ID,
    sequence: int = 1,
    reason: Reason = Reason.FIRST,
    *,
    receiver: Receiver = SLACK,
    episode: int = 1,
    hour: float = 0,
) -> Planned:
    """A notification to a receiver of payments, decided at that hour."""
    notification = Notification(
        incident_id=id_,
        episode=episode,
        receiver=receiver.name,
        sequence=sequence,
        role=Role.NOTIFY,
        team="payments",
        reason=reason,
        scope=Scope(failures=1, exposures=2, teams=3),
    )
    return Planned(notification=notification, message=message(notification, hour=hour), receiver=receiver)


def message(of: Notification, *, hour: float = 0, parts: tuple[Message, ...] = ()) -> Message:
    """What it says: with everything in it that a message may hold."""
    return Message(
        incident_id=of.incident_id,
        dedup_key=f"{of.incident_id}-{of.episode}",
        project="shop",
        reason=of.reason,
        role=of.role,
        team=of.team,
        severity=Severity.CRITICAL,
        confidence=Confidence.PROVEN,
        headline="stripe.charges.amount has nulls <!channel> “132” \N{POUTING FACE}",
        lead="it is yours",
        facts=(Fact(name="born in", says="stripe.charges.amount"),),
        evidence=("not_null failed",),
        commands=(Fact(name="acknowledge", says=f"onus incidents acknowledge {of.incident_id}"),),
        parts=parts,
        at=at(hour),
    )


def remember(
    ledger: Ledger,
    *incidents: Incident,
    records: Iterable[RunRecord] = (),
    events: Iterable[Event] = (),
    planned: Iterable[Planned] = (),
    dropped: Iterable[str] = (),
    ids: Iterable[str] = (),
) -> Standing:
    """Write what is given, whatever the ledger says; how it stood before."""
    seen: list[Standing] = []

    def decide(standing: Standing) -> Decision:
        seen.append(standing)
        return Decision(incidents=incidents, events=tuple(events), planned=tuple(planned), dropped=tuple(dropped))

    ledger.change(decide, records=tuple(records), ids=tuple(ids))
    return seen[0]


def standing(ledger: Ledger, *ids: str) -> Standing:
    """How things stand."""
    return remember(ledger, ids=ids)


def together(work: Callable[..., Any], *args: Iterable[Any]) -> list[Any]:
    """Each call in a process of its own, four at a time."""
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as pool:
        return list(pool.map(work, *args))


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A place for a ledger of its own, which other processes can open too."""

    address: str
    folder: Path

    def open(self) -> Ledger:
        """The ledger, as another process would open it."""
        return open_ledger(self.address, self.folder)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.address.startswith("sqlite:")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty place of either kind: what holds on one holds on the other."""
    if request.param == "sqlite":
        return Store(address="sqlite:.onus/ledger.db", folder=tmp_path)
    return request.getfixturevalue("served")


@pytest.fixture
def served(postgres: PostgresServer, tmp_path: Path) -> Store:
    """An empty place in PostgreSQL."""
    # a schema of its own is made sooner than a database
    return Store(address=f"{postgres.url()}?options=-csearch_path%3Donus_{uuid4().hex}", folder=tmp_path)


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """A ledger that was never written, on either database."""
    return store.open()
