"""A table's promises as values: what is read from dbt, drafted from data, imported and exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

#: Terms as `config.meta.onus.contract` has them: `{"range": {"min": 0}, "not_null": True}`.
Terms: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPromise:
    """One column. `notes` says of a term why it is what it is, for whoever reviews a draft."""

    name: str
    data_type: str | None = None
    description: str = ""
    terms: Terms = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePromise:
    """Everything that one table promises; `label` is what people call it."""

    unique_id: str
    label: str
    description: str = ""
    columns: tuple[ColumnPromise, ...] = ()
    terms: Terms = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> ColumnPromise | None:
        """The column of that name, in any case."""
        wanted = name.lower()
        return next((one for one in self.columns if one.name.lower() == wanted), None)
