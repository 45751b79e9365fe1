"""onus.yml on clocks, ladders, receivers with conditions, waivers and consequences."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from dbt_onus.config.documents import parse_document
from dbt_onus.config.reading import config_of
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.messages import Severity
from dbt_onus.core.notifications import Role
from dbt_onus.core.ownership import Rung, Subscription
from dbt_onus.core.policy import Policy
from dbt_onus.errors import ConfigError
from tests.edges.test_config import TEAMS, read, refusal

RECEIVERS = """\
receivers:
  ops-slack: {channel: slack, url: "env:A"}
  ops-pager: {channel: pagerduty, routing_key: "env:B"}
"""


def test_a_receiver_of_a_team_may_say_what_it_is_for() -> None:
    config = read(
        "version: 1\nfallback_team: ops\nteams:\n  ops:\n    receivers:\n      - ops-slack\n"
        "      - {receiver: ops-pager, roles: [notify], confidence: [proven, likely], severity: critical}\n"
        + RECEIVERS
    )
    assert config.teams["ops"].receivers == (
        Subscription(receiver="ops-slack"),
        Subscription(
            receiver="ops-pager",
            roles=(Role.NOTIFY,),
            confidence=(Confidence.PROVEN, Confidence.LIKELY),
            severity=(Severity.CRITICAL,),
        ),
    )


def test_a_rung_may_be_a_weekly_digest_and_reminders_may_never_come() -> None:
    config = read(
        "version: 1\nfallback_team: ops\nteams:\n  ops: {}\n"
        "  a: {escalate_to: {to: ops, digest: weekly}, clock: {remind_every: never}}\n"
        "  b: {escalate_to: {to: ops-pager}, clock: {remind_every: 2h}}\n" + RECEIVERS
    )
    assert config.teams["a"].escalate_to == Rung(to="ops", weekly=True)
    assert config.teams["b"].escalate_to == Rung(to="ops-pager")
    assert config.teams["a"].clock.remind_every is None
    assert config.teams["b"].clock.remind_every == timedelta(hours=2)
    assert config.teams["ops"].clock.remind_every == timedelta(hours=24)


def test_the_policy_of_the_gate_and_of_waivers() -> None:
    config = read(
        "version: 1\nfallback_team: ops\nteams: {ops: {}, a: {}}\nrouting: {digest_above: 9}\n"
        "policy:\n  gate: {from: 2027-01-01, severity: critical, confidence: [possible]}\n"
        "  waivers: {approved_by: ops}\n"
        "waivers: [{select: x, reason: r, approved_by: ops, until: 2027-01-01}]\n"
    )
    assert config.policy == Policy(
        starts=date(2027, 1, 1),
        severity=(Severity.CRITICAL,),
        confidence=(Confidence.POSSIBLE,),
        grantors=("ops",),
    )
    assert config.digest_above == 9
    left_out = read(TEAMS)
    assert (left_out.policy, left_out.digest_above) == (Policy(), 5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "teams: {ops: {}, a: {}}\npolicy: {waivers: {approved_by: [ops]}}\n"
            "waivers: [{select: x, reason: r, approved_by: a, until: 2027-01-01}]\n",
            'onus.yml line 5, waivers[1].approved_by: "a" may not grant a waiver '
            "(policy.waivers.approved_by: ops)",
        ),
        (
            "teams: {ops: {}}\npolicy: {gate: {severity: bad}}\n",
            'onus.yml line 4, policy.gate.severity: "bad" must be one of critical, error',
        ),
        (
            "teams: {ops: {}}\npolicy: {gate: {from: soon}}\n",
            'onus.yml line 4, policy.gate.from: "soon" is not a date like 2027-01-31',
        ),
        (
            "teams: {ops: {}}\npolicy: {waivers: {}}\n",
            "onus.yml line 4, policy.waivers: approved_by is missing",
        ),
        (
            "teams: {ops: {escalate_to: a}, a: {escalate_to: {to: b}}, b: {escalate_to: ops}}\n",
            "onus.yml line 3, teams.ops.escalate_to: the ladder goes round in a circle: ops → a → b → ops; "
            "end it somewhere",
        ),
        (
            "teams: {ops: {escalate_to: {to: ops-slack, digest: daily}}}\n" + RECEIVERS,
            'onus.yml line 3, teams.ops.escalate_to.digest: "daily" must be one of weekly',
        ),
        (
            "teams: {ops: {receivers: [{receiver: ops-slack, role: notify}]}}\n" + RECEIVERS,
            'onus.yml line 3, teams.ops.receivers[1].role: this key is not known; did you mean "roles"?',
        ),
        (
            "teams: {ops: {receivers: [{roles: notify}]}}\n" + RECEIVERS,
            "onus.yml line 3, teams.ops.receivers[1]: receiver is missing",
        ),
        (
            "teams: {ops: {receivers: [{receiver: ops-slack, roles: [page]}]}}\n" + RECEIVERS,
            'onus.yml line 3, teams.ops.receivers[1].roles[1]: "page" must be one of inform, notify',
        ),
        (
            "teams: {ops: {clock: {remind_every: sometimes}}}\n",
            'onus.yml line 3, teams.ops.clock.remind_every: "sometimes" is not a duration like 90m, 4h, 2d or 1w',
        ),
    ],
)
def test_what_clocks_and_policies_may_not_be(text: str, message: str) -> None:
    assert refusal("version: 1\nfallback_team: ops\n" + text) == message


def test_where_groups_are_not_known_teams_are_taken_at_their_word_and_receivers_are_not() -> None:
    text = (
        "version: 1\nfallback_team: ops\nteams: {ops: {escalate_to: a_group}}\n"
        "rules: [{select: x, team: b_group}]\n"
    )
    document = parse_document(text, "onus.yml")
    assert config_of(document, Path("onus.yml"), None).rules[0].team == "b_group"
    with pytest.raises(ConfigError):
        config_of(document, Path("onus.yml"), ())
    wrong = parse_document("version: 1\nfallback_team: ops\nteams: {ops: {receivers: [x]}}\n", "onus.yml")
    with pytest.raises(ConfigError, match="not defined under receivers"):
        config_of(wrong, Path("onus.yml"), None)
