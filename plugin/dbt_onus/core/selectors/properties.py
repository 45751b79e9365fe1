"""Methods that look at what a node is: its tags, group, config, kind, version, and the team behind it.

The semantics are those of dbt/graph/selector_methods.py (dbt-core 1.11).
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from dbt_onus.core.nodes import Config, Node
from dbt_onus.core.selectors.grammar import Criterion
from dbt_onus.core.selectors.scope import Predicate, Scope
from dbt_onus.core.selectors.wording import quoted, suggestion
from dbt_onus.errors import SelectorError

RESOURCE_TYPES = (
    *("model", "source", "seed", "snapshot", "exposure", "metric", "semantic_model", "saved_query"),
    *("analysis", "function", "test", "unit_test"),
)
CONFIGURED = frozenset({"model", "source", "seed", "snapshot", "analysis", "test"})
GROUPED = CONFIGURED - {"source"} | {"metric"}
TEST_TYPES = {"generic": {True}, "schema": {True}, "singular": {False}, "data": {True, False}}
#: Set on tests alone: asking for them asks for tests.
TEST_KEYS = frozenset({"severity", "where", "limit", "warn_if", "error_if"})

_MISSING = object()


def tag(criterion: Criterion) -> Predicate:
    """By tag, as a pattern."""
    return lambda node: any(fnmatchcase(tag, criterion.value) for tag in node.tags)


def group(criterion: Criterion) -> Predicate:
    """By dbt group, as a pattern."""
    return lambda node: (
        bool(node.group) and node.resource_type in GROUPED and fnmatchcase(node.group or "", criterion.value)
    )


def access(criterion: Criterion) -> Predicate:
    """Models by access; `protected` is dbt's default."""
    return lambda node: node.resource_type == "model" and (node.access or "protected") == criterion.value


def resource_type(criterion: Criterion) -> Predicate:
    """By dbt's kind of node."""
    if criterion.value not in RESOURCE_TYPES:
        raise SelectorError(
            f"{quoted(criterion.value)} is no resource type{suggestion(criterion.value, RESOURCE_TYPES)}"
        )
    return lambda node: node.resource_type == criterion.value


def config(criterion: Criterion) -> Predicate:
    """`config.materialized:view`, `config.meta.tier:1`, `config.tags:nightly`: equal to, or in a list."""
    keys = criterion.arguments
    known = msgspec.structs.fields(Config)
    if not keys or keys[0] not in {field.name for field in known}:
        names = ", ".join(sorted(field.name for field in known))
        raise SelectorError(
            f"{quoted(criterion.text)} asks for a config key that Onus does not read; it reads {names}"
        )
    wanted = criterion.value.lower() if keys == ("severity",) else criterion.value

    def is_configured(node: Node) -> bool:
        if node.resource_type not in CONFIGURED:
            return False
        value = _configured(node, keys)
        if keys == ("severity",) and isinstance(value, str):
            value = value.lower()
        return any(_equals(item, wanted) for item in (value if isinstance(value, list) else [value]))

    return is_configured


def _configured(node: Node, keys: Sequence[str]) -> Any:
    """The value under a dotted key; dbt versions keep meta, tags and group in different places."""
    first, *rest = keys
    found: Any
    match first:
        case "meta":
            found = node.meta
        case "tags":
            found = sorted(node.tags)
        case "enabled":
            found = node.config.enabled is not False
        case "group" | "access":
            found = getattr(node, first)
        case _:
            found = getattr(node.config, first)
    for key in rest:
        found = found.get(key, _MISSING) if isinstance(found, dict) else _MISSING
    return found


def _equals(value: Any, wanted: str) -> bool:
    if isinstance(value, bool):
        return wanted.lower() == str(value).lower()
    return bool(value == wanted)


def test_name(criterion: Criterion) -> Predicate:
    """Generic tests by the test's own name (`not_null`), unit tests by theirs, as a pattern."""

    def is_named(node: Node) -> bool:
        if node.resource_type == "unit_test":
            return fnmatchcase(node.name, criterion.value)
        return node.test_metadata is not None and fnmatchcase(node.test_metadata.name, criterion.value)

    return is_named


def test_type(criterion: Criterion) -> Predicate:
    """`generic`, `singular`, `data` (either of the two) or `unit`."""
    if criterion.value == "unit":
        return lambda node: node.resource_type == "unit_test"
    if criterion.value not in TEST_TYPES:
        raise SelectorError(f"{quoted(criterion.text)} is no test type; write generic, singular, data or unit")
    kinds = TEST_TYPES[criterion.value]
    return lambda node: node.resource_type == "test" and (node.test_metadata is not None) in kinds


def version(criterion: Criterion, scope: Scope) -> Predicate:
    """Models by version: `latest` (the highest there is), `old` (below it), or `none` (not versioned)."""
    if criterion.value == "none":
        return lambda node: node.resource_type == "model" and node.version is None
    if criterion.value not in {"latest", "old"}:
        raise SelectorError(f"{quoted(criterion.text)} is no version; write latest, old or none")
    latest: dict[tuple[str, str], tuple[Any, ...]] = {}
    for node in scope.nodes.values():
        if node.resource_type == "model" and node.version is not None:
            family = (node.package_name, node.name)
            latest[family] = max(latest.get(family, ()), _rank(node))
    highest = criterion.value == "latest"
    return lambda node: (
        node.resource_type == "model"
        and node.version is not None
        and (_rank(node) == latest[node.package_name, node.name]) is highest
    )


def _rank(node: Node) -> tuple[Any, ...]:
    """Versions as dbt compares them: as numbers, or else as text."""
    try:
        return (0, float(node.version or 0), "")
    except ValueError:
        return (1, 0.0, str(node.version))


def team(criterion: Criterion, scope: Scope) -> Predicate:
    """Onus's own: by the team that answers for it, as a pattern."""
    team_of = scope.team_of
    if team_of is None:
        raise SelectorError(f"{quoted(criterion.text)} cannot be used here: it is what decides the team")
    return lambda node: fnmatchcase(team_of(node.unique_id), criterion.value)
