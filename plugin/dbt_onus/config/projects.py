"""`projects` and `links` in onus.yml: the other projects of the mesh, and the edges between them."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct

from dbt_onus.config.documents import read_document
from dbt_onus.config.values import Value, items, shown
from dbt_onus.core.relations import Renaming
from dbt_onus.core.stitching import Link

_PROJECT = ("path", "name", "target_path", "config", "relations")
_RENAMING = ("from", "to")
_LINK = ("from", "to")
#: Databases, schemas and tables have no more parts than this, and a place no fewer.
_PARTS = (2, 3)
#: Far more folders than any mesh has projects.
_MOST_FOLDERS = 1_000


class Neighbour(Struct, frozen=True, kw_only=True):
    """Another project of the mesh, as onus.yml names it.

    `directories` are what its path means: a dbt project, or a folder with artifacts alone; none where nothing is
    there. `target_path` is within each; `config` the onus.yml that speaks for it, where that is not its own.
    """

    place: str
    path: str
    directories: tuple[Path, ...]
    name: str | None = None
    target_path: Path | None = None
    config: Path | None = None
    renamings: tuple[Renaming, ...] = ()


def read_neighbours(value: Value | None, home: Path) -> tuple[Neighbour, ...]:
    """`projects`: paths and globs, relative to `home`, the folder of onus.yml."""
    return tuple(_neighbour(item, home) for item in items(value))


def read_neighbours_of(path: Path) -> tuple[Neighbour, ...]:
    """The `projects` of an onus.yml, before the rest of it can be read: that takes what the manifests say."""
    return read_neighbours(_section(path, "projects"), path.parent)


def links_of(path: Path) -> tuple[Link, ...]:
    """The `links` of an onus.yml alone."""
    return read_links(_section(path, "links"))


def _section(path: Path, key: str) -> Value | None:
    """A part of onus.yml; the file is only taken apart where it has that word at all."""
    if path.is_file() and f"{key}:".encode() not in path.read_bytes():
        return None
    document = read_document(path)
    value = document.entries().get(key) if document.is_mapping else None
    return value if value is not None and not value.is_null else None


def _neighbour(item: Value, home: Path) -> Neighbour:
    if not item.is_mapping:
        path = item.text("a path")
        return Neighbour(place=item.where, path=path, directories=tuple(_directories(item, path, home)))
    fields = item.fields(_PROJECT, ("path",))
    path = fields["path"].text("a path")
    config = home / fields["config"].text("a path") if "config" in fields else None
    return Neighbour(
        place=item.where,
        path=path,
        directories=tuple(_directories(fields["path"], path, home)),
        name=fields["name"].text() if "name" in fields else None,
        target_path=Path(fields["target_path"].text("a path")) if "target_path" in fields else None,
        config=config,
        renamings=tuple(_renaming(one) for one in items(fields.get("relations"))),
    )


def _directories(value: Value, path: str, home: Path) -> Iterator[Path]:
    """The folders that a path means, in order; a glob means those that hold a project or its artifacts."""
    if not glob.has_magic(path):
        folder = home / path
        if folder.is_file():
            raise value.error(
                f"{shown(path, quoted=True)} is a file; name the folder of the project or its artifacts"
            )
        if folder.is_dir():
            yield folder
        return
    try:
        found = sorted(islice(home.glob(path), _MOST_FOLDERS + 1))
    except (NotImplementedError, ValueError):
        raise value.error("a path with * must be relative to onus.yml, each ** a part of its own") from None
    if len(found) > _MOST_FOLDERS:
        raise value.error(f"more than {_MOST_FOLDERS:,} files and folders are meant; write a narrower path")
    for folder in found:
        if (folder / "dbt_project.yml").is_file() or (folder / "manifest.json").is_file():
            yield folder


def _renaming(item: Value) -> Renaming:
    fields = item.fields(_RENAMING, _RENAMING)
    here, there = (fields[key].text("a place like analytics_dev.dbt_ana_*") for key in _RENAMING)
    sizes = {len(place.split(".")) for place in (here, there)}
    if len(sizes) > 1 or not sizes <= set(_PARTS):
        raise item.error("both must be DATABASE.SCHEMA, or both DATABASE.SCHEMA.TABLE")
    for mine, other in zip(here.split("."), there.split("."), strict=True):
        if other.count("*") > mine.count("*"):
            raise fields["to"].error(f"{shown(other, quoted=True)} has a * that takes nothing from the left")
    return Renaming(here, there)


def read_links(value: Value | None) -> tuple[Link, ...]:
    """`links`: `add` and `remove`, each a list of `{from, to}`."""
    fields = value.fields(("add", "remove")) if value else {}
    return tuple(
        _link(item, removed=kind == "remove") for kind in ("add", "remove") for item in items(fields.get(kind))
    )


def _link(item: Value, *, removed: bool) -> Link:
    fields = item.fields(_LINK, _LINK)
    start, end = (fields[key].text("a node") for key in _LINK)
    return Link(start=start, end=end, place=item.where, removed=removed)
