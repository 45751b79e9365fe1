"""Changes announced to the teams that they hit: planned in the ledger, which remembers them, and sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dbt_onus.app.addresses import addresses_of
from dbt_onus.app.delivering import BY_HAND, Sent, deliver
from dbt_onus.app.doing import doing
from dbt_onus.app.project import Project
from dbt_onus.app.routing import present_sender
from dbt_onus.app.watch import Watch
from dbt_onus.core.changes import Effect
from dbt_onus.core.changes.report import DiffReport
from dbt_onus.core.incidents.standing import Decision, Standing
from dbt_onus.core.notifications import Reason, change_subject, subject_of
from dbt_onus.core.routing.announcing import Announcement, announced_changes, announcement


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """How many messages were new, and what became of everything that was to be sent."""

    announcement: Announcement
    sent: Sent
    report: DiffReport

    @property
    def lines(self) -> tuple[str, ...]:
        """What a person should know, a line each."""
        told = [
            f"{self.report.name(one.team)} is told of {subject_of(one.incident_id)} through {one.receiver}"
            for delivery in self.sent.delivered
            for one in (delivery.planned.notification, *delivery.planned.covers)
            if one.reason is Reason.ANNOUNCED
        ]
        nothing = () if told or self.announcement.planned or self.announcement.says else (_NOTHING_NEW,)
        return (*told, *self.announcement.says, *self.sent.problems, *nothing)


_NOTHING_NEW = "nobody is to be told: no other team is hit, or all have heard of it or answered"


@doing("telling the teams that are hit")
def inform(report: DiffReport, project: Project, least: Effect, now: datetime) -> Informed:
    """Tell every team that a change hits, once, with all else that waits in the outbox. LedgerError: see there.

    The ledger of the first project remembers it: a run that shares it says nothing again.
    """
    first, addresses = project.members[0], addresses_of(Watch(project.members, project))
    changes = announced_changes(report, least)
    made = Announcement()

    def decide(standing: Standing) -> Decision:
        nonlocal made
        policy = first.config.policy.changes
        made = announcement(report, changes, addresses, standing.told, policy, now)
        return Decision(planned=made.planned)

    if changes:
        first.ledger.change(decide, ids=[change_subject(change.id) for change in changes])
    return Informed(announcement=made, sent=deliver([first.ledger], present_sender(), BY_HAND), report=report)
