"""Rows that were not found by a key, or a moment, that is the first of several tables' columns that is not null.

Which of the tables has the ones that fail is asked of each. Of one that only stands in, it has to be clear that
the rows before it are all there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dbt_onus.core.columns import Formula, Other, Stretch
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.values import rows_where
from dbt_onus.core.probes.references.chains import Reference
from dbt_onus.core.probes.references.references import walk_reference
from dbt_onus.core.probes.values.stand_ins import shown_by_nobody
from dbt_onus.core.probes.walking.looks import Look, conclude
from dbt_onus.core.probes.walking.walk import Keyed, Onward, Seen, Walk
from dbt_onus.core.properties import Property

#: From fewer rows that are found nothing is concluded of those that are not.
_FEWEST_FOUND = 20
#: A moment stands for another one if it finds the row of all but so many that the other finds.
_MOST_MISSED = 0.1

#: What is done with the only table that has what fails: its column, how often, and why no other is to blame.
Follow = Callable[[Formula, Probe, "Answer | None", str], None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where rows are looked up: the node, how far above the symptom, and what lies between."""

    uid: str
    hops: int
    below: frozenset[str]


def walk_turns(walk: Walk, site: Site, turns: tuple[tuple[Formula, ...], Formula], onward: Onward) -> None:
    """Follow the keys of the one table that has some which are in no row."""
    keys, within = turns
    table = _table(walk, within)
    if table is None:
        return
    known = f"select {within.sql} from {table} onus_rows where {within.sql} is not null"  # noqa: S608 - as the SQL has it

    def follow(key: Formula, _probe: Probe, _answer: Answer | None, _why: str) -> None:
        child, parent = (Keyed(_place(one), one.sql) for one in (key, within))
        walk_reference(walk, Reference((child,), (parent,), site.hops + 1, site.below), onward)

    _walk_each(walk, site, [replace(one, sql=f"{one.sql} not in ({known})") for one in keys], keys, follow)


def walk_stretch(walk: Walk, site: Site, stretch: Stretch) -> None:
    """Follow a moment that no stretch of its key holds, where another moment of the same rows is held by one."""
    for other in stretch.others:
        if not _is_off(walk, site, stretch, other):
            continue
        beside = {one.parent: one for one in other.columns}
        bad = [replace(one, sql=f"{one.sql} {other.sign} {beside[one.parent].sql}") for one in stretch.asked]

        def follow(_moment: Formula, probe: Probe, answer: Answer | None, why: str, other: Other = other) -> None:
            if answer is None:
                return
            mine, table = walk.where(probe), walk.name(stretch.looked_in.parent)
            stands = "after" if other.sign == ">" else "before"
            rows = f"{answer.broken:,} of {answer.seen:,} rows have {mine} {stands} {other.named}"
            says = f"{rows}, as none has that finds its row in {table}; by {other.named} they would find it"
            walk.convicts(probe, answer, site.below, says="; ".join(filter(None, (says, why))), inferred=True)

        _walk_each(walk, site, bad, stretch.asked, follow)


def _is_off(walk: Walk, site: Site, stretch: Stretch, other: Other) -> bool:
    """Whether the moment is what is wrong: the other one, which is no other than ever, finds each row.

    The two stand in every row that fails as in none that is found.
    """
    place = _place(stretch.asked[0])
    asked = [walk.ask((place,), Property.REFERENCE, sql, site.hops + 1) for sql in (other.failing, other.crossed)]
    asked.append(walk.ask((place,), Property.REFERENCE, other.missed, site.hops + 1))
    answers = [one[1] for one in asked if one is not None and one[1] is not None]
    if walk.foresees or len(answers) < len(asked):
        return walk.foresees
    failing, crossed, missed = answers
    if not 0 < failing.broken == failing.seen or crossed.broken or crossed.seen < _FEWEST_FOUND:
        return False
    return missed.broken <= _MOST_MISSED * missed.seen


def _walk_each(walk: Walk, site: Site, bad: Sequence[Formula], values: Sequence[Formula], follow: Follow) -> None:
    looks = [_look(walk, site, bad, values, place, follow) for place in range(len(values))]
    conclude(walk, looks)


def _look(
    walk: Walk, site: Site, bad: Sequence[Formula], values: Sequence[Formula], turn: int, follow: Follow
) -> Look:
    value, place = values[turn], _place(values[turn])
    table = _table(walk, value)
    if table is None or value.named is None or value.parent in site.below:
        return Look(seen=Seen.OPEN)
    failing = bad[turn]
    sql = rows_where(table, " and ".join(f"({one})" for one in (failing.sql, *failing.only)))
    asked = walk.ask((place,), Property.REFERENCE, sql, site.hops + 1)
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked
    if answer is not None and answer.broken == 0:
        return Look(seen=Seen.GOOD)
    why = ""
    if value.behind and (answer is not None or walk.foresees):
        shown = shown_by_nobody(walk, site.uid, failing, values[:turn], site.hops + 1, site.below)
        if shown is None and not walk.foresees:
            return Look(seen=Seen.OPEN)
        why = shown or ""
    return Look(
        seen=walk.unknown(probe) if answer is None else Seen.BAD,
        follow=lambda: follow(value, probe, answer, why),
    )


def _place(formula: Formula) -> Place:
    return Place(unique_id=formula.parent, column=formula.named)


def _table(walk: Walk, formula: Formula) -> str | None:
    node = walk.node(Place(unique_id=formula.parent))
    return walk.spelling(node.package_name).relation(node.relation_name) if node is not None else None
