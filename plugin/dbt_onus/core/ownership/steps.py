"""The steps in which an owner is looked for, and what becomes of what each of them found."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct


class Step(StrEnum):
    """Where an owner may come from, in order: the first that names a team wins."""

    REASSIGNMENT = "reassignment"
    RULE = "rule in onus.yml"
    TEAM = "meta.onus.team"
    GROUP = "dbt group"
    OWNER = "meta.owner"
    PARENTS = "what it reads"  # only asked of tests that are attached to no node
    CODEOWNERS = "CODEOWNERS"
    DEFAULT = "default in onus.yml"
    FALLBACK = "fallback_team"


#: What a project *says* of a node; elsewhere is what is decided over it or assumed for want of better.
_STATEMENTS = {
    Step.RULE: "rule",
    Step.TEAM: "meta.onus.team",
    Step.GROUP: "group",
    Step.OWNER: "meta.owner",
    Step.CODEOWNERS: "CODEOWNERS",
}


class Found(Struct, frozen=True, kw_only=True):
    """What one step found: a sentence, and a team with the reason; a reason alone is why there is none.

    `unowned`: the step says that nobody owns the node, so that the later ones are not asked. Without `binding`
    it is no contradiction if it says another team than others do.
    """

    step: Step
    says: str
    team: str | None = None
    why: str = ""
    contact: str | None = None
    problems: tuple[str, ...] = ()
    unowned: bool = False
    binding: bool = True


class TraceLine(Struct, frozen=True, kw_only=True):
    """One step of the search, in a sentence."""

    step: Step
    found: str

    def __str__(self) -> str:
        return f"{self.step}: {self.found}"


class Owner(Struct, frozen=True, kw_only=True):
    """The team that answers for a node, and how that was found out.

    `contact` is a person who was named but belongs to no known team. `via` is the node that was asked instead
    (`unique_id`), for tests.
    """

    team: str
    why: str
    step: Step
    trace: tuple[TraceLine, ...] = ()
    conflicts: tuple[str, ...] = ()
    contact: str | None = None
    via: str | None = None


def settled(founds: Sequence[Found], fallback_team: str) -> Owner:
    """The owner, out of what all steps found; `founds` are in order and do not hold the fallback."""
    decisive = next((found for found in founds if found.team or found.unowned), None)
    owned = decisive is not None and not decisive.unowned
    open_question = next((found.why for found in founds if found.why and not found.team), None)
    reason = decisive.why if decisive is not None else open_question or "nobody else owns it"
    winner = decisive if owned and decisive else None
    person = next((found.contact for found in founds if found.step is Step.OWNER), None)
    return Owner(
        team=winner.team if winner and winner.team else fallback_team,
        why=reason if winner else f"fallback: {reason}",
        step=winner.step if winner else Step.FALLBACK,
        trace=(*_trace(founds, decisive), _last_line(fallback_team, reached=winner is None)),
        conflicts=(*_disagreement(founds), *(problem for found in founds for problem in found.problems)),
        contact=(winner.contact if winner else None) or person or _first_contact(founds, winner),
    )


def _first_contact(founds: Sequence[Found], winner: Found | None) -> str | None:
    return None if winner else next((found.contact for found in founds if found.contact), None)


def _trace(founds: Sequence[Found], decisive: Found | None) -> list[TraceLine]:
    lines, reached = [], True
    for found in founds:
        says = found.says if reached else "not reached"
        if not reached and found.team:
            says = f"not reached (it says {found.team})"
        lines.append(TraceLine(step=found.step, found=says))
        reached = reached and found is not decisive
    return lines


def _last_line(fallback_team: str, *, reached: bool) -> TraceLine:
    return TraceLine(step=Step.FALLBACK, found=fallback_team if reached else "not reached")


def _disagreement(founds: Sequence[Found]) -> tuple[str, ...]:
    said = [found for found in founds if found.step in _STATEMENTS and found.team and found.binding]
    if len({found.team for found in said}) < 2:
        return ()
    return (", ".join(f"{_STATEMENTS[found.step]} says {found.team}" for found in said),)
