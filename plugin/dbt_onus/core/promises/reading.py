"""What a node promises by its declarations: contract terms, dbt's constraints and freshness, plain dbt tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from dbt_onus.core.attachment import referenced, tested_columns
from dbt_onus.core.nodes import Column, FreshnessBound, Meta, Node
from dbt_onus.core.promises.promise import ColumnPromise, TablePromise

#: The generic test that checks a contract, as dbt names its package and itself.
CONTRACT_TEST = ("onus", "contract")

_COLUMN_WORDS = ("not_null", "unique", "primary_key")


def is_contract_test(test: Node) -> bool:
    """Whether the test is `onus.contract`."""
    said = test.test_metadata
    return said is not None and (said.namespace or "", said.name) == CONTRACT_TEST


def contract_tests(tests: Iterable[Node]) -> tuple[Node, ...]:
    """Those of the tests that check a contract."""
    return tuple(test for test in tests if is_contract_test(test))


def contract_of(meta: Meta) -> dict[str, Any]:
    """`config.meta.onus.contract`; empty where there is none or it is no mapping."""
    onus = meta.get("onus")
    contract = onus.get("contract") if isinstance(onus, Mapping) else None
    return dict(contract) if isinstance(contract, Mapping) else {}


def declares_terms(node: Node) -> tuple[str, ...]:
    """The terms that only an `onus.contract` test evaluates, as `range on amount`; empty where there are none.

    dbt itself checks the constraints of models under an enforced contract; of nothing else.
    """
    found = [term for term in contract_of(node.meta) if term != "severity"]
    enforced = bool((node.config.contract or {}).get("enforced"))
    for column in (node.columns or {}).values():
        terms = [term for term in contract_of(column.meta) if term != "severity"]
        if not enforced:
            terms += [str(one.get("type")) for one in column.constraints or () if one.get("type")]
        found += [f"{term} on {column.name}" for term in dict.fromkeys(terms)]
    if not enforced:
        found += [str(one.get("type")) for one in node.constraints or () if one.get("type")]
    return tuple(dict.fromkeys(found))


def promise_of(node: Node, tests: Iterable[Node] = (), nodes: Mapping[str, Node] | None = None) -> TablePromise:
    """Everything the node promises, in contract terms. `tests` are those attached to it.

    A word of the contract counts before a constraint, and a constraint before a plain test.
    """
    columns = {column.name.lower(): _ColumnTerms(column) for column in (node.columns or {}).values()}
    table = contract_of(node.meta)
    _constraints(node, columns, table)
    for test in tests:
        if test.config.enabled is not False and not test.config.where:
            _test(test, columns, table, nodes or {})
    if "freshness" not in table and (freshness := freshness_of(node)):
        table["freshness"] = freshness
    return TablePromise(
        unique_id=node.unique_id,
        label=node.label_name,
        description=node.description or "",
        columns=tuple(one.promise() for one in columns.values()),
        terms=table,
    )


def freshness_of(node: Node) -> dict[str, Any]:
    """dbt's own freshness in the words of the term; empty where it cannot be asked of the table's rows."""
    if node.freshness is None or not node.freshness.declared or not node.loaded_at_field:
        return {}
    said: dict[str, Any] = {"column": node.loaded_at_field}
    for word, bound in (("warn_after", node.freshness.warn_after), ("error_after", node.freshness.error_after)):
        if isinstance(bound, FreshnessBound) and bound.count:
            said[word] = {"count": bound.count, "period": bound.period}
    return said


class _ColumnTerms:
    """A column while its terms are gathered."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self.terms = contract_of(column.meta)

    def promise(self) -> ColumnPromise:
        column = self._column
        return ColumnPromise(
            name=column.name,
            data_type=column.data_type,
            description=column.description or "",
            terms=self.terms,
        )


