"""Plays scenarios on copies of the green worlds, and keeps what dbt left, for the judge."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from faults.green import CACHE, Green
from faults.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a scenario: the steps of its reports, and the past of the green world it began in."""

    folder: Path

    @classmethod
    def of(cls, scenario: Scenario, cache: Path = CACHE) -> Kept:
        """Where the scenario is kept, whether it was played or not."""
        return cls(folder=cache / "scenarios" / scenario.name)

    @property
    def steps(self) -> Path:
        """A folder per report."""
        return self.folder / "steps"

    @property
    def world(self) -> Path:
        """The company as it was at the end, whose warehouse a probe can ask; kept where there was a fault."""
        return self.folder / "world"

    @property
    def past(self) -> Path:
        """The steps of the green runs before."""
        return self.folder.parents[1] / (self.folder / "past").read_text(encoding="utf-8")

    @property
    def exists(self) -> bool:
        """Whether there is something to judge."""
        return (self.folder / "played").exists()

    def is_of(self, key: str) -> bool:
        """Whether it was played by this code on this company."""
        return self.exists and (self.folder / "played").read_text(encoding="utf-8") == key


def is_played(scenario: Scenario, green: Green, cache: Path = CACHE) -> bool:
    """Whether the scenario was played by the present code on the present company."""
    kept = Kept.of(scenario, cache)
    return kept.is_of(_key(scenario, green)) and (not scenario.faults or kept.world.is_dir())


def play(scenario: Scenario, green: Green, cache: Path = CACHE) -> Kept:
    """Play it and keep its steps; the world itself only where there is a fault to ask its warehouse about."""
    kept = Kept.of(scenario, cache)
    shutil.rmtree(kept.folder, ignore_errors=True)
    # dbt notes where its profile is, so a world that is asked later must have been played where it is kept
    scenario.play(green.stage.copy(kept.world, kept.steps))
    if not scenario.faults:
        shutil.rmtree(kept.world)
    (kept.folder / "past").write_text(str(green.past.relative_to(cache)), encoding="utf-8")
    (kept.folder / "played").write_text(_key(scenario, green), encoding="utf-8")
    return kept


def forget_old_pasts(scenarios: Iterable[Scenario], greens: Iterable[Green], cache: Path = CACHE) -> None:
    """Remove the pasts that no green world and no kept scenario refers to any more."""
    kept = [one for scenario in scenarios if (one := Kept.of(scenario, cache)).exists]
    used = {one.past for one in kept} | {green.past for green in greens}
    for past in (cache / "past").iterdir():
        if past not in used:
            shutil.rmtree(past)


def _key(scenario: Scenario, green: Green) -> str:
    digest = hashlib.blake2b(digest_size=12)
    parts = [part for act in (scenario.before, scenario.happen, scenario.run) for part in _parts(act)]
    for part in (green.fingerprint, *parts):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _parts(act: Callable[..., Any] | None) -> Iterator[str]:
    """What a function does, closures included: its byte code, constants and names."""
    if not isinstance(act, FunctionType):
        yield repr(act)
        return
    yield from _code(act.__code__)
    for cell in act.__closure__ or ():
        held = cell.cell_contents
        for one in held if isinstance(held, tuple) else (held,):
            if isinstance(one, FunctionType):
                yield from _parts(one)
            elif isinstance(one, str | int | float):
                yield repr(one)


def _code(code: CodeType) -> Iterator[str]:
    yield code.co_code.hex() + repr(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _code(constant)
        else:
            yield repr(constant)
