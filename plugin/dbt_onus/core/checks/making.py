"""From one result of dbt to its checks: one for a test or a build, as many as a contract has terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from dbt_onus.core.attachment import attached_to, referenced, tested_columns
from dbt_onus.core.checks.check import Check
from dbt_onus.core.contracts import ContractVerdict, Term, verdict_of
from dbt_onus.core.evidence import Place
from dbt_onus.core.nodes import TESTS, Node
from dbt_onus.core.properties import Property, lets_pass, property_of, property_of_sql, property_of_term
from dbt_onus.core.results import BROKEN, FreshnessResult, Result, Status
from dbt_onus.core.says import says_build, says_freshness, says_term, says_test
from dbt_onus.core.signatures import Kind, Reading, read_message

#: What an error of a build or of a test's own query is about.
READ_AS: dict[Kind, Property] = {
    Kind.MISSING_COLUMN: Property.PRESENCE,
    Kind.AMBIGUOUS_COLUMN: Property.PRESENCE,
    Kind.MISSING_RELATION: Property.RELATION,
    Kind.TYPE_MISMATCH: Property.TYPE,
    Kind.BAD_VALUE: Property.TYPE,
    Kind.CONTRACT: Property.PRESENCE,
    Kind.SCHEMA_CHANGE: Property.PRESENCE,
    Kind.DUPLICATE_ROWS: Property.UNIQUENESS,
    Kind.NOT_NULL: Property.NULLNESS,
    Kind.REFERENCE: Property.REFERENCE,
    Kind.CHECK: Property.RANGE,
    Kind.NUMERIC_OVERFLOW: Property.RANGE,
    Kind.DIVISION_BY_ZERO: Property.RANGE,
}


def read_as(reading: Reading) -> Property:
    """What an error is about: of a contract or a table that may not change, types where only types differ."""
    if reading.columns and all("data type" in one.reason.lower() for one in reading.columns):
        return Property.TYPE
    return READ_AS.get(reading.kind, Property.UNKNOWN)


_RAN = frozenset({Status.PASS, Status.WARN, Status.FAIL})


class CheckMaker:
    """Makes the checks of a run's results."""

    def __init__(self, results: Mapping[str, Result], nodes: Mapping[str, Node], adapter: str) -> None:
        self._results, self._nodes, self._adapter = results, nodes, adapter

    def check(self, unique_id: str) -> Check:
        """The one check of a build, or of a test that evaluated no contract."""
        result, node = self._results[unique_id], self._nodes[unique_id]
        if node.is_test:
            return _test(result, node, self._nodes, self._adapter)
        return _build(result, node, self._adapter)

    def node_of(self, unique_id: str) -> str | None:
        """The node that this check speaks of."""
        node = self._nodes[unique_id]
        if node.resource_type not in TESTS:
            return unique_id
        return node.attached_node or attached_to(node, self._nodes)

    def of_terms(self, terms: Iterable[Term], result: Result, test: Node) -> Iterator[Check]:
        """One check for each term of a contract test."""
        return _terms(terms, result, test, self._nodes)


def verdict_found(result: Result, test: Node) -> ContractVerdict | None:
    """What the contract said that a test evaluated; `None` where it ran none."""
    return verdict_of(result, test) if result.status in _RAN else None


def _build(result: Result, node: Node, adapter: str) -> Check:
    status = result.status
    reading = read_message(result.message, adapter) if status in BROKEN else None
    return Check(
        key=node.unique_id,
        unique_id=node.unique_id,
        node=node.unique_id,
        columns=(reading.column,) if reading and reading.column else (),
        about=read_as(reading) if reading else Property.UNKNOWN,
        status=status,
        says=says_build(node, result, reading),
        reading=reading,
    )


