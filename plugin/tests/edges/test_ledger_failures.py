"""A ledger that cannot be used says so in one line, and nothing is half-written."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest

from dbt_onus.core.incidents.standing import Decision, Standing
from dbt_onus.core.notifications import Delivered
from dbt_onus.core.ports import Ledger
from dbt_onus.core.results import Status
from dbt_onus.errors import LedgerError
from dbt_onus.ledger import database, deadline, open_ledger, sqlite
from dbt_onus.ledger.schema import VERSION
from tests.ledgers import ID, LEASE, Store, at, event, incident, planned, record, remember, standing
from tests.postgres import PostgresServer

ADDRESS = "sqlite:ledger.db"


def complaint(work: Callable[[], object]) -> str:
    """What is said, which is one line."""
    with pytest.raises(LedgerError) as refused:
        work()
    said = str(refused.value)
    assert "\n" not in said
    return said


def write(ledger: Ledger, number: int = 0, **fields: Any) -> None:
    """What a run writes, of everything something."""
    id_ = f"{number:08x}"
    run = record(number, {"test.shop.x": Status.FAIL}, built={"model.shop.a": f"code {number}"})
    remember(ledger, incident(id_, **fields), records=[run], events=[event(id_)], planned=[planned(id_)])


def everything(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        return list(connection.iterdump())


@contextmanager
def disk(folder: Path, options: str) -> Iterator[bool]:
    """A small disk of its own at that folder; false where mounting is not allowed."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_there_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with disk(tmp_path / "disk", "size=300k") as is_small:
        if not is_small:
            monkeypatch.setattr(sqlite.sqlite3, "connect", _with_few_pages)
        ledger = open_ledger(ADDRESS, tmp_path / "disk")
        write(ledger)
        before = everything(tmp_path / "disk" / "ledger.db")
        said = complaint(lambda: write(ledger, 1, title="x" * 1_000_000))
        assert "disk is full; make room on its disk" in said
        assert everything(tmp_path / "disk" / "ledger.db") == before
        write(ledger, 2)


def _with_few_pages(*args: Any, **kwargs: Any) -> sqlite3.Connection:
    connection = sqlite3.Connection(*args, **kwargs)
    connection.execute("pragma max_page_count = 60")
    return connection


def test_on_a_disk_that_may_only_be_read_one_can_still_look(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "size=2m") as is_mounted:
        if not is_mounted:
            pytest.skip("nothing may be mounted here")
        ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path / "disk")
        write(ledger)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
        _looks_but_cannot_write(tmp_path / "disk")


def test_in_a_folder_that_may_only_be_read_one_can_still_look() -> None:
    # pytest's own folders are closed to the user that looks
    with TemporaryDirectory(prefix="onus-") as name:
        shop, folder = Path(name), Path(name) / ".onus"
        write(open_ledger("sqlite:.onus/ledger.db", shop))
        for path, mode in ((shop, 0o755), (folder / "ledger.db", 0o444), (folder, 0o555)):
            path.chmod(mode)
        process = get_context("fork").Process(target=_as_nobody, args=(shop,))
        process.start()
        process.join(30)
        folder.chmod(0o755)
        assert process.exitcode == 0


