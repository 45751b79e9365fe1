"""Two contracts of the open standard, compared: for a producer without dbt, and readers whom nobody sees here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dbt_onus.core.changes.change import Change, Difference, Effect, Harm, Kind, ordered
from dbt_onus.core.changes.clauses import clauses_of
from dbt_onus.core.changes.differing import difference
from dbt_onus.core.changes.renaming import declared_alike
from dbt_onus.core.changes.retyping import Fit, fit_between
from dbt_onus.core.changes.terms import clause_differences
from dbt_onus.core.nodes import Column, Node
from dbt_onus.core.odcs import ImportedTable
from dbt_onus.core.promises import TablePromise

#: Readers are not known here, and a contract is a promise to all of them.
_EFFECTS = {Harm.LOOSENED: Effect.RISKY, Harm.REWRITTEN: Effect.RISKY, Harm.NONE: Effect.SAFE}
_WHY = {
    Effect.BREAKING: "whoever reads it was promised it",
    Effect.RISKY: "whoever reads it is promised less",
    Effect.SAFE: "nothing is taken from a reader",
}


def contract_changes(
    old: Sequence[ImportedTable], new: Sequence[ImportedTable], *, file: str = ""
) -> tuple[Change, ...]:
    """What the new contract takes from readers of the old one, the worst first."""
    return ordered(_judged(said, file) for said in _differences(old, new))


def _judged(said: Difference, file: str) -> Change:
    effect = _EFFECTS.get(said.harm, Effect.BREAKING)
    return Change(difference=said, effect=effect, why=_WHY[effect], team=file)


def _differences(old: Sequence[ImportedTable], new: Sequence[ImportedTable]) -> Iterator[Difference]:
    left = list(new)
    for before in old:
        after = _counterpart(before, left, alone=len(old) == len(new) == 1)
        if after is None:
            yield difference(_node(before), Kind.NODE_REMOVED, Harm.TAKEN, "it is no longer in the contract")
            continue
        left.remove(after)
        yield from _of_table(before, after)


def _counterpart(before: ImportedTable, among: Sequence[ImportedTable], *, alone: bool) -> ImportedTable | None:
    names = {name.lower() for name in before.names}
    found = [one for one in among if names & {name.lower() for name in one.names}]
    return found[0] if found else among[0] if alone and among else None


def _of_table(before: ImportedTable, after: ImportedTable) -> Iterator[Difference]:
    old, new = before.promise, after.promise
    node, was = _node(after), _node(before)
    if not {name.lower() for name in before.names} & {name.lower() for name in after.names}:
        yield difference(was, Kind.NODE_RENAMED, Harm.TAKEN, f"it is now called {new.label}", after=new.label)
    gone = [column.name for column in old.columns if new.column(column.name) is None]
    named = _renamed(was, node, gone, old, new)
    for name in gone:
        if name in named:
            says = f"{name} is now called {named[name]}"
            yield difference(
                node, Kind.COLUMN_RENAMED, Harm.TAKEN, says, column=name, before=name, after=named[name]
            )
        else:
            yield difference(node, Kind.COLUMN_REMOVED, Harm.TAKEN, f"{name} is gone", column=name)
    yield from _columns(node, old, new, set(named.values()))
    firm = frozenset(clauses_of(old))
    went = [name.lower() for name in gone if name not in named]
    renames = {name.lower(): now.lower() for name, now in named.items()}
    yield from clause_differences(node, old, new, firm=firm, went=went, named=renames)


def _columns(node: Node, old: TablePromise, new: TablePromise, renames: set[str]) -> Iterator[Difference]:
    for column in new.columns:
        before = old.column(column.name)
        if before is None:
            if column.name not in renames:
                yield difference(node, Kind.COLUMN_ADDED, Harm.NONE, f"{column.name} is new", column=column.name)
        elif before.data_type and column.data_type:
            # a contract names no warehouse: the parser's own mixture of dialects reads its types
            fit = fit_between(before.data_type, column.data_type, "")
            if fit is not Fit.SAME:
                yield _retyped(node, column.name, before.data_type, column.data_type, fit)


def _retyped(node: Node, name: str, old: str, new: str, fit: Fit) -> Difference:
    from dbt_onus.core.changes.types import retyped

    return retyped(node, name, old, new, fit)


def _renamed(
    was: Node, node: Node, gone: Sequence[str], old: TablePromise, new: TablePromise
) -> Mapping[str, str]:
    fresh = [column.name for column in new.columns if old.column(column.name) is None]
    found: dict[str, str] = {}
    for name in gone:
        alike = [one for one in fresh if declared_alike(was, node, name.lower(), one.lower())]
        if len(alike) == 1 and alike[0] not in found.values():
            found[name] = alike[0]
    return found


def _node(table: ImportedTable) -> Node:
    """The table as a node: a contract's own name is all that it has of one."""
    promise = table.promise
    return Node(
        unique_id=promise.unique_id or promise.label,
        resource_type="contract",
        name=promise.label,
        columns={
            one.name: Column(name=one.name, data_type=one.data_type, description=one.description)
            for one in promise.columns
        },
    )
