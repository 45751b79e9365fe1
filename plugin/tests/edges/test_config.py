from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_onus.config import LEDGER, UNOWNED, Config, read_codeowners, read_config, unknown_teams
from dbt_onus.config.documents import parse_document
from dbt_onus.config.reading import config_of
from dbt_onus.core.ownership import Clock, Rule, Rung
from dbt_onus.core.receivers import SecretRef
from dbt_onus.errors import ConfigError
from tests.builders import group

FULL = """\
version: 1
fallback_team: data-platform
teams:
  payments:
    name: Payments
    members: [ana@shop.example]
    receivers: [payments-slack, payments-pager]
    escalate_to: commerce-leads
    clock: {acknowledge_within: 4h, repair_within: 2d}
  data-platform:
  commerce-leads: {members: "@lee"}
rules:
  - {select: "source:stripe", team: payments}
defaults: {project: data-platform, packages: {stripe_utils: payments}}
receivers:
  payments-slack: {channel: slack, url: "env:ONUS_SLACK_PAYMENTS"}
  payments-pager: {channel: pagerduty, routing_key: "env:ONUS_PAGERDUTY_PAYMENTS"}
  payments-hook: {channel: webhook, url: "env:ONUS_HOOK_PAYMENTS", allow_private: true}
  payments-mail: {channel: email, to: pay@shop.example, from: onus@shop.example, host: mail.shop.example, port: 25}
silences:
  - {select: "tag:noisy", reason: "moving house", by: ana, until: 2027-01-31}
waivers:
  - {select: "source:erp", terms: [freshness], reason: "migration", approved_by: data-platform, until: 2027-01-31}
probes: {when: undecided, limit: 5, seconds: 10}
ledger: "sqlite:.onus/other.db"
"""
TEAMS = "version: 1\nfallback_team: ops\nteams: {ops: {}}\n"


def read(text: str) -> Config:
    return config_of(parse_document(text, "onus.yml"), Path("onus.yml"))


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_full_file_is_read(tmp_path: Path):
    file = tmp_path / "onus.yml"
    file.write_text(FULL)
    config = read_config(file)
    payments = config.teams["payments"]
    assert (payments.name, payments.members) == ("Payments", ("ana@shop.example",))
    assert payments.clock == Clock(acknowledge_within=timedelta(hours=4), repair_within=timedelta(days=2))
    assert config.teams["data-platform"].name == "data-platform"
    assert config.teams["commerce-leads"].members == ("@lee",)
    assert config.rules == (Rule(select="source:stripe", team="payments"),)
    assert (config.defaults.project, dict(config.defaults.packages)) == (
        "data-platform",
        {"stripe_utils": "payments"},
    )
    assert config.receivers["payments-hook"].settings == {
        "url": SecretRef("ONUS_HOOK_PAYMENTS"),
        "allow_private": True,
    }
    assert config.receivers["payments-mail"].settings["to"] == ("pay@shop.example",)
    assert config.waivers[0].until == date(2027, 1, 31)
    assert config.silences[0].by == "ana"
    assert (config.probes.when, config.probes.limit, config.probes.seconds) == ("undecided", 5, 10)
    assert (config.ledger, config.path, config.warnings) == ("sqlite:.onus/other.db", file, ())


def test_without_a_file_everything_has_a_default_and_a_warning_says_so():
    config = read_config(None)
    assert (config.fallback_team, config.ledger, config.teams) == (UNOWNED, LEDGER, {})
    assert config.warnings == ("no onus.yml: nobody is named as fallback; `onus init` drafts one",)


def test_two_lines_are_enough_and_keys_left_empty_are_as_if_not_written():
    assert read("version: 1\nfallback_team: ops\nteams:\nrules:\nledger:\n").fallback_team == "ops"


