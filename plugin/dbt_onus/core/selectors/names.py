"""Methods that look at what a node is called: fqn, source, exposure and their kin.

The semantics are those of dbt/graph/selector_methods.py (dbt-core 1.11).
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import takewhile

from msgspec import Struct

from dbt_onus.core.nodes import Node
from dbt_onus.core.selectors.grammar import Criterion
from dbt_onus.core.selectors.scope import Method, Predicate
from dbt_onus.core.selectors.wording import quoted
from dbt_onus.errors import SelectorError

WILDCARDS = frozenset("*?[]")


class _Wanted(Struct, frozen=True):
    """A qualified name as written: segments that must be equal, and the pattern that the rest must meet."""

    text: str
    segments: tuple[str, ...]
    plain: tuple[str, ...]
    pattern: str | None

    @classmethod
    def of(cls, text: str) -> _Wanted:
        segments = tuple(text.split("."))
        plain = tuple(takewhile(WILDCARDS.isdisjoint, segments))
        pattern = ".".join(segments[len(plain) :]) if len(plain) < len(segments) else None
        return cls(text, segments, plain, pattern)


def fqn(criterion: Criterion) -> Predicate:
    """By the name, or by the folders down to it: `orders`, `staging`, `shop.staging.*`. Sources have none."""
    wanted = _Wanted.of(criterion.value)

    def is_named(node: Node) -> bool:
        if node.resource_type == "source":
            return False
        name = tuple(node.fqn or (node.package_name, node.name))
        versioned = node.resource_type == "model" and node.version is not None and len(name) > 2
        return _is_selected(name, wanted, versioned=versioned) or _is_selected(
            name[1:], wanted, versioned=versioned
        )

    return is_named


def _is_selected(name: tuple[str, ...], wanted: _Wanted, *, versioned: bool) -> bool:
    """dbt's `is_selected_node`: the leaf, or a leading run of segments, from a wildcard on as a pattern."""
    if not name:
        return False
    leaf = name[-2] if versioned and len(name) > 1 else name[-1]
    if leaf == wanted.text or (versioned and "_".join(name[-2:]) == "_".join(wanted.segments[-2:])):
        return True
    flat = tuple(".".join(name).split("."))
    plain = wanted.plain
    if len(flat) < len(wanted.segments) or flat[: len(plain)] != plain:
        return False
    if wanted.pattern is None or fnmatchcase(".".join(flat[len(plain) :]), wanted.pattern):
        return True
    return len(wanted.segments) == 1 and fnmatchcase(leaf, wanted.text)


def source(criterion: Criterion) -> Predicate:
    """`source:stripe`, `source:stripe.charges`, `source:shop.stripe.charges`, each part a pattern."""
    parts = criterion.value.split(".")
    if len(parts) > 3:
        raise SelectorError(
            f"{quoted(criterion.text)} has {len(parts)} parts; a source is SOURCE, SOURCE.TABLE or "
            "PACKAGE.SOURCE.TABLE"
        )
    if len(parts) == 1:
        parts = [*parts, "*"]
    package, schema, table = ["*", *parts][-3:]

    def is_from(node: Node) -> bool:
        return (
            node.resource_type == "source"
            and _meets(node.source_name or "", schema)
            and _meets(node.name, table)
            and _meets(node.package_name, package)
        )

    return is_from


def _meets(name: str, pattern: str) -> bool:
    """`fnmatchcase`, at once where the pattern is a name or takes any: a selector is asked of every node."""
    return name == pattern or pattern == "*" or (not WILDCARDS.isdisjoint(pattern) and fnmatchcase(name, pattern))


def named(resource_type: str) -> Method:
    """`exposure:weekly`, `exposure:shop.weekly`: a method for one kind of node, by its name."""

    def method(criterion: Criterion) -> Predicate:
        parts = criterion.value.split(".")
        if len(parts) > 2:
            raise SelectorError(
                f"{quoted(criterion.text)} has {len(parts)} parts; write NAME or PACKAGE.NAME after the colon"
            )
        package, name = ["*", *parts][-2:]
        return lambda node: (
            node.resource_type == resource_type
            and fnmatchcase(node.name, name)
            and fnmatchcase(node.package_name, package)
        )

    return method


def called(criterion: Criterion) -> Predicate:
    """Onus's courtesy where dbt finds nothing: a whole `unique_id`, a bare `stripe.charges`, a test."""
    wanted = criterion.value

    def is_called(node: Node) -> bool:
        if node.resource_type == "source":
            names = (node.name, node.label_name, f"{node.package_name}.{node.label_name}")
            return node.unique_id == wanted or any(fnmatchcase(name, wanted) for name in names)
        return wanted in (node.unique_id, node.name)

    return is_called
