"""The code itself, kept so that a later run can tell what an edit touched. A version is written once."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from dbt_onus.core.code import Written, written
from dbt_onus.core.history import RunRecord
from dbt_onus.ledger.database import Connection
from dbt_onus.ledger.rows import moment, stamp

#: A text longer than this is machine-made; nobody asks what was edited in it.
_LONGEST = 200_000
#: As many versions of a node are kept: who edits it more often asks of the last few.
KEPT_VERSIONS = 20

#: The first report of a project writes all of its code: a thirtieth more room, a quarter less time.
_QUICKLY = 1

Versions = tuple[tuple[datetime, Written], ...]


def insert_texts(connection: Connection, record: RunRecord) -> None:
    """Write a version only where the code differs from the last one known."""
    at = stamp(record.invocation.generated_at)
    rows = connection.execute(
        "select unique_id, code from texts where project = ? order by built_at", (record.project,)
    )
    latest = dict(rows.fetchall())
    fresh = {uid: text for uid, text in record.texts.items() if latest.get(uid) != text[0]}
    documents = ((uid, code, _packed(written(node, code))) for uid, (code, node) in fresh.items())
    connection.executemany(
        "insert into texts (project, unique_id, built_at, code, document) values (?, ?, ?, ?, ?) "
        "on conflict (project, unique_id, built_at) "
        "do update set code = excluded.code, document = excluded.document",
        [(record.project, uid, at, code, document) for uid, code, document in documents],
    )
    _forget(connection, record.project, fresh.keys() & latest.keys())


def _forget(connection: Connection, project: str, unique_ids: Collection[str]) -> None:
    """Remove the oldest versions of these nodes: what an edit of so long ago touched is not known any more."""
    connection.executemany(
        "delete from texts where project = ? and unique_id = ? and built_at < (select min(built_at) from "
        "(select built_at from texts where project = ? and unique_id = ? order by built_at desc limit ?) as kept)",
        [(project, uid, project, uid, KEPT_VERSIONS) for uid in unique_ids],
    )


def read_texts(connection: Connection, project: str, unique_ids: Collection[str]) -> Mapping[str, Versions]:
    """The versions of these nodes, oldest first. One that cannot be read is as good as unknown."""
    found: dict[str, list[tuple[datetime, Written]]] = {}
    query = "select built_at, document from texts where project = ? and unique_id = ? order by built_at"
    for uid in unique_ids:
        for built_at, document in connection.execute(query, (project, uid)):
            found.setdefault(uid, []).append((moment(built_at), _unpacked(bytes(document))))
    return {uid: tuple(versions) for uid, versions in found.items()}


def _packed(text: Written) -> bytes:
    if len(text.sql) > _LONGEST or len(text.template) > _LONGEST:
        text = Written(code=text.code, sql="", template="", built=text.built)
    return zlib.compress(msgspec.msgpack.encode(text), _QUICKLY)


def _unpacked(document: bytes) -> Written:
    try:
        return msgspec.msgpack.decode(zlib.decompress(document), type=Written)
    except (zlib.error, msgspec.MsgspecError):
        return Written(code="", sql="", template="", built="")
