"""Kill onus wherever it can be killed, and count what was lost, seen twice or seen in the wrong order.

python bench/reliability/run.py                      # SQLite, at least 300 kills and 2,000 notifications
python bench/reliability/run.py --postgres           # the same on a PostgreSQL server of its own
python bench/reliability/run.py --steps 6 --size 10  # a short one
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "plugin")]

from bench.reliability.receiver import Receiver, Shown  # noqa: E402 - the path is made above
from bench.reliability.world import PROJECT, START, STEP, TEAMS, World, write_config  # noqa: E402

VICTIM = Path(__file__).with_name("victim.py")
#: How long a process may run before it is ended as one that hangs, in seconds.
_PATIENCE = 60.0


@dataclass
class Loop:
    """One run of the loop, and what it counted."""

    world: World
    receiver: Receiver
    root: Path
    environment: dict[str, str]
    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    processes: int = 0
    boundary: int = 0
    most_boundaries: int = 40
    usual_seconds: float = 1.5

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def play(self, steps: int, *, kills_per_step: int) -> None:
        """The builds, one after the other, each reported by several processes of which most die."""
        for step in range(steps):
            target = self.world.write(self.root, step)
            report = ["report", "--route", "--target-path", str(target)]
            route = ["route", "--target-path", str(target)]
            started = [
                self._start(step, report if number % 2 == 0 else route, dies=number < kills_per_step)
                for number in range(kills_per_step + 1)
            ]
            for process, kill_at in started:
                self._end(process, kill_at)
            # whoever runs dbt sees that its report died, and runs it again: the run is recorded in the end
            for _ in range(5):
                begun = time.monotonic()
                process, _ = self._start(step, report, dies=False)
                if self._end(process, None) in (0, 1):
                    # a random kill is to hit anything that a report does, however busy the machine is
                    self.usual_seconds = time.monotonic() - begun
                    break
            else:
                raise SystemExit(f"build {step} could not be reported: {self._said()}")

    def drain(self, steps: int) -> None:
        """A receiver that behaves, and hours that pass, until nothing is waiting."""
        self.receiver.share = 0.0
        for hours in range(steps, steps + 200, 8):
            process, _ = self._start(hours, ["route", "--target-path", str(self.root / f"target-{steps - 1}")])
            self._end(process, None)
            if not self._waiting():
                return

    def _start(
        self, step: int, command: list[str], *, dies: bool = False
    ) -> tuple[subprocess.Popen[bytes], float | None]:
        environment = self.environment | {"ONUS_LOOP_NOW": (START + step * STEP).isoformat()}
        kill_at = None
        if dies and self.random.random() < 0.6:
            self.boundary = self.boundary % self.most_boundaries + 1
            environment["ONUS_LOOP_DIE_AT"] = str(self.boundary)
        elif dies:
            kill_at = time.monotonic() + self.random.uniform(0.1, 2.5 * self.usual_seconds)
        self.processes += 1
        process = subprocess.Popen(
            [sys.executable, str(VICTIM), *command, "--project-dir", str(self.root)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=(self.root / "stderr.txt").open("ab"),
            stdin=subprocess.DEVNULL,
        )
        return process, kill_at

    def _end(self, process: subprocess.Popen[bytes], kill_at: float | None) -> int:
        """Wait for it; kill it at its moment. The exit code, -9 for the dead."""
        try:
            code = process.wait(timeout=max(0.0, kill_at - time.monotonic()) if kill_at else _PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
            if kill_at is None:
                raise SystemExit(f"a process hung: {self._said()}") from None
            self.kills["at a random moment"] += 1
            return code
        if code == -signal.SIGKILL:
            self.kills["at a boundary"] += 1
        return code

    def _waiting(self) -> bool:
        return any(one.state.value == "pending" for one in self.ledger().outbox())

    def _said(self) -> str:
        return (self.root / "stderr.txt").read_text(errors="replace")[-2000:]

    def ledger(self):
        from dbt_onus.ledger import open_ledger

        return open_ledger(self.environment.get("ONUS_LOOP_LEDGER", "sqlite:.onus/ledger.db"), self.root)


@dataclass(frozen=True)
class Count:
    """What the loop is judged by."""

    notifications: int
    shown: int
    lost: list[str]
    twice: list[str]
    wrong_order: list[str]
    wrong_episodes: list[str]
    dropped: int
    dead: int
    integrity: str


def counted(loop: Loop, steps: int) -> Count:
    """Compare what the ledger decided to say with what the receiver showed, and both with what was built."""
    from dbt_onus.core.incidents.standing import Decision, Standing
    from dbt_onus.core.notifications import Delivered, Transition

    ledger, seen = loop.ledger(), []
    ids = [one.id for one in ledger.incidents()]

    def look(standing: Standing) -> Decision:
        seen.extend(told for each in standing.told.values() for told in each)
        return Decision()

    ledger.change(look, ids=ids)
    shown = {one.key: one for one in loop.receiver.shown}
    lost = [
        f"{told.notification.key} ({told.state.value})"
        for told in seen
        if told.state is Delivered.PENDING
        or (told.state is Delivered.DELIVERED and told.notification.key not in shown)
    ]
    opened: Counter[tuple[str, int, str]] = Counter(
        (one.incident, one.episode, one.receiver) for one in loop.receiver.shown if one.transition == "open"
    )
    return Count(
        notifications=len([told for told in seen if told.state is not Delivered.DROPPED]),
        shown=len(shown),
        lost=lost + _unspoken(loop, seen, Transition.OPEN),
        twice=[str(thread) for thread, times in opened.items() if times > 1],
        wrong_order=_wrong_order(loop.receiver.shown),
        wrong_episodes=_wrong_episodes(loop, steps),
        dropped=sum(1 for told in seen if told.state is Delivered.DROPPED),
        dead=sum(1 for told in seen if told.state is Delivered.DEAD),
        integrity=_integrity(loop),
    )


def _unspoken(loop: Loop, seen: list, opening: object) -> list[str]:
    """Episodes that the ledger knows of and of which nobody was ever to be told."""
    spoken = {
        (told.notification.incident_id, told.notification.episode)
        for told in seen
        if told.notification.reason.transition is opening
    }
    ledger = loop.ledger()
    return [
        f"{one.id}: episode {number} was never announced"
        for one in ledger.incidents()
        for number in range(1, one.episode + 1)
        if (one.id, number) not in spoken
    ]


def _wrong_order(shown: list[Shown]) -> list[str]:
    by_thread: defaultdict[tuple[str, int, str], list[str]] = defaultdict(list)
    for one in shown:
        by_thread[one.incident, one.episode, one.receiver].append(one.transition)
    return [
        f"{thread}: {order}"
        for thread, order in by_thread.items()
        if order[0] != "open" or "close" in order[:-1] or (order[-1] == "open" and len(order) > 1)
    ]


def _wrong_episodes(loop: Loop, steps: int) -> list[str]:
    """The timeline against what was built: every break opened, every repair resolved, at its own moment."""
    ledger, wrong = loop.ledger(), []
    for one in ledger.incidents():
        number = int((one.origin.unique_id or "").rpartition(".t")[2])
        events = [
            (event.what.value, round((event.at - START) / STEP))
            for event in ledger.timeline(one.id)
            if event.what.value in ("opened", "reopened", "resolved")
        ]
        if events != (truth := _truth(loop.world, number, steps)):
            wrong.append(f"{one.id} (t{number}): {events} instead of {truth}")
    return wrong


def _truth(world: World, number: int, steps: int) -> list[tuple[str, int]]:
    events: list[tuple[str, int]] = []
    before = False
    for step in range(steps):
        broken = world.is_broken(number, step)
        if broken and not before:
            events.append(("reopened" if events else "opened", step))
        elif before and not broken:
            events.append(("resolved", step))
        before = broken
    return events


def _integrity(loop: Loop) -> str:
    if "ONUS_LOOP_LEDGER" in loop.environment:
        return "ok (the server's)"
    import sqlite3

    with contextlib.closing(sqlite3.connect(loop.root / ".onus" / "ledger.db")) as connection:
        return str(connection.execute("pragma integrity_check").fetchone()[0])


@contextlib.contextmanager
def started(
    *, steps: int, size: int, share: float, seed: int, postgres: bool, kills_per_step: int
) -> Iterator[tuple[Loop, float]]:
    """The loop, played and drained; and how long it took, in seconds."""
    with contextlib.ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onus-loop-")))
        receiver = Receiver(share=share, seed=seed)
        stack.callback(receiver.close)
        hooks = {team: f"ONUS_LOOP_{team.upper()}" for team in (*TEAMS, "platform")}
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'plugin'}{os.pathsep}{ROOT}"}
        environment |= {name: f"http://127.0.0.1:{receiver.port}/{team}-hook" for team, name in hooks.items()}
        ledger = "sqlite:.onus/ledger.db"
        if postgres:
            from tests.postgres import running_postgres

            environment["ONUS_LOOP_LEDGER"] = stack.enter_context(running_postgres()).make_database("onus")
            ledger = "env:ONUS_LOOP_LEDGER"
        for mark in ("GITHUB_EVENT_NAME", "CI_MERGE_REQUEST_IID"):
            environment.pop(mark, None)
        write_config(root, hooks, ledger)
        loop = Loop(World(size, seed), receiver, root, environment, seed)
        begun = time.monotonic()
        loop.play(steps, kills_per_step=kills_per_step)
        loop.drain(steps)
        yield loop, time.monotonic() - begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=80)
    parser.add_argument("--size", type=int, default=55)
    parser.add_argument("--share", type=float, default=0.25, help="how many requests meet a fault")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills-per-step", type=int, default=6)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with started(
        steps=given.steps,
        size=given.size,
        share=given.share,
        seed=given.seed,
        postgres=given.postgres,
        kills_per_step=given.kills_per_step,
    ) as (loop, seconds):
        count = counted(loop, given.steps)
        print(render(loop, count, seconds, "PostgreSQL" if given.postgres else "SQLite"))
    bad = [*count.lost, *count.twice, *count.wrong_order, *count.wrong_episodes]
    for line in bad[:20]:
        print("!", line)
    return 1 if bad or (count.integrity != "ok" and not given.postgres) else 0


def render(loop: Loop, count: Count, seconds: float, store: str) -> str:
    rows = [
        ("processes", f"{loop.processes:,}"),
        ("killed at a commit or send boundary", f"{loop.kills['at a boundary']:,}"),
        ("killed at a random moment", f"{loop.kills['at a random moment']:,}"),
        ("requests", f"{loop.receiver.requests:,}"),
        ("requests that met a fault", f"{sum(loop.receiver.faults.values()):,}"),
        ("repeats that the receiver deduped", f"{loop.receiver.repeats:,}"),
        ("notifications", f"{count.notifications:,}"),
        ("shown by the receiver", f"{count.shown:,}"),
        ("refused for good, fallback team told", f"{count.dead:,}"),
        ("not needed any more before they were tried", f"{count.dropped:,}"),
        ("**lost**", f"{len(count.lost):,}"),
        ("**shown twice**", f"{len(count.twice):,}"),
        ("**closed before opened, or opened after closed**", f"{len(count.wrong_order):,}"),
        ("**timelines unlike what was built**", f"{len(count.wrong_episodes):,}"),
        ("integrity check", count.integrity),
        ("seconds", f"{seconds:.0f}"),
    ]
    width = max(len(name) for name, _ in rows)
    head = f"| {PROJECT}, {store} |  |\n| --- | --- |"
    return "\n".join([head, *(f"| {name.ljust(width)} | {value} |" for name, value in rows)])


if __name__ == "__main__":
    raise SystemExit(main())
