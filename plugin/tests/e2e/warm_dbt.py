"""dbt that is imported already: every command is a process of its own, forked from one that waits for it.

Importing dbt takes half of a small command. `warmed(dbt)` yields an executable that is called as dbt is. It hands
over its arguments, environment, folder and standard streams, and ends as the command does, once that process is
gone. This file is the program on both sides too, whatever Python dbt has: it imports the standard library alone.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_SERVE = "--serve"
_SIZE = struct.Struct("!q")
#: What a command imports before it looks at its project.
_IMPORTED = ("dbt.cli.main", "dbt.task.build", "dbt.task.test", "dbt.adapters.duckdb", "dbt.adapters.postgres")


@contextmanager
def warmed(dbt: Path) -> Iterator[Path]:
    """An executable that runs the same dbt; dbt itself where no Python stands beside it."""
    python = dbt.parent / "python"
    if not python.exists():
        yield dbt
        return
    folder = Path(tempfile.mkdtemp(prefix="onus-dbt-"))
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(folder / "socket"))
            listener.listen()
            server = subprocess.Popen(
                [str(python), __file__, _SERVE, str(listener.fileno())],
                pass_fds=[listener.fileno()], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        launcher = folder / "dbt"
        words = [sys.executable, "-I", "-S", __file__, str(folder / "socket")]
        launcher.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
        launcher.chmod(0o755)
        yield launcher
        assert server.stdin is not None
        server.stdin.close()
        server.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ask(path: str, arguments: list[str]) -> int:
    """In the launcher: have the command run, and end as it does."""
    request = {"arguments": arguments, "folder": str(Path.cwd()), "environment": dict(os.environ)}
    said = json.dumps(request).encode()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        socket.send_fds(connection, [_SIZE.pack(len(said))], [0, 1, 2])
        connection.sendall(said)
        answer = connection.recv(_SIZE.size)
    if not answer:
        print("the dbt that was imported is gone", file=sys.stderr)  # noqa: T201 - the launcher's own words
        return 2
    (code,) = _SIZE.unpack(answer)
    return int(code) if code >= 0 else 128 - int(code)


def serve(listener: socket.socket) -> list[str] | None:
    """Fork a process for every command; there, its arguments. `None` at the end: whoever started this is gone."""
    for name in _IMPORTED:
        with suppress(ImportError):
            importlib.import_module(name)
    ended = _told_of_ends()
    running: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([0, listener, ended, *running.values()], [], [])
        if ended in ready:
            ended.recv(4096)
            _report_ended(running)
        _end_unwaited(running, ready)
        if 0 in ready:
            return None
        if listener in ready:
            connection, _ = listener.accept()
            request, streams = _received(connection)
            if (pid := os.fork()) == 0:
                for one in (listener, ended, connection, *running.values()):
                    one.close()
                return _in_place_of_the_launcher(request, streams)
            running[pid] = connection
            for stream in streams:
                os.close(stream)


def _told_of_ends() -> socket.socket:
    """Readable when a command's process has ended."""
    reading, writing = socket.socketpair()
    writing.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writing.detach())
    return reading


def _report_ended(running: dict[int, socket.socket]) -> None:
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        if (connection := running.pop(pid, None)) is not None:
            with connection, suppress(OSError):  # its launcher may be gone
                connection.sendall(_SIZE.pack(os.waitstatus_to_exitcode(status)))


def _end_unwaited(running: dict[int, socket.socket], ready: list[Any]) -> None:
    """End what nobody waits for any more: its launcher is gone, or whoever started this."""
    for pid, connection in running.items():
        if connection in ready or 0 in ready:
            os.kill(pid, signal.SIGKILL)


def _received(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """What the launcher was called with, and its standard streams."""
    header, streams, _, _ = socket.recv_fds(connection, _SIZE.size, 3)
    left, said = _SIZE.unpack(header)[0], b""
    while len(said) < left:
        said += connection.recv(left - len(said))
    return json.loads(said), streams


def _in_place_of_the_launcher(request: dict[str, Any], streams: list[int]) -> list[str]:
    """Take its streams, environment and folder; its arguments."""
    os.close(signal.set_wakeup_fd(-1))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    return list(request["arguments"])


if __name__ == "__main__":
    if sys.argv[1] != _SERVE:
        sys.exit(ask(sys.argv[1], sys.argv[2:]))
    with socket.socket(fileno=int(sys.argv[2])) as inherited:
        command = serve(inherited)
    if command is None:
        sys.exit()
    sys.argv[:] = ["dbt", *command]
    sys.exit(sys.modules["dbt.cli.main"].cli())
