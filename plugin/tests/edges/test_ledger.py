"""One battery for every ledger: what goes in comes out, once, or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from dbt_onus.app.incidents import change_in
from dbt_onus.core.evidence import Confidence, EvidenceKind
from dbt_onus.core.history import RunRecord
from dbt_onus.core.incidents import acts
from dbt_onus.core.incidents.incident import State
from dbt_onus.core.incidents.judgements import Opinion
from dbt_onus.core.incidents.standing import Decision, Standing
from dbt_onus.core.incidents.timeline import What
from dbt_onus.core.ports import Ledger
from dbt_onus.core.results import Status
from dbt_onus.errors import LedgerError, OnusError
from dbt_onus.ledger import open_ledger
from dbt_onus.ledger.texts import KEPT_VERSIONS
from tests import builders as b
from tests.ledgers import ana, at, event, incident, record, remember, standing


def test_a_ledger_that_was_never_written_remembers_nothing(ledger: Ledger) -> None:
    assert ledger.open_incidents() == ()
    assert ledger.history("shop", {"test.shop.x"}, {}).last_pass == {}


def test_it_remembers_when_a_check_last_passed_and_since_when_it_fails(ledger: Ledger) -> None:
    for hour, status in enumerate([Status.PASS, Status.PASS, Status.FAIL, Status.SKIPPED, Status.FAIL]):
        remember(ledger, records=[record(hour, {"test.shop.x": status})])
    history = ledger.history("shop", {"test.shop.x"}, {})
    assert history.last_pass == {"test.shop.x": at(1)}
    assert history.failing_since == {"test.shop.x": at(2)}


def test_an_invocation_is_recorded_once(ledger: Ledger) -> None:
    run = record(1, {"test.shop.x": Status.PASS})
    assert not remember(ledger, records=[run]).again
    assert remember(ledger, records=[replace(run, statuses={"test.shop.x": Status.FAIL})]).again
    assert not remember(ledger, records=[run, record(2)]).again
    assert not standing(ledger).again
    assert ledger.history("shop", {"test.shop.x"}, {}).failing_since == {}


def test_a_later_run_has_the_last_word_on_the_checks_it_looked_at(ledger: Ledger) -> None:
    remember(ledger, records=[record(5, {"test.shop.x": Status.PASS})])
    older = record(4, {"test.shop.x": Status.FAIL, "test.shop.y": Status.FAIL})
    assert remember(ledger, records=[older]).later == {"test.shop.x"}
    assert remember(ledger, records=[record(6, {"test.shop.x": Status.FAIL})]).later == frozenset()
    elsewhere = record(4, {"test.shop.x": Status.FAIL}, project="elsewhere")
    assert remember(ledger, records=[elsewhere]).later == frozenset()


def test_code_counts_from_the_run_that_built_with_it(ledger: Ledger) -> None:
    remember(ledger, records=[record(0, built={"model.shop.a": "old"})])
    remember(ledger, records=[record(1, built={"model.shop.a": "old"})])
    remember(ledger, records=[record(2, seen={"model.shop.a": "new"})])
    remember(ledger, records=[record(3, built={"model.shop.a": "new"})])
    history = ledger.history("shop", (), {"model.shop.a": "new"})
    assert history.versions == {"model.shop.a": ((at(0), "old"), (at(3), "new"))}
    assert history.changed(["model.shop.a"], at(2)) == {"model.shop.a"}
    assert history.changed(["model.shop.a"], at(3)) == frozenset()


def test_code_that_was_changed_and_changed_back_is_unchanged(ledger: Ledger) -> None:
    for hour, code in enumerate(["one", "two", "one"]):
        remember(ledger, records=[record(hour, built={"model.shop.a": code})])
    history = ledger.history("shop", (), {"model.shop.a": "one"})
    assert history.changed(["model.shop.a"], at(0)) == frozenset()
    assert history.changed(["model.shop.a"], at(1)) == {"model.shop.a"}


def test_incidents_come_back_as_they_were(ledger: Ledger) -> None:
    remember(ledger, incident())
    assert ledger.open_incidents() == (incident(),)


def test_a_resolved_incident_is_no_longer_open(ledger: Ledger) -> None:
    remember(ledger, incident())
    remember(ledger, replace(incident(), state=State.RESOLVED))
    assert ledger.open_incidents() == ()


def test_what_a_person_gave_to_another_team_is_found_while_it_is_open(ledger: Ledger) -> None:
    assert ledger.reassigned_incidents() == ()
    given = replace(incident("0aff0000"), reassigned_to="growth")
    said = replace(incident("ff000000"), why_team='they said "reassigned_to":"growth"')
    remember(ledger, incident(), given, said)
    assert ledger.reassigned_incidents() == (given,)
    remember(ledger, replace(given, state=State.RESOLVED))
    assert ledger.reassigned_incidents() == ()


def test_incidents_are_found_by_the_beginning_of_their_id_resolved_or_not(ledger: Ledger) -> None:
    assert ledger.incidents() == ()
    over = replace(incident("0aff0000", opened=1), state=State.RESOLVED)
    remember(ledger, incident("0a1b2c3d"), over, incident("ff000000", opened=2))
    assert [one.id for one in ledger.incidents("0a")] == ["0a1b2c3d", "0aff0000"]
    assert [one.id for one in ledger.incidents("0aff")] == ["0aff0000"]
    assert [one.id for one in ledger.incidents()] == ["0a1b2c3d", "0aff0000", "ff000000"]
    for wild in ("%", "_", "0a1b2c3d0"):
        assert ledger.incidents(wild) == ()


def test_the_timeline_tells_what_happened_in_its_order_and_once(ledger: Ledger) -> None:
    remember(ledger, incident(), records=[record(0)], events=[event()])
    remember(ledger, incident(), records=[record(0)], events=[event()])
    given = change_in(ledger, "0a1b2c3d", lambda one: acts.reassign(one, ana(1, "their form"), "growth"))
    change_in(ledger, "0a1b2c3d", lambda one: acts.acknowledge(one, ana(2)))
    timeline = ledger.timeline("0a1b2c3d")
    assert [event.what for event in timeline] == [What.OPENED, What.REASSIGNED, What.ACKNOWLEDGED]
    assert timeline[1] == given.event
    assert (timeline[1].because, timeline[1].names, timeline[2].because) == ("their form", "growth", None)
    assert ledger.timeline("ffffffff") == ()


def test_what_a_person_did_is_how_the_incident_stands(ledger: Ledger) -> None:
    remember(ledger, incident())
    change_in(ledger, "0a1b2c3d", lambda one: acts.acknowledge(one, ana(1)))
    change_in(ledger, "0a1b2c3d", lambda one: acts.reassign(one, ana(2), "growth"))
    (one,) = ledger.open_incidents()
    assert (one.state, one.team, one.reassigned_to) == (State.OPEN, "growth", "growth")
    change_in(ledger, "0a1b2c3d", lambda one: acts.resolve(one, ana(3)))
    assert ledger.open_incidents() == ()


def test_an_act_that_is_refused_writes_nothing(ledger: Ledger) -> None:
    remember(ledger, replace(incident(), state=State.RESOLVED))
    with pytest.raises(OnusError, match="is resolved"):
        change_in(ledger, "0a1b2c3d", lambda one: acts.acknowledge(one, ana(1)))
    with pytest.raises(LedgerError, match="has no incident ffffffff"):
        change_in(ledger, "ffffffff", lambda one: acts.acknowledge(one, ana(1)))
    assert ledger.timeline("0a1b2c3d") == ()
    # the refusal let go of the ledger
    remember(ledger, incident("ff000000"))


def test_judgements_keep_the_verdict_that_they_were_about(ledger: Ledger) -> None:
    assert ledger.judgements() == ()
    remember(ledger, incident())
    disputed = change_in(
        ledger, "0a1b2c3d", lambda one: acts.dispute(one, ana(1, "it was us"), was_team="finance")
    )
    change_in(ledger, "0a1b2c3d", lambda one: acts.confirm(one, ana(2)))
    remember(ledger, replace(incident(), confidence=Confidence.POSSIBLE))
    first, second = ledger.judgements()
    assert first == disputed.judgement
    assert (first.confidence, first.kinds) == (Confidence.PROVEN, (EvidenceKind.SAME_RUN_FAILURE,))
    assert (first.was_team, second.opinion) == ("finance", Opinion.CONFIRMED)


def test_a_decision_sees_what_is_open_and_what_it_asks_for_by_id(ledger: Ledger) -> None:
    over, old = (replace(incident(id_), state=State.RESOLVED) for id_ in ("0b000000", "0c000000"))
    remember(ledger, incident(), over, old)
    assert standing(ledger).incidents == {"0a1b2c3d": incident()}
    assert standing(ledger, "0b000000", "ffffffff").incidents == {"0a1b2c3d": incident(), "0b000000": over}


def test_what_cannot_be_decided_is_not_written(ledger: Ledger) -> None:
    def decide(_: Standing) -> Decision:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ledger.change(decide, records=[record(0, {"test.shop.x": Status.PASS})])
    assert ledger.history("shop", {"test.shop.x"}, {}).last_pass == {}
    assert not remember(ledger, incident(), records=[record(0)]).again


def test_texts_come_back_whatever_is_in_them(ledger: Ledger) -> None:
    strange = "'; drop table incidents; -- % %s ? \\ \n \t “ü” \N{POUTING FACE} \u202e"
    one = incident(title=strange, why_team=strange)
    remember(ledger, one)
    change_in(ledger, one.id, lambda known: acts.reassign(known, ana(1, strange), strange))
    (known,) = ledger.open_incidents()
    (happened,) = ledger.timeline(one.id)
    assert (known.title, known.team, happened.because, happened.names) == (strange, strange, strange, strange)


def test_what_is_no_text_is_refused_in_one_line(ledger: Ledger) -> None:
    remember(ledger, incident())
    with pytest.raises(LedgerError, match="bytes in it that are no text"):
        change_in(ledger, "0a1b2c3d", lambda one: acts.reassign(one, ana(1, "\udcff"), "growth"))
    assert ledger.open_incidents() == (incident(),)


def test_a_letter_that_one_database_cannot_keep_costs_nothing_else(ledger: Ledger) -> None:
    change = acts.acknowledge(incident(), ana(1, "nul\0byte"))
    remember(ledger, change.incident, events=[change.event])
    (happened,) = ledger.timeline("0a1b2c3d")
    assert happened.because in ("nul\0byte", "nul\N{REPLACEMENT CHARACTER}byte")


MODEL = b.model("orders", template="select {{ x }}", sql="select 1")


def built(hour: int, code: str, sql: str) -> RunRecord:
    node = b.model("orders", template="select {{ x }}", sql=sql)
    return replace(record(hour, built={MODEL.unique_id: code}), texts={MODEL.unique_id: (code, node)})


def test_the_code_of_a_version_is_written_once(ledger: Ledger) -> None:
    assert ledger.texts("shop", [MODEL.unique_id]) == {}
    for hour, code, sql in ((0, "a", "select 1"), (1, "a", "select 1 as x"), (2, "b", "select 2")):
        remember(ledger, records=[built(hour, code, sql)])
    versions = ledger.texts("shop", [MODEL.unique_id, "model.shop.unheard"])[MODEL.unique_id]
    assert [(moment, text.code, text.sql) for moment, text in versions] == [
        (at(0), "a", "select 1"),
        (at(2), "b", "select 2"),
    ]
    assert ledger.texts("another", [MODEL.unique_id]) == {}


def test_code_that_is_too_long_is_as_good_as_unknown(ledger: Ledger) -> None:
    remember(ledger, records=[built(0, "a", "select 1 -- " + "x" * 300_000)])
    assert [text.sql for _, text in ledger.texts("shop", [MODEL.unique_id])[MODEL.unique_id]] == [""]


def test_of_what_is_edited_again_and_again_the_last_versions_are_kept(ledger: Ledger) -> None:
    """A ledger that lives for years does not grow with every edit of a model."""
    other = b.model("customers", sql="select 0")
    first = replace(record(0, built={other.unique_id: "a"}), texts={other.unique_id: ("a", other)})
    remember(ledger, records=[first])
    for hour in range(KEPT_VERSIONS + 5):
        remember(ledger, records=[built(hour + 1, f"code {hour}", f"select {hour}")])
    versions = ledger.texts("shop", [MODEL.unique_id, other.unique_id])
    kept = [text.sql for _, text in versions[MODEL.unique_id]]
    assert kept == [f"select {hour}" for hour in range(5, KEPT_VERSIONS + 5)]
    assert [text.sql for _, text in versions[other.unique_id]] == ["select 0"]


def test_code_that_is_damaged_is_as_good_as_unknown(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    remember(ledger, records=[built(1, "b", "select 1")])
    with closing(sqlite3.connect(tmp_path / ".onus" / "ledger.db")) as connection, connection:
        connection.execute("update texts set document = x'00'")
    assert [text.sql for _, text in ledger.texts("shop", [MODEL.unique_id])[MODEL.unique_id]] == [""]
