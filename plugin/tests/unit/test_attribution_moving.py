"""Of several sources whose data may have changed, the one whose measured numbers did: a bakery, night by night."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Confidence
from dbt_onus.core.history import History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.observations import Measure, Observation, Series
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

LOAVES, OVENS = "source.shop.bakery.loaves", "source.shop.workshop.ovens"
SQL = """
select l.id, l.price * o.burns as cost, o.maker
from "b"."loaves" as l left join "w"."ovens" as o on l.oven = o.code
"""
NO_MAKER = b.test("not_null", "fct_loaves", "maker")
COST = b.test("dbt_utils.accepted_range", "fct_loaves", "cost")
ONCE = b.test("unique", "fct_loaves", "id")
TESTS = (NO_MAKER, COST, ONCE)
M = Measure
#: (source, column, measure): what it was on each of ten nights, and now; `None`: not measured.
Nights = dict[Series, tuple[float | None, float | None]]

NULL_MAKERS: Nights = {(OVENS, "maker", M.NULL_SHARE): (0.0, 0.2)}
LONGER_KEYS: Nights = {(LOAVES, "oven", M.LONGEST): (3.0, 6.0)}
OTHER_FLOUR: Nights = {(LOAVES, "flour", M.DISTINCT): (4.0, 9.0)}


def found(
    nights: Nights,
    failed: str = NO_MAKER.unique_id,
    last: float | None = None,
    nightly: dict[Series, tuple[float, ...]] | None = None,
    edited: bool = False,
) -> Finding:
    """What is said of the night; `last`, what the numbers were on the night before it.

    `nightly`: numbers that are others each night, tonight's at last; `edited`: somebody has edited the model.
    """
    nodes = [
        b.source("bakery.loaves", columns=["id", "flour", "price", "oven"], relation_name='"b"."loaves"'),
        b.source("workshop.ovens", columns=["code", "maker", "burns"], relation_name='"w"."ovens"'),
        b.model("fct_loaves", "bakery.loaves", "workshop.ovens", sql=SQL),
        NO_MAKER,
        COST,
        ONCE,
    ]
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    results = [b.result(test, "fail" if test.unique_id == failed else "pass") for test in TESTS]
    code = ["model.shop.fct_loaves"]
    known = unchanged(*(test.unique_id for test in TESTS), code=code, changed=code if edited else ())
    past = [b.NOON - timedelta(days=ago) for ago in range(10, 0, -1)]
    history = History(
        last_pass=known.last_pass,
        versions=known.versions,
        code=known.code,
        observed={
            series: tuple((at, before if last is None or at < past[-1] else last) for at in past)
            for series, (before, _) in nights.items()
            if before is not None
        }
        | {series: tuple(zip(past, values, strict=False)) for series, values in (nightly or {}).items()},
    )
    measured = [Observation(unique_id=uid, column=column, measure=measure, value=now)
                for (uid, column, measure), (*_, now) in (nights | (nightly or {})).items()
                if now is not None]  # fmt: skip
    checks = checks_of(b.run(b.result("fct_loaves"), *results), graph, "duckdb")
    case = Case(graph, lineage, checks, history, SqlPaths(columns, lineage), observations=tuple(measured))
    return only(attribute(case))


def said(finding: Finding) -> tuple[str | None, str | None, Cause, Confidence]:
    return finding.origin.unique_id, finding.origin.column, finding.cause, finding.confidence


def test_nothing_moved_and_both_stay_suspects() -> None:
    finding = found({})
    assert finding.confidence is Confidence.POSSIBLE
    assert {place.unique_id for place in finding.suspects} == {LOAVES, OVENS}


def test_the_only_one_that_moved_did_it() -> None:
    finding = found(NULL_MAKERS)
    assert said(finding) == (OVENS, "maker", Cause.NULLS, Confidence.LIKELY)
    assert "of what feeds it, only workshop.ovens.maker moved: share of nulls 0.0% → 20.0%" in {
        piece.says for piece in finding.evidence
    }


def test_other_keys_are_keys_that_find_nothing() -> None:
    assert said(found(LONGER_KEYS)) == (LOAVES, "oven", Cause.REFERENTIAL, Confidence.LIKELY)


def test_a_column_that_has_nothing_to_do_with_it_accuses_nobody() -> None:
    assert found(OTHER_FLOUR).confidence is Confidence.POSSIBLE
    assert said(found({**OTHER_FLOUR, **NULL_MAKERS}))[0] == OVENS


def test_what_it_was_when_the_check_passed_is_nothing_new() -> None:
    lowest: Nights = {(OVENS, "burns", M.MIN): (15.0, 2.0)}
    assert found(lowest, COST.unique_id).origin.unique_id == OVENS
    assert found(lowest, COST.unique_id, last=2.0).confidence is Confidence.POSSIBLE


def test_of_two_that_moved_the_one_that_shows_the_very_fault() -> None:
    finding = found({**LONGER_KEYS, **NULL_MAKERS})
    assert said(finding) == (OVENS, "maker", Cause.NULLS, Confidence.LIKELY)
    assert "only workshop.ovens.maker moved as this fault would" in "".join(
        piece.says for piece in finding.evidence
    )


def test_of_two_that_moved_and_show_nothing_neither() -> None:
    fewer_ovens: Nights = {(OVENS, None, M.ROWS): (12.0, 6.0)}
    assert found({**LONGER_KEYS, **fewer_ovens}).confidence is Confidence.POSSIBLE


def test_nulls_that_were_always_there_are_not_what_the_test_looks_for() -> None:
    more_nulls: Nights = {(OVENS, "maker", M.NULL_SHARE): (0.1, 0.2)}
    assert found({**LONGER_KEYS, **more_nulls}).confidence is Confidence.POSSIBLE


def test_the_first_nulls_of_a_column_count_however_few_they_are() -> None:
    few: Nights = {(OVENS, "maker", M.NULL_SHARE): (0.0, 0.003), (OVENS, None, M.ROWS): (1000.0, 1000.0)}
    finding = found(few)
    assert said(finding) == (OVENS, "maker", Cause.NULLS, Confidence.LIKELY)
    assert "it never had a null, now 3 of 1,000 values are null" in "".join(
        piece.says for piece in finding.evidence
    )
    # beside another number that moved they do not tell, and of a value out of range they say nothing
    assert found({**LONGER_KEYS, **few}).confidence is Confidence.POSSIBLE
    burns: Nights = {(OVENS, "burns", M.NULL_SHARE): (0.0, 0.003)}
    assert found(burns, COST.unique_id).confidence is Confidence.POSSIBLE


def test_a_few_nulls_more_than_ever_are_no_first_ones() -> None:
    more: Nights = {(OVENS, "maker", M.NULL_SHARE): (0.001, 0.004)}
    assert found(more).confidence is Confidence.POSSIBLE


def test_a_number_that_moved_is_called_so_as_its_bounds_stand_elsewhere() -> None:
    dearer: Nights = {(LOAVES, "price", M.MEAN): (2.0, 200.0), (OVENS, None, M.ROWS): (12.0, 6.0)}
    assert said(found(dearer, COST.unique_id)) == (LOAVES, "price", Cause.DISTRIBUTION, Confidence.LIKELY)


def ovens(rows: float, codes: float, nulls: float = 0.0) -> Nights:
    """Ten nights of a hundred ovens, each with its code, and tonight's."""
    before = {None: (M.ROWS, 100.0, rows), "code": (M.DISTINCT, 100.0, codes)}
    shares: Nights = {(OVENS, "code", M.NULL_SHARE): (0.0, nulls)}
    return shares | {(OVENS, column, measure): (then, now) for column, (measure, then, now) in before.items()}


