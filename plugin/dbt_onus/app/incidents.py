"""What people do with incidents between runs: find them, look at them, act on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Protocol

from dbt_onus.app.lookup import known_of
from dbt_onus.app.project import Project
from dbt_onus.app.watch import Watch
from dbt_onus.core.bundle.reading import PublishedOwner
from dbt_onus.core.checks import terms_of
from dbt_onus.core.contracts import Term
from dbt_onus.core.explanation import Explanation, compiled_paths, explain, gone_checks
from dbt_onus.core.incidents.acts import decision_of
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.standing import Decision, Plan, Standing
from dbt_onus.core.incidents.timeline import Change, Event
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups import Known
from dbt_onus.core.ports import Ledger
from dbt_onus.core.selectors import parse_target
from dbt_onus.core.sketches import sketched_nodes
from dbt_onus.errors import LedgerError, OnusError

#: How many ids an error offers.
_OFFERED = 3


class Keeping(Protocol):
    """A project with its memory."""

    @property
    def ledger(self) -> Ledger:
        """Where its incidents are."""


class Remembering(Protocol):
    """Whatever has ledgers: no artifacts are needed to find an incident in them."""

    @property
    def members(self) -> Sequence[Keeping]:
        """The projects that are looked at together."""


class Naming(Protocol):
    """Whatever knows teams by their names."""

    @property
    def fallback_team(self) -> str:
        """Who answers for what is nobody's."""

    @property
    def team_names(self) -> Mapping[str, str]:
        """What people call each team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An incident with what happened to it; `gone` are checks that no run can pass any more (`unique_id`)."""

    incident: Incident
    timeline: tuple[Event, ...] = ()
    gone: tuple[str, ...] = ()


def list_incidents(watch: Watch, *, resolved: bool = False, team: str | None = None) -> tuple[Listed, ...]:
    """What is open (with `resolved`, everything that ever was), of one team or of all, oldest first."""
    found = [
        one
        for _, one in _incidents(watch)
        if (resolved or one.is_open) and team in (None, one.team) and watch.concerns(one)
    ]
    return tuple(
        Listed(incident=one, gone=_gone(watch, one))
        for one in sorted(found, key=lambda one: (one.opened_at, one.id))
    )


def show_incident(watch: Watch, text: str) -> Listed:
    """One incident and its timeline. OnusError where `text` is no id, or the beginning of none or several."""
    ledger, incident = _named(watch, text)
    return Listed(incident=incident, timeline=ledger.timeline(incident.id), gone=_gone(watch, incident))


def _gone(watch: Watch, incident: Incident) -> tuple[str, ...]:
    """Without a manifest nobody knows what is gone."""
    return gone_checks(incident, watch.project.nodes) if watch.project is not None and incident.is_open else ()


def change_incident(
    project: Remembering, text: str, act: Callable[[Incident], Change], plan: Plan | None = None
) -> Change:
    """Let a person act on an incident and remember it. OnusError where it is not found or the act impossible.

    `plan` adds to what is written, in the same transaction: what is to be said because of it.
    """
    ledger, incident = _named(project, text)
    return change_in(ledger, incident.id, act, plan)


def change_in(
    ledger: Ledger, incident_id: str, act: Callable[[Incident], Change], plan: Plan | None = None
) -> Change:
    """The act on the incident as the ledger has it at that moment. LedgerError where it has none of that id."""
    done: list[Change] = []

    def decide(standing: Standing) -> Decision:
        if incident_id not in standing.incidents:
            raise LedgerError(f"the ledger has no incident {incident_id} any more")
        done.append(act(standing.incidents[incident_id]))
        decision = decision_of(done[0])
        return plan(standing, decision) if plan else decision

    ledger.change(decide, ids=(incident_id,))
    return done[0]


def incident_named(project: Remembering, text: str | None) -> Incident:
    """The incident named, or the only one that is open."""
    return _only_open(project) if text is None else _named(project, text)[1]


def explain_incident(project: Project, incident: Incident) -> Explanation:
    """The incident laid open."""
    return explain(
        incident,
        known_of(project),
        dbt_version=project.members[0].manifest.dbt_version,
        compiled=_compiled(project, incident),
        directories={
            member.name: str(member.directory) for member in project.members if str(member.directory) != "."
        },
        terms=_terms(project, incident),
        measured=_measured(project) if incident.suspects else None,
    )


#: Who answers for a node of which there is no manifest.
_NOT_TOLD = PublishedOwner(team="not known without a manifest", why="", conflicts=(), contact=None)


