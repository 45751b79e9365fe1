"""Columns as properties of a schema object, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dbt_onus.core.odcs.bounds import plain_bounds
from dbt_onus.core.odcs.nested import lost_parts
from dbt_onus.core.odcs.quality import column_rules, column_terms, custom, leftovers
from dbt_onus.core.promises import ColumnPromise

#: Words of a warehouse's type and the logical type they mean; the first that fits wins.
_LOGICAL = (
    (re.compile(r"\[\]|^(array|list)\b"), "array"),
    (re.compile(r"^(struct|json|variant|object|record|super)"), "object"),
    (re.compile(r"^bool"), "boolean"),
    (re.compile(r"^(timestamp|datetime)"), "timestamp"),
    (re.compile(r"^date$"), "date"),
    (re.compile(r"^time\b"), "time"),
    (re.compile(r"^(u?(big|small|tiny|huge|medium)?int(eger|\d+)?|long|byteint|(big)?serial)\b"), "integer"),
    (re.compile(r"^(numeric|decimal|number|float|double|real|money|bignumeric)"), "number"),
    (re.compile(r"^(n?var)?char|^n?text|^string|^uuid|^character|^enum|^citext"), "string"),
)
_NUMBERS = frozenset({"integer", "number"})
_MOMENTS = frozenset({"date", "timestamp"})
_SIDES = {"min": "minimum", "max": "maximum"}
_LENGTHS = {"min": "minLength", "max": "maxLength"}
_REFERENCE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)+")

#: Beside a logical type that the warehouse's type does not tell.
_GUESSED = {"property": "onus.logicalType", "value": "guessed"}

#: What of a property is read, and what says nothing beyond it.
_KNOWN = frozenset(
    [
        "name",
        "id",
        "physicalType",
        "logicalType",
        "logicalTypeOptions",
        "description",
        "required",
        "unique",
        "primaryKey",
        "primaryKeyPosition",
        "enum",
        "quality",
        "relationships",
        "physicalName",
        "properties",
        "items",
    ]
)


def logical_type(data_type: str | None) -> str | None:
    """The standard's word for a warehouse's type; `None` where none is certain."""
    said = (data_type or "").strip().lower()
    return next((word for pattern, word in _LOGICAL if pattern.search(said)), None)


def property_of(column: ColumnPromise, key_position: int | None) -> dict[str, Any]:
    """A column with everything it promises. `key_position`: its place (from 1) in the table's primary key."""
    made: dict[str, Any] = {"name": column.name}
    logical = logical_type(column.data_type)
    if column.description:
        made["description"] = column.description
    if column.data_type:
        made["physicalType"] = column.data_type
    said = _severity_of(column)
    rules = []
    for term, value in column.terms.items():
        attributes = None if term in said else _attributes(term, value, logical)
        if attributes is None:
            rules += [custom({term: value})] if term in said else list(column_rules(term, value))
        else:
            options = attributes.pop("logicalTypeOptions", {})
            made |= attributes
            if options:
                made["logicalTypeOptions"] = made.get("logicalTypeOptions", {}) | options
                logical = logical or ("string" if {*options} & {"pattern", *_LENGTHS.values()} else "number")
    if key_position is not None:
        made |= {"required": True, "primaryKey": True, "primaryKeyPosition": key_position}
    # the standard's schema lets no property be without a logical type
    made["logicalType"] = logical or "object"
    if logical_type(column.data_type) is None:
        made["customProperties"] = [_GUESSED]
    if rules:
        made["quality"] = rules
    return made


def _severity_of(column: ColumnPromise) -> frozenset[str]:
    """The terms that go to Onus alone, because attributes of the standard have no severity."""
    severity = column.terms.get("severity")
    if isinstance(severity, str):
        return frozenset(column.terms)
    named = frozenset(map(str, severity)) if isinstance(severity, Mapping) else frozenset()
    own = {term for term, value in column.terms.items() if isinstance(value, Mapping) and "severity" in value}
    return named | own


def _attributes(term: str, value: Any, logical: str | None) -> dict[str, Any] | None:
    """A term that is an attribute in the standard; `None` for one that is not, or says more than one could."""
    if value is True:
        words = {"not_null": {"required": True}, "unique": {"unique": True}}
        keyed = {"required": True, "primaryKey": True, "primaryKeyPosition": 1}
        return dict(words[term]) if term in words else keyed if term == "primary_key" else None
    if term == "accepted_values":
        listed = value.get("values") if isinstance(value, Mapping) and set(value) == {"values"} else value
        return _enum(listed)
    if term == "pattern" and isinstance(value, str) and logical in ("string", None):
        return {"logicalTypeOptions": {"pattern": value}}
    if term == "length" and logical in ("string", None):
        sides = {"min": value, "max": value} if isinstance(value, int) and not isinstance(value, bool) else value
        return _options(plain_bounds(sides), _LENGTHS, whole=True)
    if term == "range":
        if logical in _MOMENTS and isinstance(value, Mapping) and not set(value) - set(_SIDES):
            dates = all(isinstance(bound, str) for bound in value.values())
            return {"logicalTypeOptions": {_SIDES[side]: value[side] for side in value}} if dates else None
        return _options(plain_bounds(value), _SIDES) if logical in (*_NUMBERS, None) else None
    return _relationship(value) if term == "foreign_key" else None