def test_a_key_that_was_never_there_twice_is_there_twice_now() -> None:
    more_loaves: Nights = {(LOAVES, None, M.ROWS): (1000.0, 2000.0)}
    finding = found({**ovens(102, 100), **more_loaves}, ONCE.unique_id)
    assert said(finding) == (OVENS, "code", Cause.DUPLICATES, Confidence.LIKELY)


@pytest.mark.parametrize(
    ("rows", "codes", "nulls"), [(102, 102, 0.0), (102, 51, 0.5)], ids=["more of them", "nulls"]
)
def test_more_keys_and_keys_without_a_value_are_not_there_twice(rows: float, codes: float, nulls: float) -> None:
    finding = found(ovens(rows, codes, nulls), ONCE.unique_id)
    assert "twice" not in "".join(piece.says for piece in finding.evidence)


DAY = 86_400.0


def dated(column: str, *, tonight: float, step: float = DAY) -> dict[Series, tuple[float, ...]]:
    """The newest value of a dated column, a day later each night; tonight's is so many days from the last one."""
    nights = [b.NOON.timestamp() - (10 - night) * step for night in range(10)]
    return {(OVENS, column, M.NEWEST): (*nights, nights[-1] + tonight * DAY)}


def found_dated(series: dict[Series, tuple[float, ...]], beside: Nights | None = None) -> Finding:
    return found(beside or {}, nightly=series)


