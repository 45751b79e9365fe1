"""The projects that are looked at together, one by one: artifacts, configuration, memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from dbt_onus.app.places import Place
from dbt_onus.artifacts import Target
from dbt_onus.config import CONFIG_FILE, Config, read_config
from dbt_onus.core.nodes import Manifest
from dbt_onus.core.receivers import SecretRef
from dbt_onus.core.relations import Renaming
from dbt_onus.errors import ConfigError, LedgerError

if TYPE_CHECKING:
    from dbt_onus.core.ports import Ledger


class Member(Struct, frozen=True, kw_only=True):
    """One dbt project of those that are read together, with the configuration and memory of its own.

    A neighbour comes along as evidence: what failed in it is its own report's to tell. Without an onus.yml of its
    own, `config` is the reporting project's, and so is the ledger.
    """

    directory: Path
    target: Target
    config: Config
    ledger: Ledger
    is_neighbour: bool = False
    renamings: tuple[Renaming, ...] = ()

    @property
    def name(self) -> str:
        """The project's name in dbt."""
        return self.target.manifest.project_name

    @property
    def manifest(self) -> Manifest:
        """What dbt parsed."""
        return self.target.manifest


def members_of(targets: Sequence[tuple[Place, Target]], not_seen: list[str]) -> list[Member]:
    """The projects by their artifacts, each with its configuration and its ledger: those of one place share one.

    A neighbour whose onus.yml cannot be read is told of, and spoken for by the reporting project.
    """
    ledgers: dict[str, Ledger] = {}
    members: list[Member] = []
    for place, target in targets:
        first = members[0] if members else None
        try:
            members.append(_member(place, target, first, ledgers))
        except (ConfigError, LedgerError) as error:
            if first is None or place.listed is None:
                raise
            not_seen.append(f"who answers in {target.manifest.project_name}: {error}")
            members.append(_spoken_for(place, target, first))
    return members


def _member(place: Place, target: Target, first: Member | None, ledgers: dict[str, Ledger]) -> Member:
    file = place.config_file
    if file is None and first is not None and place.listed is not None:
        return _spoken_for(place, target, first)
    config = read_config(file, [group.name for group in target.manifest.groups.values()])
    # members that name the same place share one ledger, and its transactions
    from dbt_onus.ledger import full_address

    address = full_address(address_of(config), place.directory)
    ledger = ledgers.setdefault(address, ledger_of_config(config, place.directory))
    return Member(
        directory=place.directory,
        target=target,
        config=config,
        ledger=ledger,
        is_neighbour=place.listed is not None,
        renamings=place.renamings,
    )


def member_before(member: Member, directory: Path, target: Target, config_path: Path | None) -> Member:
    """The project as it was: by other artifacts, and by the onus.yml beside them where there is one."""
    beside = directory / CONFIG_FILE
    file = config_path or (beside if beside.is_file() else member.config.path)
    config = read_config(file, [group.name for group in target.manifest.groups.values()])
    return replace(member, directory=directory, target=target, config=config)


def _spoken_for(place: Place, target: Target, first: Member) -> Member:
    return Member(
        directory=place.directory,
        target=target,
        config=first.config,
        ledger=first.ledger,
        is_neighbour=True,
        renamings=place.renamings,
    )


def ledger_of_config(config: Config, directory: Path) -> Ledger:
    """The ledger that onus.yml names. LedgerError where it is named by a variable that is not set."""
    # only what is asked of the ledger needs what is written in it
    from dbt_onus.ledger import open_ledger

    return open_ledger(address_of(config), directory)


def address_of(config: Config) -> str:
    """Where onus.yml says the ledger is. LedgerError where it is named by a variable that is not set."""
    if not isinstance(config.ledger, SecretRef):
        return config.ledger
    value = os.environ.get(config.ledger.name, "").strip()
    if not value:
        raise LedgerError(f"{config.path}: ledger: the environment has no {config.ledger.name}")
    return value
