"""Faults that no test saw: a number that leapt out of its own past, first on its way.

The owner of what was measured hears of it, nobody else: at `possible` on the number's word alone, at `likely`
where data comes in there and something else saw it too. Silence wherever it may be meant or is known: the code
changed, a promise of that very property allows it, another fault of the run lies above, the table is too small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.settling.numbers import MOVED_AS
from dbt_onus.core.checks import Check
from dbt_onus.core.code import macros_used
from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.leaps import HELD, Leap
from dbt_onus.core.observations import Measure, Observation, moved, shown
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status

K = EvidenceKind

#: What a number speaks of, and its name; in the order in which the first one gives an incident its name.
_ABOUT: dict[Measure, tuple[Property, str]] = {
    Measure.ROWS: (Property.VOLUME, "the number of rows"),
    Measure.NULL_SHARE: (Property.NULLNESS, "the share of nulls"),
    Measure.MEAN: (Property.DISTRIBUTION, "the mean"),
    Measure.DISTINCT: (Property.DISTRIBUTION, "the number of different values"),
    Measure.MIN: (Property.DISTRIBUTION, "the smallest value"),
    Measure.MAX: (Property.DISTRIBUTION, "the largest value"),
}
_ORDER = tuple(_ABOUT)
#: In a smaller table a handful of rows moves every number.
_FEWEST_ROWS = 50.0
#: So many new words of a short list are no fault: a status more, a second country.
_NEW_WORDS = 2
#: How far a warehouse's estimate of different values may be off.
_ESTIMATED = 1.05

Leaps = Mapping[Observation, Leap]


def silent(case: Case, faults: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding per node whose numbers leapt and above which none did. `faults` are those that checks found.

    A leap that says nothing by itself, for it was promised or meant, still accounts for what leaps below it.
    """
    faults = tuple(faults)
    told = {one: leap for one, leap in case.leaps.items() if _speaks(case, one, leap)}
    leapt = {one.unique_id for one in case.leaps}
    nodes = case.lineage.order({one.unique_id for one in told})
    first = [uid for uid in nodes if leapt.isdisjoint(case.lineage.ancestors(uid))]
    return tuple(_finding(case, uid, told) for uid in first if not _is_explained(case, uid, faults))


def _speaks(case: Case, one: Observation, leap: Leap) -> bool:
    """Whether the leap is news: of a table large enough, by code that is as it was, promised by nobody."""
    if one.unique_id not in case.lineage or one.unique_id in case.tainted or not _is_large(case, one, leap):
        return False
    if one.measure is Measure.DISTINCT and _is_ordinary(case, one, leap):
        return False
    nodes = {one.unique_id, *case.lineage.ancestors(one.unique_id)}
    if case.history.changed(nodes | macros_used(nodes, case.nodes), leap.usual_at):
        return False
    checks = case.by_node.get(one.unique_id, ())
    if any(_allows(check, one, leap) for check in checks):
        return False
    rows = _rows_behind(case, one, leap)
    return rows is None or not any(_allows(check, *rows) for check in checks)


def _rows_behind(case: Case, one: Observation, leap: Leap) -> tuple[Observation, Leap] | None:
    """The leap of the table's rows, where it is enough for this one: fewer rows hold fewer different values."""
    if one.measure is not Measure.DISTINCT:
        return None
    for other, of_rows in case.leaps.items():
        if other.unique_id == one.unique_id and other.measure is Measure.ROWS:
            ends = sorted((1.0, of_rows.value / max(of_rows.usual, 1.0)))
            times = leap.value / max(leap.usual, 1.0)
            return (other, of_rows) if ends[0] / _ESTIMATED <= times <= ends[1] * _ESTIMATED else None
    return None


def _is_large(case: Case, one: Observation, leap: Leap) -> bool:
    if one.measure is Measure.ROWS:
        return max(leap.usual, leap.value) >= _FEWEST_ROWS
    rows = [
        other.value
        for other in case.observations
        if other.unique_id == one.unique_id and other.measure is Measure.ROWS
    ]
    return bool(rows) and rows[0] >= _FEWEST_ROWS


def _is_ordinary(case: Case, one: Observation, leap: Leap) -> bool:
    """Whether more different values are a word or two that came into use, or times, which are ever more."""
    if leap.value < leap.usual:
        return False
    times = {other.column for other in case.observed_of[one.unique_id] if other.measure is Measure.NEWEST}
    return leap.value - leap.usual <= _NEW_WORDS or one.column in times


def _allows(check: Check, one: Observation, leap: Leap) -> bool:
    """Whether a check of this very property passed: whoever wrote its bounds finds the number all right.

    A bound speaks for one side only: at least a thousand rows says nothing of a million.
    """
    about, _ = _ABOUT[one.measure]
    if check.about is not about or check.status is not Status.PASS or check.filtered or check.observed:
        return False
    if one.column is not None and not any(same_column(column, one.column) for column in check.columns):
        return False
    if check.term is not None and isinstance(check.term.expected, dict):
        bound = "min" if leap.value < leap.usual else "max"
        return check.term.expected.get(bound) is not None
    return True


