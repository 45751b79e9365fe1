"""Terms as quality rules, and back: the part of a contract that other engines may evaluate too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dbt_onus.core.odcs.bounds import OPERATORS, bounds_of, operator_of, plain_bounds

Rule = dict[str, Any]

#: The engine of rules that only Onus evaluates.
ENGINE = "onus"
#: What of a rule is about the rule itself and not about what it checks.
_ABOUT = {"id", "name", "description", "type", "dimension", "unit", "metric", "query", "arguments", "severity"}

_AGGREGATES = {"mean": "avg", "sum": "sum", "distinct_count": "count(distinct"}
_COLUMN_QUERY = re.compile(
    r"^\s*select\s+(avg|sum|count\s*\(\s*distinct)\s*\(?\s*\$?\{(?:property|column)\}\s*\)+\s+from\s+\$?\{\w+\}\s*;?\s*$",
    re.IGNORECASE,
)
_METRIC_QUERY = re.compile(
    r"^\s*select\s+(.+?)\s+from\s+\$?\{(?:object|table|model|schema)\}\s*;?\s*$", re.IGNORECASE | re.DOTALL
)
_CHECK_QUERY = re.compile(
    r"^\s*select\s+count\(\*\)\s+from\s+\$?\{(?:object|table|model|schema)\}\s+where\s+not\s*\((.+)\)\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)


def custom(terms: Mapping[str, Any]) -> Rule:
    """A rule for Onus alone."""
    return {"type": "custom", "engine": ENGINE, "implementation": dict(terms)}


def column_rules(term: str, value: Any) -> Iterator[Rule]:
    """A term of a column that is no attribute of the property itself."""
    bounds = plain_bounds(value)
    if term == "null_share" and bounds is not None:
        yield {"type": "library", "metric": "nullValues", "unit": "percent", **operator_of(bounds, 100)}
    elif term in _AGGREGATES and bounds is not None:
        call = _AGGREGATES[term]
        opening = " " if call.endswith("distinct") else "("
        query = f"select {call}{opening}${{property}}) from ${{object}}"  # noqa: S608 - a document, not a statement
        yield {"type": "sql", "query": query, **operator_of(bounds)}
    else:
        yield custom({term: value})


def table_rules(term: str, value: Any) -> Iterator[Rule]:
    """A term of the table."""
    bounds = plain_bounds(value)
    if term == "rows" and bounds is not None:
        yield {"type": "library", "metric": "rowCount", "unit": "rows", **operator_of(bounds)}
    elif term == "unique" and (keys := _keys(value)) is not None:
        for key in keys:
            yield {"type": "library", "metric": "duplicateValues", "arguments": {"properties": key}, "mustBe": 0}
    elif term == "check" and (expressions := _texts(value)) is not None:
        for expression in expressions:
            query = f"select count(*) from ${{object}} where not ({expression})"  # noqa: S608 - as above
            yield {"type": "sql", "query": query, "mustBe": 0}
    elif term == "metric" and (metrics := _metrics(value)) is not None:
        yield from metrics
    else:
        yield custom({term: value})


def _keys(value: Any) -> list[list[str]] | None:
    """`[a, b]` is one key of two columns, `[[a, b], c]` are two keys."""
    if isinstance(value, str):
        return [[value]]
    if not isinstance(value, list) or not value:
        return None
    if all(isinstance(item, str) for item in value):
        return [value]
    keys = [[item] if isinstance(item, str) else item for item in value]
    return (
        keys if all(isinstance(key, list) and all(isinstance(name, str) for name in key) for key in keys) else None
    )


def _texts(value: Any) -> list[str] | None:
    listed = [value] if isinstance(value, str) else value
    return listed if isinstance(listed, list) and all(isinstance(one, str) for one in listed) else None


def _metrics(value: Any) -> list[Rule] | None:
    """Metrics with fixed bounds as queries that other tools can run; `None` where one of them says more."""
    rules = []
    for metric in value if isinstance(value, list) else [value]:
        if not isinstance(metric, Mapping) or set(metric) - {"name", "expression", "min", "max"}:
            return None
        bounds = plain_bounds({side: metric[side] for side in ("min", "max") if side in metric})
        if bounds is None or not isinstance(metric.get("expression"), str) or not metric.get("name"):
            return None
        query = f"select {metric['expression']} from ${{object}}"  # noqa: S608 - as above
        rules.append({"type": "sql", "name": str(metric["name"]), "query": query, **operator_of(bounds)})
    return rules


def column_terms(rule: Mapping[str, Any]) -> dict[str, Any] | None:
    """The terms that a property's rule means; `None` where it means none that can be said."""
    if own := _own_terms(rule):
        return own
    if (metric := rule.get("metric")) is not None:
        read = _LIBRARY.get(str(metric))
        return read(rule) if read is not None else None
    query = str(rule.get("query") or "")
    if match := _COLUMN_QUERY.match(query):
        word = match[1].lower()
        term = {"avg": "mean", "sum": "sum"}.get(word, "distinct_count")
        bounds = bounds_of(rule, whole=term == "distinct_count")
        return with_severity({term: bounds}, rule) if bounds else None
    return None


