"""A text that no cast or parser could read, and an engine that seldom says in which column it stood.

The SQL says which columns are read as that type, there and in the views it reads; the warehouse says in which of
them, and of which branch of a union, there are texts that cannot be. All are asked: the fault is in one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.checks import Check
from dbt_onus.core.columns import FORMAT, Formula, Refusal
from dbt_onus.core.probes.values.conditions import Said, look_at_rows
from dbt_onus.core.probes.walking.looks import Look, conclude
from dbt_onus.core.probes.walking.walk import Seen, Walk
from dbt_onus.core.signatures import Kind

#: What is run again whenever it is read: its casts fail in its reader.
_INLINED = frozenset({"view", "ephemeral"})


def asks_for_texts(check: Check) -> bool:
    """Whether a value was refused for a type that the engine names."""
    reading = check.reading
    return reading is not None and reading.kind is Kind.BAD_VALUE and len(reading.types) == 1 and bool(check.node)


def walk_texts(walk: Walk) -> bool:
    """Ask each text that is read as the type; go on above the only place that has some which cannot be.

    False where the SQL reads none so, or none of the column that the engine names.
    """
    reading = walk.symptom.reading
    if reading is None or not walk.held_before:
        return False
    (kind,) = reading.types
    read = list(_inlined(walk, walk.symptom.unique_id))
    found = [walk.columns.refusals(uid, kind) for uid in read]
    texts = dict.fromkeys(one for some in found for one in some or () if _is_meant(one, reading.column))
    # one that cannot be told may be the one
    unread = [Look(seen=Seen.OPEN)] if any(some is None for some in found) else []
    conclude(walk, [*unread, *(_look(walk, one, kind, read) for one in texts)])
    return bool(texts)


def _is_meant(refusal: Refusal, column: str | None) -> bool:
    return column is None or any(same_column(column, name) for name in refusal.text.columns)


def _inlined(walk: Walk, uid: str) -> Iterator[str]:
    """What is run when a test or a model is: it, and the views that it reads."""
    queue, seen = [uid], {uid}
    while queue:
        here = queue.pop()
        yield here
        for parent in walk.case.nodes[here].parents:
            node = walk.case.nodes.get(parent)
            if parent not in seen and node is not None and node.config.materialized in _INLINED:
                seen.add(parent)
                queue.append(parent)


def _look(walk: Walk, refusal: Refusal, kind: str, read: Iterable[str]) -> Look:
    text = refusal.text
    below = walk.case.lineage.descendants(text.parent) & frozenset(read)
    node = walk.case.nodes.get(text.parent)
    refused = walk.spelling(node.package_name).refused(text.sql, refusal.to) if node is not None else None
    if refused is None:
        return Look(seen=Seen.OPEN)
    # which rows are read is a part of the question, all the way up
    condition = " and ".join(f"({one})" for one in (refused, *text.only))
    rows: Formula = replace(text, sql=condition, only=())
    to = f"by {refusal.to.removeprefix(FORMAT).strip()}" if kind.upper() == FORMAT else f"as {kind}"
    cannot = f"a text that cannot be read {to}"
    said = Said(f"have {cannot}", f"no row of {{0}} has {cannot}", of_value=True)
    return look_at_rows(walk, rows, text, 1, below, said)
