"""Where in `manifest.json` each node stands, and one node read from there.

A manifest of 50,000 models is a gigabyte, and a question about one node needs a few kilobytes of it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec
from msgspec import Raw

from dbt_onus.artifacts.documents import Document
from dbt_onus.artifacts.files import collector_paused
from dbt_onus.artifacts.manifest import SECTIONS, node_under
from dbt_onus.artifacts.tolerance import Oddities, decode_tolerantly
from dbt_onus.core.nodes import Node
from dbt_onus.errors import ArtifactError

#: dbt writes a manifest's metadata first: which invocation wrote it, and when.
_HEAD = 4096
#: So much of a node's text tells where it begins: all of it need not be compared to find it.
_OPENING = 64

#: Offset and length in bytes.
Slice = tuple[int, int]


class _Parts(Document, frozen=True, kw_only=True):
    nodes: dict[str, Raw] | None = None
    sources: dict[str, Raw] | None = None
    exposures: dict[str, Raw] | None = None
    metrics: dict[str, Raw] | None = None
    semantic_models: dict[str, Raw] | None = None
    saved_queries: dict[str, Raw] | None = None
    unit_tests: dict[str, Raw] | None = None
    functions: dict[str, Raw] | None = None


class ManifestFile:
    """An open `manifest.json`, the same one until it is closed, also where another one takes its place.

    `identity` is different for every manifest that dbt writes.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDONLY)
            found = os.fstat(self._file)
            head = os.pread(self._file, _HEAD, 0)
        except OSError as error:
            raise ArtifactError(f"{path} cannot be read: {error.strerror}") from None
        mark = hashlib.blake2b(head, digest_size=16).hexdigest()
        self.identity = f"{path.resolve()} {found.st_size} {found.st_mtime_ns} {found.st_ino} {mark}"
        self._size = found.st_size

    def close(self) -> None:
        """Done with it."""
        os.close(self._file)

    def slices(self) -> dict[str, Slice]:
        """Where each node stands, by `unique_id`; empty where the file is not as dbt writes it."""
        data = os.pread(self._file, self._size, 0)
        with collector_paused():
            try:
                parts = msgspec.json.decode(data, type=_Parts)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                return {}
            return _found(data, parts)

    def node(self, unique_id: str, where: Slice) -> Node:
        """The node that stands there; ArtifactError where another one does: the file was written over."""
        raw = os.pread(self._file, where[1], where[0])
        try:
            try:
                node = msgspec.json.decode(raw, type=Node)
            except msgspec.ValidationError:
                node = decode_tolerantly(raw, Node, Oddities(), ("nodes", unique_id))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            node = None
        if not isinstance(node, Node) or node.unique_id != unique_id:
            raise ArtifactError(f"manifest.json was written over while {unique_id} was read: ask again")
        return node_under(unique_id, node)


def _found(data: bytes, parts: _Parts) -> dict[str, Slice]:
    """The nodes one after the other, as dbt writes them; one that stands elsewhere is looked for from the top."""
    found: dict[str, Slice] = {}
    at = 0
    for section in SECTIONS:
        for unique_id, raw in (getattr(parts, section) or {}).items():
            text = bytes(raw)
            start = _place(data, text, at)
            if start < 0:
                return {}
            at = start + len(text)
            found[unique_id] = (start, len(text))
    return found


def _place(data: bytes, text: bytes, after: int) -> int:
    opening = text[:_OPENING]
    for begin in (after, 0):
        at = data.find(opening, begin)
        while at >= 0:
            if data.startswith(text, at):
                return at
            at = data.find(opening, at + 1)
    return -1
