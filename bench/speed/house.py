"""What stands around the artifacts: onus.yml and CODEOWNERS, of a size that fits the project."""

from __future__ import annotations

from pathlib import Path

from speed.project import LAYERS, PROJECT, Drawn


def write_house(drawn: Drawn, root: Path) -> None:
    """`dbt_project.yml`, `onus.yml` with a team per domain, and a CODEOWNERS with a line per folder."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "dbt_project.yml").write_text(
        f'name: {PROJECT}\nversion: "1.0"\nprofile: {PROJECT}\n', encoding="utf-8"
    )
    teams = [
        f"  domain_{number}: {{name: Domain {number}, members: [team{number}@mart.example]}}"
        for number in range(drawn.domains)
    ]
    rules = [
        f'  - {{select: "source:src_{number}", team: domain_{number}}}' for number in range(0, drawn.domains, 25)
    ]
    rules.append('  - {select: "tag:finance,path:models/layer_10", team: domain_1}')
    lines = ["version: 1", "fallback_team: data-platform", "teams:", "  data-platform: {name: Data Platform}"]
    (root / "onus.yml").write_text("\n".join([*lines, *teams, "rules:", *rules, ""]), encoding="utf-8")
    folders = ["staging", *(f"layer_{number}" for number in range(2, LAYERS + 1))]
    owners = [
        f"/models/{folder}/domain_{number}/ @mart/domain-{number}"
        for folder in folders
        for number in range(0, drawn.domains, 2)
    ]
    (root / "CODEOWNERS").write_text("\n".join(["* @mart/data-platform", *owners, ""]), encoding="utf-8")
