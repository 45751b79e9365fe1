"""onus.yml, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct, field

from dbt_onus.config.documents import read_document
from dbt_onus.config.policies import read_policy, read_silences, read_waivers
from dbt_onus.config.projects import Neighbour, read_links, read_neighbours
from dbt_onus.config.receivers import read_receivers
from dbt_onus.config.sections import (
    NO_PROBES,
    Probes,
    read_defaults,
    read_digest_above,
    read_ledger,
    read_probes,
    read_rules,
)
from dbt_onus.config.teams import Defined, read_teams
from dbt_onus.config.values import Value
from dbt_onus.core.nodes import Group
from dbt_onus.core.ownership import Defaults, Roster, Rule, Team
from dbt_onus.core.policy import DEFAULT_POLICY, Policy
from dbt_onus.core.receivers import DIGEST_ABOVE, Receiver, SecretRef
from dbt_onus.core.stitching import Link
from dbt_onus.core.waivers import Silence, Waiver

#: What the file is called, beside dbt_project.yml.
CONFIG_FILE = "onus.yml"
#: Who answers for what nobody owns, where no onus.yml says it.
UNOWNED = "unowned"
LEDGER = "sqlite:.onus/ledger.db"
_KEYS = (
    "version",
    "fallback_team",
    "teams",
    "rules",
    "defaults",
    "codeowners",
    "receivers",
    "silences",
    "waivers",
    "policy",
    "routing",
    "probes",
    "ledger",
    "projects",
    "links",
)


class Config(Struct, frozen=True, kw_only=True):
    """What onus.yml says. `path` is the file, `None` where there is none; `codeowners` is relative to it.

    Every team, receiver and rung that is named is defined; secrets are references (`SecretRef`).
    """

    fallback_team: str
    teams: Mapping[str, Team] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    defaults: Defaults = field(default_factory=Defaults)
    codeowners: str | None = None
    receivers: Mapping[str, Receiver] = field(default_factory=dict)
    silences: tuple[Silence, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    policy: Policy = DEFAULT_POLICY
    digest_above: int = DIGEST_ABOVE
    probes: Probes = NO_PROBES
    ledger: str | SecretRef = LEDGER
    neighbours: tuple[Neighbour, ...] = ()
    links: tuple[Link, ...] = ()
    path: Path | None = None
    warnings: tuple[str, ...] = ()


def read_config(path: Path | None, groups: Collection[str] | None = ()) -> Config:
    """The configuration in `path`, or the one of a project without onus.yml, which carries a warning.

    `groups` are the dbt groups of the project by name: each is a team, whether onus.yml defines it or not. Where
    they are not known (`None`: there is no manifest), any name may be one, and teams are taken at their word.

    Raises ConfigError, one line with file, line, key and remedy, for anything that onus.yml may not say. No
    message repeats a value that may be a secret.
    """
    if path is None:
        warning = "no onus.yml: nobody is named as fallback; `onus init` drafts one"
        return Config(fallback_team=UNOWNED, warnings=(warning,))
    return config_of(read_document(path), path, groups)


def config_of(document: Value, path: Path, groups: Collection[str] | None = ()) -> Config:
    """The configuration that a document holds; `path` is where it came from, `groups` as of `read_config`."""
    fields = document.fields(_KEYS, ("version", "fallback_team"))
    if fields["version"].number(99) != 1:
        raise fields["version"].error("only version 1 is known; a later Onus may know this one")
    receivers = read_receivers(fields.get("receivers"))
    fallback = fields["fallback_team"].text("a team")
    known = None if groups is None else {*groups, fallback}
    teams = read_teams(fields.get("teams"), receivers, known)
    defined = Defined(teams, receivers, known)
    policy = read_policy(fields.get("policy"), defined)
    return Config(
        fallback_team=Defined(teams, receivers, groups).fallback(fields["fallback_team"]),
        teams=teams,
        rules=read_rules(fields.get("rules"), defined),
        defaults=read_defaults(fields.get("defaults"), defined),
        codeowners=fields["codeowners"].text("a path") if "codeowners" in fields else None,
        receivers=receivers,
        silences=read_silences(fields.get("silences")),
        waivers=read_waivers(fields.get("waivers"), defined, policy.grantors),
        policy=policy,
        digest_above=read_digest_above(fields.get("routing"), DIGEST_ABOVE),
        probes=read_probes(fields.get("probes")),
        ledger=read_ledger(fields.get("ledger"), LEDGER),
        neighbours=read_neighbours(fields.get("projects"), path.parent),
        links=read_links(fields.get("links")),
        path=path,
    )


def unknown_teams(config: Config, groups: Mapping[str, Group]) -> tuple[str, ...]:
    """dbt groups that onus.yml does not define as teams: they own nodes, but nothing reaches them.

    The other direction needs no groups: whatever team onus.yml names must be defined in onus.yml.
    """
    roster = Roster(config.teams.values())
    return tuple(sorted({group.name for group in groups.values() if not roster.teams_named(group.name)}))