def test_a_file_without_teams_is_taken_at_its_word():
    assert read("version: 1\nfallback_team: ops\nrules: [{select: a, team: b}]").rules[0].team == "b"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "onus.yml: the file is empty; `onus init` drafts one"),
        ("# nothing\n", "onus.yml: the file is empty; `onus init` drafts one"),
        ("- a\n", "onus.yml line 1, the whole file: this must be a mapping (key: value), not a list"),
        ("just words", "onus.yml line 1, the whole file: this must be a mapping (key: value), not a single value"),
        ("version: 1\n", "onus.yml line 1, the whole file: fallback_team is missing"),
        ("fallback_team: a\n", "onus.yml line 1, the whole file: version is missing"),
        (
            "version: 2\nfallback_team: a\n",
            "onus.yml line 1, version: only version 1 is known; a later Onus may know this one",
        ),
        (
            "version: 1\nfallback_team: no\n",
            "onus.yml line 2, fallback_team: "
            "YAML reads this as a boolean; put quotes around it if a team is meant",
        ),
        (
            TEAMS + "ruels: []\n",
            'onus.yml line 4, ruels: this key is not known; did you mean "rules"?',
        ),
        (TEAMS + "zzz: 1\n", "onus.yml line 4, zzz: this key is not known"),
        (
            TEAMS + "rules:\n  - {select: a, team: opps}\n",
            'onus.yml line 5, rules[1].team: "opps" is not defined under teams; did you mean "ops"?',
        ),
        (
            TEAMS + "rules:\n  - select: a\n",
            "onus.yml line 5, rules[1]: team is missing",
        ),
        (TEAMS + "rules: {a: b}\n", "onus.yml line 4, rules: this must be a list, not a mapping"),
        (
            "version: 1\nfallback_team: op\nteams: {ops: {}}\n",
            'onus.yml line 2, fallback_team: "op" is not defined under teams; did you mean "ops"?',
        ),
        (
            "version: 1\nfallback_team: ops\nteams:\n  ops:\n    receivers: [ops-slak]\n"
            "receivers:\n  ops-slack: {channel: slack, url: env:URL}\n",
            'onus.yml line 5, teams.ops.receivers[1]: "ops-slak" is not defined under receivers; '
            'did you mean "ops-slack"?',
        ),
        (
            "version: 1\nfallback_team: ops\nteams:\n  ops: {escalate_to: leads}\n",
            'onus.yml line 4, teams.ops.escalate_to: "leads" is not defined as a team or a receiver',
        ),
        (
            TEAMS + "defaults: {packages: {utils: opps}}\n",
            'onus.yml line 4, defaults.packages.utils: "opps" is not defined under teams; did you mean "ops"?',
        ),
        (
            "version: 1\nfallback_team: ops\nteams:\n  ops: {clock: {repair_within: soon}}\n",
            'onus.yml line 4, teams.ops.clock.repair_within: "soon" is not a duration like 90m, 4h, 2d or 1w',
        ),
        (
            TEAMS + "waivers:\n  - {select: a, reason: r, until: 2027-01-31}\n",
            "onus.yml line 5, waivers[1]: approved_by is missing",
        ),
        (
            TEAMS + "waivers:\n  - {select: a, reason: r, approved_by: boss, until: 2027-01-31}\n",
            'onus.yml line 5, waivers[1].approved_by: "boss" is not defined under teams',
        ),
        (
            TEAMS + "waivers:\n  - {select: a, reason: r, approved_by: ops, until: 2027-02-30}\n",
            'onus.yml line 5, waivers[1].until: "2027-02-30" is not a date like 2027-01-31',
        ),
        (
            TEAMS + "probes: {when: always}\n",
            'onus.yml line 4, probes.when: "always" must be one of never, undecided',
        ),
        (
            TEAMS + "probes: {limit: -1}\n",
            "onus.yml line 4, probes.limit: this must be a whole number from 0 to 1000",
        ),
        (
            TEAMS + "receivers: {a: {channel: slak, url: env:U}}\n",
            'onus.yml line 4, receivers.a.channel: "slak" is no channel (there are apprise, console, email, '
            'github, gitlab, jira, opsgenie, pagerduty, slack, teams, webhook); did you mean "slack"?',
        ),
        (
            TEAMS + "receivers: {a: {channel: slack}}\n",
            "onus.yml line 4, receivers.a: url is missing, or token and channel_id in its place",
        ),
        (
            TEAMS + "receivers: {a: {channel: webhook, url: env:U, allow_private: maybe}}\n",
            "onus.yml line 4, receivers.a.allow_private: this must be true or false, not a single value",
        ),
        (
            "version: 1\nfallback_team: a\nfallback_team: b\n",
            "onus.yml line 3, fallback_team: this key is written twice; keep one",
        ),
        ("a: &x 1\nb: *x\n", "onus.yml line 1: YAML anchors and aliases (&, *) are not allowed; write it out"),
        (
            "version: 1\n\tfallback_team: a\n",
            "onus.yml line 2: not valid YAML: the line is indented with a tab; use spaces",
        ),
        ("a: [1\nb: 2\n", "onus.yml line 2: not valid YAML: check quotes, colons and indentation here"),
        (
            "version: !!python/name:os.system 1\n",
            "onus.yml line 1, version: YAML tags (!…) are not allowed; write the plain value",
        ),
        ("version: 1\n---\nversion: 1\n", "onus.yml line 2: not valid YAML: but found another document"),
        ("a: \x00", "onus.yml line 1: a character that YAML does not allow; remove it"),
        ("[" * 5000, "onus.yml line 1: nested more than 20 levels deep"),
    ],
)
def test_a_mistake_is_named_with_its_line_its_key_and_a_remedy(text: str, message: str):
    assert refusal(text) == message


