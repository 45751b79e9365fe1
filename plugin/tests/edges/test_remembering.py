"""What a run found and what the ledger knew become one decision, in one transaction for each ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from dbt_onus.app.incidents import change_in, change_incident
from dbt_onus.app.project import Project, read_project
from dbt_onus.app.remembering import Remembered, remembered
from dbt_onus.app.seeing import seen_by
from dbt_onus.core.evidence import Place
from dbt_onus.core.incidents import acts
from dbt_onus.core.incidents.incident import Incident, State
from dbt_onus.core.incidents.standing import Decision, Plan, Standing
from dbt_onus.core.incidents.timeline import What
from dbt_onus.errors import OnusError
from tests import builders as b
from tests.ledgers import ID, LEASE, Store, ana, at, incident, planned

CHARGES = b.source("stripe.charges", columns=["id"])
UNIQUE = b.test("unique", "stripe.charges", "id")
BROKEN = UNIQUE.unique_id

CONFIG = "version: 1\nfallback_team: platform\nteams: {platform: {}, payments: {}, finance: {}, growth: {}}\n"


def ran(folder: Path, hour: int, status: str = "fail", *, project: str = "shop", ledger: str = "") -> Path:
    """A project whose one check ended so at that hour."""
    folder.mkdir(exist_ok=True)
    (folder / "onus.yml").write_text(CONFIG + (f'ledger: "{ledger}"\n' if ledger else ""))
    source = b.source("stripe.charges", columns=["id"], package=project)
    test = b.test("unique", source, "id", package=project)
    said = {"invocation_id": f"{project}-{hour}", "at": b.NOON + timedelta(hours=hour)}
    b.write_target(
        folder / "target", b.manifest(source, test, project=project), b.run(b.result(test, status), **said)
    )
    return folder


def found(id_: str = ID, project: str = "shop") -> Incident:
    check = BROKEN.replace(".shop.", f".{project}.")
    origin = Place(unique_id=f"source.{project}.stripe.charges", column="id")
    return incident(id_, project=project, origin=origin, checks=(check,), failures=(check,))


def after(project: Project, *incidents: Incident, plan: Plan | None = None) -> Remembered:
    return remembered(project, seen_by(project), incidents, plan)


def test_what_a_person_says_while_a_run_is_written_down_is_not_lost(tmp_path: Path) -> None:
    after(read_project([ran(tmp_path, 1)]), found())
    project = read_project([ran(tmp_path, 2)])
    person = Thread(
        target=lambda: change_incident(read_project([tmp_path]), ID, lambda one: acts.acknowledge(one, ana(2)))
    )

    def plan(_: Standing, decision: Decision) -> Decision:
        person.start()
        person.join(0.3)
        assert person.is_alive(), "it has to wait"
        return decision

    after(project, found(), plan=plan)
    person.join(10)
    (one,) = project.members[0].ledger.open_incidents()
    assert (one.state, one.runs) == (State.ACKNOWLEDGED, 2)


def test_what_is_to_be_said_is_written_with_what_happened(tmp_path: Path) -> None:
    project = read_project([ran(tmp_path, 1)])
    seen: list[tuple[Standing, Decision]] = []

    def plan(standing: Standing, decision: Decision) -> Decision:
        seen.append((standing, decision))
        return replace(decision, planned=(planned(),))

    after(project, found(), plan=plan)
    ((standing, decision),) = seen
    assert (standing.incidents, [one.id for one in decision.incidents]) == ({}, [ID])
    assert [one.what for one in decision.events] == [What.OPENED]
    delivery = project.members[0].ledger.claim(at(1), LEASE)
    assert delivery is not None
    assert delivery.planned == planned()


def test_where_it_cannot_be_said_what_happened_is_not_written_either(tmp_path: Path) -> None:
    project = read_project([ran(tmp_path, 1)])

    def refuse(_: Standing, __: Decision) -> Decision:
        raise OnusError("no such receiver")

    with pytest.raises(OnusError, match="no such receiver"):
        after(project, found(), plan=refuse)
    ledger = project.members[0].ledger
    assert (ledger.incidents(), ledger.timeline(ID)) == ((), ())
    after(project, found())
    with pytest.raises(OnusError, match="no such receiver"):
        change_incident(project, ID, lambda one: acts.acknowledge(one, ana(2)), refuse)
    assert ledger.open_incidents()[0].state is State.OPEN


def test_an_act_and_what_is_said_because_of_it_are_one(tmp_path: Path) -> None:
    project = read_project([ran(tmp_path, 1)])
    after(project, found())

    def plan(standing: Standing, decision: Decision) -> Decision:
        assert standing.incidents[ID].state is State.OPEN
        assert decision.incidents[0].state is State.ACKNOWLEDGED
        return replace(decision, planned=(planned(),))

    change_incident(project, ID[:4], lambda one: acts.acknowledge(one, ana(2)), plan)
    assert len(project.members[0].ledger.outbox()) == 1


@pytest.mark.parametrize("shared", [True, False])
def test_each_ledger_keeps_what_is_born_in_its_projects(tmp_path: Path, *, shared: bool) -> None:
    address = f"sqlite:{tmp_path}/both.db" if shared else ""
    folders = [ran(tmp_path / name, 1, project=name, ledger=address) for name in ("up", "down")]
    project = read_project(folders)
    decided: list[list[str]] = []

    def plan(_: Standing, decision: Decision) -> Decision:
        decided.append(sorted(one.id for one in decision.incidents))
        return decision

    after(project, found("0a000000", "up"), found("0b000000", "down"), plan=plan)
    up, down = (member.ledger for member in project.members)
    if shared:
        assert up is down
        assert decided == [["0a000000", "0b000000"]]
        assert len(up.timeline("0a000000")) == 1
    else:
        assert sorted(decided) == [["0a000000"], ["0b000000"]]
        assert [[one.id for one in ledger.incidents()] for ledger in (up, down)] == [["0a000000"], ["0b000000"]]


def test_one_ledger_that_cannot_be_used_keeps_no_other_from_remembering(tmp_path: Path) -> None:
    folders = [ran(tmp_path / name, 1, project=name) for name in ("up", "down")]
    (tmp_path / "down" / ".onus").write_text("in the way")
    project = read_project(folders)
    kept = after(project, found("0a000000", "up"), found("0b000000", "down"))
    assert sorted(one.id for one in kept.incidents) == ["0a000000", "0b000000"]
    (warning,) = kept.warnings
    assert warning.endswith("; this run was not recorded")
    assert [one.id for one in project.members[0].ledger.open_incidents()] == ["0a000000"]


def test_a_fault_above_explains_what_another_ledger_keeps_open(tmp_path: Path) -> None:
    folders = [ran(tmp_path / name, 1, project=name) for name in ("up", "down")]
    after(read_project(folders), found("0b000000", "down"))
    for name in ("up", "down"):
        ran(tmp_path / name, 2, project=name)
    project = read_project(folders)
    cause = found("0a000000", "up")
    after(project, replace(cause, checks=(*cause.checks, *found(project="down").checks)))
    (old,) = project.members[1].ledger.incidents()
    assert (old.state, old.superseded) == (State.RESOLVED, True)


def test_it_is_the_same_on_every_ledger(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONUS_LEDGER", store.address)
    for hour, status in enumerate(("fail", "fail", "pass", "fail"), start=1):
        project = read_project([ran(tmp_path / "shop", hour, status, ledger="env:ONUS_LEDGER")])
        for _ in range(2):
            after(project, *([found()] if status == "fail" else []))
    ledger = project.members[0].ledger
    (one,) = ledger.open_incidents()
    assert (one.episode, one.runs) == (2, 1)
    assert [event.what for event in ledger.timeline(ID)] == [What.OPENED, What.RESOLVED, What.REOPENED]
    change_in(ledger, ID, lambda known: acts.reassign(known, ana(5), "growth"))
    again = read_project([ran(tmp_path / "shop", 5, ledger="env:ONUS_LEDGER")])
    (kept,) = after(again, found()).incidents
    assert (kept.team, kept.runs) == ("growth", 2)
