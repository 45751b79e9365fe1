"""The table of docs/compatibility.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from versions.outcomes import Outcomes, gap_of
from versions.versions import Version

#: What is tested, by the file that tests it.
GROUPS = {
    "Demo company": "test_mesh.py",
    "Contracts": "test_package_contract.py",
    "Memory": "test_package_record.py",
    "Observed": "test_package_observed.py",
    "Models": "test_package_models.py",
    "Ownership tests": "test_package_ownership.py",
    "Probes": "test_probes.py",
    "Hook": "test_hook.py",
}
Found = Mapping[Version, Outcomes | str]


def render(found: Found) -> str:
    """A row for each dbt, and below it whatever did not pass, with the reason."""
    head = ["dbt", "Installed", *GROUPS, "Verdicts"]
    lines = [_row(head), _row(["---"] * len(head))]
    usual = _usual(found)
    for version, outcomes in found.items():
        lines.append(_row([f"**{version.name}**", _pins(version), *_cells(version, outcomes, usual)]))
    lines += ["", f"Run on {datetime.now(UTC):%Y-%m-%d}."]
    notes = [note for version, outcomes in found.items() for note in _notes(version, outcomes, usual)]
    return "\n".join([*lines, *([""] if notes else []), *notes])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _pins(version: Version) -> str:
    return ", ".join(f"`{pin}`" for pin in version.requirements if not pin.startswith("duckdb"))


def _cells(version: Version, outcomes: Outcomes | str, usual: Mapping[str, str]) -> list[str]:
    if isinstance(outcomes, str):
        return [f"not run: {outcomes}"] + [""] * len(GROUPS)
    cells = [_cell(version, outcomes, file) for file in GROUPS.values()]
    verdicts = outcomes.verdicts()
    same = sum(usual.get(fault) == verdict for fault, verdict in verdicts.items())
    return [*cells, f"{same} of {len(verdicts)} the same"]


def _cell(version: Version, outcomes: Outcomes, file: str) -> str:
    run = outcomes.of(file)
    if not run:
        return "dbt v2 has no plugins" if version.is_v2 and "hook" in file else "not run"
    passed = sum(outcome.why is None for outcome in run)
    return f"{passed}" if passed == len(run) else f"{passed} of {len(run)}"


def _usual(found: Found) -> Mapping[str, str]:
    """The verdicts of the dbt that everything else is tested with, or of the first there is."""
    tested = {version.name: one for version, one in found.items() if isinstance(one, Outcomes)}
    pinned = tested.get("1.11") or next(iter(tested.values()), Outcomes(()))
    return pinned.verdicts()


def _notes(version: Version, outcomes: Outcomes | str, usual: Mapping[str, str]) -> Iterator[str]:
    if isinstance(outcomes, str):
        return
    for outcome in outcomes.failed():
        why = gap_of(version, outcome) or f"**unexpected**: {outcome.why}"
        yield f"- dbt {version.name}, `{outcome.test}`: {why}"
    for fault in _differing(outcomes, usual):
        yield f"- dbt {version.name}, {fault}: {outcomes.verdicts()[fault]}; elsewhere {usual.get(fault)}"


def differing(found: Found) -> list[str]:
    """The faults on which a dbt comes to another verdict than the others."""
    usual = _usual(found)
    return [fault for one in found.values() if isinstance(one, Outcomes) for fault in _differing(one, usual)]


def _differing(outcomes: Outcomes, usual: Mapping[str, str]) -> list[str]:
    return [fault for fault, verdict in outcomes.verdicts().items() if usual.get(fault) != verdict]