def explain_remembered(incident: Incident) -> Explanation:
    """The incident as far as the ledger knows it: no way through the graph, no SQL, owners where it names them."""
    nodes = sketched_nodes([incident])
    teams = {one.place.unique_id: one.team for one in incident.suspects}
    if incident.confidence.pages:
        teams[incident.origin.unique_id] = incident.team
    known = Known(
        lineage=Lineage.of(nodes),
        owner_of=lambda uid: replace(_NOT_TOLD, team=teams[uid]) if uid in teams else _NOT_TOLD,
        projects={incident.project},
    )
    return explain(incident, known, dbt_version="", compiled={}, directories={}, terms={})


def _measured(project: Project) -> frozenset[str]:
    """The nodes of which some run in the ledgers observed a number."""
    known = (member.ledger.history(member.name, (), {}).observed for member in project.members)
    return frozenset(unique_id for observed in known for unique_id, _, _ in observed)


def _terms(project: Project, incident: Incident) -> dict[str, Term]:
    """What the latest runs say of the contract terms among its checks."""
    tests = {check.partition("#")[0] for check in incident.checks if "#" in check}
    runs = (member.target.run for member in project.members)
    return {key: term for run in runs if run for key, term in terms_of(run, project.nodes, tests).items()}


def team_named(project: Naming, text: str) -> str:
    """The key of the team that is called so; any name where no team is defined. OnusError for any other."""
    key, names = _team(project, text), project.team_names
    if key is None and names:
        near = get_close_matches(text, names, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else f"; there are {', '.join(sorted(names))}"
        raise OnusError(f'no team is called "{text}"{hint}')
    return key or text


def origin_named(project: Project, text: str) -> tuple[str | None, str]:
    """What `--was` names: a team, or else a node and the team that answers for it."""
    key = _team(project, text)
    if key is not None:
        return None, key
    unique_id = parse_target(text, project.lineage).unique_id
    return unique_id, project.owner_of(unique_id).team


def _team(project: Naming, text: str) -> str | None:
    known = {project.fallback_team: project.fallback_team, **project.team_names}
    word = text.strip().casefold()
    return next((key for key, name in known.items() if word in (key.casefold(), name.casefold())), None)


def _incidents(project: Remembering, prefix: str = "") -> Iterator[tuple[Ledger, Incident]]:
    """Every incident once, with the ledger that keeps it: projects may share one."""
    seen: set[str] = set()
    for member in project.members:
        for incident in member.ledger.incidents(prefix):
            if incident.id not in seen:
                seen.add(incident.id)
                yield member.ledger, incident


def _named(project: Remembering, text: str) -> tuple[Ledger, Incident]:
    prefix = text.strip().casefold()
    found = list(_incidents(project, prefix)) if prefix else []
    exact = [pair for pair in found if pair[1].id == prefix]
    if len(found) == 1 or exact:
        return (exact or found)[0]
    if found:
        raise OnusError(f'"{text}" is the beginning of {len(found)} incidents: {_ids(one for _, one in found)}')
    known = [one for _, one in _incidents(project)]
    if not known:
        raise OnusError(f'there is no incident "{text}": the ledger knows of none; `onus report` records them')
    near = get_close_matches(prefix, [one.id for one in known], n=_OFFERED, cutoff=0.4)
    nearest = [one for one in known if one.id in near] or [one for one in known if one.is_open] or known
    raise OnusError(f'there is no incident "{text}"; the nearest: {_ids(iter(nearest))}')


def _only_open(project: Remembering) -> Incident:
    found = [one for _, one in _incidents(project) if one.is_open]
    if len(found) == 1:
        return found[0]
    if not found:
        raise OnusError("no incident is open; name one to explain: `onus incidents list --all` shows them")
    raise OnusError(f"{len(found)} incidents are open; name one: {_ids(iter(found))}")


def _ids(incidents: Iterator[Incident]) -> str:
    known = list(incidents)
    more = f" and {len(known) - _OFFERED} more" if len(known) > _OFFERED else ""
    return ", ".join(f"{one.id} ({one.title[:60]})" for one in known[:_OFFERED]) + more


def _compiled(project: Project, incident: Incident) -> dict[str, str]:
    """The files with the SQL of its checks, as far as dbt left them."""
    found: dict[str, str] = {}
    for check in incident.checks:
        unique_id = check.partition("#")[0]
        node = project.nodes.get(unique_id)
        for member in project.members if node is not None else ():
            for path in compiled_paths(node) if node is not None else ():
                file = member.target.directory / "compiled" / path
                if file.is_file():
                    found.setdefault(unique_id, file.as_posix())
    return found
