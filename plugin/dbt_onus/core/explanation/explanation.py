"""What follows from the present project: the ways that the fault took, and who is hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dbt_onus.core.attachment import attached_to
from dbt_onus.core.contracts import Term
from dbt_onus.core.evidence import Place
from dbt_onus.core.explanation.rechecks import Recheck, rechecks_of
from dbt_onus.core.explanation.words import MEANS
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.lookups import Direction, Hop, Known, TeamHit
from dbt_onus.core.remedies import TestToAdd, deciding_tests
from dbt_onus.core.says import place_name

NO_TERMS: Mapping[str, Term] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place as people call it, and the team that answers for it."""

    place: Place
    label: str
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The incident with what follows from the present project: see the fields of `onus/explain/1`.

    `ways` run from the origin (or the suspects, where it is not known) down to what failed. `unmeasured` are the
    sources among the suspects of which no run has any number yet.
    """

    incident: Incident
    origin: Named | None
    rechecks: tuple[Recheck, ...]
    ways: tuple[tuple[Hop, ...], ...]
    suspects: tuple[Named, ...]
    unmeasured: tuple[str, ...]
    tests: tuple[TestToAdd, ...]
    teams: tuple[TeamHit, ...]
    exposures: tuple[Named, ...]

    @property
    def means(self) -> str:
        """What the word of confidence says."""
        return MEANS[self.incident.confidence]


def explain(
    incident: Incident,
    known: Known,
    *,
    dbt_version: str,
    compiled: Mapping[str, str],
    directories: Mapping[str, str],
    terms: Mapping[str, Term] = NO_TERMS,
    measured: Collection[str] | None = None,
) -> Explanation:
    """Lay the incident open over the project as it is now.

    `compiled` are the files with the SQL of failing checks, by `unique_id`; `directories` are the project folders
    that a command has to name, by dbt package; `terms` are contract terms of the latest run, by check; `measured`
    are the nodes of which some run observed a number, `None` where nobody can say.
    """
    nodes = known.lineage.nodes
    origin = incident.origin
    return Explanation(
        incident=incident,
        origin=_named(known, origin, incident.team) if origin.unique_id else None,
        rechecks=tuple(rechecks_of(incident, nodes, compiled, directories, terms)),
        ways=_ways(incident, known),
        suspects=tuple(_named(known, one.place, one.team) for one in incident.suspects),
        unmeasured=tuple(_unmeasured(incident, known, measured)),
        tests=deciding_tests(incident, known.lineage, dbt_version),
        teams=_teams(incident.affected.nodes, known),
        exposures=tuple(_named(known, Place(unique_id=uid), "") for uid in incident.affected.exposures),
    )


def _unmeasured(incident: Incident, known: Known, measured: Collection[str] | None) -> Iterator[str]:
    """The suspected sources, as dbt selects them, whose numbers no run knows."""
    if measured is None:
        return
    for unique_id in dict.fromkeys(one.place.unique_id or "" for one in incident.suspects):
        node = known.lineage.nodes.get(unique_id)
        if node is not None and node.resource_type == "source" and unique_id not in measured:
            yield f"source:{node.label_name}"


def _ways(incident: Incident, known: Known) -> tuple[tuple[Hop, ...], ...]:
    """The shortest way to every failing node; one that is only the beginning of another is left out."""
    lineage = known.lineage
    suspects = [one.place.unique_id or "" for one in incident.suspects]
    starts = [incident.origin.unique_id or ""] if incident.confidence.pages or not suspects else suspects
    ids = {check.partition("#")[0] for check in incident.checks}
    nodes = [lineage.nodes[uid] for uid in ids if uid in lineage.nodes]
    ends = lineage.order(
        {(attached_to(node, lineage.nodes) or "") if node.is_test else node.unique_id for node in nodes}
    )
    paths = [path for start in starts for end in ends if (path := lineage.path(start, end))]
    longest = [one for one in paths if not any(one != other and other[: len(one)] == one for other in paths)]
    return tuple(_hops(path, known) for path in dict.fromkeys(longest))


def _hops(path: tuple[str, ...], known: Known) -> tuple[Hop, ...]:
    vias = (None, *path)
    return tuple(
        known.hop(uid, depth, Direction.DOWNSTREAM if depth else Direction.HERE, vias[depth])
        for depth, uid in enumerate(path)
    )


def _teams(unique_ids: Iterable[str], known: Known) -> tuple[TeamHit, ...]:
    counts = Counter(known.owner_of(uid).team for uid in unique_ids if uid in known.lineage.nodes)
    return tuple(TeamHit(team=team, nodes=counts[team]) for team in sorted(counts, key=lambda t: (-counts[t], t)))


def _named(known: Known, place: Place, team: str) -> Named:
    """The place by its name; by its id where it is no node of the project, or not any more."""
    node = known.lineage.nodes.get(place.unique_id or "")
    if node is None:
        kind, _, name = (place.unique_id or "the platform").partition(".")
        # macros can be at fault too, and are drawn nowhere
        label = f"macro {name.rpartition('.')[2]}" if kind == "macro" else place.unique_id
        return Named(place=place, label=label or kind, team=team)
    title = node.label if node.resource_type == "exposure" else None
    return Named(
        place=place,
        label=title or place_name(node, place.column),
        team=team or known.owner_of(node.unique_id).team,
    )
