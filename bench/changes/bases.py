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


def bases(cache: Path, names: Iterable[str] = READERS, *, with_tables: bool = True) -> dict[str, Base]:
    """The projects as dbt writes them, where that was not done before."""
    return {name: _base(cache, name, with_tables=with_tables) for name in names}


def built(cache: Path, company_name: str) -> Stage:
    """A company with its tables and a catalog of them, built where that was not done before."""
    stage, done = _stage(cache, company_name), cache / f"{company_name}.built"
    if not done.exists():
        stage.settle()
        stage.load()
        stage.build()
        stage.run("docs", "generate")
        stage.run("compile")
        done.touch()
    return stage


def _compiled(cache: Path, company_name: str) -> Stage:
    """A company without tables: what dbt compiles of it."""
    stage, done = _stage(cache, company_name), cache / f"{company_name}.compiled"
    if not done.exists():
        stage.settle()
        stage.run("compile")
        done.touch()
    return stage


def _stage(cache: Path, company_name: str) -> Stage:
    return Stage(COMPANIES[company_name], cache / company_name, cache / f"{company_name}-steps")


def _base(cache: Path, project: str, *, with_tables: bool) -> Base:
    company_name, readers = READERS[project]
    stage = (built if with_tables else _compiled)(cache, company_name)
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
