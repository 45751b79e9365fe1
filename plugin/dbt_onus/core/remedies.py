"""The test that would decide where a fault was born, as dbt wants it written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dbt_onus.core.attachment import attached_to, tested_columns
from dbt_onus.core.evidence import Place
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import TERMS, Property, property_of

#: The package's own test: all that a node promises, in one scan.
CONTRACT = "onus.contract"
#: Since this dbt, what a generic test takes stands under `arguments`; dbt v2 takes it nowhere else.
_NESTED_SINCE = (1, 10, 5)
_PLAIN_TESTS = {Property.NULLNESS: "not_null", Property.UNIQUENESS: "unique"}

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestToAdd:
    """A test on a place: `entry` is what to write, as a tree, and `file` the YAML file it belongs in."""

    __test__ = False

    place: Place
    file: str
    entry: Entry


def deciding_tests(incident: Incident, lineage: Lineage, dbt_version: str) -> tuple[TestToAdd, ...]:
    """A test on each place above the end of the trail that nobody checked for this fault.

    The failing check is repeated on the place above: a pass or a failure of the same check is what decides.
    """
    key = incident.checks[0] if incident.checks else ""
    unique_id, _, term = key.partition("#")
    symptom = lineage.nodes.get(unique_id)
    nested = _nests(dbt_version)
    return tuple(
        compose_test(place, lineage.nodes, symptom, term, nested=nested)
        for place in incident.untested
        if place.unique_id in lineage
    )


def catching_tests(incident: Incident, lineage: Lineage, dbt_version: str) -> tuple[TestToAdd, ...]:
    """The test that would have caught the fault where it was born; else those that would decide where that was.

    None where the origin was tested: it was caught.
    """
    key = incident.checks[0] if incident.checks else ""
    unique_id, _, term = key.partition("#")
    origin = incident.origin
    if not incident.confidence.pages:
        return deciding_tests(incident, lineage, dbt_version)
    if origin.unique_id not in lineage or origin.unique_id in incident.about.values():
        return ()
    symptom = lineage.nodes.get(unique_id)
    return (compose_test(origin, lineage.nodes, symptom, term, nested=_nests(dbt_version)),)


def compose_test(
    place: Place, nodes: Mapping[str, Node], symptom: Node | None, term: str = "", *, nested: bool = True
) -> TestToAdd:
    """The failing test `symptom` (of a contract: its term, like `range:amount`) repeated on `place`.

    Where it cannot be repeated there (a test of several columns, a column that is not known, a build), the
    contract of the whole table. `nested`: arguments stand under `arguments`.
    """
    node = nodes[place.unique_id or ""]
    column = place.column or _same_column(node, symptom)
    word, _, promised_on = term.partition(":")
    body: Entry = {"data_tests": [CONTRACT]}
    if column is None:
        if _about(symptom, word) is Property.VOLUME:
            body = {"config": _promise({"rows": {"min": 1}}), **body}
    elif (test := _repeated(symptom, word, nested=nested)) is not None:
        body = {"columns": [{"name": column, "data_tests": [test]}]}
    else:
        declared = _declared(nodes, symptom, word, promised_on)
        promise = {} if declared is None else {"config": _promise({word: declared})}
        body = {**body, "columns": [{"name": column, **promise}]}
    return TestToAdd(place=place, file=_file(node), entry=_at(node, body))


def _repeated(symptom: Node | None, term: str, *, nested: bool) -> str | Entry | None:
    """The test to write under a column; `None` where the check is not a test of one column."""
    about = _about(symptom, term)
    if symptom is None or (not term and len(tested_columns(symptom)) != 1):
        return None
    arguments = _arguments(symptom)
    if about in _PLAIN_TESTS and (term or not arguments):
        return _PLAIN_TESTS[about]
    if term or symptom.test_metadata is None:
        return None
    name = ".".join(filter(None, (symptom.test_metadata.namespace, symptom.test_metadata.name)))
    if not arguments:
        return name
    return {name: {"arguments": arguments} if nested else arguments}


def _about(symptom: Node | None, term: str) -> Property:
    if term:
        return TERMS.get(term, Property.UNKNOWN)
    return property_of(symptom) if symptom is not None and symptom.is_test else Property.UNKNOWN


def _arguments(test: Node) -> dict[str, Any]:
    kwargs = (test.test_metadata.kwargs if test.test_metadata else None) or {}
    return {name: value for name, value in kwargs.items() if name not in ("model", "column_name")}


def _declared(nodes: Mapping[str, Node], test: Node | None, term: str, column: str) -> Any:
    """What the table under test promised as this term of this column."""
    node = nodes.get(attached_to(test, nodes) or "") if test is not None else None
    declared = ((node.columns if node is not None else None) or {}).get(column)
    onus = declared.meta.get("onus") if declared is not None else None
    contract = onus.get("contract") if isinstance(onus, Mapping) else None
    return contract.get(term) if isinstance(contract, Mapping) else None


def _same_column(node: Node, symptom: Node | None) -> str | None:
    """The declared column that is called as the tested one is."""
    tested = {column.lower() for column in tested_columns(symptom)} if symptom is not None else set()
    return next((name for name in node.columns or {} if {name.lower()} == tested), None)


def _promise(terms: Entry) -> Entry:
    return {"meta": {"onus": {"contract": terms}}}


def _at(node: Node, body: Entry) -> Entry:
    if node.resource_type == "source":
        return {"sources": [{"name": node.source_name, "tables": [{"name": node.name, **body}]}]}
    return {f"{node.resource_type}s": [{"name": node.name, **body}]}


def _file(node: Node) -> str:
    if node.resource_type == "source":
        return node.original_file_path
    return (node.patch_path or "").rpartition("://")[2] or f"a .yml file beside {node.original_file_path}"


def _nests(dbt_version: str) -> bool:
    numbers: Iterable[str] = re.findall(r"\d+", dbt_version)[:3]
    return tuple(int(number) for number in numbers) >= _NESTED_SINCE
