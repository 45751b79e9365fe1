"""An index of a project's manifests beside its ledger, so that a question costs what it is about, not the project.

It is only a cache. It is written beside its place and put there at once, so whoever reads has a whole one, old or
new; one of another manifest or another onus, or a damaged one, is as good as none: the next question writes it.

In it nodes are numbers. Names, and the words that nodes are found by, are kept in pages of some hundred, edges in
two arrays for all: what one question needs is read in milliseconds, however large the project.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import msgspec

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Group
from dbt_onus.core.selectors.words import words_of

#: How many names share a page.
_PAGE = 128

#: Member (its place among the projects), offset and length in its manifest.
Slot = tuple[int, int, int]


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the projects beside their nodes; `rules`: the nodes that each selector means, by number."""

    key: tuple[str, ...]
    drawn: int
    names: int
    projects: tuple[tuple[str, str, str], ...]
    groups: tuple[dict[str, Group], ...]
    inferred: tuple[tuple[str, str], ...]
    rules: tuple[dict[str, list[int]], ...]


class LookupIndex:
    """An index that was read: see `core.lookups.indexed.Index`."""

    def __init__(self, connection: sqlite3.Connection, head: Head) -> None:
        self._connection = connection
        self.head = head
        self.drawn = head.drawn
        self._pages: dict[int, tuple[list[str], list[Slot]]] = {}
        self._buckets: dict[int, dict[str, list[int]]] = {}
        self._numbers: dict[str, int | None] = {}
        self._arrays: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return self.head.names

    def name(self, number: int) -> str:
        """The `unique_id` of a node."""
        name = self._page(number)[0][number % _PAGE]
        self._numbers[name] = number
        return name

    def place(self, number: int) -> Slot:
        """Where the node stands."""
        return self._page(number)[1][number % _PAGE]

    def number(self, unique_id: str) -> int | None:
        """The number of a node; `None` for a name that is not known."""
        if unique_id not in self._numbers:
            found = self.words(f"={unique_id}")
            self._numbers[unique_id] = found[0] if found else None
        return self._numbers[unique_id]

    def words(self, word: str) -> Sequence[int]:
        """The nodes that are kept under a word."""
        key = _bucket(word, self.head.names)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = msgspec.msgpack.decode(
                self._blob("words", key), type=dict[str, list[int]]
            )
        return bucket.get(word, ())

    def parents(self, number: int) -> Sequence[int]:
        """What it reads."""
        return self._list("parents", number)

    def children(self, number: int) -> Sequence[int]:
        """What reads it."""
        return self._list("children", number)

    def rank(self, number: int) -> int:
        """Its place, parents first."""
        return self._array("ranks")[number]

    def _page(self, number: int) -> tuple[list[str], list[Slot]]:
        key = number // _PAGE
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = msgspec.msgpack.decode(
                self._blob("names", key), type=tuple[list[str], list[Slot]]
            )
        return page

    def _list(self, what: str, number: int) -> Sequence[int]:
        ends, values = self._array(f"{what} ends"), self._array(what)
        return values[ends[number - 1] if number else 0 : ends[number]]

    def _array(self, what: str) -> array[int]:
        found = self._arrays.get(what)
        if found is None:
            found = self._arrays[what] = array("I", self._blob("arrays", what))
        return found

    def _blob(self, table: str, key: int | str) -> bytes:
        row = self._connection.execute(f"select value from {table} where key = ?", (key,)).fetchone()  # noqa: S608 - ours
        if row is None:
            raise IndexDamagedError(f"{table} {key}")
        return bytes(row[0])


class IndexDamagedError(Exception):
    """The file is an index, and not whole."""


#: What reading a damaged index may end in.
DAMAGED = (sqlite3.Error, msgspec.MsgspecError, IndexDamagedError, IndexError, ValueError, OSError)


def open_index(path: Path, key: tuple[str, ...]) -> LookupIndex | None:
    """The index kept under `key`; `None` where there is none, or one of something else."""
    if not path.is_file():
        return None
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        row = connection.execute("select value from arrays where key = 'head'").fetchone()
        head = msgspec.msgpack.decode(row[0], type=Head) if row else None
    except DAMAGED:
        return None
    return LookupIndex(connection, head) if head is not None and head.key == key else None


