"""What the walks write down: the questions, and what the answers prove."""

from __future__ import annotations

from dataclasses import dataclass, field

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Probe
from dbt_onus.core.properties import Property


@dataclass(frozen=True, slots=True)
class Notes:
    """What the walks write down: questions, those with an answer (`known`), and what the answers prove.

    `checks` by key, `of` the symptom whose walk found each; `cleared` are places that bring nothing bad into the
    place under which they are listed; `narrowed` says, by the symptom, between which places the fault is left;
    `naming` are models whose SQL names a key, found once for all walks.
    """

    asked: dict[str, Probe] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    checks: dict[str, Check] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)
    cleared: dict[tuple[Place, Property], set[Place]] = field(default_factory=dict)
    narrowed: dict[str, Narrowed] = field(default_factory=dict)
    naming: dict[frozenset[str], tuple[str, ...]] = field(default_factory=dict)