def _test(result: Result, node: Node, nodes: Mapping[str, Node], adapter: str) -> Check:
    attached = attached_to(node, nodes)
    about = property_of(node)
    if about is Property.UNKNOWN and attached is not None and node.test_metadata is None:
        about = property_of_sql(result.sql or node.sql)
    status = result.status
    errored = status in (Status.ERROR, Status.RUNTIME_ERROR)
    reading = read_message(result.message, adapter) if errored else None
    columns = tested_columns(node)
    if reading is not None:
        about = read_as(reading)
        columns = (reading.column,) if reading.column else ()
    return Check(
        key=node.unique_id,
        unique_id=node.unique_id,
        node=attached,
        columns=columns,
        about=about,
        status=status,
        says=says_test(node, nodes.get(attached or ""), about, columns, result, reading),
        filtered=lets_pass(node) or (status is Status.PASS and bool(result.failures)),
        reading=reading,
        reference=_reference(node, nodes) if about is Property.REFERENCE else None,
        failures=result.failures,
        unclear=status is Status.FAIL and result.failures == 1 and result.message == "Error",
    )


def _reference(test: Node, nodes: Mapping[str, Node]) -> Place | None:
    parent, column = referenced(test, nodes)
    return Place(unique_id=parent, column=column) if parent else None


def _terms(terms: Iterable[Term], result: Result, test: Node, nodes: Mapping[str, Node]) -> Iterator[Check]:
    attached = attached_to(test, nodes)
    for term in terms:
        status = term.status
        if status in BROKEN and result.status is not Status.FAIL:
            # the project said that this contract only warns; dbt's verdict on the test stands
            status = Status.WARN
        yield Check(
            key=f"{test.unique_id}#{term.key}",
            unique_id=test.unique_id,
            node=attached,
            columns=_columns(term),
            about=_about(term),
            status=status,
            says=says_term(nodes.get(attached or ""), term),
            filtered=bool(test.config.where),
            reference=_parent_side(term, test, nodes),
            term=term,
        )


def _columns(term: Term) -> tuple[str, ...]:
    """The columns it speaks of: a key of several columns lists them in what it promises."""
    if term.column:
        return (term.column,)
    said = term.expected.get("columns") if isinstance(term.expected, dict) else term.expected
    keyed = term.term in ("unique", "primary_key", "foreign_key") and isinstance(said, list)
    return tuple(map(str, said)) if keyed and isinstance(said, list) else ()


def _parent_side(term: Term, test: Node, nodes: Mapping[str, Node]) -> Place | None:
    """Where a foreign key looks its values up; `None` where no node, or several, go by that name."""
    said = term.expected
    if term.term != "foreign_key" or not isinstance(said, dict) or not said.get("to"):
        return None
    wanted = str(said["to"])
    read = [uid for uid in test.parents if uid in nodes]
    for among in (read, nodes):
        found = [uid for uid in among if wanted in (nodes[uid].label_name, nodes[uid].relation_name)]
        found = [uid for uid in found if not nodes[uid].is_test]
        if len(found) == 1:
            columns = said.get("to_columns")
            column = str(columns[0]) if isinstance(columns, list) and len(columns) == 1 else None
            return Place(unique_id=found[0], column=column)
    return None


def _about(term: Term) -> Property:
    """What a term is about; one on values that could not even be applied found a column of another type."""
    about = property_of_term(term.term, term.expected)
    misfit = term.status is Status.ERROR and about in (Property.RANGE, Property.MEMBERSHIP)
    return Property.TYPE if misfit else about


def freshness_check(result: FreshnessResult, source: Node, adapter: str) -> Check:
    """How old a source was when dbt asked."""
    check = Check(
        key=f"{source.unique_id}#freshness",
        unique_id=source.unique_id,
        node=source.unique_id,
        about=Property.FRESHNESS,
        status=result.status,
        says=says_freshness(source, result),
        filtered=True,
    )
    if result.status is Status.RUNTIME_ERROR:
        reading = read_message(result.error, adapter)
        return replace(check, reading=reading, about=READ_AS.get(reading.kind, Property.FRESHNESS))
    return check