SECRET = "xoxb-1234567890-hunter2hunter2"


@pytest.mark.parametrize(
    "text",
    [
        TEAMS + f"receivers: {{a: {{channel: slack, url: https://hooks.example/{SECRET}}}}}\n",
        TEAMS + f"receivers: {{a: {{channel: pagerduty, routing_key: {SECRET}}}}}\n",
        TEAMS + f"receivers: {{a: {{channel: webhook, url: env:U, secret: {SECRET}}}}}\n",
        TEAMS + f"receivers: {{a: {{channel: {SECRET}}}}}\n",
        TEAMS + f"receivers: {{a: {{channel: slack, url: env:U, {SECRET}: 1}}}}\n",
        TEAMS + f"receivers: [{SECRET}]\n",
        TEAMS + f"ledger: postgresql://onus:{SECRET}@db/onus\n",
        TEAMS + f"rules: [{{select: a, team: {SECRET}}}]\n",
        f"version: 1\nfallback_team: ops\nteams: {{ops: {{receivers: [{SECRET}]}}}}\n",
        f"version: 1\nfallback_team: ops\nteams: {{ops: {{receivers: ['https://x.example/{SECRET}']}}}}\n",
        f"version: 1\nfallback_team: ops\nteams: {{ops: {{clock: {{repair_within: {SECRET}}}}}}}\n",
        f"url: '{SECRET}\n",
        f"url: *{SECRET}\n",
        f"url: !{SECRET} a\n",
        f"%{SECRET}\n---\na: b\n",
        f"{SECRET}: [",
    ],
)
def test_a_secret_in_the_file_is_refused_and_never_repeated(text: str):
    assert SECRET not in refusal(text)


def test_a_literal_secret_is_told_where_it_belongs():
    assert refusal(TEAMS + "receivers:\n  a: {channel: slack, url: abc}\n") == (
        "onus.yml line 5, receivers.a.url: a secret must not stand here; "
        "put it in an environment variable and write env:NAME"
    )


def test_the_ledger_may_be_named_by_the_environment():
    assert read(TEAMS + "ledger: env:ONUS_LEDGER\n").ledger == SecretRef("ONUS_LEDGER")


def test_a_file_over_one_mebibyte_is_not_read(tmp_path: Path):
    file = tmp_path / "onus.yml"
    file.write_text("# " + "x" * 1024 * 1024)
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        read_config(file)


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"onus\.yml: cannot be read \(No such file"):
        read_config(tmp_path / "onus.yml")
    file = tmp_path / "onus.yml"
    file.write_bytes(b"version: 1\nfallback_team: \xff\n")
    with pytest.raises(ConfigError, match=r"^onus\.yml line 2: not UTF-8"):
        read_config(file)


def test_groups_that_no_team_answers_for_are_found():
    config = read("version: 1\nfallback_team: ops\nteams: {ops: {}, fin: {name: Finance Team}}\n")
    groups = {name: group(name) for name in ("Ops", "finance_team", "growth")}
    assert unknown_teams(config, groups) == ("growth",)


def complaint(text: str) -> str:
    """The error's message, or "" for a text that is a configuration; any other exception is a defect."""
    try:
        read(text)
    except ConfigError as error:
        return str(error)
    return ""


