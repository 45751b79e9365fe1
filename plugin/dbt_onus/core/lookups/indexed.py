"""A graph whose nodes and edges are fetched as they are asked for: from an index, without reading the manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node


class Index(Protocol):
    """Nodes by number. Those of the graph come first, in the manifest's order; tests and operations after them."""

    @property
    def drawn(self) -> int:
        """How many are of the graph."""

    def __len__(self) -> int:
        """How many there are."""

    def name(self, number: int) -> str:
        """The `unique_id`."""

    def number(self, unique_id: str) -> int | None:
        """Its number; `None` for a name that is not known."""

    def words(self, word: str) -> Sequence[int]:
        """The nodes that are kept under a word (`core.selectors.words`)."""

    def parents(self, number: int) -> Sequence[int]:
        """What it reads."""

    def children(self, number: int) -> Sequence[int]:
        """What reads it."""

    def rank(self, number: int) -> int:
        """Its place among the nodes of the graph, parents first."""


class _Nodes(Mapping[str, Node]):
    def __init__(self, index: Index, read: Callable[[str, int], Node]) -> None:
        self.index = index
        self.read = read
        self.known: dict[str, Node] = {}

    def __getitem__(self, unique_id: str) -> Node:
        node = self.known.get(unique_id)
        if node is None:
            number = self.index.number(unique_id)
            if number is None:
                raise KeyError(unique_id)
            node = self.known[unique_id] = self.read(unique_id, number)
        return node

    def __contains__(self, unique_id: object) -> bool:
        return unique_id in self.known or (isinstance(unique_id, str) and self.index.number(unique_id) is not None)

    def __iter__(self) -> Iterator[str]:
        return map(self.index.name, range(len(self.index)))

    def __len__(self) -> int:
        return len(self.index)


class _Drawn:
    """What the graph's own nodes have in common: a number below `index.drawn`."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def number_of(self, unique_id: object) -> int | None:
        number = self.index.number(unique_id) if isinstance(unique_id, str) else None
        return number if number is not None and number < self.index.drawn else None

    def __contains__(self, unique_id: object) -> bool:
        return self.number_of(unique_id) is not None

    def __iter__(self) -> Iterator[str]:
        return map(self.index.name, range(self.index.drawn))

    def __len__(self) -> int:
        return self.index.drawn


class _Edges(_Drawn, Mapping[str, Sequence[str]]):
    def __init__(self, index: Index, ends: Callable[[int], Sequence[int]]) -> None:
        super().__init__(index)
        self.ends = ends

    def __getitem__(self, unique_id: str) -> Sequence[str]:
        number = self.number_of(unique_id)
        if number is None:
            raise KeyError(unique_id)
        return [self.index.name(end) for end in self.ends(number)]


class _Ranks(_Drawn, Mapping[str, int]):
    def __getitem__(self, unique_id: str) -> int:
        number = self.number_of(unique_id)
        if number is None:
            raise KeyError(unique_id)
        return self.index.rank(number)


class IndexedLineage(Lineage):
    """The lineage of a project that was read in full before, with the same answers."""

    __slots__ = ("_index",)

    def __init__(
        self, index: Index, read: Callable[[str, int], Node], inferred: Iterable[tuple[str, str]] = ()
    ) -> None:
        nodes = _Nodes(index, read)
        super().__init__(
            nodes, _Edges(index, index.parents), _Edges(index, index.children), {}, frozenset(inferred)
        )
        self._index = index
        self._ranks = _Ranks(index)

    def candidates(self, method: str, value: str) -> Iterable[str] | None:
        """See `Lineage.candidates`."""
        # imported here: only selectors know the words
        from dbt_onus.core.selectors.words import CALLED, words_asked

        words = words_asked(method, value)
        if words is None:
            return None
        numbers = {number for word in words for number in self._index.words(word)}
        if method == CALLED and (named := self._index.number(value)) is not None:
            numbers.add(named)
        return [self._index.name(number) for number in sorted(numbers)]


class Chosen:
    """Some nodes, by number: what a rule of onus.yml selects."""

    def __init__(self, numbers: frozenset[int], index: Index) -> None:
        self.numbers = numbers
        self.index = index

    def __contains__(self, unique_id: object) -> bool:
        return isinstance(unique_id, str) and self.index.number(unique_id) in self.numbers

    def __iter__(self) -> Iterator[str]:
        return map(self.index.name, self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)