def _enum(values: Any) -> dict[str, Any] | None:
    if not isinstance(values, list) or not values or len({repr(value) for value in values}) != len(values):
        return None
    if any(isinstance(value, list | Mapping) for value in values):
        return None
    return {"enum": [{"value": value} for value in values]}


def _options(
    bounds: Mapping[str, float | int] | None, words: Mapping[str, str], *, whole: bool = False
) -> dict[str, Any] | None:
    if bounds is None or (whole and any(bound != int(bound) or bound < 0 for bound in bounds.values())):
        return None
    return {"logicalTypeOptions": {words[side]: bound for side, bound in bounds.items()}}


def _relationship(value: Any) -> dict[str, Any] | None:
    columns = value.get("to_columns") if isinstance(value, Mapping) else None
    if not isinstance(columns, list) or len(columns) != 1 or set(value) != {"to", "to_columns"}:
        return None
    target = f"{value['to']}.{columns[0]}"
    if not _REFERENCE.fullmatch(target):
        return None
    return {"relationships": [{"type": "foreignKey", "to": target}]}


def column_of(said: Mapping[str, Any], path: str, lost: list[str]) -> ColumnPromise:
    """A property as a column; what a column cannot say goes to `lost`. Its place in the key is read elsewhere."""
    terms: dict[str, Any] = {}
    if said.get("required") and not said.get("primaryKey"):
        terms["not_null"] = True
    if said.get("unique"):
        terms["unique"] = True
    if values := [entry.get("value") for entry in said.get("enum") or () if isinstance(entry, Mapping)]:
        terms["accepted_values"] = values
        _say_details(said["enum"], f"{path}.enum", lost)
    _read_options(said.get("logicalTypeOptions") or {}, terms, f"{path}.logicalTypeOptions", lost)
    _read_relationships(said.get("relationships") or (), terms, path, lost)
    for place, rule in enumerate(said.get("quality") or (), start=1):
        _read_rule(rule, terms, f"{path}.quality[{place}]", lost)
    name = str(said.get("physicalName") or said["name"])
    if said.get("physicalName") and said["physicalName"] != said["name"]:
        lost.append(f"{path}.name: the column is called {name} in the table; the name {said['name']} is lost")
    guessed = _GUESSED in (said.get("customProperties") or ())
    if said.get("logicalType") and not said.get("physicalType") and not guessed:
        lost.append(f"{path}.logicalType: without a physicalType no data_type can be declared")
    lost += lost_parts(said, path)
    known = {*_KNOWN, "customProperties"} if guessed else _KNOWN
    lost += [f"{path}.{key}: dbt has no word for it" for key in sorted(said) if said[key] and key not in known]
    return ColumnPromise(
        name=name,
        data_type=str(said["physicalType"]) if said.get("physicalType") else None,
        description=str(said.get("description") or ""),
        terms=terms,
    )


def _say_details(entries: Any, path: str, lost: list[str]) -> None:
    for entry in entries:
        extra = sorted(key for key in entry if key not in ("value", "id") and entry[key])
        if extra:
            lost.append(f"{path}.{entry.get('value')}: {', '.join(extra)} of a value cannot be said")


def _read_options(options: Mapping[str, Any], terms: dict[str, Any], path: str, lost: list[str]) -> None:
    read = {"pattern"}
    for term, words in (("range", _SIDES), ("length", _LENGTHS)):
        bounds = {side: options[word] for side, word in words.items() if options.get(word) is not None}
        read |= set(words.values())
        if bounds:
            terms[term] = bounds
    if options.get("pattern"):
        terms["pattern"] = options["pattern"]
    lost += [f"{path}.{key}: no term says it" for key in sorted(options) if key not in read]


def _read_relationships(relationships: Any, terms: dict[str, Any], path: str, lost: list[str]) -> None:
    for place, one in enumerate(relationships, start=1):
        target = one.get("to") if isinstance(one, Mapping) else None
        table, _, column = target.rpartition(".") if isinstance(target, str) else ("", "", "")
        if table and "foreign_key" not in terms and "/" not in str(target):
            terms["foreign_key"] = {"to": table, "to_columns": [column]}
        else:
            lost.append(f"{path}.relationships[{place}]: only one reference to a column by name can be said")


def _read_rule(rule: Any, terms: dict[str, Any], path: str, lost: list[str]) -> None:
    meant = column_terms(rule) if isinstance(rule, Mapping) else None
    if meant is None:
        lost.append(f"{path}: {described(rule)} cannot be said as a term")
        return
    merge(terms, meant)
    lost += [f"{path}.{key}: a term has no such attribute" for key in leftovers(rule)]


def described(rule: Any) -> str:
    """A quality rule in a few words."""
    if not isinstance(rule, Mapping):
        return "the rule"
    kind = rule.get("type") or ("library" if rule.get("metric") else "text")
    what = rule.get("metric") or rule.get("engine") or rule.get("name") or rule.get("description") or ""
    return f"a rule of type {kind}{f' ({what})' if what else ''}"


def merge(terms: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add terms to terms: lists grow, severities join, and what was said before stays."""
    for term, value in more.items():
        before = terms.get(term)
        if isinstance(before, list) and isinstance(value, list):
            terms[term] = before + [item for item in value if item not in before]
        elif isinstance(before, dict) and isinstance(value, dict) and term == "severity":
            terms[term] = before | value
        else:
            terms.setdefault(term, value)
