"""Breaking, risky or safe: what a difference comes to, by what it takes and by who is there to miss it."""

from __future__ import annotations

from collections.abc import Sequence

from dbt_onus.core.changes.change import Difference, Effect, Harm, How, Use

_SHOWN = 3


def judged(
    said: Difference, uses: Sequence[Use], *, team: str, public: bool, promised: bool, clashes: Sequence[str] = ()
) -> tuple[Effect, str]:
    """The effect, and why it is that. `team` answers for what changes.

    `public`: others may read it, whom nobody here sees. `promised`: it was declared to them. `clashes` are models
    that promise what can be no more.
    """
    if said.harm is Harm.BROKEN:
        return Effect.BREAKING, "it fails, and so does everything below it"
    if clashes:
        more = f" and {len(clashes) - _SHOWN} more" if len(clashes) > _SHOWN else ""
        return Effect.BREAKING, f"the contract of {', '.join(clashes[:_SHOWN])}{more} promises the old type of it"
    if said.harm is Harm.NONE:
        return Effect.SAFE, "nothing is taken from a reader"
    sure = [use for use in uses if use.certain]
    others = [use for use in sure if use.team != team]
    if said.harm is Harm.TAKEN and any(use.direct for use in sure):
        return Effect.BREAKING, named([use for use in sure if use.direct])
    if said.harm is Harm.WITHDRAWN and others:
        return Effect.BREAKING, named(others)
    if said.harm is Harm.REWRITTEN:
        shown = [use for use in sure if use.how is How.SHOWS]
        if others or shown:
            return Effect.RISKY, named(others or shown)
        return Effect.SAFE, "only its own team reads it" if uses else "nobody here reads it"
    return _unsure(uses, sure, public=public, promised=promised and said.harm is Harm.TAKEN)


def _unsure(uses: Sequence[Use], sure: Sequence[Use], *, public: bool, promised: bool) -> tuple[Effect, str]:
    if sure:
        return Effect.RISKY, named(sure)
    if uses:
        return Effect.RISKY, f"whether {_names(uses)} uses it cannot be read"
    if public:
        return Effect.RISKY, "nobody here uses it, but it is public: others may"
    if promised:
        return Effect.RISKY, "nobody here uses it, but it was promised"
    return Effect.SAFE, "nobody uses it"


def named(uses: Sequence[Use]) -> str:
    """`fct_order_margin (finance) asks for it, board_report (finance) shows it`: the nearest of each kind."""
    direct = [use for use in uses if use.direct] or uses
    parts = []
    for how in How:
        alike = [use for use in direct if use.how is how]
        if alike:
            parts.append(f"{_names(alike)} {how.value if len(alike) == 1 else _MANY[how]}")
    return ", ".join(parts)


_MANY = {
    How.ASKS: "ask for it",
    How.TESTS: "test it",
    How.SHOWS: "show it",
    How.REACHED: "are made from it",
}


def _names(uses: Sequence[Use]) -> str:
    shown = [f"{use.label} ({use.team})" for use in uses[:_SHOWN]]
    more = len(uses) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