def test_newest_rows_that_are_gone_are_seen_by_any_dated_column() -> None:
    finding = found_dated(dated("built_at", tonight=-3))
    assert (finding.origin.unique_id, finding.cause, finding.confidence) == (
        OVENS,
        Cause.VOLUME,
        Confidence.LIKELY,
    )
    assert "newest built_at 2026-" in "".join(piece.says for piece in finding.evidence)


def test_newer_data_and_a_newest_value_that_goes_to_and_fro_are_no_news() -> None:
    assert found_dated(dated("built_at", tonight=1)).confidence is Confidence.POSSIBLE
    assert found_dated(dated("built_at", tonight=-0.01)).confidence is Confidence.POSSIBLE
    back: dict[Series, tuple[float, ...]] = {
        key: (values[1], values[0], *values[2:]) for key, values in dated("built_at", tonight=-3).items()
    }
    assert found_dated(back).confidence is Confidence.POSSIBLE


def test_a_date_far_ahead_accuses_only_by_a_column_that_has_to_do_with_it() -> None:
    ahead = found_dated(dated("maker", tonight=365))
    assert (ahead.origin.unique_id, ahead.confidence) == (OVENS, Confidence.LIKELY)
    assert found_dated(dated("built_at", tonight=365)).confidence is Confidence.POSSIBLE
    assert found_dated(dated("maker", tonight=9)).confidence is Confidence.POSSIBLE


def test_beside_another_number_that_moved_a_date_decides_nothing() -> None:
    assert found_dated(dated("built_at", tonight=-3), LONGER_KEYS).confidence is Confidence.POSSIBLE


BURNS, PRICES = (OVENS, "burns", M.MEAN), (LOAVES, "price", M.MEAN)
TWELVE_OVENS: Nights = {(OVENS, None, M.ROWS): (200.0, 200.0)}
BURNT_A_LITTLE: Nights = {BURNS: (2.0, 2.01)}


def test_in_a_table_that_always_stood_still_a_value_that_stirs_is_news() -> None:
    finding = found(BURNT_A_LITTLE | TWELVE_OVENS, COST.unique_id)
    assert said(finding) == (OVENS, "burns", Cause.DISTRIBUTION, Confidence.LIKELY)
    assert "mean 2 in each of 10 runs → 2.01" in " ".join(piece.says for piece in finding.evidence)


