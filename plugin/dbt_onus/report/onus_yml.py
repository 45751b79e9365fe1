"""A drafted onus.yml with comments that teach: what each part is for, and what was guessed."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from dbt_onus.core.ownership.drafting import PLATFORM, Draft, DraftTeam

_HEAD = """\
# Who answers for the data of {project}, and how they hear of it. Drafted by `onus init` from what dbt knows:
# read it, correct it, commit it. Every key is described in docs/configuration.md of Onus.
version: 1
"""
_TEAMS = """
# Teams own nodes through dbt groups, `config.meta.onus.team`, `config.meta.owner`, CODEOWNERS and the rules below;
# `onus owner NODE` shows which of them decides. Members let an owner's e-mail be recognised.
# receivers, escalate_to and clock are yours to add:
#     receivers: [payments-slack]
#     escalate_to: data-platform
#     clock: {acknowledge_within: 4h, repair_within: 2d}
teams:
"""
_RULES = """
# Rules overrule everything that dbt says; the last one that matches wins. Selectors are dbt's own.
"""
_RECEIVERS = """
# Where messages go. Secrets never stand here: env:NAME names the environment variable that holds one.
# receivers:
#   payments-slack: {channel: slack, url: "env:ONUS_SLACK_PAYMENTS"}
#   payments-pager: {channel: pagerduty, routing_key: "env:ONUS_PAGERDUTY_PAYMENTS"}
"""
_UNTESTED = """
# {untested:,} of {sources:,} source tables have no test: where several may have let a fault in, nobody can say
# which. With the Onus package, this in dbt_project.yml has every run measure them, and their numbers tell:
#   vars: {{onus: {{observe: ["source:*"]}}}}
"""


def render_draft(draft: Draft) -> str:
    """The text of the file; `read_config` takes it as it is."""
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in _parts(draft))


def _parts(draft: Draft) -> Iterator[str]:
    yield _HEAD.format(project=_comment(draft.project))
    yield from _fallback(draft)
    yield _TEAMS
    teams = list(draft.teams)
    if draft.fallback_team not in {team.key for team in teams}:
        teams.insert(0, DraftTeam(key=PLATFORM, name="Data Platform", found="nowhere: Onus made it up"))
    told = False
    for team in teams:
        if team.person and not told:
            told = True
            yield "  # These look like people. People leave, teams stay: make them members of a team."
        yield from _team(draft, team)
    yield from _rules(draft)
    if draft.untested:
        yield _UNTESTED.format(untested=draft.untested, sources=draft.sources)
    yield _RECEIVERS


def _fallback(draft: Draft) -> Iterator[str]:
    yield "# Who answers for what nobody owns. Mandatory."
    count = draft.owns.get(draft.fallback_team)
    if count:
        yield f"# A guess: it owns the most nodes here ({count:,}). The team that runs dbt is a better choice."
    else:
        yield "# A guess: the project names no team that owns anything."
    yield f"fallback_team: {_scalar(draft.fallback_team)}"


def _team(draft: Draft, team: DraftTeam) -> Iterator[str]:
    owns = draft.owns.get(team.key, 0)
    found = f"found as {team.found}" if team.found else ""
    yield f"  # {_comment(found)}; owns {owns:,} node{'' if owns == 1 else 's'}"
    yield f"  {_scalar(team.key)}:"
    yield f"    name: {_scalar(team.name)}"
    if team.members:
        yield f"    members: [{', '.join(_scalar(member) for member in team.members)}]"


def _rules(draft: Draft) -> Iterator[str]:
    yield _RULES
    if not draft.unowned:
        yield "# Every source has an owner."
        yield '# rules:\n#   - {select: "source:stripe", team: payments}'
        return
    yield "# Nobody owns these sources yet, and data that breaks there is nobody's: name a team, take away the #."
    yield "rules:"
    for selector in draft.unowned:
        yield f"  # - {{select: {_scalar(selector)}, team: {_scalar(draft.fallback_team)}}}"


def _scalar(text: str) -> str:
    """The text as YAML reads it back as this very text: quoted where it has to be."""
    plain = " ".join(text.split())
    listed = yaml.safe_dump([plain], default_flow_style=True, allow_unicode=plain.isprintable(), width=100_000)
    return listed.strip()[1:-1]


def _comment(text: str) -> str:
    """The text on one line, without what could end the comment."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
