"""What became of nodes as a whole: gone, renamed, closed to others, without a contract, deprecated, another's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from dbt_onus.core.changes.change import Difference, Harm, Kind
from dbt_onus.core.changes.differing import difference
from dbt_onus.core.changes.sides import BUILT, TABLES, Side, is_enforced, is_gone
from dbt_onus.core.columns import ROWS
from dbt_onus.core.nodes import Node
from dbt_onus.core.ownership import Step

#: From the most open to the least.
_ACCESS = {"public": 0, "protected": 1, "private": 2}
#: What others may read besides tables.
_READ = TABLES | {"metric", "semantic_model", "saved_query"}


def node_differences(
    before: Side, after: Side, uids: Iterable[str], *, same_teams: bool = False
) -> Iterator[Difference]:
    """What became of each node, its columns and terms aside.

    `same_teams`: whoever says who answers, apart from the nodes themselves, says the same in both states.
    """
    uids = list(uids)
    for uid in uids:
        old, new = before.nodes.get(uid), after.nodes.get(uid)
        if old is None or old.is_test:
            continue
        if new is None or is_gone(before, after, uid):
            yield from _gone(before, after, old, uids)
            continue
        if new.resource_type in _READ and not (same_teams and _owned_by(old) == _owned_by(new)):
            yield from _owner(before, after, new)
        if new.resource_type in TABLES:
            yield from _access(old, new)
            yield from _contract(old, new)
            yield from _deprecation(old, new)
            yield from _latest(before, after, old, new)
            yield from _materialization(old, new)


def _gone(before: Side, after: Side, node: Node, uids: Collection[str]) -> Iterator[Difference]:
    if node.resource_type == "exposure":
        yield difference(node, Kind.EXPOSURE_REMOVED, Harm.NONE, "the exposure is gone: one reader less")
    elif node.resource_type in _READ:
        heir = _heir(before, after, node, uids)
        if heir is not None:
            says = f"it is now called {heir.label_name}"
            # a source is renamed in YAML alone; the table that it names is where it was
            harm = Harm.NONE if node.resource_type == "source" and heir.table == node.table else Harm.TAKEN
            yield difference(node, Kind.NODE_RENAMED, harm, says, after=heir.unique_id)
        elif node.unique_id in after.disabled:
            yield difference(node, Kind.NODE_DISABLED, Harm.TAKEN, "it is disabled, and built no more")
        elif node.version is not None:
            says = f"version {node.version} is gone{_versions(after, node)}"
            yield difference(node, Kind.VERSION_REMOVED, Harm.TAKEN, says)
        else:
            yield difference(node, Kind.NODE_REMOVED, Harm.TAKEN, "it is gone")


def _heir(before: Side, after: Side, node: Node, uids: Collection[str]) -> Node | None:
    """The new node that is what this one was; `None` where none is, or several could be."""
    fresh = [
        after.nodes[uid]
        for uid in uids
        if uid in after.nodes and uid not in before.nodes and after.nodes[uid].resource_type == node.resource_type
    ]
    alike = [one for one in fresh if _is_heir(before, after, node, one)]
    return alike[0] if len(alike) == 1 else None


def _is_heir(before: Side, after: Side, old: Node, new: Node) -> bool:
    if old.resource_type == "source":
        return (old.schema, old.table) == (new.schema, new.table) and old.database == new.database
    if old.template and old.template == new.template:
        return True
    if old.resource_type == "seed":
        return old.code_checksum is not None and old.code_checksum == new.code_checksum
    made = before.made(old.unique_id)
    same_parents = list(old.parents) == list(new.parents) and bool(old.parents)
    return bool(made) and same_parents and made.keys() == after.made(new.unique_id).keys()


def _versions(after: Side, node: Node) -> str:
    left = [
        str(one.version)
        for one in after.nodes.values()
        if one.name == node.name and one.package_name == node.package_name and one.version is not None
    ]
    return f"; there is still version {', '.join(sorted(left))}" if left else ""


def _access(old: Node, new: Node) -> Iterator[Difference]:
    was, now = old.access or "protected", new.access or "protected"
    step = _ACCESS.get(now, 1) - _ACCESS.get(was, 1)
    if step > 0:
        says = f"it is {now}, was {was}"
        yield difference(new, Kind.ACCESS_NARROWED, Harm.TAKEN, says, before=was, after=now)
    elif step < 0:
        yield difference(new, Kind.ACCESS_WIDENED, Harm.NONE, f"it is {now}, was {was}", before=was, after=now)


def _contract(old: Node, new: Node) -> Iterator[Difference]:
    if is_enforced(old) and not is_enforced(new):
        says = "dbt enforces its contract no more: columns and types may change unseen"
        yield difference(new, Kind.CONTRACT_DROPPED, Harm.WITHDRAWN, says)
    elif is_enforced(new) and not is_enforced(old):
        yield difference(new, Kind.CONTRACT_ENFORCED, Harm.NONE, "dbt enforces its contract now")


def _deprecation(old: Node, new: Node) -> Iterator[Difference]:
    was, now = (old.deprecation_date or "")[:10], (new.deprecation_date or "")[:10]
    if was == now:
        return
    if now and (not was or now < was):
        says = f"it is deprecated: readers have until {now}" + (f", was {was}" if was else "")
        yield difference(new, Kind.DEPRECATED, Harm.LOOSENED, says, before=was, after=now)
    else:
        says = f"readers have until {now}, was {was}" if now else f"it is no longer deprecated; it was to go {was}"
        yield difference(new, Kind.DEPRECATION_LIFTED, Harm.NONE, says, before=was, after=now)


def _latest(before: Side, after: Side, old: Node, new: Node) -> Iterator[Difference]:
    """The version that a reader gets who names none. Told once: of the version that it was."""
    was, now = old.latest_version, new.latest_version
    if was is None or now is None or str(was) == str(now) or str(old.version) != str(was):
        return
    missing = sorted(
        _missed(before, after, old.unique_id, f"{new.unique_id.removesuffix(f'.v{new.version}')}.v{now}")
    )
    without = f", which has no {', '.join(missing)}" if missing else ""
    says = f"who names no version gets {now}, was {was}{without}"
    harm = Harm.TAKEN if missing else Harm.LOOSENED
    yield difference(new, Kind.LATEST_VERSION_MOVED, harm, says, before=str(was), after=str(now))


def _missed(before: Side, after: Side, old: str, heir: str) -> set[str]:
    """The columns that readers of the old version ask the new one for, and that it does not make."""
    made = after.made(heir) if heir in after.nodes else {}
    readers = set(before.lineage.children(old)) & set(after.lineage.children(heir))
    edges = (edge for uid in readers for edge in after.columns.of(uid).edges if edge.parent == heir)
    asked = {(edge.column or ROWS).lower() for edge in edges} - {ROWS}
    return asked - made.keys() if made else set()


def _materialization(old: Node, new: Node) -> Iterator[Difference]:
    was, now = old.config.materialized, new.config.materialized
    if was == now or new.resource_type not in BUILT or None in (was, now):
        return
    if now == "ephemeral":
        says = f"it is ephemeral, was a {was}: there is no table any more"
        yield difference(new, Kind.MATERIALIZATION, Harm.TAKEN, says, before=was or "", after=now)
    else:
        says = f"it is built as {now}, was {was}"
        yield difference(new, Kind.MATERIALIZATION, Harm.NONE, says, before=was or "", after=now or "")


def _owned_by(node: Node) -> tuple[object, ...]:
    """What of a node decides who answers for it."""
    return node.meta, node.source_meta, node.group, node.tags, node.original_file_path, node.fqn, node.access


def _owner(before: Side, after: Side, node: Node) -> Iterator[Difference]:
    was, now = before.owner_of(node.unique_id), after.owner_of(node.unique_id)
    if was.team == now.team:
        return
    if now.step is Step.FALLBACK:
        says = f"nobody answers for it any more but the fallback team {now.team}; it was {was.team}"
        yield difference(node, Kind.OWNER_LOST, Harm.LOOSENED, says, before=was.team, after=now.team)
    else:
        says = f"{now.team} answers for it, was {was.team}"
        yield difference(node, Kind.OWNER_CHANGED, Harm.NONE, says, before=was.team, after=now.team)