def write_index(path: Path, head: Mapping[str, Any], lineage: Lineage, places: Mapping[str, Slot]) -> None:
    """Write the index of a project; where it cannot be written there is none, and nobody is told.

    `head` are the fields of a `Head` but for the numbers; its `rules` by name. `places` are of every node.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        _make_folder(path.parent)
        part.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as connection:
            connection.execute("pragma journal_mode = off")  # nobody sees it before it is whole
            connection.execute("pragma synchronous = off")
            connection.execute("begin")
            _fill(connection, head, lineage, places)
            connection.execute("commit")
        part.replace(path)
    except (sqlite3.Error, OSError):
        pass
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _fill(
    connection: sqlite3.Connection, head: Mapping[str, Any], lineage: Lineage, places: Mapping[str, Slot]
) -> None:
    names = [*lineage, *(uid for uid in lineage.nodes if uid not in lineage)]
    numbers = {uid: number for number, uid in enumerate(names)}
    drawn = names[: len(lineage)]
    rules = tuple(
        {select: sorted(numbers[uid] for uid in meant) for select, meant in each.items()} for each in head["rules"]
    )
    whole = Head(**{**head, "rules": rules}, drawn=len(drawn), names=len(names))
    _insert(connection, "names", _pages(names, places))
    _insert(connection, "words", _buckets(lineage, names))
    _insert(connection, "arrays", _arrays(lineage, drawn, numbers), kind="text")
    connection.execute("insert into arrays values ('head', ?)", (msgspec.msgpack.encode(whole),))


def _insert(
    connection: sqlite3.Connection, table: str, rows: Iterable[tuple[int | str, bytes]], kind: str = "integer"
) -> None:
    connection.execute(f"create table {table} (key {kind} primary key, value blob not null)")
    connection.executemany(f"insert into {table} values (?, ?)", rows)  # noqa: S608 - ours


def _pages(names: Sequence[str], places: Mapping[str, Slot]) -> Iterator[tuple[int, bytes]]:
    for key, start in enumerate(range(0, len(names), _PAGE)):
        page = names[start : start + _PAGE]
        yield key, msgspec.msgpack.encode((page, [places[uid] for uid in page]))


def _bucket(word: str, names: int) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass")) % (names // 16 + 1)


def _buckets(lineage: Lineage, names: Sequence[str]) -> Iterator[tuple[int, bytes]]:
    count = len(names)
    buckets: list[dict[str, list[int]]] = [{} for _ in range(count // 16 + 1)]
    for number, uid in enumerate(names):
        buckets[_bucket(f"={uid}", count)][f"={uid}"] = [number]
    for word, found in _words(lineage, names).items():
        buckets[_bucket(word, count)][word] = found
    for key, bucket in enumerate(buckets):
        yield key, msgspec.msgpack.encode(bucket)


def _words(lineage: Lineage, names: Sequence[str]) -> dict[str, list[int]]:
    words: dict[str, list[int]] = {}
    for number, uid in enumerate(names):
        for word in words_of(lineage.nodes[uid]):
            words.setdefault(word, []).append(number)
    return words


def _arrays(lineage: Lineage, drawn: Sequence[str], numbers: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    for what, ends_of in (("parents", lineage.parents), ("children", lineage.children)):
        lists: list[Collection[int]] = [[numbers[end] for end in ends_of(uid)] for uid in drawn]
        yield f"{what} ends", array("I", accumulate(map(len, lists))).tobytes()
        yield what, array("I", chain.from_iterable(lists)).tobytes()
    ranks = array("I", bytes(array("I").itemsize * len(drawn)))
    for rank, uid in enumerate(lineage.order(drawn)):
        ranks[numbers[uid]] = rank
    yield "ranks", ranks.tobytes()


def _make_folder(folder: Path) -> None:
    """The folder beside the ledger, which git is not to see; see `ledger.sqlite`."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if folder.name == ".onus" and not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
