"""All that a change does to whoever reads: two states of the projects, compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

from dbt_onus.core.changes.change import Change, Difference, Kind, ordered
from dbt_onus.core.changes.columns import column_differences
from dbt_onus.core.changes.definitions import node_differences
from dbt_onus.core.changes.judging import judged
from dbt_onus.core.changes.relations import relation_differences
from dbt_onus.core.changes.rewriting import rewritings
from dbt_onus.core.changes.sides import TABLES, Side, declared, is_gone
from dbt_onus.core.changes.terms import term_differences
from dbt_onus.core.changes.uses import Uses
from dbt_onus.core.columns.edits import same_text
from dbt_onus.core.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The changes, the worst first; `notes` say what could not be compared, a line each."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()


def compared(
    before: Side,
    after: Side,
    scope: Collection[str],
    macros: Collection[str],
    adapter: str,
    *,
    same_teams: bool = False,
) -> Comparison:
    """Every change of the nodes in `scope`, judged by all nodes.

    `macros`: those whose text changed. `same_teams`: onus.yml, CODEOWNERS and dbt's groups did not.
    """
    uids = sorted(uid for uid in scope if uid in before.nodes or uid in after.nodes)
    left = [uid for uid in uids if not is_gone(before, after, uid)]
    touched = frozenset(uid for uid in left if _is_touched(before, after, uid, macros))
    moves = relation_differences(before, after, left)
    columns = column_differences(before, after, touched, adapter)
    differences = [
        *node_differences(before, after, uids, same_teams=same_teams),
        *moves.differences,
        *columns.differences,
        *term_differences(before, after, left, columns.renames, columns.lost),
        *rewritings(before, after, touched, columns.renames, macros),
    ]
    uses = Uses(before, after)
    judge = partial(_judged, before, after, uses, adapter)
    notes = ["the two states are of different environments: schemas are compared by what moved among them"]
    return Comparison(
        changes=ordered(judge(said) for said in _merged(differences)),
        notes=(*(notes if moves.elsewhere else ()), *_unread(before, after, touched)),
    )


def _is_touched(before: Side, after: Side, uid: str, macros: Collection[str]) -> bool:
    """Whether the node itself changed, as far as its columns go."""
    old, new = before.nodes.get(uid), after.nodes.get(uid)
    if old is None or new is None or new.resource_type not in TABLES:
        return False
    if _shape(old) != _shape(new) or any(macro in macros for macro in new.macros):
        return True
    ours, theirs = (node.template or node.sql or node.code_checksum or "" for node in (old, new))
    return not same_text(ours, theirs)


def _shape(node: Node) -> tuple[object, ...]:
    contract = bool((node.config.contract or {}).get("enforced"))
    seed = node.code_checksum if node.resource_type == "seed" else ""
    columns = [(one.name, one.data_type) for one in (node.columns or {}).values()]
    return columns, contract, sorted(node.parents), seed


def _judged(before: Side, after: Side, uses: Uses, adapter: str, said: Difference) -> Change:
    side = after if said.unique_id in after.nodes else before
    node = side.nodes[said.unique_id]
    old = before.nodes.get(said.unique_id, node)
    team = side.owner_of(said.unique_id).team
    found = uses.of(said)
    clashes = uses.clashes(said, adapter) if said.kind is Kind.COLUMN_RETYPED and said.after else ()
    effect, why = judged(
        said,
        found,
        team=team,
        public=old.access == "public",
        promised=_was_promised(before, old, said),
        clashes=[one.label_name for one in clashes],
    )
    return Change(difference=said, effect=effect, why=why, team=team, uses=found)


def _was_promised(before: Side, node: Node, said: Difference) -> bool:
    """Whether it was declared to readers, whoever they are."""
    if node.unique_id not in before.nodes or not before.is_held(node):
        return False
    return said.column is None or said.column.lower() in declared(node)


def _merged(differences: list[Difference]) -> Iterator[Difference]:
    """Each once; a column that is of another type reads otherwise for that reason alone."""
    once = {said.id: said for said in differences}
    retyped = {(said.unique_id, said.column) for said in once.values() if said.kind is Kind.COLUMN_RETYPED}
    for said in once.values():
        if said.kind is not Kind.COLUMN_REWRITTEN or (said.unique_id, said.column) not in retyped:
            yield said


def _unread(before: Side, after: Side, touched: Collection[str]) -> Iterator[str]:
    """Changed models whose columns are not known on one of the sides."""
    unknown = [
        after.nodes[uid].label_name
        for uid in sorted(touched)
        if after.nodes[uid].resource_type in ("model", "snapshot") and not (before.made(uid) and after.made(uid))
    ]
    if unknown:
        more = f" and {len(unknown) - 3:,} more" if len(unknown) > 3 else ""
        yield (
            f"not all columns of {', '.join(unknown[:3])}{more} are known from the SQL: only what is declared was "
            "compared; `dbt compile` before both states, or a catalog, tells more"
        )