_WORDS = st.sampled_from(
    ["version", "1", "fallback_team", "ops", "teams", "rules", "receivers", "channel", "slack", "url", "select",
     "team", "waivers", "until", "clock", "4h", "ledger", "env:X", "no", "~", "&a", "*a", "!!x", "\t", "\n",
     "\n  ",
     "- ", ": ", "{", "}", "[", "]", "'", '"', "#", "|", ">", "%", "---", "\x00", "é", SECRET,
     f"https://hooks.example/{SECRET}"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.lists(_WORDS, max_size=40).map("".join), st.text(max_size=200)))
def test_any_text_is_a_configuration_or_an_error_that_tells_no_secret(text: str):
    message = complaint(text)
    assert SECRET not in message
    assert "\n" not in message


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_file_is_a_configuration_or_an_error_that_tells_no_secret(data: st.DataObject):
    lines = FULL.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(lines) - 1))
        words = lines[number].split(" ")
        words[data.draw(st.integers(0, len(words) - 1))] = data.draw(_WORDS)
        lines[number] = " ".join(words)
    assert SECRET not in complaint("\n".join(lines))


def project(tmp_path: Path, folder: str, file: str, text: str) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text)
    return tmp_path / folder


@pytest.mark.parametrize("file", ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"])
def test_codeowners_are_found_up_to_the_git_root_and_speak_of_it(tmp_path: Path, file: str):
    directory = project(tmp_path, "dbt/shop", file, "/dbt/shop/models/ @x\n")
    codeowners = read_codeowners(directory, read_config(None))
    assert codeowners is not None
    assert [entry.owners for entry in codeowners.entries_for("models/a.sql")] == [("@x",)]


def test_codeowners_above_the_git_root_or_outside_any_repository_are_not_looked_at(tmp_path: Path):
    (tmp_path / "CODEOWNERS").write_text("* @x")
    (tmp_path / "repo/dbt").mkdir(parents=True)
    assert read_codeowners(tmp_path / "repo/dbt", read_config(None)) is None
    (tmp_path / "repo/.git").mkdir()
    assert read_codeowners(tmp_path / "repo/dbt", read_config(None)) is None


def test_codeowners_may_be_named_relative_to_onus_yml(tmp_path: Path):
    directory = project(tmp_path, "dbt", "dbt/owners/OWNERS", "/dbt/models/ @x")
    (directory / "onus.yml").write_text("version: 1\nfallback_team: ops\ncodeowners: owners/OWNERS\n")
    codeowners = read_codeowners(directory, read_config(directory / "onus.yml"))
    assert codeowners is not None
    assert codeowners.entries_for("models/a.sql")


def test_named_codeowners_that_cannot_be_read_are_an_error(tmp_path: Path):
    (tmp_path / "onus.yml").write_text("version: 1\nfallback_team: ops\ncodeowners: nowhere\n")
    with pytest.raises(ConfigError, match="nowhere: CODEOWNERS cannot be read"):
        read_codeowners(tmp_path, read_config(tmp_path / "onus.yml"))


def test_naming_the_fallback_team_defines_it() -> None:
    config = read("version: 1\nfallback_team: data-platform\nteams: {payments: {escalate_to: data-platform}}\n")
    assert config.fallback_team == "data-platform"
    assert config.teams["payments"].escalate_to == Rung(to="data-platform")


def test_a_dbt_group_is_a_team_that_rules_may_name(tmp_path: Path) -> None:
    path = tmp_path / "onus.yml"
    path.write_text("version: 1\nfallback_team: ops\nteams: {ops: {}}\nrules: [{select: a, team: finance}]\n")
    assert read_config(path, ["finance"]).rules[0].team == "finance"
    with pytest.raises(ConfigError, match='"finance" is not defined under teams'):
        read_config(path)


ALL_RECEIVERS = """
receivers:
  a: {channel: slack, token: "env:T", channel_id: C01, on_ambiguous: hold, base_url: "https://slack.com/api/"}
  b: {channel: teams, url: "env:U"}
  c: {channel: pagerduty, routing_key: "env:K", base_url: "https://events.eu.pagerduty.com"}
  d: {channel: opsgenie, api_key: "env:K", responders: [crm, ops], base_url: "https://api.opsgenie.com"}
  e: {channel: email, to: [a@b.example, c@d.example], from: Onus <onus@b.example>, host: mail.b.example, tls: ssl}
  f: {channel: github, token: "env:T", repository: shop/data.models, labels: [data]}
  g: {channel: gitlab, token: "env:T", project: shop/data/models, base_url: "https://gitlab.b.example"}
  h: {channel: jira, token: "env:T", user: bot@b.example, base_url: "https://b.atlassian.example", project: DATA}
  i: {channel: webhook, url: "env:U", secret: "env:S", allow_private: true, on_ambiguous: resend}
  j: {channel: console, path: told.txt}
  k: {channel: console}
  l: {channel: apprise, url: "env:U"}
"""


def test_every_channel_is_read():
    receivers = read(TEAMS + ALL_RECEIVERS).receivers
    assert len({receiver.channel for receiver in receivers.values()}) == 11
    assert receivers["a"].settings["base_url"] == "https://slack.com/api"
    assert receivers["a"].settings["on_ambiguous"] == "hold"
    assert receivers["d"].settings["responders"] == ("crm", "ops")
    assert receivers["f"].settings["token"] == SecretRef("T")


@pytest.mark.parametrize(
    ("receiver", "message"),
    [
        ("{channel: slack, token: 'env:T'}", "receivers.a: channel_id is missing"),
        (
            "{channel: slack, token: 'env:T', channel_id: C1, url: 'env:U'}",
            "receivers.a: url does not go together with token; keep one of them",
        ),
        ("{channel: opsgenie}", "receivers.a: api_key is missing"),
        ("{channel: jira, token: 'env:T', project: X}", "receivers.a: base_url is missing"),
        ("{channel: console, url: 'env:U'}", "receivers.a.url: this key is not known"),
        (
            "{channel: teams, url: 'env:U', on_ambiguous: maybe}",
            'receivers.a.on_ambiguous: "maybe" must be one of hold, resend',
        ),
        (
            "{channel: email, to: a@b.c, from: d@e.f, host: g, tls: tls13}",
            'receivers.a.tls: "tls13" must be one of none, ssl, starttls',
        ),
        (
            '{channel: email, to: "a@b.c\\nBcc: d@e.f", from: d@e.f, host: g}',
            "receivers.a.to: this must be an e-mail address like ana@shop.example, on one line",
        ),
        (
            "{channel: email, to: [a@b.c, nobody], from: d@e.f, host: g}",
            "receivers.a.to[2]: this must be an e-mail address like ana@shop.example, on one line",
        ),
        (
            "{channel: email, to: a@b.c, from: d@e.f, host: 'mail.e.f:587'}",
            "receivers.a.host: this must be the name of a host, like mail.shop.example; "
            "its port is a key of its own",
        ),
        (
            "{channel: slack, token: 'env:T', channel_id: '#crm'}",
            "receivers.a.channel_id: this must be a channel's id like C0123456789, not its name; "
            "Slack shows it in the details",
        ),
        (
            "{channel: github, token: 'env:T', repository: shop}",
            'receivers.a.repository: "shop" must be OWNER/NAME',
        ),
        (
            "{channel: github, token: 'env:T', repository: shop/../../user}",
            'receivers.a.repository: "shop/../../user" must be OWNER/NAME',
        ),
        (
            "{channel: pagerduty, routing_key: 'env:K', base_url: 'https://me:pass@x.example'}",
            "receivers.a.base_url: a user name or password must not stand in an address; "
            "use the channel's own settings",
        ),
        (
            "{channel: pagerduty, routing_key: 'env:K', base_url: events.pagerduty.example}",
            "receivers.a.base_url: this must be a web address like https://example.com, without a query",
        ),
        (
            "{channel: github, token: ghp_0123456789abcdef0123, repository: a/b}",
            "receivers.a.token: a secret must not stand here; "
            "put it in an environment variable and write env:NAME",
        ),
    ],
)
def test_a_receiver_that_cannot_be_used_is_named_with_its_remedy(receiver: str, message: str):
    assert refusal(f"{TEAMS}receivers:\n  a: {receiver}\n") == f"onus.yml line 5, {message}"
