"""Every selection method by name: what stands before the colon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dbt_onus.core.nodes import TESTS
from dbt_onus.core.selectors import names, places, properties
from dbt_onus.core.selectors.grammar import Criterion
from dbt_onus.core.selectors.scope import Method, Predicate, Scope, ScopedMethod
from dbt_onus.core.selectors.wording import quoted, suggestion
from dbt_onus.errors import SelectorError

METHODS: Final[Mapping[str, Method]] = {
    "fqn": names.fqn,
    "source": names.source,
    "exposure": names.named("exposure"),
    "metric": names.named("metric"),
    "semantic_model": names.named("semantic_model"),
    "saved_query": names.named("saved_query"),
    "unit_test": names.named("unit_test"),
    "file": places.file,
    "tag": properties.tag,
    "group": properties.group,
    "access": properties.access,
    "config": properties.config,
    "resource_type": properties.resource_type,
    "test_name": properties.test_name,
    "test_type": properties.test_type,
}
SCOPED: Final[Mapping[str, ScopedMethod]] = {
    "path": places.path,
    "package": places.package,
    "version": properties.version,
    "team": properties.team,
}

#: What dbt answers by comparing with an earlier run, or from files that Onus does not read.
ELSEWHERE: Final[Mapping[str, str]] = {
    "state": "compares with dbt's state; list the names with `dbt ls --select` and pass those",
    "result": "needs dbt's earlier results; `onus report` names what failed",
    "source_status": "needs dbt's earlier freshness; `onus report` names the stale sources",
    "selector": "is defined in selectors.yml, which Onus does not read; write out what it stands for",
}


def predicate(criterion: Criterion, scope: Scope) -> Predicate:
    """What a node must be to meet the criterion; without a method, dbt goes by the look of the value.

    Raises SelectorError for methods that are unknown or need what a manifest does not hold.
    """
    name = method_of(criterion)
    if name in ELSEWHERE:
        raise SelectorError(f"{quoted(criterion.text)} {ELSEWHERE[name]}")
    if name in SCOPED:
        return SCOPED[name](criterion, scope)
    if name in METHODS:
        return METHODS[name](criterion)
    near = suggestion(name, [*METHODS, *SCOPED])
    raise SelectorError(f"{quoted(criterion.text)}: there is no method {quoted(name)}{near}")


def method_of(criterion: Criterion) -> str:
    """The method that was written, or the one that dbt takes for a value that looks so."""
    return criterion.method or _default(criterion.value)


def _default(value: str) -> str:
    if "/" in value:
        return "path"
    return "file" if value.lower().endswith((".sql", ".py", ".csv")) else "fqn"


def asks_for_tests(criterion: Criterion) -> bool:
    """Whether tests are what is wanted; otherwise a selection holds none, for they answer to their nodes."""
    match criterion.method:
        case "test_name" | "test_type" | "unit_test":
            return True
        case "resource_type":
            return criterion.value in TESTS
        case "config":
            return criterion.arguments[:1] != () and criterion.arguments[0] in properties.TEST_KEYS
    return False
