"""What `onus diff` found, as a value: what every format renders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dbt_onus.core.changes.change import Change, Effect
from dbt_onus.core.changes.consent import Consent
from dbt_onus.core.changes.measured import Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffReport:
    """`base` and `here` say which states they are; `consents` are by change.

    `names` is what people call each team. `measured` is there where two builds were to be compared.
    """

    projects: tuple[str, ...]
    base: str
    here: str
    changes: tuple[Change, ...]
    consents: Mapping[str, Consent] = field(default_factory=dict)
    measured: Measured | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def of(self, effect: Effect) -> tuple[Change, ...]:
        """The changes of one effect, those that hit most first."""
        return tuple(change for change in self.changes if change.effect is effect)

    @property
    def waiting(self) -> tuple[Change, ...]:
        """Breaking changes that some team has not agreed to."""
        return tuple(change for change in self.of(Effect.BREAKING) if not self.is_agreed(change))

    def is_agreed(self, change: Change) -> bool:
        """Whether every team that it hits lets it pass."""
        consent = self.consents.get(change.id)
        return consent is not None and consent.is_given

    def fails(self, at: Effect | None) -> bool:
        """Whether something of this effect, or worse, is left; `None`: nothing ever fails."""
        if at is None:
            return False
        worse = list(Effect)[1 : list(Effect).index(at) + 1]
        return bool(self.waiting) or any(change.effect in worse for change in self.changes)

    def name(self, team: str) -> str:
        """What people call the team."""
        return self.names.get(team, team)
