"""From a selector to the nodes it means."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Group
from dbt_onus.core.selectors.grammar import Criterion, Intersection, parse, takes_relatives, without_relatives
from dbt_onus.core.selectors.methods import asks_for_tests, method_of, predicate
from dbt_onus.core.selectors.names import called
from dbt_onus.core.selectors.offers import offered
from dbt_onus.core.selectors.scope import Scope
from dbt_onus.core.selectors.wording import quoted, suggestion
from dbt_onus.core.selectors.words import CALLED
from dbt_onus.errors import SelectorError

NO_GROUPS: Mapping[str, Group] = {}


def select(
    expression: str,
    lineage: Lineage,
    *,
    groups: Mapping[str, Group] = NO_GROUPS,
    team_of: Callable[[str], str] | None = None,
    projects: Collection[str] = (),
) -> frozenset[str]:
    """The nodes that a selector in dbt's node-selection syntax means.

    Tests are among them only where they are asked for (`test_name:`, `test_type:`, `unit_test:`,
    `resource_type:test`, `config.severity:`). `team_of` answers `team:`; `package:this` means `projects`.
    Raises SelectorError, one line, where the selector cannot be read or one of its parts means nothing; the
    message offers the nearest names.
    """
    scope = Scope(nodes=lineage.nodes, groups=groups, team_of=team_of, projects=projects)
    found: set[str] = set()
    for part in parse(expression):
        meant = _intersection(part, lineage, scope)
        if not meant:
            raise SelectorError(_nothing(part, lineage, scope))
        found |= meant
    return frozenset(found)


def matched(
    expression: str,
    lineage: Lineage,
    *,
    groups: Mapping[str, Group] = NO_GROUPS,
    team_of: Callable[[str], str] | None = None,
    projects: Collection[str] = (),
) -> frozenset[str]:
    """The same for rules that may mean nothing today: an empty answer instead of an error.

    Raises SelectorError only where the selector cannot be read.
    """
    scope = Scope(nodes=lineage.nodes, groups=groups, team_of=team_of, projects=projects)
    return frozenset().union(*(_intersection(part, lineage, scope) for part in parse(expression)))


def focus(
    expression: str,
    lineage: Lineage,
    *,
    groups: Mapping[str, Group] = NO_GROUPS,
    team_of: Callable[[str], str] | None = None,
    projects: Collection[str] = (),
) -> frozenset[str]:
    """What the selector names itself, without the relatives that `+` and `@` take along; may be empty.

    Raises SelectorError where the selector cannot be read.
    """
    scope = Scope(nodes=lineage.nodes, groups=groups, team_of=team_of, projects=projects)
    bare = [tuple(map(without_relatives, part)) for part in parse(expression)]
    return frozenset().union(*(_intersection(part, lineage, scope) for part in bare))


def _intersection(part: Intersection, lineage: Lineage, scope: Scope) -> set[str]:
    """What all criteria mean together. As in dbt, each brings its tests along: here, where tests count."""
    with_tests = any(asks_for_tests(criterion) for criterion in part)
    meant: set[str] | None = None
    for criterion in part:
        # what the ones before have left is all that matters, and asking who owns a node is not for free
        among = meant if criterion.method and not with_tests and not takes_relatives(criterion) else None
        found = _found(criterion, lineage, scope, with_tests=with_tests, among=among)
        nodes = _with_relatives(criterion, found, lineage)
        if with_tests:
            nodes |= _tests_reading(nodes, lineage)
        meant = nodes if meant is None else meant & nodes
    return meant or set()


def _found(
    criterion: Criterion,
    lineage: Lineage,
    scope: Scope,
    *,
    with_tests: bool,
    among: Collection[str] | None = None,
) -> set[str]:
    """What the criterion itself names, `among` those nodes alone where they are given.

    Onus's own reading of a name counts only where dbt finds nothing.
    """
    matches = predicate(criterion, scope)
    nodes = scope.nodes
    likely = lineage.candidates(method_of(criterion), criterion.value) if among is None else among
    found = {uid for uid in (lineage if likely is None else likely) if uid in lineage and matches(nodes[uid])}
    if with_tests:
        found |= {uid for uid, node in nodes.items() if node.is_test and matches(node)}
    if found or criterion.method is not None or among is not None:
        return found
    is_called = called(criterion)
    likely = lineage.candidates(CALLED, criterion.value)
    kin = [uid for uid in (nodes if likely is None else likely) if is_called(nodes[uid])]
    return {uid for uid in kin if not nodes[uid].is_test} or set(kin)


def _with_relatives(criterion: Criterion, found: set[str], lineage: Lineage) -> set[str]:
    """The same with what `+` and `@` take along."""
    meant = set(found)
    if criterion.childrens_parents:
        family = found | lineage.below(found)
        meant |= family | _above(family, None, lineage)
    if criterion.parents:
        meant |= _above(found, criterion.parents_depth, lineage)
    if criterion.children:
        meant |= lineage.below(found, criterion.children_depth)
    return meant


def _above(found: Iterable[str], depth: int | None, lineage: Lineage) -> frozenset[str]:
    """The ancestors; a test is not drawn, but what it reads is above it."""
    drawn = {uid for uid in found if uid in lineage}
    read = {
        parent for uid in found if uid not in drawn for parent in lineage.nodes[uid].parents if parent in lineage
    }
    above = lineage.above(drawn, depth)
    if not read or depth == 0:
        return above
    return above | read | lineage.above(read, None if depth is None else depth - 1)


def _tests_reading(nodes: set[str], lineage: Lineage) -> set[str]:
    return {uid for uid, node in lineage.nodes.items() if node.is_test and not nodes.isdisjoint(node.parents)}


def _nothing(part: Intersection, lineage: Lineage, scope: Scope) -> str:
    """Which criterion is to blame, and what may have been meant instead."""
    for criterion in part:
        if not _found(criterion, lineage, scope, with_tests=True):
            near = suggestion(criterion.value, offered(criterion.method, scope))
            return f"{quoted(criterion.text)} selects nothing{near}"
    return f"no node is in all of {quoted(','.join(criterion.text for criterion in part))}"
