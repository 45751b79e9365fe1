"""Properties within a property: the parts of a struct, the items of an array. dbt declares a column as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

#: What of a part is a promise, and not its name, its kind or words about it.
_NO_PROMISE = frozenset(
    ["id", "name", "physicalName", "logicalType", "physicalType", "description", "properties", "items"]
)


def lost_parts(said: Mapping[str, Any], path: str) -> Iterator[str]:
    """A line for each part of a property, at any depth, that names what it promised."""
    for part in said.get("properties") or ():
        if isinstance(part, Mapping):
            yield from _lost(part, f"{path}.{part.get('name')}")
    items = said.get("items")
    if isinstance(items, Mapping):
        yield from _lost(items, f"{path}[]")


def _lost(part: Mapping[str, Any], path: str) -> Iterator[str]:
    promises = sorted(key for key in part if part[key] and key not in _NO_PROMISE)
    ending = f", and so nothing holds its {', '.join(promises)}" if promises else ""
    yield f"{path}: dbt declares the column as one{ending}"
    yield from lost_parts(part, path)
