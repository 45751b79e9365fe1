"""What the SQL of a project was found to say about its columns, kept in a file between commands.

It is only a cache: a file that cannot be read or written is as good as none, and nobody is told. What is found is
kept under a fingerprint of everything that it was made from, so an entry is never wrong, only no longer asked for.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator, MutableMapping
from pathlib import Path

#: The least recently used entries beyond these are dropped: some kilobytes each.
MOST_ENTRIES = 120_000
#: Who asks for more entries than this is going to ask for most of them: then all are read at once.
_FEW = 64
#: How long another process is waited for, in seconds: reading the SQL again does not take much longer.
PATIENCE = 2.0

_TABLE = "create table if not exists columns (key text primary key, value blob not null, used integer not null)"


class ColumnCache(MutableMapping[str, bytes]):
    """The entries of a SQLite file, read when first asked for; new ones are written by `save`, all at once.

    `edition` is part of every key: what another parser or another onus made of the same SQL is another entry.
    """

    def __init__(
        self, path: Path, *, edition: str = "", most_entries: int = MOST_ENTRIES, patience: float = PATIENCE
    ) -> None:
        self._path = path
        self._edition = edition
        self._most = most_entries
        self._patience = patience
        self._reading: sqlite3.Connection | None = None
        self._readable = True
        self._read: dict[str, bytes | None] = {}
        #: What the file holds by key, with its seal, once all of it was read.
        self._all: dict[str, bytes] | None = None
        #: What was found out in this process.
        self.new: dict[str, bytes] = {}

    def __getitem__(self, key: str) -> bytes:
        if key in self.new:
            return self.new[key]
        if key not in self._read:
            self._read[key] = self._kept(key)
        value = self._read[key]
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: bytes) -> None:
        self.new[key] = value

    def __delitem__(self, key: str) -> None:
        del self.new[key]

    def __iter__(self) -> Iterator[str]:
        """The entries of this process; who wants to know what the file holds asks for it by its key."""
        yield from dict.fromkeys((*self.new, *(key for key, value in self._read.items() if value is not None)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def save(self) -> None:
        """Write what is new in one transaction, and drop what was not used for longest. Nothing new, no write.

        The file is not read again afterwards.
        """
        self._readable = False
        self._stop_reading()
        if not self.new:
            return
        try:
            self._write()
        except (sqlite3.OperationalError, OSError):
            pass  # locked, full, or not ours to write: the next command reads the SQL again
        except sqlite3.DatabaseError:
            self._drop_file()

    def _kept(self, key: str) -> bytes | None:
        try:
            if self._all is None and len(self._read) >= _FEW:
                self._all = self._everything()
            value = self._all.get(self._edition + key) if self._all is not None else self._one(key)
        except (sqlite3.Error, OSError):
            self._readable = False
            self._all = {}
            self._stop_reading()
            return None
        return _unsealed(value) if isinstance(value, bytes) else None

    def _one(self, key: str) -> object:
        connection = self._open()
        if connection is None:
            return None
        row = connection.execute("select value from columns where key = ?", (self._edition + key,)).fetchone()
        return row[0] if row is not None else None

    def _everything(self) -> dict[str, bytes]:
        connection = self._open()
        if connection is None:
            return {}
        end = f"{self._edition}g"  # keys are hexadecimal
        rows = connection.execute(
            "select key, value from columns where key >= ? and key < ?", (self._edition, end)
        )
        return dict(rows)

    def _open(self) -> sqlite3.Connection | None:
        if self._reading is None and self._readable:
            self._readable = self._path.is_file()
            if self._readable:
                self._reading = sqlite3.connect(self._path, timeout=self._patience)
        return self._reading

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def _write(self) -> None:
        _make_folder(self._path.parent)
        with contextlib.closing(
            sqlite3.connect(self._path, timeout=self._patience, isolation_level=None)
        ) as connection:
            connection.execute("pragma synchronous = off")  # what a power cut takes is made again
            connection.execute("begin immediate")
            connection.execute(_TABLE)
            (now,) = connection.execute("select coalesce(max(used), 0) + 1 from columns").fetchone()
            connection.executemany(
                "insert or replace into columns values (?, ?, ?)",
                [(self._edition + key, _sealed(value), now) for key, value in self.new.items()],
            )
            self._mark_used(connection, now)
            connection.execute(
                "delete from columns where key in (select key from columns order by used desc limit -1 offset ?)",
                (self._most,),
            )
            connection.execute("commit")

    def _mark_used(self, connection: sqlite3.Connection, now: int) -> None:
        """Say what was used, once there is so much that something may have to go: until then nobody asks."""
        (entries,) = connection.execute("select count(*) from columns").fetchone()
        if entries > self._most // 2:
            used = [(now, self._edition + key) for key, value in self._read.items() if value is not None]
            connection.executemany("update columns set used = ? where key = ?", used)

    def _drop_file(self) -> None:
        """A file that is no database, or a damaged one, would be in the way for ever."""
        for path in (self._path, self._path.with_name(f"{self._path.name}-journal")):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _sealed(value: bytes) -> bytes:
    """With a checksum before it: a damaged file is often still a database, and would tell of other columns."""
    return zlib.crc32(value).to_bytes(4, "big") + value


def _unsealed(kept: bytes) -> bytes | None:
    value = kept[4:]
    return value if kept[:4] == zlib.crc32(value).to_bytes(4, "big") else None


def _make_folder(folder: Path) -> None:
    """The folder beside the ledger, which git is not to see; see `ledger.sqlite`."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if folder.name == ".onus" and not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
