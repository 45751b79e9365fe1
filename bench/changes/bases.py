"""The projects as they are before any change: written by dbt itself, once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults.companies import COMPANIES
from faults.stage import Stage

#: The company that each changed project belongs to, and the projects that are stitched to it.
READERS = {"commerce": ("mesh", ("finance",)), "clinic": ("clinic", ())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """One project before the change: its folder, its artifacts, and the folders of those who read it."""

    project: str
    folder: Path
    readers: tuple[Path, ...]
    manifest: dict[str, Any]
    catalog: dict[str, Any]


def bases(cache: Path, names: Iterable[str] = READERS, *, built: bool = True) -> dict[str, Base]:
    """The projects, written by dbt where that was not done before. Without `built`, there are no tables."""
    return {name: _base(cache, name, built=built) for name in names}


def _base(cache: Path, project: str, *, built: bool) -> Base:
    company_name, readers = READERS[project]
    company = COMPANIES[company_name]
    stage = Stage(company, cache / company_name, cache / f"{company_name}-steps")
    done = cache / f"{company_name}.{'built' if built else 'compiled'}"
    if not done.exists():
        stage.settle()
        if built:
            stage.load()
            stage.build()
            stage.run("docs", "generate")
        stage.run("compile")
        done.touch()
    target = stage.project(project) / "target"
    catalog = target / "catalog.json"
    return Base(
        project=project,
        folder=stage.project(project),
        readers=tuple(stage.project(name) for name in readers),
        manifest=json.loads((target / "manifest.json").read_text(encoding="utf-8")),
        catalog=json.loads(catalog.read_text(encoding="utf-8"))
        if catalog.exists()
        else {"nodes": {}, "sources": {}},
    )
