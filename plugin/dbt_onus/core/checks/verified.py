"""The checks of a run, each made when somebody asks for it.

Of 200,000 checks nearly all pass, and nobody asks what a pass says unless it lies near a failure. So a plain pass
is kept as the id of its result under its status, and becomes a check when its node is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Protocol, overload

from dbt_onus.core.checks.check import Check
from dbt_onus.core.contracts import ContractVerdict
from dbt_onus.core.results import Status

#: Ids of results by the status that they ended with.
Plain = Mapping[Status, Sequence[str]]
_NONE: Plain = MappingProxyType({})


class Making(Protocol):
    """Makes the checks that were left for later."""

    def check(self, unique_id: str) -> Check:
        """The one check of a result."""

    def node_of(self, unique_id: str) -> str | None:
        """The node that this check speaks of, found without making it."""


class Verified(Sequence[Check]):
    """Every check of one run, or of several, in an order that does not depend on the order of results.

    As a sequence it makes them all; whoever needs some of them asks by node or by status.
    """

    def __init__(
        self,
        made: Iterable[Check],
        after: Iterable[Check] = (),
        plain: Plain = _NONE,
        making: Making | None = None,
        verdicts: Mapping[str, ContractVerdict] | None = None,
    ) -> None:
        """`made` are in their order; those of `plain`, which `making` makes, go among them by id; then `after`.

        `verdicts` are what contract tests said, by the id of the test; `None` where nobody gathered them.
        """
        self.verdicts = verdicts
        self._made = tuple(made)
        self._after = tuple(after)
        self._plain = plain
        self._making = making
        self._known: dict[str, Check] = {}

    @classmethod
    def of(cls, checks: Iterable[Check]) -> Verified:
        """These checks, in this order."""
        return checks if isinstance(checks, Verified) else cls(checks)

    @overload
    def __getitem__(self, place: int) -> Check: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Check, ...]: ...
    def __getitem__(self, place: int | slice) -> Check | tuple[Check, ...]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._made) + len(self._after) + sum(map(len, self._plain.values()))

    def __iter__(self) -> Iterator[Check]:
        return iter(self._all)

    @cached_property
    def statuses(self) -> Mapping[str, Status]:
        """How each check ended, by its key."""
        found: dict[str, Status] = {}
        for status, unique_ids in self._plain.items():
            found.update(dict.fromkeys(unique_ids, status))
        found.update((check.key, check.status) for check in (*self._made, *self._after))
        return found

    @cached_property
    def is_dated(self) -> bool:
        """Whether they are of several times."""
        return any(check.at is not None for check in (*self._made, *self._after))

    @cached_property
    def by_node(self) -> Mapping[str, tuple[Check, ...]]:
        """The checks that speak of each node."""
        return _ByNode(self._made, self._after, self._places(), self._check)

    def with_status(self, statuses: Collection[Status]) -> tuple[Check, ...]:
        """The checks that ended so."""
        found = [check for check in self._made if check.status in statuses]
        plain = [uid for status in statuses for uid in self._plain.get(status, ())]
        if plain:
            found = sorted((*found, *map(self._check, plain)), key=_by_id)
        return (*found, *(check for check in self._after if check.status in statuses))

    def revised(self, revise: Callable[[Check], Check]) -> Verified:
        """The same with `revise` on all that did not simply pass."""
        made, after = map(revise, self._made), map(revise, self._after)
        return Verified(made, after, self._plain, self._making, self.verdicts)

    def joined(self, more: Iterable[Check]) -> Verified:
        """The same, and these behind them."""
        return Verified(self._made, (*self._after, *more), self._plain, self._making, self.verdicts)

    @cached_property
    def _all(self) -> tuple[Check, ...]:
        plain = [self._check(uid) for unique_ids in self._plain.values() for uid in unique_ids]
        return (*(sorted((*self._made, *plain), key=_by_id) if plain else self._made), *self._after)

    def _check(self, unique_id: str) -> Check:
        known = self._known.get(unique_id)
        if known is None:
            assert self._making is not None  # noqa: S101 - who leaves checks for later says how they are made
            known = self._known[unique_id] = self._making.check(unique_id)
        return known

    def _places(self) -> Iterator[tuple[str, str]]:
        """The node that each of the plain ones speaks of, and its id."""
        if self._making is not None:
            node_of = self._making.node_of
            for unique_ids in self._plain.values():
                for uid in unique_ids:
                    if (node := node_of(uid)) is not None:
                        yield node, uid


class _ByNode(Mapping[str, tuple[Check, ...]]):
    """Checks by node; those of a node are made when it is looked at."""

    def __init__(
        self,
        made: Sequence[Check],
        after: Sequence[Check],
        plain: Iterable[tuple[str, str]],
        check: Callable[[str], Check],
    ) -> None:
        self._made, self._after = _grouped(made), _grouped(after)
        self._plain: dict[str, list[str]] = defaultdict(list)
        for node, unique_id in plain:
            self._plain[node].append(unique_id)
        self._check = check
        self._known: dict[str, tuple[Check, ...]] = {}

    def __getitem__(self, node: str) -> tuple[Check, ...]:
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._found(node)
        if not known:
            raise KeyError(node)
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._made, *self._plain, *self._after)))

    def __len__(self) -> int:
        return len({*self._made, *self._plain, *self._after})

    def _found(self, node: str) -> tuple[Check, ...]:
        made, plain = self._made.get(node, ()), self._plain.get(node, ())
        found = sorted((*made, *map(self._check, plain)), key=_by_id) if plain else made
        return (*found, *self._after.get(node, ()))


def _grouped(checks: Iterable[Check]) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for check in checks:
        if check.node is not None:
            found.setdefault(check.node, []).append(check)
    return found


def _by_id(check: Check) -> str:
    return check.unique_id