def _as_nobody(folder: Path) -> None:
    """Root may write everywhere."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    _looks_but_cannot_write(folder)


def _looks_but_cannot_write(folder: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", folder)
    assert [one.id for one in ledger.open_incidents()] == ["00000000"]
    assert len(ledger.timeline("00000000")) == len(ledger.outbox()) == 1
    assert ledger.history("shop", {"test.shop.x"}, {}).failing_since
    said = complaint(lambda: write(ledger, 1))
    assert "make its folder writable, or name another place under `ledger:` in onus.yml" in said
    complaint(lambda: ledger.claim(at(0), LEASE))


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".onus").write_text("in the way")
    complaint(lambda: write(open_ledger("sqlite:.onus/ledger.db", tmp_path)))


def test_the_folder_of_the_ledger_stays_out_of_git(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    assert ledger.open_incidents() == ledger.outbox() == ()
    assert ledger.claim(at(0), LEASE) is None
    assert not (tmp_path / ".onus").exists(), "looking makes no ledger"
    write(ledger)
    assert (tmp_path / ".onus" / ".gitignore").read_text() == "*\n"


def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_text("not a database, but somebody's notes " * 50)
    before = path.read_bytes()
    for work in (write, lambda ledger: ledger.open_incidents()):
        said = complaint(lambda work=work: work(open_ledger(ADDRESS, tmp_path)))
        assert said.startswith(f"{path}: the ledger cannot be used: ")
        assert said.endswith("; move the file away: a new one is made, without its history")
    assert path.read_bytes() == before


@pytest.mark.parametrize("page", range(1, 40, 3))
def test_a_damaged_file_is_said_to_be_or_read_right(tmp_path: Path, page: int) -> None:
    ledger = open_ledger(ADDRESS, tmp_path)
    for number in range(40):
        write(ledger, number)
    path = tmp_path / "ledger.db"
    damaged = bytearray(path.read_bytes())
    damaged[page * 4096 : page * 4096 + 512] = b"\xa7" * 512
    path.write_bytes(damaged)
    looks: tuple[Callable[[], object], ...] = (
        ledger.incidents,
        ledger.judgements,
        ledger.outbox,
        lambda: ledger.timeline("00000005"),
        lambda: ledger.history("shop", {"test.shop.x"}, {"model.shop.a": "code 1"}),
        lambda: write(ledger, 5),
        lambda: ledger.claim(at(0), LEASE),
    )
    for look in looks:
        try:
            look()
        except LedgerError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either is right


def test_an_entry_that_cannot_be_read_is_said_to_be(tmp_path: Path) -> None:
    ledger = open_ledger(ADDRESS, tmp_path)
    write(ledger)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        connection.execute("update incidents set document = '{\"id\": 7}'")
        connection.execute("update events set what = 'forgotten', at = 'then'")
        connection.execute("update checks set failing_since = 'long ago'")
        connection.commit()
    looks: tuple[Callable[[], object], ...] = (
        ledger.open_incidents,
        lambda: standing(ledger),
        lambda: ledger.timeline("00000000"),
        lambda: ledger.history("shop", {"test.shop.x"}, {}),
    )
    for look in looks:
        assert "an entry of the ledger cannot be read" in complaint(look)


def test_a_delivery_that_cannot_be_read_is_given_up_and_holds_up_no_other(tmp_path: Path) -> None:
    ledger = open_ledger(ADDRESS, tmp_path)
    for number in range(3):
        write(ledger, number)
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection:
        connection.execute("update deliveries set message = '{' where number = 1")
        connection.execute("update deliveries set address = '[]' where number = 2")
        connection.commit()
    delivery = ledger.claim(at(5), LEASE)
    assert delivery is not None
    assert delivery.planned.notification.incident_id == "00000002"
    assert [(one.state, one.says) for one in ledger.outbox()][:2] == [
        (Delivered.DEAD, "its entry in the ledger cannot be read")
    ] * 2


def test_a_newer_ledger_is_refused_and_left_alone(store: Store) -> None:
    write(store.open())
    _set_version(store, VERSION + 1)
    for work in (
        write,
        lambda ledger: ledger.open_incidents(),
        lambda ledger: ledger.outbox(),
        lambda ledger: ledger.claim(at(0), LEASE),
    ):
        said = complaint(lambda work=work: work(store.open()))
        assert said.endswith(
            f"the ledger has schema {VERSION + 1}, this onus knows up to {VERSION}; upgrade dbt-onus"
        )
    _set_version(store, VERSION)
    assert len(store.open().incidents()) == len(store.open().outbox()) == 1


def _set_version(store: Store, version: int) -> None:
    if store.is_sqlite:
        with sqlite3.connect(store.folder / ".onus" / "ledger.db") as connection:
            connection.execute(f"pragma user_version = {version}")
    else:
        with psycopg.connect(store.address) as connection:
            connection.execute("update schema_version set version = %s", (version,))


def test_who_holds_it_for_too_long_is_waited_for_no_longer(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = store.open()
    write(ledger)
    monkeypatch.setattr(database, "PATIENCE", 0.3)

    def decide(_: Standing) -> Decision:
        said = complaint(lambda: write(store.open(), 1))
        assert "the ledger cannot be used" in said
        assert said.endswith("; another onus holds it; run again")
        # who only looks does not wait
        assert len(store.open().open_incidents()) == 1
        return Decision()

    ledger.change(decide)
    write(store.open(), 1)
    assert len(ledger.open_incidents()) == 2


def _die_before_the_end(store: Store) -> None:
    def decide(_: Standing) -> Decision:
        return Decision(incidents=(incident(title="x" * 500_000),), planned=_planned_to_death())

    store.open().change(decide, records=[record(1, {"test.shop.x": Status.FAIL})])


def _planned_to_death() -> Any:
    """A decision that is being written when its process is killed."""
    for number in range(2000):
        yield planned(f"{number:08x}")
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_killed_while_it_writes_leaves_nothing_of_it(store: Store) -> None:
    remember(store.open(), incident())
    process = get_context("fork").Process(target=_die_before_the_end, args=(store,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    ledger = store.open()
    assert ledger.open_incidents() == (incident(),)
    assert ledger.outbox() == ()
    assert not remember(ledger, records=[record(1)]).again


def test_the_order_in_which_runs_are_reported_is_not_the_order_of_the_clock(store: Store) -> None:
    """A clock that was put back, or a report that comes late: the later run keeps its word."""
    ledger = store.open()
    remember(ledger, records=[record(5, {"test.shop.x": Status.PASS}, built={"model.shop.a": "new"})])
    remember(ledger, records=[record(2, {"test.shop.x": Status.FAIL}, built={"model.shop.a": "old"})])
    history = ledger.history("shop", {"test.shop.x"}, {"model.shop.a": "new"})
    assert (history.last_pass, history.failing_since) == ({"test.shop.x": at(5)}, {})
    assert history.changed(["model.shop.a"], at(5)) == frozenset()


# PostgreSQL


def test_a_server_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    for address in ("postgresql://onus@127.0.0.1:1/onus", "postgres://127.0.0.1:1/onus"):
        said = complaint(lambda address=address: open_ledger(address, tmp_path).open_incidents())
        assert said.startswith("postgresql://127.0.0.1:1/onus: the ledger cannot be used: ")
        assert said.endswith("is its server up, and may this machine reach it?")


def test_a_server_that_is_not_there_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    def connect(*_: object, **__: object) -> None:
        called.append("…")
        raise psycopg.OperationalError("connection timeout expired")

    monkeypatch.setattr(psycopg, "connect", connect)
    ledger = open_ledger("postgresql://db.example/onus", tmp_path)
    said = {complaint(look) for look in (ledger.open_incidents, ledger.outbox, lambda: write(ledger))}
    assert (len(said), len(called)) == (1, 1)
    monkeypatch.setattr(database, "PATIENCE", 0.0)
    later = open_ledger("postgresql://db.example/onus", tmp_path)
    for _ in range(2):
        complaint(later.open_incidents)
    assert len(called) == 3


def test_a_server_that_hangs_up_in_between_is_called_again(postgres: PostgresServer, served: Store) -> None:
    ledger = served.open()
    write(ledger)
    _hang_up(postgres)
    write(ledger, 1)
    _hang_up(postgres)
    assert len(ledger.open_incidents()) == 2


def test_a_server_that_dies_in_the_middle_leaves_nothing_half_written(
    postgres: PostgresServer, served: Store
) -> None:
    ledger = served.open()
    remember(ledger, incident())

    def decide(_: Standing) -> Decision:
        _hang_up(postgres)
        return Decision(incidents=(incident(title="half"),), events=(event(),))

    assert "the ledger cannot be used" in complaint(lambda: ledger.change(decide))
    assert ledger.open_incidents() == (incident(),)
    assert ledger.timeline(ID) == ()


def test_a_server_that_does_not_answer_is_hung_up_on(
    postgres: PostgresServer, served: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = served.open()
    remember(ledger, incident())
    monkeypatch.setattr(deadline, "DEADLINE", 1.0)
    stopped: list[int] = []

    def decide(_: Standing) -> Decision:
        stopped.extend(_servers_of_onus(postgres))
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        return Decision(incidents=(incident(title="half"),))

    try:
        assert "the ledger cannot be used" in complaint(lambda: ledger.change(decide))
    finally:
        for process in stopped:
            os.kill(process, signal.SIGCONT)
    assert ledger.open_incidents() == (incident(),)


def _servers_of_onus(server: PostgresServer) -> list[int]:
    with psycopg.connect(server.url()) as connection:
        query = "select pid from pg_stat_activity where application_name = 'onus' and state like 'idle in%'"
        return [pid for (pid,) in connection.execute(query).fetchall()]


def _hang_up(server: PostgresServer) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'onus'"
        )


def test_a_user_without_rights_is_told_what_is_missing(postgres: PostgresServer, tmp_path: Path) -> None:
    database_ = postgres.make_database("onus_rights")
    with psycopg.connect(database_, autocommit=True) as connection:
        connection.execute("create role reader login")
        connection.execute("create schema given authorization reader")
    address = database_.replace("onus@", "reader@")
    said = complaint(lambda: write(open_ledger(address, tmp_path)))
    assert said.endswith("; let this user create a schema, or make one and give it to the user")
    given = open_ledger(f"{address}?options=-csearch_path%3Dgiven", tmp_path)
    write(given)
    assert len(given.open_incidents()) == 1
    missing = address.replace("onus_rights", "no_such_database")
    said = complaint(lambda: open_ledger(missing, tmp_path).open_incidents())
    assert said.endswith("; make it, or name another one in its address")


def test_without_psycopg_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = complaint(lambda: write(open_ledger("postgresql://db.example/onus", tmp_path)))
    assert said == (
        'postgresql://db.example/onus: a ledger in PostgreSQL needs psycopg: pip install "dbt-onus[postgres]"'
    )


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://onus:hunter2@127.0.0.1:1/onus",
        "postgresql://onus:hunter2%40x@127.0.0.1:1/onus",
        "postgresql://onus:hunter2@x@127.0.0.1:1/onus",
        "postgresql://onus:hunter2/x@127.0.0.1:1/onus",
        "postgresql://onus:hunter2#x@127.0.0.1:1/onus",
        "postgresql://onus:hunter2?x@127.0.0.1:1/onus",
        "postgresql://onus:[hunter2@127.0.0.1:1/onus",
        "postgresql://onus:hunter2",
        "postgresql://onus@127.0.0.1:1/onus?password=hunter2",
        "postgresql://onus@127.0.0.1:1/onus?password=hunter2&oops",
        "postgresql://onus@127.0.0.1:1/onus?hunter2",
        "postgresql://onus@127.0.0.1:hunter2/onus",
        "postgresql:/onus:hunter2@127.0.0.1:1/onus",
        "postgresql:onus:hunter2@127.0.0.1:1/onus",
        "mysql://root:hunter2@127.0.0.1/onus",
        "host=127.0.0.1 port=1 password=hunter2",
        "hunter2",
    ],
)
def test_no_password_is_ever_said(tmp_path: Path, address: str) -> None:
    assert "hunter2" not in complaint(lambda: write(open_ledger(address, tmp_path)))
