"""What pytest left behind of one version: what passed, why the rest did not, and the verdicts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from versions.versions import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One test on one dbt; `why` is the first line of what went wrong, `None` where nothing did."""

    file: str
    test: str
    why: str | None
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All tests of one dbt."""

    all: tuple[Outcome, ...]

    def of(self, file: str) -> list[Outcome]:
        """Those of one file."""
        return [outcome for outcome in self.all if outcome.file == file]

    def verdicts(self) -> Mapping[str, str]:
        """By fault."""
        return {fault_of(one.test): one.verdict for one in self.all if one.verdict}

    def failed(self) -> list[Outcome]:
        """What did not pass, foreseen or not."""
        return [outcome for outcome in self.all if outcome.why is not None]

    def surprises(self, version: Version) -> list[Outcome]:
        """What did not pass and is no gap of that dbt."""
        return [outcome for outcome in self.failed() if gap_of(version, outcome) is None]


def gap_of(version: Version, outcome: Outcome) -> str | None:
    """Why that dbt cannot pass this test, where that is known."""
    return next((why for part, why in version.gaps.items() if part in f"{outcome.file}::{outcome.test}"), None)


def fault_of(test: str) -> str:
    """The name in the brackets of a parametrized test."""
    found = re.search(r"\[(.*)\]", test)
    return found[1] if found else test


def read_outcomes(junit: Path) -> Outcomes:
    """From pytest's JUnit file (xunit1 names files). What was skipped did not run, and is left out."""
    cases = ElementTree.parse(junit).getroot().iter("testcase")
    return Outcomes(tuple(_outcome(case) for case in cases if case.find("skipped") is None))


def _outcome(case: ElementTree.Element) -> Outcome:
    wrong = case.find("failure") if case.find("failure") is not None else case.find("error")
    verdict = case.find("properties/property[@name='verdict']")
    return Outcome(
        file=Path(case.get("file", "")).name,
        test=case.get("name", ""),
        why=None if wrong is None else ((wrong.get("message") or "failed").splitlines() or ["failed"])[0][:160],
        verdict=None if verdict is None else verdict.get("value"),
    )