def table_terms(rule: Mapping[str, Any]) -> dict[str, Any] | None:
    """The terms that a rule of a schema object means; `None` where it means none that can be said."""
    if own := _own_terms(rule):
        return own
    metric = rule.get("metric")
    if metric == "rowCount" and rule.get("unit") in (None, "rows"):
        bounds = bounds_of(rule, whole=True)
        return with_severity({"rows": bounds}, rule) if bounds else None
    if metric == "duplicateValues" and _is_none(rule):
        names = (rule.get("arguments") or {}).get("properties")
        return {"unique": [list(map(str, names))]} if isinstance(names, list) and names else None
    query = str(rule.get("query") or "")
    if (match := _CHECK_QUERY.match(query)) and _is_none(rule):
        return {"check": [match[1].strip()]}
    if match := _METRIC_QUERY.match(query):
        bounds = bounds_of(rule)
        name = str(rule.get("name") or rule.get("id") or "")
        return {"metric": [{"name": name, "expression": match[1], **bounds}]} if bounds and name else None
    return None


def _own_terms(rule: Mapping[str, Any]) -> dict[str, Any] | None:
    said = rule.get("implementation")
    return dict(said) if rule.get("engine") == ENGINE and isinstance(said, Mapping) and said else None


def _is_none(rule: Mapping[str, Any]) -> bool:
    """Whether the rule allows no case at all."""
    return bounds_of(rule, whole=True) in ({"min": 0, "max": 0}, {"max": 0})


def _nulls(rule: Mapping[str, Any]) -> dict[str, Any] | None:
    if rule.get("unit") == "percent":
        bounds = bounds_of(rule, scale=100)
        return with_severity({"null_share": bounds}, rule) if bounds else None
    return with_severity({"not_null": True}, rule) if _is_none(rule) else None


def _duplicates(rule: Mapping[str, Any]) -> dict[str, Any] | None:
    return with_severity({"unique": True}, rule) if _is_none(rule) else None


def _invalid(rule: Mapping[str, Any]) -> dict[str, Any] | None:
    arguments = rule.get("arguments") or {}
    known = {"validValues": "accepted_values", "pattern": "pattern"}
    said = {known[key]: value for key, value in arguments.items() if key in known}
    complete = len(said) == len(arguments) == 1 and _is_none(rule)
    return with_severity(said, rule) if complete else None


_LIBRARY: dict[str, Callable[[Mapping[str, Any]], dict[str, Any] | None]] = {
    "nullValues": _nulls,
    "duplicateValues": _duplicates,
    "invalidValues": _invalid,
}


def with_severity(terms: dict[str, Any], rule: Mapping[str, Any]) -> dict[str, Any]:
    """The terms as warnings, where the rule says that it is no more than one."""
    mild = str(rule.get("severity") or "").lower() in ("warn", "warning", "info", "low", "minor")
    return terms | {"severity": dict.fromkeys(terms, "warn")} if mild else terms


def leftovers(rule: Mapping[str, Any]) -> list[str]:
    """What a rule says beyond what a term can."""
    return sorted(
        key
        for key, value in rule.items()
        if value and key not in {*_ABOUT, *OPERATORS, "engine", "implementation"}
    )
