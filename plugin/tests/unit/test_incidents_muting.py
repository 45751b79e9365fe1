"""What is left alone: by whom, for how long, and what is not hidden by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dbt_onus.core.evidence import Confidence
from dbt_onus.core.incidents.incident import Incident, Silenced
from dbt_onus.core.incidents.muting import Mutes, Muting, silence_end
from dbt_onus.core.waivers import Silence, Waiver
from dbt_onus.errors import OnusError
from tests import builders as b
from tests.stories import incident, play
from tests.unit.test_incidents_timelines import CONFIG

CHARGES = "source.shop.stripe.charges"
TODAY = b.NOON.date()


def waiver(*terms: str, until: date = TODAY) -> Waiver:
    return Waiver(select="…", reason="migration", approved_by="platform", until=until, terms=terms)


def silence(until: date = TODAY) -> Silence:
    return Silence(select="…", reason="moving house", by="ana", until=until)


def waived(one: Incident, *terms: str, nodes: tuple[str, ...] = (CHARGES,)) -> bool:
    return Mutes(waivers=((waiver(*terms), frozenset(nodes)),)).of(one, b.NOON) is not None


def silenced(one: Incident, *nodes: str) -> bool:
    return Mutes(silences=((silence(), frozenset(nodes)),)).of(one, b.NOON) is not None


def test_a_waiver_accepts_every_failing_check_or_none() -> None:
    contract = replace(incident("charges", "a"), checks=("test.x#not_null:id", "test.x#freshness"))
    contract = replace(contract, about=dict.fromkeys(contract.checks, CHARGES))
    assert waived(contract)
    assert waived(contract, "not_null", "freshness")
    assert not waived(contract, "freshness")
    elsewhere = replace(contract, about={**contract.about, "test.x#freshness": "model.shop.orders"})
    assert not waived(elsewhere)
    assert waived(elsewhere, nodes=(CHARGES, "model.shop.orders"))


def test_a_failure_downstream_of_what_is_waived_is_not_accepted() -> None:
    below = replace(incident("charges", "a"), about={"charges.a": "model.shop.orders"})
    assert not waived(below)


def test_an_incident_without_checks_is_not_waived() -> None:
    assert not waived(replace(incident("charges"), checks=(), about={}))


def test_a_silence_is_about_what_is_born_there_or_breaks_nowhere_else() -> None:
    below = replace(incident("charges", "a"), about={"charges.a": "model.shop.orders"})
    assert silenced(below, CHARGES)
    assert silenced(below, "model.shop.orders")
    assert not silenced(below, "model.shop.customers")
    unsure = replace(below, confidence=Confidence.POSSIBLE)
    assert not silenced(unsure, CHARGES), "nobody knows whether it was born there"


def test_the_last_day_is_included_and_in_utc() -> None:
    mutes = Mutes(silences=((silence(), frozenset({CHARGES})),))
    last = datetime(2026, 11, 2, 23, 59, 59, tzinfo=UTC)
    muted = mutes.of(incident("charges", "a"), last)
    assert muted is not None
    assert muted.says == "silenced until 2026-11-02 (by ana): moving house"
    over = last + timedelta(seconds=1)
    assert mutes.of(incident("charges", "a"), over) is None
    assert mutes.ended(last) == ()
    assert mutes.ended(over) == (
        'the silence "…" of ana ended on 2026-11-02: its incidents are told again; take it out of onus.yml',
    )


def test_a_waiver_is_said_before_a_silence_and_a_person_before_onus_yml() -> None:
    own = Silenced(by="lee", because="on it", until=b.NOON + timedelta(hours=1))
    one = replace(incident("charges", "a"), silenced=own)
    nodes = frozenset({CHARGES})
    both = Mutes(silences=((silence(), nodes),), waivers=((waiver(), nodes),))
    assert both.of(one, b.NOON).how is Muting.WAIVED  # type: ignore[union-attr]
    assert both.of(one, b.NOON).says == "waived until 2026-11-02 (approved by platform): migration"  # type: ignore[union-attr]
    without = Mutes(silences=((silence(), nodes),))
    assert without.of(one, b.NOON).says == "silenced until 2026-11-02 13:00 UTC (by lee): on it"  # type: ignore[union-attr]


def test_only_what_is_open_is_left_alone() -> None:
    mutes = Mutes(silences=((silence(), frozenset({CHARGES})),))
    one = incident("charges", "a")
    assert set(mutes.now([one, replace(one.resolve("ana resolved it"), id="other")], b.NOON)) == {"charges"}


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2d", b.NOON + timedelta(days=2)),
        (" 90m ", b.NOON + timedelta(minutes=90)),
        ("2026-11-05", datetime(2026, 11, 6, tzinfo=UTC)),
    ],
)
def test_the_end_of_a_silence_is_a_day_or_so_long_from_now(text: str, end: datetime) -> None:
    assert silence_end(text, b.NOON) == end


@pytest.mark.parametrize("text", ["", "soon", "0d", "2026-13-01", "9999-12-31", "1y", "٢d"])
def test_other_ends_are_refused(text: str) -> None:
    with pytest.raises(OnusError, match="write a day like 2027-01-31"):
        silence_end(text, b.NOON)


def test_a_silence_that_is_over_already_silences_nothing() -> None:
    with pytest.raises(OnusError, match="silences nothing"):
        incident("charges", "a").silence(Silenced(by="a", because="…", until=b.NOON), b.NOON)


def test_what_a_waiver_in_onus_yml_accepts_is_not_told_until_it_ends_and_is_closed_meanwhile() -> None:
    mutes = Mutes(waivers=((waiver(), frozenset({CHARGES})),))
    play(
        CONFIG,
        """
        at 0:   charges fails a; expect nothing
        at 11h: tick; expect nothing
        at 12h: tick; expect pay-slack pay-pager "first notification"
        """,
        mutes,
    )
    play(
        CONFIG,
        """
        at 12h: charges fails a; expect pay-slack pay-pager "first notification"
        at 1h:  tick; charges passes a; expect pay-slack pay-pager "resolved"  # it is waived
        """,
        mutes,
    )
