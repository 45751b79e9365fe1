"""The sentences of evidence: what each check found, for a person to check without opening anything else."""

from __future__ import annotations

from dbt_onus.core.contracts import Term
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import Property, weighs
from dbt_onus.core.results import BROKEN, FreshnessResult, Result, Status
from dbt_onus.core.signatures import ContractMismatch, Reading, masked

_ROWS = {
    Property.NULLNESS: "{n} null",
    Property.UNIQUENESS: "{n} duplicated",
    Property.MEMBERSHIP: "{n} not accepted",
    Property.RANGE: "{n} out of range",
    Property.REFERENCE: "{n} without a match",
}
#: Tests that find ranges of one key which are valid at once, by their name in dbt_utils: no row is there twice.
_OF_RANGES = "mutually_exclusive"
#: An expression longer than this is not quoted, and more columns than these are not named.
_SHORT, _SHOWN = 60, 3


def place_name(node: Node | None, column: str | None = None) -> str:
    """`stripe.charges.amount`, as people say it."""
    name = node.label_name if node is not None else "?"
    return f"{name}.{column}" if column else name


def says_build(node: Node, result: Result, reading: Reading | None) -> str:
    """How building a node ended."""
    if result.status in BROKEN:
        cause = masked(result.message or "") or (reading.says if reading else "") or "no message"
        shape = _shape(reading) if reading is not None else ""
        return f"{node.label_name} could not be built: {cause}{shape}"
    if result.status is Status.SKIPPED:
        return f"{node.label_name} was skipped"
    return f"{node.label_name} was built"


def _shape(reading: Reading) -> str:
    """The columns on which a table and what it has to look like differ, the first of them."""
    named = [f"{one.name}: {_difference(one)}" for one in reading.columns[:_SHOWN]]
    more = len(reading.columns) - len(named)
    return (f" ({'; '.join(named)}" + (f"; {more} more" if more else "") + ")") if named else ""


def _difference(one: ContractMismatch) -> str:
    if one.definition_type and one.contract_type:
        return f"{one.definition_type}, not {one.contract_type}"
    return one.reason


def says_test(
    test: Node,
    node: Node | None,
    about: Property,
    columns: tuple[str, ...],
    result: Result,
    reading: Reading | None,
) -> str:
    """How a test ended."""
    where = f"{place_name(node)}.{'+'.join(columns)}" if columns else place_name(node)
    name = test.test_metadata.name if test.test_metadata else test.name
    subject = f"{name}{_condition(test)} on {where}" if node is not None else f"test {test.name}"
    if result.status is Status.PASS:
        return f"{subject} passed"
    if reading is not None:
        return f"{subject} could not run: {masked(result.message or '') or reading.says}"
    if result.status is Status.SKIPPED:
        return f"{subject} was skipped"
    verb = "warned" if result.status is Status.WARN else "failed"
    if result.failures is None:
        return f"{subject} {verb}"
    # a test that is a query of its own, or weighs a whole table, shows rows that mean what its author says
    counts = test.test_metadata is not None and not weighs(test)
    meant = about if counts else Property.UNKNOWN
    if _OF_RANGES in name:
        return f"{subject} {verb}: {result.failures:,} overlapping"
    return f"{subject} {verb}: {found(meant, result.failures)}"


def _condition(test: Node) -> str:
    """What a test of an expression asks, where it is short."""
    given = (test.test_metadata.kwargs or {}) if test.test_metadata else {}
    said = next((given[key] for key in ("expression", "condition") if isinstance(given.get(key), str)), "")
    said = " ".join(said.split())
    return f" ({said})" if 0 < len(said) <= _SHORT else ""


def found(about: Property, count: int) -> str:
    """`132 null`, `1 duplicated`; `132 rows` where the property has no word of its own."""
    return _ROWS.get(about, "{n} row" if count == 1 else "{n} rows").format(n=f"{count:,}")


def says_term(node: Node | None, term: Term) -> str:
    """What a contract term promised, and what was found."""
    if term.says:
        return term.says
    where = place_name(node, term.column)
    if term.status is Status.PASS:
        return f"contract term {term.term} on {where} holds"
    if term.status is Status.UNKNOWN:
        return f"contract term {term.term} on {where} could not be evaluated"
    promised = f"; promised {shown_value(term.expected)}" if term.expected is not None else ""
    return f"contract term {term.term} on {where} is broken: found {shown_value(term.observed)}{promised}"


def shown_value(value: object) -> str:
    """What YAML or the warehouse said, for a sentence: `1,000`, `min 0, max 5`, `none` where there is nothing."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown_value(entry)}" for key, entry in value.items())
    if isinstance(value, list):
        return ", ".join(shown_value(entry) for entry in value)
    return str(value)


def says_freshness(source: Node, result: FreshnessResult) -> str:
    """How old the newest row of a source is."""
    if result.status is Status.RUNTIME_ERROR:
        return f"freshness of {source.label_name} could not be read: {masked(result.error or '')}"
    age = "" if result.age is None else f"newest row is {duration(result.age)} old"
    bound = source.freshness.error_after if source.freshness else None
    if result.status is Status.WARN:
        bound = source.freshness.warn_after if source.freshness else None
    promised = f"; promised at most {bound.count} {bound.period}s" if bound and bound.count else ""
    if result.status is Status.PASS:
        return f"{source.label_name} is fresh: {age or 'within its bounds'}"
    return f"{source.label_name} is stale: {age or 'no rows'}{promised}"


def duration(seconds: float) -> str:
    """`45 minutes`, `6.5 hours`, `3.2 days`: the unit a person would use."""
    for size, unit, places in ((86400.0, "days", 1), (3600.0, "hours", 1), (60.0, "minutes", 0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.{places}f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} seconds"
