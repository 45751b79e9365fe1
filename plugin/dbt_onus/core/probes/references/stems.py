"""Keys without a row in a union of tables: what stands before their number tells which of the tables lacks them.

`N-016200` among keys of which one table has `N-` alone and the other `S-` is a row of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.keys import stems_of_orphans
from dbt_onus.core.probes.references.chains import Reference, above, chain
from dbt_onus.core.probes.walking.walk import Keyed, Walk
from dbt_onus.core.properties import Property

#: A union of more tables than these is not asked about.
_MOST_BRANCHES = 8


@dataclass(frozen=True, slots=True)
class Stems:
    """Of one table of the union: how many of the keys that no table has begin like its own."""

    branch: Keyed
    probe: Probe
    answer: Answer | None


def ask_stems(walk: Walk, reference: Reference) -> tuple[Stems, ...]:
    """Ask it of each of the tables that the parent unites; `()` where their keys are not known."""
    child, parent = (list(chain(walk, side[0]))[-1] for side in (reference.child, reference.parent))
    branches = above(walk, parent)
    keys = _as_in_business(walk, [child, *branches])
    if not 1 < len(branches) <= _MOST_BRANCHES or len(keys) != len(branches) + 1:
        return ()
    node = walk.case.nodes.get(child.place.unique_id or "")
    written = [walk.key_of((one,)) for one in keys]
    tables = [one for one in written[1:] if one is not None]
    if node is None or written[0] is None or len(tables) != len(branches):
        return ()
    stem_of, found = walk.spelling(node.package_name).stem_of, []
    for branch, table in zip(branches, tables, strict=True):
        sql = stems_of_orphans(written[0], tables, table, stem_of)
        asked = walk.ask((branch.place,), Property.VOLUME, sql, reference.hops)
        if asked is not None:
            found.append(Stems(branch, *asked))
    return tuple(found)


def the_lacking(stems: Sequence[Stems]) -> Stems | None:
    """The only table whose keys begin like all that are missing, while none begins like those of another one."""
    if not stems or any(one.answer is None for one in stems):
        return None
    lacking = [one for one in stems if one.answer is not None and one.answer.broken]
    if len(lacking) != 1 or lacking[0].answer is None or lacking[0].answer.broken < lacking[0].answer.seen:
        return None
    return lacking[0]


def _as_in_business(walk: Walk, keys: Sequence[Keyed]) -> list[Keyed]:
    """The keys before they are hashed, where all are; `[]` where only some are."""
    unhashed = [walk.columns.unhashed(one.made) for one in keys]
    if not any(unhashed):
        return list(keys)
    return (
        [replace(one, made=made) for one, made in zip(keys, unhashed, strict=True) if made]
        if all(unhashed)
        else []
    )
