"""The kept columns: there again for the next command, and never in anyone's way."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from dbt_onus.column_cache import ColumnCache


def kept(path: Path, entries: dict[str, bytes], **options: object) -> None:
    cache = ColumnCache(path, **options)  # type: ignore[arg-type]
    cache.update(entries)
    cache.save()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".onus" / "columns.db"


def test_what_one_command_found_the_next_one_knows(path: Path) -> None:
    kept(path, {"a": b"1", "b": b"2"})
    cache = ColumnCache(path)
    assert (cache["a"], cache.get("b"), cache.get("c"), "c" in cache) == (b"1", b"2", None, False)
    assert dict(cache) == {"a": b"1", "b": b"2"}


def test_the_folder_stays_out_of_git(path: Path) -> None:
    kept(path, {"a": b"1"})
    assert (path.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_nothing_is_written_before_it_is_saved_or_when_nothing_is_new(path: Path) -> None:
    cache = ColumnCache(path)
    cache["a"] = b"1"
    assert not path.parent.exists()
    cache.save()
    before = path.read_bytes()
    reader = ColumnCache(path)
    assert reader["a"] == b"1"
    reader.save()
    assert path.read_bytes() == before


def test_another_edition_knows_nothing_of_it(path: Path) -> None:
    kept(path, {"a": b"1"}, edition="30.0/")
    assert "a" not in ColumnCache(path, edition="31.0/")
    assert "a" in ColumnCache(path, edition="30.0/")


def test_the_least_recently_used_entries_go_first(path: Path) -> None:
    kept(path, {"old": b"1"}, most_entries=2)
    kept(path, {"older": b"2"}, most_entries=2)
    cache = ColumnCache(path, most_entries=2)
    assert cache["old"] == b"1"
    cache["new"] = b"3"
    cache.save()
    assert [key in ColumnCache(path) for key in ("old", "older", "new")] == [True, False, True]


def test_many_entries_are_there_however_they_are_read(path: Path) -> None:
    entries = {f"{number:064x}": str(number).encode() for number in range(300)}
    kept(path, entries, edition="30.0/")
    kept(path, dict.fromkeys(entries, b"another parser's"), edition="31.0/")
    cache = ColumnCache(path, edition="30.0/")
    assert {key: cache.get(key) for key in entries} == entries
    assert "f" * 64 not in cache


def test_a_file_that_goes_bad_while_much_is_read_is_done_without(path: Path) -> None:
    kept(path, {f"{number:064x}": b"columns" * 500 for number in range(300)})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    cache = ColumnCache(path)
    assert all(cache.get(f"{number:064x}") in (None, b"columns" * 500) for number in range(300))


def test_what_was_only_used_is_noted_once_something_may_have_to_go(path: Path) -> None:
    kept(path, {"old": b"1"}, most_entries=10)
    cache = ColumnCache(path, most_entries=10)
    assert cache["old"] == b"1"
    cache["new"] = b"2"
    cache.save()
    with sqlite3.connect(path) as connection:
        assert dict(connection.execute("select key, used from columns")) == {"old": 1, "new": 2}


@pytest.mark.parametrize("damage", [b"no database at all " * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_made_anew(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    cache = ColumnCache(path)
    assert "a" not in cache
    cache["a"] = b"1"
    cache.save()
    kept(path, {"a": b"1"})
    assert ColumnCache(path)["a"] == b"1"


def test_a_damaged_entry_is_not_believed(path: Path) -> None:
    kept(path, {"a": b"columns of a node", "b": b"2"})
    path.write_bytes(path.read_bytes().replace(b"columns of a node", b"columns of a mode"))
    cache = ColumnCache(path)
    assert ("a" in cache, "b" in cache) == (False, True)


def test_a_table_of_someone_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("create table columns (name text)")
    connection.close()
    kept(path, {"a": b"1"})
    assert "a" not in ColumnCache(path)


def test_where_nothing_can_be_written_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / ".onus").write_text("a file where the folder would be", encoding="utf-8")
    kept(tmp_path / ".onus" / "columns.db", {"a": b"1"})
    folder = tmp_path / "folder"
    folder.mkdir()
    kept(folder, {"a": b"1"})
    assert "a" not in ColumnCache(folder)


def test_a_file_that_another_one_holds_is_done_without(path: Path) -> None:
    kept(path, {"a": b"1"})
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("begin exclusive")
    cache = ColumnCache(path, patience=0.05)
    assert "a" not in cache
    cache["b"] = b"2"
    cache.save()
    holder.execute("rollback")
    holder.close()
    assert ("a" in ColumnCache(path), "b" in ColumnCache(path)) == (True, False)


def test_writers_at_once_lose_nothing(path: Path) -> None:
    writers = [
        threading.Thread(target=kept, args=(path, {f"{number}-{entry}": b"1" for entry in range(50)}))
        for number in range(6)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    cache = ColumnCache(path)
    assert all(f"{number}-{entry}" in cache for number in range(6) for entry in range(50))
