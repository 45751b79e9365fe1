"""The made-up project as files for dbt: alone, with the package `onus`, with a contract on every model.

dbt parses and compiles it and builds it on DuckDB, on sources without rows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from speed.clock import Job
from speed.entries import TYPES
from speed.project import PROJECT, TESTS, Drawn, Table, draw
from speed.sql import written

DBT = (str(Path(sys.executable).with_name("dbt")),)
ROOT = Path(__file__).resolve().parents[2]
#: What is put into dbt_project.yml and beside every model.
VARIANTS = ("without onus", "with onus", "with a contract on every model")


def write_projects(cache: Path, models: int) -> dict[str, Path]:
    """The project in every variant, with its packages installed."""
    drawn = draw(models)
    found = {}
    for variant in VARIANTS:
        folder = found[variant] = cache / f"dbt-{models}" / variant.replace(" ", "_")
        if not (folder / ".written").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            _write(drawn, folder, variant)
            if variant != VARIANTS[0]:
                subprocess.run((*DBT, "deps", "--quiet"), cwd=folder, env=environment(), check=True)
            (folder / ".written").touch()
    return found


def environment() -> dict[str, str]:
    """dbt without its questions to the network, and without the report at its end."""
    return {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "ONUS_HOOK": "off", "DBT_PROFILES_DIR": "."}


def package_jobs(folders: dict[str, Path]) -> list[Job]:
    """`dbt parse` from nothing and `dbt compile` after it, in every variant."""
    return [
        Job(
            name=f"dbt {command[0]}, {variant}",
            command=(*DBT, "--quiet", *command, "--target-path", command[0]),
            directory=folder,
            expect=frozenset({0}),
            environment=environment(),
        )
        for command in (("parse", "--no-partial-parse"), ("compile", "--no-partial-parse"))
        for variant, folder in folders.items()
    ]


def make_sources(folder: Path, models: int) -> None:
    """Every source table, without a row: some models put two tables together that share their keys."""
    import duckdb

    connection = duckdb.connect(str(folder / "warehouse.duckdb"))
    for table in draw(models).tables:
        if table.layer == 0:
            connection.execute(f'create schema if not exists "raw_{table.domain}"')
            day = "timestamp '2026-01-01 00:00:00'"
            connection.execute(
                f"create or replace table {table.relation} as select * from "
                f"(values (1, 1, {day}, 'paid', 1000, 1, 'eur', 'y', 'none', {day})) "
                f"as rows ({', '.join(table.columns)}) limit 0"
            )
    connection.close()


def _write(drawn: Drawn, folder: Path, variant: str) -> None:
    folder.mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(
        f"name: {PROJECT}\nversion: '1.0'\nprofile: {PROJECT}\nmodel-paths: [models]\n"
        "flags: {require_generic_test_arguments_property: true}\n"
    )
    (folder / "profiles.yml").write_text(
        f"{PROJECT}:\n  target: dev\n  outputs:\n    dev: {{type: duckdb, path: warehouse.duckdb, threads: 4}}\n"
    )
    (folder / "onus.yml").write_text(
        "version: 1\nfallback_team: data-platform\nteams: {data-platform: {name: Data Platform}}\n"
    )
    if variant != VARIANTS[0]:
        (folder / "packages.yml").write_text(f"packages:\n  - local: {os.path.relpath(ROOT, folder)}\n")
    groups: dict[str, list[str]] = {}
    for table in drawn.tables:
        path = folder / table.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if table.layer == 0:
            groups.setdefault(str(path), []).append(f"      - name: {table.name}")
            continue
        path.write_text(written(table, [drawn.tables[number] for number in table.parents]))
        described = groups.setdefault(str(path.parent / "_models.yml"), [])
        described.append(_described(table, contract=variant == VARIANTS[2]))
    for file, entries in groups.items():
        _write_yaml(Path(file), entries)


def _write_yaml(file: Path, entries: list[str]) -> None:
    if file.name == "_models.yml":
        file.write_text("models:\n" + "\n".join(entries) + "\n")
        return
    domain = file.parent.name.rpartition("_")[2]
    head = f"sources:\n  - name: src_{domain}\n    database: warehouse\n    schema: raw_{domain}\n    tables:\n"
    file.write_text(head + "\n".join(entries) + "\n")


def _described(table: Table, *, contract: bool) -> str:
    lines = [f"  - name: {table.name}"]
    if contract:
        lines.append("    data_tests: [onus.contract]")
    lines.append("    columns:")
    for name, kind in zip(table.columns, TYPES, strict=True):
        lines.append(f"      - name: {name}")
        if contract and name == table.key:
            lines.append(f"        data_type: {kind}")
        tests = [test for test in TESTS if table.tested(test) == name]
        if tests:
            lines.append("        data_tests:")
        for test in tests:
            if test == "accepted_values":
                lines.append("          - accepted_values: {arguments: {values: [paid, open, unknown]}}")
            else:
                lines.append(f"          - {test}")
    return "\n".join(lines)
