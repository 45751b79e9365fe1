"""What the names of one SELECT may mean, as digests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dbt_onus.core.columns.meanings.meaning import Meaning, digest, marked


@dataclass(slots=True)
class MeaningScope:
    """The relations that the names of one SELECT may mean; `optional`: how those that may miss are joined."""

    ctes: Mapping[str, Meaning]
    outer: MeaningScope | None
    sources: dict[str, Meaning] = field(default_factory=dict)
    optional: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, source: Meaning) -> str:
        """One more relation; the name it is kept under."""
        # the same table twice: one is not the other
        twins = sum(1 for other in self.sources.values() if other.rows == source.rows)
        name = name or f"?{len(self.sources)}"
        self.sources[name] = marked(source, twins) if twins else source
        return name

    def column(self, table: str, name: str) -> str:
        """What a name means; where several relations may have it, all of them."""
        if table and table in self.sources:
            return self._of(table, name)
        alias = self.aliases.get(name, "")
        if not table and len(self.sources) == 1 and self.outer is None:
            only = self._of(next(iter(self.sources)), name)
            return only if not alias or alias == only else digest(only, alias)
        named = [one for one, source in self.sources.items() if name in source.columns]
        if not table and len(named) == 1 and not any(source.stars for source in self.sources.values()):
            return self._of(named[0], name)
        around = self.outer.column(table, name) if self.outer is not None else ""
        mine = [self._of(one, name) for one in self.sources]
        return digest("any", table if table not in self.sources else "", name, alias, around, *mine)

    def _of(self, source: str, name: str) -> str:
        known = self.sources[source].column(name)
        return digest(known, self.optional[source]) if source in self.optional else known