def _is_explained(case: Case, unique_id: str, faults: Iterable[Finding]) -> bool:
    """Whether a fault that checks found accounts for it, or may yet turn out to be the same one."""
    above = {unique_id, *case.lineage.ancestors(unique_id)}
    for fault in faults:
        places = {fault.origin.unique_id, *(place.unique_id for place in fault.suspects)}
        if None in places or places & above:
            return True
        if not fault.confidence.pages and any(case.reaches(unique_id, symptom) for symptom in fault.symptoms):
            return True
    return False


def _finding(case: Case, unique_id: str, told: Leaps) -> Finding:
    mine = sorted(
        (one for one in told if one.unique_id == unique_id),
        key=lambda one: (_ORDER.index(one.measure), one.column or ""),
    )
    witnesses = [_says(case, one, told[one].usual, told[one].value) for one in mine[1:]]
    witnesses += _also_moved(case, mine[0])
    witnesses += _below(case, unique_id, told)
    head, leap = mine[0], told[mine[0]]
    is_entry = case.is_entry(unique_id)
    place = Place(unique_id=unique_id, column=head.column)
    says = _says(case, head, leap.usual, leap.value)
    seen = (f"{says}; in {leap.runs} runs before it never took a step like that", *witnesses)
    evidence = tuple(Evidence(kind=K.OBSERVATION, says=one, unique_id=unique_id) for one in seen)
    return Finding(
        origin=place,
        about=_ABOUT[head.measure][0],
        cause=MOVED_AS[head.measure],
        confidence=Confidence.LIKELY if is_entry and witnesses else Confidence.POSSIBLE,
        evidence=(*evidence, _way_above(case, unique_id, is_entry=is_entry)),
        symptoms=tuple(_as_check(case, one, told[one]) for one in mine),
        suspects=() if is_entry else _unmeasured_entries(case, unique_id),
        remedy=f"see whether it was meant: a level that holds for {HELD} runs is taken for normal; "
        f"a contract term with bounds on {case.name(place)} would tell at once",
    )


def _says(case: Case, one: Observation, before: float, now: float) -> str:
    name = case.name(Place(unique_id=one.unique_id, column=one.column))
    return (
        f"{_ABOUT[one.measure][1]} of {name} went from {shown(one.measure, before)} to {shown(one.measure, now)}"
    )


def _as_check(case: Case, one: Observation, leap: Leap) -> Check:
    """The leap as a check, so that an incident can wait for its number to come back."""
    says = _says(case, one, leap.usual, leap.value)
    return Check(
        key=one.key,
        unique_id=one.unique_id,
        node=one.unique_id,
        columns=(one.column,) if one.column else (),
        about=_ABOUT[one.measure][0],
        status=Status.FAIL,
        says=says[0].upper() + says[1:],
        observed=True,
    )


def _also_moved(case: Case, head: Observation) -> Iterator[str]:
    """What leaps too easily to be believed alone: the smallest and the largest value of the same column."""
    for one in case.observations:
        same = one.unique_id == head.unique_id and one.column == head.column
        if not same or one.measure not in (Measure.MIN, Measure.MAX):
            continue
        before = [value for _, value in case.history.observed.get(one.series, ())]
        if before and moved(one.measure, before, one.value):
            yield _says(case, one, before[-1], one.value)


def _below(case: Case, unique_id: str, told: Leaps) -> Iterator[str]:
    """What was measured further down, and checks that warn for the first time."""
    below = case.lineage.descendants(unique_id)
    for one in sorted(told, key=lambda one: one.key):
        if one.unique_id in below:
            yield _says(case, one, told[one].usual, told[one].value)
    for check in case.suspicious([unique_id, *case.lineage.order(below)]):
        if check.status is Status.WARN and check.key not in case.history.failing_since:
            yield check.says


def _way_above(case: Case, unique_id: str, *, is_entry: bool) -> Evidence:
    name = case.name(Place(unique_id=unique_id))
    if is_entry:
        kind = case.nodes[unique_id].resource_type
        return Evidence(kind=K.BRACKET, says=f"{name} is a {kind}: nothing lies above it", unique_id=unique_id)
    says = f"no code changed on the way to {name}, and nothing measured above it leapt"
    return Evidence(kind=K.CODE_UNCHANGED, says=says, unique_id=unique_id)


def _unmeasured_entries(case: Case, unique_id: str) -> tuple[Place, ...]:
    """Where data comes in above and nothing is measured: it may have come from there."""
    measured = {one.unique_id for one in case.observations}
    above = case.lineage.order(case.lineage.ancestors(unique_id))
    return tuple(Place(unique_id=uid) for uid in above if case.is_entry(uid) and uid not in measured)
