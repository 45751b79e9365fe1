"""Everything that a run verified, in one shape: tests, contract terms, builds, freshness.

dbt reports results of nodes; attribution asks what was found about which column of which node. A test of five
contract terms is five checks here, and building a model is one: that its parents give what its SQL names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from dbt_onus.core.attachment import attached_to, referenced, tested_columns
from dbt_onus.core.contracts import Term, verdict_of
from dbt_onus.core.evidence import EvidenceKind, Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import Property, lets_pass, property_of, property_of_sql, property_of_term
from dbt_onus.core.results import BROKEN, FreshnessResult, Result, Run, Status
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


class Check(Struct, frozen=True, kw_only=True, gc=False):
    """One thing that was verified. A struct, because a run of 50,000 models makes 200,000 of them.

    `key` tells it from every other check of the project, in every run. `node` is the data node it speaks of
    (`None`: of no table, like a test of metadata) and `columns` those of its columns; `reference` is the other
    side of a relationship. `filtered` says that some rows may be bad, by a filter or a tolerance, so that a pass
    clears nothing above; `unclear`, that a failing row and a failing query look the same (dbt v2); `inferred`,
    that nobody counted it: it follows from a comparison, and proves nothing by itself; `observed`, that no test
    failed but a number was seen to leap. `at` is when its run was (UTC), where runs of several times are looked at
    together; `sql`, the question that a probe asked.
    """

    key: str
    unique_id: str
    node: str | None
    columns: tuple[str, ...] = ()
    about: Property
    status: Status
    says: str
    filtered: bool = False
    reading: Reading | None = None
    reference: Place | None = None
    term: Term | None = None
    failures: int | None = None
    unclear: bool = False
    inferred: bool = False
    observed: bool = False
    at: datetime | None = None
    sql: str | None = None

    @property
    def broken(self) -> bool:
        """Whether it has to be explained."""
        return self.status in BROKEN

    @property
    def column(self) -> str | None:
        """The column, where it is one."""
        return self.columns[0] if len(self.columns) == 1 else None

    @property
    def seen_as(self) -> EvidenceKind:
        """What kind of evidence it is where it found a fault: a probe has the test's name, and is none."""
        if self.sql is not None:
            return EvidenceKind.PROBE
        warned = self.status is Status.WARN
        return EvidenceKind.SAME_RUN_WARNING if warned else EvidenceKind.SAME_RUN_FAILURE

    @property
    def is_build(self) -> bool:
        """Whether the check is the building of its node."""
        return self.unique_id == self.node and not self.observed


def checks_of(run: Run, nodes: Mapping[str, Node], adapter: str) -> tuple[Check, ...]:
    """Every check of the run, in an order that does not depend on the order of its results."""
    found: list[Check] = []
    for unique_id in sorted(run.results):
        node = nodes.get(unique_id)
        if node is not None:
            found.extend(_checks_of_result(run.results[unique_id], node, nodes, adapter))
    for unique_id in sorted(run.freshness):
        node = nodes.get(unique_id)
        if node is not None:
            found.append(_freshness(run.freshness[unique_id], node, adapter))
    return tuple(found)


def _checks_of_result(result: Result, node: Node, nodes: Mapping[str, Node], adapter: str) -> Iterable[Check]:
    status = result.status
    if status is Status.NO_OP:
        return ()
    if not node.is_test:
        return (_build(result, node, adapter),)
    if status in _RAN:
        verdict = verdict_of(result, node)
        if verdict is not None and verdict.terms:
            return _terms(verdict.terms, result, node, nodes)
    return (_test(result, node, nodes, adapter),)


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


def _terms(terms: tuple[Term, ...], result: Result, test: Node, nodes: Mapping[str, Node]) -> Iterator[Check]:
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


def terms_of(run: Run, nodes: Mapping[str, Node], tests: Iterable[str]) -> dict[str, Term]:
    """The contract terms that these tests evaluated in the run, by the key of their check."""
    found: dict[str, Term] = {}
    for unique_id in tests:
        result, test = run.results.get(unique_id), nodes.get(unique_id)
        if result is not None and test is not None and result.status in _RAN:
            verdict = verdict_of(result, test)
            found |= {f"{unique_id}#{term.key}": term for term in verdict.terms} if verdict else {}
    return found


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


def _freshness(result: FreshnessResult, source: Node, adapter: str) -> Check:
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
