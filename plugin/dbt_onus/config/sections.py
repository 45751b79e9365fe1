"""The smaller sections of onus.yml, each from its value to what the core calls it."""

from __future__ import annotations

from types import MappingProxyType

from msgspec import Struct

from dbt_onus.config.teams import Defined
from dbt_onus.config.values import Value, env_reference, items
from dbt_onus.core.ownership import Defaults, Rule
from dbt_onus.core.receivers import SecretRef


class Probes(Struct, frozen=True, kw_only=True):
    """Whether the warehouse may be asked (`never`, or when the artifacts leave it `undecided`), and how much.

    `limit` is a number of probes, `seconds` the time for all of them.
    """

    when: str = "never"
    limit: int = 60
    seconds: int = 60


NO_PROBES = Probes()


def read_rules(value: Value | None, defined: Defined) -> tuple[Rule, ...]:
    """`rules`: in the order written, which decides."""
    keys = ("select", "team")
    rules = [item.fields(keys, keys) for item in items(value)]
    return tuple(Rule(select=rule["select"].text("a selector"), team=defined.team(rule["team"])) for rule in rules)


def read_defaults(value: Value | None, defined: Defined) -> Defaults:
    """`defaults`: the team of the project, and of dbt packages in it."""
    fields = value.fields(("project", "packages")) if value else {}
    packages = fields["packages"].entries() if "packages" in fields else {}
    return Defaults(
        project=defined.team(fields["project"]) if "project" in fields else None,
        packages=MappingProxyType({name: defined.team(team) for name, team in packages.items()}),
    )


def read_digest_above(value: Value | None, default: int) -> int:
    """`routing.digest_above`: more messages than this to one receiver at once are one digest."""
    fields = value.fields(("digest_above",)) if value else {}
    return fields["digest_above"].number(1000) if "digest_above" in fields else default


def read_probes(value: Value | None) -> Probes:
    """`probes`."""
    fields = value.fields(("when", "limit", "seconds")) if value else {}
    return Probes(
        when=fields["when"].choice(("never", "undecided")) if "when" in fields else NO_PROBES.when,
        limit=fields["limit"].number(1000) if "limit" in fields else NO_PROBES.limit,
        seconds=fields["seconds"].number(3600) if "seconds" in fields else NO_PROBES.seconds,
    )


def read_ledger(value: Value | None, default: str) -> str | SecretRef:
    """`ledger`: `sqlite:PATH`, or `env:NAME` for an address that holds a password."""
    if value is None:
        return default
    text = value.text("an address")
    reference = env_reference(text)
    if reference is None and not text.startswith("sqlite:"):
        raise value.error("this must be sqlite:PATH, or env:NAME where NAME holds the address")
    return reference or text