def _constraints(node: Node, columns: Mapping[str, _ColumnTerms], table: dict[str, Any]) -> None:
    for column in (node.columns or {}).values():
        terms = columns[column.name.lower()].terms
        for constraint in column.constraints or ():
            _column_constraint(constraint, terms)
    for constraint in node.constraints or ():
        kind = str(constraint.get("type") or "").lower()
        named = [str(name) for name in constraint.get("columns") or ()]
        if kind in ("unique", "primary_key", "not_null") and named:
            _table_key(kind, named, columns, table)
        elif kind == "check" and constraint.get("expression"):
            table.setdefault("check", []).append(str(constraint["expression"]))
        elif kind == "foreign_key" and len(named) == 1 and named[0].lower() in columns:
            columns[named[0].lower()].terms.setdefault("foreign_key", _foreign_key(constraint))


def _column_constraint(constraint: Mapping[str, Any], terms: dict[str, Any]) -> None:
    kind = str(constraint.get("type") or "").lower()
    if kind in _COLUMN_WORDS:
        terms.setdefault(kind, True)
    elif kind == "check" and constraint.get("expression"):
        terms.setdefault("check", str(constraint["expression"]))
    elif kind == "foreign_key":
        terms.setdefault("foreign_key", _foreign_key(constraint))


def _foreign_key(constraint: Mapping[str, Any]) -> dict[str, Any]:
    """`{to, to_columns}` of a constraint; dbt has replaced `ref()` by the relation when it wrote the manifest."""
    columns = constraint.get("to_columns")
    said: dict[str, Any] = {"to": str(constraint.get("to") or constraint.get("expression") or "")}
    return said | ({"to_columns": [str(name) for name in columns]} if columns else {})


def _table_key(kind: str, named: list[str], columns: Mapping[str, _ColumnTerms], table: dict[str, Any]) -> None:
    if kind == "not_null" or len(named) == 1:
        for name in named:
            if name.lower() in columns:
                columns[name.lower()].terms.setdefault(kind, True)
    elif kind == "primary_key":
        table.setdefault("primary_key", named)
    else:
        table.setdefault("unique", []).append(named)


def _range(kwargs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    bounds = {"min": kwargs.get("min_value"), "max": kwargs.get("max_value")}
    # a bound that is an expression is SQL of its own, not a number of the promise
    said = {
        side: bound
        for side, bound in bounds.items()
        if isinstance(bound, int | float) and not isinstance(bound, bool)
    }
    if said and kwargs.get("inclusive", True) is True:
        yield "range", said


def _accepted(kwargs: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    values = kwargs.get("values") or kwargs.get("value_set")
    if isinstance(values, list) and values:
        yield "accepted_values", values


#: Plain tests that say of one column what a term says.
_COLUMN_TESTS: dict[str, Callable[[Mapping[str, Any]], Iterator[tuple[str, Any]]]] = {
    "not_null": lambda _: iter([("not_null", True)]),
    "expect_column_values_to_not_be_null": lambda _: iter([("not_null", True)]),
    "unique": lambda _: iter([("unique", True)]),
    "expect_column_values_to_be_unique": lambda _: iter([("unique", True)]),
    "accepted_values": _accepted,
    "expect_column_values_to_be_in_set": _accepted,
    "accepted_range": _range,
    "expect_column_values_to_be_between": _range,
}
_COMBINATIONS = frozenset({"unique_combination_of_columns", "expect_compound_columns_to_be_unique"})


def _test(
    test: Node, columns: Mapping[str, _ColumnTerms], table: dict[str, Any], nodes: Mapping[str, Node]
) -> None:
    if test.test_metadata is None:
        return
    name, kwargs = test.test_metadata.name, test.test_metadata.kwargs or {}
    tested = tested_columns(test)
    if name in _COMBINATIONS and len(tested) > 1:
        keys = table.setdefault("unique", [])
        if isinstance(keys, list) and list(tested) not in keys and keys != list(tested):
            keys.append(list(tested))
        return
    column = columns.get(tested[0].lower()) if len(tested) == 1 else None
    if column is None:
        return
    if name == "relationships":
        parent, field = referenced(test, nodes)
        if parent is not None and parent in nodes:
            said = {"to": nodes[parent].label_name, "to_columns": [field] if field else []}
            column.terms.setdefault("foreign_key", {key: value for key, value in said.items() if value})
        return
    for term, value in _COLUMN_TESTS[name](kwargs) if name in _COLUMN_TESTS else ():
        column.terms.setdefault(term, value)
