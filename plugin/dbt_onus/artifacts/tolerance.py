"""Decoding what was written otherwise than expected: an odd field is left out, never the node or the file."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import msgspec
from msgspec import UNSET, Raw, Struct

from dbt_onus.artifacts.files import shown

#: Lines a reader says of odd fields before it only counts them.
SHOWN = 10

#: Sections that are no lists of entries.
_ONCE = frozenset({"metadata", "args"})
_ODD: Final = UNSET
_PARTS = dict[str, Raw]
_WORDLIKE = frozenset(bytes([letter]) for letter in b"-0123456789tf")


class Oddities:
    """What was left out of one file, gathered so that a thousand alike make one line."""

    def __init__(self) -> None:
        self._seen: dict[str, list[str]] = {}

    def note(self, place: tuple[str, ...]) -> None:
        """Remember that the field at `place` (section, id, field, …) was ignored."""
        owner, field = (place[1], place[2:]) if len(place) > 1 and place[0] not in _ONCE else ("the file", place)
        owner = f"{place[0]}[{owner}]" if owner.isdigit() else owner
        self._seen.setdefault(".".join(field) or "the whole entry", []).append(owner)

    def lines(self, file_name: str) -> list[str]:
        """One line for each field, with the first node that has it."""
        lines = [
            f"{file_name}: ignored {_quoted(field)} of {shown(owners[0], 200)}"
            + (f" and {len(owners) - 1:,} more" if len(owners) > 1 else "")
            + ": not what dbt writes there"
            for field, owners in self._seen.items()
        ]
        if len(lines) > SHOWN:
            lines[SHOWN:] = [f"{file_name}: ignored {len(lines) - SHOWN:,} more odd fields"]
        return lines


def _quoted(field: str) -> str:
    return field if field == "the whole entry" else f"`{shown(field, 120)}`"


def decode_tolerantly(raw: bytes | Raw, shape: Any, odd: Oddities, place: tuple[str, ...] = ()) -> Any:
    """Decode JSON as `shape`, leaving out and noting the smallest parts that do not fit.

    A number or a truth value where a word belongs is taken as that word: YAML makes `2024` and `yes` of what
    people meant as words. `UNSET` where nothing fits. Malformed JSON raises msgspec.DecodeError (or
    RecursionError), as a plain decode does.
    """
    try:
        return _decoder(shape).decode(raw)
    except msgspec.ValidationError:
        pass
    text = bytes(raw).strip()
    for option in _options(shape):
        if option is str and text[:1] in _WORDLIKE:
            return text.decode()
        read = _READERS.get(text[:1])
        value = read(text, option, odd, place) if read else _ODD
        if value is not _ODD:
            return value
    if text != b"null":
        odd.note(place)
    return _ODD


@cache
def _decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


@cache
def _fields(shape: type[Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(shape)


@cache
def _options(shape: Any) -> tuple[Any, ...]:
    return typing.get_args(shape) if isinstance(shape, types.UnionType) else (shape,)


def _object(text: bytes, shape: Any, odd: Oddities, place: tuple[str, ...]) -> Any:
    if isinstance(shape, type) and issubclass(shape, Struct):
        return _struct(text, shape, odd, place)
    if typing.get_origin(shape) is not dict:
        return _ODD
    kept = {}
    for key, raw in _decoder(_PARTS).decode(text).items():
        value = decode_tolerantly(raw, typing.get_args(shape)[1], odd, (*place, key))
        if value is not _ODD:
            kept[key] = value
    return kept


def _struct(text: bytes, shape: type[Struct], odd: Oddities, place: tuple[str, ...]) -> Any:
    parts = _decoder(_PARTS).decode(text)
    known: dict[str, Any] = {}
    for field in _fields(shape):
        value: Any = _ODD
        if field.encode_name in parts:
            value = decode_tolerantly(parts[field.encode_name], field.type, odd, (*place, field.encode_name))
        if value is _ODD and field.required:
            value = _said_by_key(field.encode_name, place)
            if value is _ODD:
                return _ODD
        if value is not _ODD:
            known[field.name] = value
    return shape(**known)


def _said_by_key(field: str, place: tuple[str, ...]) -> Any:
    """What an entry's key says of it: `model.shop.orders` is an id that begins with its type."""
    if len(place) < 2:
        return _ODD
    key = place[-1]
    said = {
        "unique_id": key,
        "resource_type": key.partition(".")[0],
        "name": key.split(".")[-1] if key.startswith("group.") else key,
    }
    return said.get(field, _ODD) if place[0] != "results" and place[-1] != "test_metadata" else _ODD


def _array(text: bytes, shape: Any, odd: Oddities, place: tuple[str, ...]) -> Any:
    if typing.get_origin(shape) is not list:
        return _ODD
    kept = []
    for index, raw in enumerate(_decoder(list[Raw]).decode(text)):
        value = decode_tolerantly(raw, typing.get_args(shape)[0], odd, (*place, str(index)))
        if value is not _ODD:
            kept.append(value)
    return kept


_Reader = Callable[[bytes, Any, Oddities, tuple[str, ...]], Any]
_READERS: dict[bytes, _Reader] = {b"{": _object, b"[": _array}
