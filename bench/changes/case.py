"""One change of the bench, with what it comes to: written down before anybody looked at what a tool says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from changes.draft import Draft

BREAKING, RISKY, SAFE = "breaking", "risky", "safe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`about` is the node that changes; `teams` are all that use what goes, where it is a breaking change.

    `structural`: a column or a table goes, moves or has another type; the others are promises, access and owners,
    which the other tools do not look at. `held_out`: written before the first run, and never tuned to.
    """

    name: str
    project: str
    about: str
    edit: Callable[[Draft], object]
    effect: str
    teams: frozenset[str] = frozenset()
    structural: bool = False
    held_out: bool = False


def case(
    project: str,
    about: str,
    name: str,
    effect: str,
    edit: Callable[[Draft], object],
    *teams: str,
    structural: bool = False,
    held_out: bool = False,
) -> Case:
    """A case in one line."""
    return Case(
        name=name,
        project=project,
        about=about,
        edit=edit,
        effect=effect,
        teams=frozenset(teams),
        structural=structural,
        held_out=held_out,
    )
