"""What BI tools are given: the same incidents, owners and exposures, as rows of plain values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.bi import Row, Tables, batches, exposure_rows, hit_rows, incident_rows
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.incidents.episodes import episodes_of
from dbt_onus.core.incidents.incident import Affected, Incident, State
from dbt_onus.core.incidents.timeline import What
from dbt_onus.core.lineage import Lineage
from tests import builders as b
from tests.scorecards import event, incident

CHARGES = b.source("stripe.charges")
ORDERS = b.model("orders", CHARGES)
BOARD = b.exposure("board", ORDERS, owner="Ana")
NODES = {node.unique_id: node for node in (CHARGES, ORDERS, BOARD)}
LINEAGE = Lineage.of(NODES)
NAMES = {"payments": "Payments", "finance": "Finance"}
TODAY = date(2026, 11, 23)


def hitting(**fields: Any) -> Incident:
    affected = Affected(nodes=(ORDERS.unique_id,), teams=("payments", "finance"), exposures=(BOARD.unique_id,))
    return incident("one", "payments", affected=affected, **fields)


def health(*incidents: Incident, reported: Sequence[str] = (b.PROJECT,)) -> Row:
    (row,) = exposure_rows([BOARD], incidents, LINEAGE, reported, TODAY)
    return row


def test_every_time_that_a_fault_was_born_is_a_row_of_its_own() -> None:
    again = hitting(episode=2, state=State.ACKNOWLEDGED, opened_at=b.NOON + timedelta(hours=50))
    events = [
        event(again, What.OPENED), event(again, What.ACKNOWLEDGED, 1), event(again, What.RESOLVED, 4),
        event(again, What.REOPENED, 50, episode=2), event(again, What.ACKNOWLEDGED, 52, episode=2),
    ]  # fmt: skip
    first, second = incident_rows(episodes_of(again, events), NODES, NAMES)
    assert (first["state"], first["is_present"], first["is_return"]) == ("resolved", False, False)
    assert (first["seconds_to_acknowledge"], first["seconds_to_repair"]) == (3600, 4 * 3600)
    assert (second["state"], second["is_present"], second["is_return"]) == ("acknowledged", True, True)
    assert second["resolved_at"] is None
    assert second["opened_at"] == (b.NOON + timedelta(hours=50)).strftime("%Y-%m-%d %H:%M:%S.000000")
    assert (second["team_name"], second["origin"], second["origin_column"]) == (
        "Payments", "stripe.charges", "amount",
    )  # fmt: skip


@pytest.mark.parametrize("confidence", Confidence)
def test_only_a_sure_verdict_counts_against_a_team(confidence: Confidence) -> None:
    (row,) = incident_rows(episodes_of(hitting(confidence=confidence), []), NODES, NAMES)
    assert row["is_counted"] is (confidence in (Confidence.PROVEN, Confidence.LIKELY))


def test_a_superseded_verdict_counts_against_nobody() -> None:
    gone = hitting(state=State.RESOLVED, superseded=True)
    (row,) = incident_rows(episodes_of(gone, [event(gone, What.SUPERSEDED, 1)]), NODES, NAMES)
    assert row["is_counted"] is False


def test_the_hit_are_other_teams_and_exposures_and_not_the_team_itself() -> None:
    hits = hit_rows(episodes_of(hitting(), []), NODES, NAMES)
    assert [(row["kind"], row["hit"]) for row in hits] == [("team", "Finance"), ("exposure", "board")]


def test_an_exposure_is_healthy_only_where_somebody_looked() -> None:
    assert health()["health"] == "healthy"
    assert health(reported=())["health"] == "unknown"


def test_what_reads_broken_data_is_at_risk_and_what_was_not_built_anew_is_stale() -> None:
    risky = health(hitting(failures=("test.shop.x",)))
    assert (risky["health"], risky["teams"], risky["open_incidents"]) == ("at risk", "payments", 1)
    assert health(hitting(skipped=(ORDERS.unique_id,)))["health"] == "stale"
    assert health(hitting(failures=(CHARGES.unique_id,)))["health"] == "stale"
    elsewhere = incident("two", skipped=(ORDERS.unique_id,))
    assert health(elsewhere)["health"] == "healthy"


def test_the_oldest_incident_is_the_one_that_is_shown() -> None:
    old = hitting(opened_at=b.NOON - timedelta(days=1))
    row = health(old, hitting())
    assert (row["since"], row["open_incidents"]) == (
        (b.NOON - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S.000000"), 2,
    )  # fmt: skip


_values = st.text('a\0é"', max_size=12) | st.none() | st.integers(0, 9)
_rows = st.lists(st.dictionaries(st.sampled_from("abc"), _values), max_size=8)


@given(st.dictionaries(st.sampled_from(["incidents", "owners", "hits"]), _rows), st.integers(20, 400))
def test_batches_hold_every_row_once_in_order_and_none_is_too_long(tables: Tables, limit: int) -> None:
    found = list(batches(tables, limit))
    assert found
    for name, rows in tables.items():
        kept = [row for batch in found for row in batch.get(name, [])]
        assert kept == [
            {key: value.replace("\0", "") if isinstance(value, str) else value for key, value in row.items()}
            for row in rows
        ]
    for batch in found:
        lengths = [len(json.dumps(row)) + 2 for rows in batch.values() for row in rows]
        assert sum(lengths) <= limit or len(lengths) == 1
