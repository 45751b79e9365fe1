"""From a path to one decoded artifact: fast where the file is as dbt writes it, tolerant where it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr

from dbt_onus.artifacts.files import collector_paused, read_bytes, remedy, repaired, shown
from dbt_onus.artifacts.tolerance import Oddities, decode_tolerantly
from dbt_onus.core.nodes import NO_CODE
from dbt_onus.errors import ArtifactError

Warn: TypeAlias = Callable[[str], None]


class Metadata(Struct, frozen=True, kw_only=True):
    """Which artifact this is, of which dbt command."""

    dbt_schema_version: str | None = None
    dbt_version: str | None = None
    generated_at: str | None = None
    invocation_id: str | None = None
    project_name: str | None = None
    adapter_type: str | None = None
    env: dict[str, str] | None = None

    @property
    def group(self) -> str | None:
        """Which runs it belongs to: what `DBT_ENV_CUSTOM_ENV_ONUS_RUN_GROUP` said; dbt writes it down."""
        return (self.env or {}).get("ONUS_RUN_GROUP") or None

    @property
    def kind(self) -> str | None:
        """`manifest`, `run-results`, `sources`, `catalog`, …; `None` where the file does not say."""
        return self._schema[0]

    @property
    def version(self) -> int | None:
        """The schema's number: 12 of `…/manifest/v12.json`."""
        return self._schema[1]

    @property
    def _schema(self) -> tuple[str | None, int | None]:
        found = re.search(r"/([a-z-]+)/v(\d{1,6})\.json", self.dbt_schema_version or "")
        return (found[1], int(found[2])) if found else (None, None)


class Document(Struct, frozen=True, kw_only=True):
    """What all artifacts have."""

    metadata: Metadata | None = None


NO_METADATA = Metadata()

_D = TypeVar("_D", bound=Document)


def silent(line: str) -> None:
    """The listener of a reader whose warnings nobody asked for."""


def let_go(one: Struct, names: Sequence[str]) -> None:
    """Give its undecoded fields bytes of their own: a view of a few would keep the whole file in memory."""
    for name in names:
        raw = getattr(one, name)
        if raw is not NO_CODE:
            force_setattr(one, name, raw.copy())


def read_document(path: Path, kind: str, shape: type[_D], *, limit: int, warn: Warn) -> _D:
    """The artifact of this `kind` in the file; ArtifactError, in one line, where it is none."""
    data = read_bytes(path, limit)
    odd = Oddities()
    with collector_paused():
        try:
            document = _decoded(path, kind, data, shape, odd)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            odd = Oddities()
            data = repaired(path, data)
            try:
                document = _decoded(path, kind, data, shape, odd)
            except RecursionError:
                raise ArtifactError(f"{shown(path)} is nested too deeply to be dbt's: {remedy(path)}") from None
    for line in odd.lines(path.name):
        warn(line)
    return document


def _decoded(path: Path, kind: str, data: bytes, shape: type[_D], odd: Oddities) -> _D:
    try:
        document = msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError:
        if not re.match(rb"\s*\{", data):
            msgspec.json.decode(data, type=msgspec.Raw)
            raise ArtifactError(f"{shown(path)} is not a dbt artifact (no JSON object): {remedy(path)}") from None
        _refuse_other_kinds(path, kind, decode_tolerantly(data, Document, Oddities()))
        return decode_tolerantly(data, shape, odd)  # type: ignore[no-any-return]  # an object always fits somehow
    _refuse_other_kinds(path, kind, document)
    return document


def _refuse_other_kinds(path: Path, kind: str, document: Document) -> None:
    found = (document.metadata or NO_METADATA).kind
    if found is not None and found != kind:
        raise ArtifactError(f"{shown(path)} is dbt's {found} file, not its {kind} file: name the right one")
