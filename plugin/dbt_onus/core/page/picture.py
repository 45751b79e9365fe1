"""The picture of an incident: from where the fault was born down to whom it hits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dbt_onus.core.checks import Check
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.lookups import Direction, Hop, Known
from dbt_onus.core.page.roles import Carried, Role, abouts, cleared_by, failed_nodes, was_skipped

#: More nodes than these are no picture any more: the nearest are drawn, the others counted.
MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A node in the picture: what it is to the incident, by which columns, and what was found there."""

    hop: Hop
    role: Role
    columns: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The nodes, parents before children, and the edges between them by `unique_id`; `more` were left out."""

    spots: tuple[Spot, ...]
    edges: tuple[tuple[str, str], ...]
    more: int = 0


def nodes_in_picture(incident: Incident, known: Known) -> tuple[tuple[str, ...], int]:
    """What is drawn, the most telling first, and how much is left out.

    The ways from where it was or may have been born to what failed; then exposures with a way to each, what was
    skipped, what nobody checked; then what the nodes on the ways read besides: the innocent show there.
    """
    lineage = known.lineage
    failed = failed_nodes(incident, lineage.nodes)
    starts = _starts(incident)
    found: dict[str, None] = dict.fromkeys(uid for uid in (*starts, *failed) if uid in lineage)
    on_the_way = {uid for start in starts for end in failed for uid in lineage.between(start, end)}
    found |= dict.fromkeys(lineage.order(on_the_way))
    for exposure in incident.affected.exposures:
        found |= dict.fromkeys(_way(known, (*failed, *starts), exposure))
    found |= dict.fromkeys(uid for uid in lineage.order(incident.skipped) if uid in lineage)
    found |= dict.fromkeys(uid for one in incident.untested if (uid := one.unique_id or "") in lineage)
    beside = [uid for node in (*failed, *on_the_way) for uid in lineage.parents(node)]
    found |= dict.fromkeys(uid for uid in lineage.order(beside) if uid in lineage)
    kept = tuple(found)[:MOST]
    return kept, len(found) - len(kept)


def picture_of(
    incident: Incident,
    known: Known,
    checks: Mapping[str, Sequence[Check]],
    columns: Mapping[str, tuple[str, ...]],
) -> Picture:
    """Draw it. `checks` are those of the run, by node; `columns` those that carry the fault, by node."""
    kept, more = nodes_in_picture(incident, known)
    lineage = known.lineage
    ordered = [uid for uid in lineage.order(kept) if uid in lineage]
    carried = {uid: {name.lower() for name in names} for uid, names in columns.items()}
    roles = _roles(incident, known, ordered, checks, carried)
    inside = set(ordered)
    return Picture(
        spots=tuple(
            Spot(
                hop=known.hop(uid, depth, Direction.HERE),
                role=roles[uid],
                columns=columns.get(uid, ()),
                says=tuple(_says(incident, roles[uid], uid, checks.get(uid, ()), carried)),
            )
            for depth, uid in enumerate(ordered)
        ),
        edges=tuple((uid, child) for uid in ordered for child in lineage.children(uid) if child in inside),
        more=more,
    )


def _starts(incident: Incident) -> tuple[str, ...]:
    """Where the fault was born, or else where it may have been."""
    if incident.confidence.pages or not incident.suspects:
        return (incident.origin.unique_id,) if incident.origin.unique_id else ()
    return tuple(one.place.unique_id for one in incident.suspects if one.place.unique_id)


def _way(known: Known, starts: Iterable[str], end: str) -> tuple[str, ...]:
    """A shortest way down to an exposure, from the first place that has one."""
    ways = (known.lineage.path(start, end) for start in starts)
    return next((way for way in ways if way), (end,) if end in known.lineage else ())


def _roles(
    incident: Incident,
    known: Known,
    ordered: Sequence[str],
    checks: Mapping[str, Sequence[Check]],
    carried: Carried,
) -> dict[str, Role]:
    lineage = known.lineage
    failed = set(failed_nodes(incident, lineage.nodes))
    skipped = set(incident.skipped)
    about = abouts(incident, (check for uid in failed for check in checks.get(uid, ())))
    starts = set(_starts(incident))
    below = lineage.below(failed | (starts if incident.confidence.pages else set()))

    def role(uid: str) -> Role:
        if uid in starts:
            return Role.ORIGIN if incident.confidence.pages else Role.SUSPECT
        if uid in failed:
            return Role.FAILED
        if lineage.nodes[uid].resource_type == "exposure":
            return Role.HIT
        if uid in skipped or was_skipped(checks.get(uid, ()), uid):
            return Role.SKIPPED
        if cleared_by(uid, checks.get(uid, ()), about, carried) is not None:
            return Role.PASSED
        is_below = uid in below and not failed & lineage.below([uid])
        return Role.HIT if is_below else Role.UNTESTED

    return {uid: role(uid) for uid in ordered}


def _says(incident: Incident, role: Role, uid: str, checks: Sequence[Check], carried: Carried) -> Iterable[str]:
    """What was found at a node: what broke there, or what cleared it."""
    keys = set(incident.checks)
    broken = [check for check in checks if check.key in keys and check.broken]
    if broken:
        return (check.says for check in broken[:3])
    about = abouts(incident, checks)
    if role is Role.PASSED:
        good = cleared_by(uid, checks, about or frozenset(check.about for check in checks), carried)
        return (good.says,) if good is not None else ()
    return ()
