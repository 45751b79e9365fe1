"""A drafted onus.yml is one that can be read, whatever the project's owners are called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dbt_onus.config import Config, read_config
from dbt_onus.core.ownership.drafting import draft_of
from dbt_onus.report.onus_yml import render_draft
from tests import builders as b

GOLDEN = """\
# Who answers for the data of shop, and how they hear of it. Drafted by `onus init` from what dbt knows:
# read it, correct it, commit it. Every key is described in docs/configuration.md of Onus.
version: 1
# Who answers for what nobody owns. Mandatory.
# A guess: it owns the most nodes here (2). The team that runs dbt is a better choice.
fallback_team: payments

# Teams own nodes through dbt groups, `config.meta.onus.team`, `config.meta.owner`, CODEOWNERS and the rules below;
# `onus owner NODE` shows which of them decides. Members let an owner's e-mail be recognised.
# receivers, escalate_to and clock are yours to add:
#     receivers: [payments-slack]
#     escalate_to: data-platform
#     clock: {acknowledge_within: 4h, repair_within: 2d}
teams:
  # found as dbt group payments; owns 2 nodes
  payments:
    name: Payments
    members: [pay@shop.example]
  # These look like people. People leave, teams stay: make them members of a team.
  # found as owner of exposure weekly; owns 1 node
  ana-duarte:
    name: Ana Duarte
    members: [ana.duarte@shop.example]

# Rules overrule everything that dbt says; the last one that matches wins. Selectors are dbt's own.
# Nobody owns these sources yet, and data that breaks there is nobody's: name a team, take away the #.
rules:
  # - {select: 'source:erp.ledger', team: payments}

# 1 of 2 source tables have no test: where several may have let a fault in, nobody can say
# which. With the Onus package, this in dbt_project.yml has every run measure them, and their numbers tell:
#   vars: {onus: {observe: ["source:*"]}}

# Where messages go. Secrets never stand here: env:NAME names the environment variable that holds one.
# receivers:
#   payments-slack: {channel: slack, url: "env:ONUS_SLACK_PAYMENTS"}
#   payments-pager: {channel: pagerduty, routing_key: "env:ONUS_PAGERDUTY_PAYMENTS"}
"""


def read(text: str, folder: Path) -> Config:
    path = folder / "onus.yml"
    path.write_text(text, encoding="utf-8")
    return read_config(path)


def drafted(*owners: Any) -> str:
    nodes = [b.model(f"m{number}", meta={"owner": owner}) for number, owner in enumerate(owners)]
    return render_draft(draft_of(b.manifest(*nodes, b.source("erp.ledger"))))


def test_the_draft_teaches() -> None:
    manifest = b.manifest(
        b.model("orders", group="payments"),
        b.exposure("weekly", "orders", owner={"name": "Ana Duarte", "email": "ana.duarte@shop.example"}),
        b.source("erp.ledger"),
        tested := b.source("erp.books", meta={"owner": "payments"}),
        b.test("not_null", tested, "id"),
        groups=[b.group("payments", owner={"name": "Payments", "email": "pay@shop.example"})],
    )
    assert render_draft(draft_of(manifest)) == GOLDEN


def test_the_draft_can_be_read(tmp_path: Path) -> None:
    config = read(GOLDEN, tmp_path)
    assert (config.fallback_team, set(config.teams), config.rules) == ("payments", {"payments", "ana-duarte"}, ())
    assert config.teams["ana-duarte"].members == ("ana.duarte@shop.example",)


def test_the_lines_left_as_comments_are_right_once_they_are_taken_in(tmp_path: Path) -> None:
    text = GOLDEN.replace("  # - {select", "  - {select").replace("# receivers:\n#   ", "receivers:\n  ")
    config = read(text.replace("\n#   payments-pager", "\n  payments-pager"), tmp_path)
    assert [rule.team for rule in config.rules] == ["payments"]
    assert set(config.receivers) == {"payments-slack", "payments-pager"}


def test_where_every_source_is_tested_nothing_is_said_of_measuring() -> None:
    ledger = b.source("erp.ledger")
    assert "no test" not in render_draft(draft_of(b.manifest(ledger, b.test("unique", ledger, "id"))))


def test_a_project_without_owners_gets_a_draft_too(tmp_path: Path) -> None:
    config = read(render_draft(draft_of(b.manifest(b.model("a")))), tmp_path)
    assert (config.fallback_team, set(config.teams)) == ("data-platform", {"data-platform"})


@pytest.mark.parametrize(
    "name", ["no", "null", "12", "a: b", "x #y", "*star", "{{ team }}", "'q\"", "\u202eevil", "team\t rules", "é"]
)
def test_names_that_yaml_would_read_otherwise_are_quoted(name: str, tmp_path: Path) -> None:
    config = read(drafted(name), tmp_path)
    assert [team.name for team in config.teams.values()][:1] == [" ".join(name.split())]


@given(st.lists(st.text(min_size=1, max_size=20), max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_owners_make_a_draft_that_can_be_read(tmp_path: Path, owners: list[str]) -> None:
    config = read(drafted(*owners), tmp_path)
    assert config.fallback_team in config.teams
