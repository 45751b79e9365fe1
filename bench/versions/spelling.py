"""A project in the words of an old dbt: `python spelling.py 1.8 FOLDER` rewrites its YAML in place.

Projects are written for the dbt of today. What they say could be said before, in other places:

| Today | Before | Until |
|---|---|---|
| `config.meta` and its like, of sources, tables, columns and exposures | one level up | 1.9 |
| `arguments:` of a generic test | the arguments themselves | 1.9 |
| `config.meta.onus.team` of a group | a rule of onus.yml | 1.9 |
| snapshots in YAML | a block in SQL | 1.8 |

A second time it changes nothing. It runs under that dbt's own Python, and so needs nothing but PyYAML.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDERS = ("models", "seeds", "snapshots", "tests")
ONE_LEVEL_UP = ("meta", "tags", "freshness", "loaded_at_field")


def respell(folder: Path, version: tuple[int, int]) -> None:
    """Rewrite the project in `folder` for a dbt of that version; from 1.10 on there is nothing to do."""
    if version >= (1, 10) or not (folder / "dbt_project.yml").exists():
        return
    rules: list[dict[str, str]] = []
    for path in _declarations(folder):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(said, dict):
            _for_old_dbt(said)
            rules += _rules_of_groups(said)
            if version < (1, 9):
                _write_snapshots(said, path.parent)
            _write(path, said)
    _add_rules(folder / "onus.yml", rules)
    _write(folder / "dbt_project.yml", _without_minimum(folder / "dbt_project.yml"))


def _declarations(folder: Path) -> Iterator[Path]:
    for name in FOLDERS:
        yield from sorted((folder / name).rglob("*.yml"))


def _for_old_dbt(said: dict[str, Any]) -> None:
    for part in _mappings(said):
        for test in [*(part.get("data_tests") or []), *(part.get("tests") or [])]:
            if isinstance(test, dict):
                for body in [test, *(one for one in test.values() if isinstance(one, dict))]:
                    body.update(body.pop("arguments", {}))
        for column in part.get("columns") or []:
            if isinstance(column, dict):  # a constraint names its columns
                _lift(column)
    for source in said.get("sources") or []:
        for one in [source, *(source.get("tables") or [])]:
            _lift(one)
    for exposure in said.get("exposures") or []:
        _lift(exposure)


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from _mappings(one)


def _lift(part: dict[str, Any]) -> None:
    config = part.get("config") or {}
    part.update({name: config.pop(name) for name in ONE_LEVEL_UP if name in config})
    if not config:
        part.pop("config", None)


def _rules_of_groups(said: dict[str, Any]) -> list[dict[str, str]]:
    rules = []
    for group in said.get("groups") or []:
        group.pop("description", None)
        group.pop("description", None)
        meta = group.pop("config", {}).get("meta") or {}
        if team := (meta.get("onus") or {}).get("team"):
            rules.append({"select": f"group:{group['name']}", "team": team})
    return rules


def _add_rules(path: Path, rules: list[dict[str, str]]) -> None:
    """First, for the last rule that matches wins: what the project says itself comes after."""
    if rules and path.exists():
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        there = said.get("rules") or []
        said["rules"] = [*(rule for rule in rules if rule not in there), *there]
        _write(path, said)


def _write_snapshots(said: dict[str, Any], folder: Path) -> None:
    for snapshot in said.get("snapshots") or []:
        if relation := snapshot.pop("relation", None):
            config = snapshot.pop("config", {})
            arguments = [f"target_schema=target.schema ~ '_{config.pop('schema')}'"]
            arguments += [f"{key}='{value}'" for key, value in config.items()]
            (folder / f"{snapshot['name']}.sql").write_text(
                f"{{% snapshot {snapshot['name']} %}}{{{{ config({', '.join(arguments)}) }}}}\n"
                f"select * from {{{{ {relation} }}}}\n{{% endsnapshot %}}\n",
                encoding="utf-8",
            )


def _without_minimum(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    said.pop("require-dbt-version", None)
    return said


def _write(path: Path, said: dict[str, Any]) -> None:
    """Only what changed: dbt reads a file that was touched again."""
    if yaml.safe_load(path.read_text(encoding="utf-8")) != said:
        path.write_text(yaml.safe_dump(said, sort_keys=False, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    major, minor = sys.argv[1].split(".")[:2]
    respell(Path(sys.argv[2]), (int(major), int(minor)))
