"""The docs: every link leads somewhere, every page can be found, and what the code says is what they say."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from dbt_onus.cli import COMMANDS, onus
from dbt_onus.config.documents import parse_document
from dbt_onus.config.reading import config_of
from dbt_onus.config.values import Value

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
#: Every key that onus.yml may hold, once. A new key belongs in here, and in docs/configuration.md.
EVERYTHING = """\
version: 1
fallback_team: platform
teams:
  platform: {}
  payments:
    name: Payments
    members: [ana@shop.example]
    receivers: [{receiver: out, roles: [notify], confidence: [proven], severity: [critical]}]
    escalate_to: {to: platform, digest: weekly}
    clock: {acknowledge_within: 4h, repair_within: 2d, remind_every: 24h}
rules:
  - {select: "source:stripe", team: payments}
defaults: {project: platform, packages: {fivetran: platform}}
codeowners: CODEOWNERS
receivers:
  out: {channel: console}
silences:
  - {select: x, reason: moving, by: ana, until: 2027-01-31}
waivers:
  - {select: x, terms: [freshness], reason: moving, approved_by: platform, until: 2027-01-31}
policy:
  gate: {from: 2027-01-01, severity: [critical], confidence: [proven]}
  waivers: {approved_by: [platform]}
  changes: {answer_within: 7d, silence: accepts}
routing: {digest_above: 5}
probes: {when: never, limit: 20, seconds: 60}
ledger: "sqlite:x.db"
projects:
  - {path: "*", name: up, target_path: target, config: onus.yml, relations: [{from: dev.a, to: prod.a}]}
links: {add: [{from: a, to: b}], remove: [{from: b, to: c}]}
"""


#: Told in the row of the key that they are written under.
INLINE = {
    "teams.KEY.receivers[].receiver",
    "teams.KEY.escalate_to.to",
    "teams.KEY.escalate_to.digest",
    "projects[].relations",
}


def text_of(page: Path) -> str:
    """A page without its code, in which a bracket is no link."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def anchors_of(page: Path) -> set[str]:
    code_free = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", code_free, flags=re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", title).lower() for title in titles]
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title).strip()) for title in plain}


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors_of(found), f"{page.name}: {target}"


def test_every_page_has_a_place_in_the_site() -> None:
    def pages(nav: list[dict[str, Any]]) -> Iterator[str]:
        for entry in nav:
            for value in entry.values():
                yield from pages(value) if isinstance(value, list) else [value]

    nav = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    assert sorted(pages(nav)) == sorted(page.relative_to(DOCS).as_posix() for page in PAGES)


def test_the_reference_is_what_the_code_says() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "reference.py"), "--check"]
    ended = subprocess.run(script, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_every_command_that_is_shown_exists_with_its_options(page: Path) -> None:
    for command in commands_in(page.read_text(encoding="utf-8")):
        words = [word for word in re.split(r"[\s\[\]|()=]+", command.partition(" -- ")[0]) if word]
        group: click.Command = onus
        while isinstance(group, click.Group) and len(words) > 1:
            words = words[1:]
            found = group.get_command(click.Context(group), words[0])
            if found is None:
                break
            group = found
        assert group is not onus or words[0].startswith(("-", "…", "COMMAND")), f"{page.name}: {command}"
        options = {name for option in group.params for name in option.opts} | {"--help", "--version"}
        assert {word for word in words if word.startswith("--")} <= options, f"{page.name}: {command}"


def commands_in(page: str) -> Iterator[str]:
    """Commands in blocks, with or without a prompt, and between single backquotes."""
    yield from re.findall(r"^(?:\$ )?(onus [a-z-].*?)(?:  +#.*)?$", page, flags=re.MULTILINE)
    yield from (
        found.replace("\\|", "|").replace("\n", " ") for found in re.findall(r"`(onus [a-z-][^`]*)`", page)
    )


def test_every_command_is_in_the_readme_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## The commands")[2].partition("\n## ")[0]
    assert set(re.findall(r"`onus ([a-z]+)", table)) >= set(COMMANDS)
    assert set(re.findall(r"onus (?:run -- )?([a-z]+)\b(?= [A-Z\[`-]|`)", table)) <= {*COMMANDS, "dbt"}


def test_every_key_of_onus_yml_is_told_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    known: set[str] = set()
    said: set[str] = set()
    fields = Value.fields

    def spied(value: Value, keys: Any, required: Any = ()) -> dict[str, Value]:
        known.update(_pattern(f"{value.path}.{key}") for key in keys)
        said.update(_pattern(f"{value.path}.{key}") for key in value.entries())
        return fields(value, keys, required)

    monkeypatch.setattr(Value, "fields", spied)
    config_of(parse_document(EVERYTHING, "onus.yml"), Path("onus.yml"))
    known = {key for key in known if not key.startswith("receivers.NAME.")}  # the table of channels has them
    unsaid = known - {key for key in said if not key.startswith("receivers.NAME.")}
    assert not unsaid, "say them in EVERYTHING: what is not read is not known"
    described = documented_keys()
    assert known - described == INLINE
    assert described - known == {
        "teams.KEY",
        "receivers.NAME",
        "defaults.packages.PACKAGE",
        "projects.relations",
    }


def _pattern(path: str) -> str:
    """`teams.payments.name` as the page says it: `teams.KEY.name`."""
    path = re.sub(r"\[\d+\]", "[]", path.removeprefix("."))
    path = re.sub(r"^teams\.[^.[]+", "teams.KEY", path)
    return re.sub(r"^receivers\.[^.[]+", "receivers.NAME", path)


def documented_keys() -> set[str]:
    """The first column of the table: several keys in a cell are beside each other, `….` stands for a team."""
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")
    table = page.partition("| Key |")[2].partition("\n\n")[0]
    keys: set[str] = set()
    for row in table.splitlines()[2:]:
        first = ""
        for key in re.findall(r"`([^`]+)`", row.split("|")[1]):
            whole = key.replace("….", "teams.KEY.")
            if whole.startswith("."):
                whole = first.rpartition(".")[0] + whole
            first = first or whole
            keys.add(whole)
    parts = [re.split(r"\.", key.replace("[]", "")) for key in keys]
    return keys | {".".join(part[:length]) for part in parts for length in range(1, len(part))}