@pytest.mark.parametrize(
    ("beside", "nightly"),
    [
        pytest.param({(OVENS, None, M.ROWS): (200.0, 201.0)}, {}, id="a row came"),
        pytest.param({}, {}, id="who does not count rows does not know"),
        pytest.param(
            TWELVE_OVENS,
            {BURNS: (2.0, 2.01, 2.0, 2.0, 2.01, 2.0, 2.0, 2.0, 2.0, 2.0, 2.01)},
            id="it often stirs",
        ),
        pytest.param(
            TWELVE_OVENS | {(OVENS, "maker", M.MEAN): (2.0, 2.01), BURNS: (2.0, 2.0)}, {}, id="not of it"
        ),
        pytest.param(
            TWELVE_OVENS | {PRICES: (3.0, 3.01), (LOAVES, None, M.ROWS): (90.0, 90.0)},
            {},
            id="both stirred",
        ),
    ],
)
def test_what_stirs_otherwise_is_none(beside: Nights, nightly: dict[Series, tuple[float, ...]]) -> None:
    nights = {series: values for series, values in (BURNT_A_LITTLE | beside).items() if series not in nightly}
    assert not found(nights, COST.unique_id, nightly=nightly).confidence.pages


AS_TEXT: Nights = {PRICES: (3.0, None), (LOAVES, "price", M.SHORTEST): (None, 4.0)}


def test_a_column_of_another_kind_is_the_fault_whatever_failed_for_it() -> None:
    assert said(found(AS_TEXT | NULL_MAKERS, COST.unique_id)) == (
        LOAVES,
        "price",
        Cause.TYPE_CHANGE,
        Confidence.LIKELY,
    )


@pytest.mark.parametrize(
    "nights",
    [
        pytest.param({PRICES: (3.0, None)}, id="numbers are no longer asked for"),
        pytest.param({(LOAVES, "price", M.SHORTEST): (None, 4.0)}, id="asked for since today"),
        pytest.param(
            {(LOAVES, "flour", M.MEAN): (3.0, None), (LOAVES, "flour", M.SHORTEST): (None, 4.0)},
            id="not of it",
        ),
    ],
)
def test_what_is_measured_otherwise_is_not_of_another_kind(nights: Nights) -> None:
    assert not found(nights, COST.unique_id).confidence.pages


@pytest.mark.parametrize("measure", [M.WORDS, M.FORMS])
def test_keys_that_are_written_otherwise_are_seen_by_their_fingerprint(measure: Measure) -> None:
    finding = found({(LOAVES, "oven", measure): (1234.0, 4321.0)})
    assert said(finding) == (LOAVES, "oven", Cause.REFERENTIAL, Confidence.LIKELY)
    assert "are not those of the 10 runs before" in " ".join(piece.says for piece in finding.evidence)
    assert "4,321" not in " ".join(piece.says for piece in finding.evidence)


@pytest.mark.parametrize(
    ("nights", "nightly"),
    [
        pytest.param({(LOAVES, "flour", M.WORDS): (1234.0, 4321.0)}, {}, id="no key"),
        pytest.param({}, {(LOAVES, "oven", M.WORDS): tuple(range(11))}, id="there are new ones every day"),
        pytest.param(
            {(LOAVES, "oven", M.WORDS): (1234.0, 4321.0), (OVENS, "code", M.WORDS): (1.0, 2.0)},
            {},
            id="both sides",
        ),
    ],
)
def test_other_words_elsewhere_or_every_day_are_no_news(
    nights: Nights, nightly: dict[Series, tuple[float, ...]]
) -> None:
    assert not found(nights, nightly=nightly).confidence.pages


def test_the_only_edit_is_not_to_blame_where_what_feeds_it_moved_on_the_same_day() -> None:
    finding = found(NULL_MAKERS, edited=True)
    assert finding.confidence is Confidence.POSSIBLE
    assert [place.unique_id for place in finding.suspects] == ["model.shop.fct_loaves", OVENS]


@pytest.mark.parametrize("nights", [{}, OTHER_FLOUR], ids=["nothing moved", "what has no part in it moved"])
def test_the_only_edit_is_to_blame_otherwise(nights: Nights) -> None:
    finding = found(nights, edited=True)
    assert said(finding)[::3] == ("model.shop.fct_loaves", Confidence.LIKELY)
