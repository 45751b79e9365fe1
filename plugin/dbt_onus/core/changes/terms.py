"""Promises that were dropped, loosened, tightened or added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from dbt_onus.core.changes.change import Difference, Harm, Kind
from dbt_onus.core.changes.clauses import FIRM, Clause, Said, clauses_of
from dbt_onus.core.changes.differing import difference
from dbt_onus.core.changes.moves import Move, moved
from dbt_onus.core.changes.sides import TABLES, Side
from dbt_onus.core.nodes import Node
from dbt_onus.core.promises import TablePromise, contract_tests, declares_terms
from dbt_onus.core.says import shown_value

Ref = tuple[str, str]


def term_differences(
    before: Side, after: Side, uids: Iterable[str], renames: Mapping[Ref, str], lost: Iterable[Ref]
) -> Iterator[Difference]:
    """What became of the terms of tables that are there before and after; not those of columns that went."""
    gone = frozenset(lost)
    for uid in uids:
        old, new = before.nodes.get(uid), after.nodes.get(uid)
        if (
            old is None
            or new is None
            or new.resource_type not in TABLES
            or _says_the_same(before, after, old, new)
        ):
            continue
        went = {key for node, key in gone if node == uid and (uid, key) not in renames}
        named = {key: now.lower() for (node, key), now in renames.items() if node == uid}
        yield from clause_differences(
            new,
            before.promise(old),
            after.promise(new),
            firm=frozenset(clauses_of(before.promise(old, tested=False))),
            went=went,
            named=named,
        )
        if (
            contract_tests(before.tests_of(uid))
            and declares_terms(new)
            and not contract_tests(after.tests_of(uid))
        ):
            says = "its terms are still declared and no onus.contract test checks them any more"
            yield difference(new, Kind.CONTRACT_UNCHECKED, Harm.LOOSENED, says)


def clause_differences(
    node: Node,
    old: TablePromise,
    new: TablePromise,
    *,
    firm: frozenset[Clause],
    went: Iterable[str] = (),
    named: Mapping[str, str] | None = None,
) -> Iterator[Difference]:
    """Clause by clause. `firm` are those that were declared, not only tested; `named` are new names of columns."""
    left = frozenset(went)
    renamed = named or {}
    ours = {
        _called(clause, renamed): (clause, said)
        for clause, said in clauses_of(old).items()
        if clause.column not in left and not left & set(clause.about.split(", "))
    }
    theirs = clauses_of(new)
    for clause, (was, said) in ours.items():
        yield from _moved(node, clause, said, theirs.get(clause), was in firm)
    for clause, now in theirs.items():
        if clause not in ours:
            says = f"{clause.says} is promised{_of(now)}"
            yield _difference(node, clause, Kind.TERM_ADDED, Harm.NONE, says, after=shown_value(now.value))


def _called(clause: Clause, named: Mapping[str, str]) -> Clause:
    about = ", ".join(sorted(named.get(name, name) for name in clause.about.split(", ")))
    keyed = clause.term == "unique" and clause.about
    return replace(
        clause, column=named.get(clause.column or "", clause.column), about=about if keyed else clause.about
    )


def _moved(node: Node, clause: Clause, old: Said, new: Said | None, firm: bool) -> Iterator[Difference]:  # noqa: FBT001
    if new is None:
        harm = Harm.WITHDRAWN if firm and clause.term in FIRM and not old.warns else Harm.LOOSENED
        says = f"{clause.says} is no longer promised{_of(old, was=True)}"
        yield _difference(node, clause, Kind.TERM_DROPPED, harm, says, before=shown_value(old.value))
        return
    move = moved(clause.term, old, new)
    if move is Move.SAME:
        return
    kind, harm, word = _MOVED[move]
    if clause.term == "accepted_values" and move is Move.OTHER and firm:
        # a value that readers know is replaced by one that they do not
        harm = Harm.WITHDRAWN
    says = f"{clause.says} is {word}: {_words(new)}, was {_words(old)}"
    yield _difference(node, clause, kind, harm, says, before=_words(old), after=_words(new))


_MOVED = {
    Move.TIGHTER: (Kind.TERM_TIGHTENED, Harm.NONE, "stricter"),
    Move.LOOSER: (Kind.TERM_LOOSENED, Harm.LOOSENED, "looser"),
    Move.OTHER: (Kind.TERM_CHANGED, Harm.LOOSENED, "another"),
}


def _words(said: Said) -> str:
    return shown_value(said.value) + (" (only warns)" if said.warns else "")


def _of(said: Said, *, was: bool = False) -> str:
    """What it says, where the clause's name does not say it all."""
    return "" if said.value is True else f"; it {'was' if was else 'is'} {shown_value(said.value)}"


def _difference(
    node: Node, clause: Clause, kind: Kind, harm: Harm, says: str, *, before: str = "", after: str = ""
) -> Difference:
    # what tells the clause from its like has to tell the difference, too
    term = f"{clause.term} ({clause.about})" if clause.about else clause.term
    return difference(node, kind, harm, says, column=clause.column, term=term, before=before, after=after)


def _says_the_same(before: Side, after: Side, old: Node, new: Node) -> bool:
    """Whether nothing of the declaration differs: most nodes of a large project, told without reading promises."""
    return _declaration(old) == _declaration(new) and [_test(test) for test in before.tests_of(old.unique_id)] == [
        _test(test) for test in after.tests_of(new.unique_id)
    ]


def _declaration(node: Node) -> tuple[object, ...]:
    return node.columns, node.constraints, node.meta, node.freshness, node.loaded_at_field, node.config.contract


def _test(test: Node) -> tuple[object, ...]:
    return test.test_metadata, test.column_name, test.node_config
