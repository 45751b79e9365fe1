"""Two contracts of the open standard, compared: for a producer who has no dbt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dbt_onus.core.changes.report import DiffReport
from dbt_onus.errors import OnusError


def is_contract(path: Path) -> bool:
    """Whether the file is a contract of the open standard rather than anything of dbt's."""
    return path.is_file() and path.suffix.lower() in (".yml", ".yaml")


def diff_of_contracts(bases: Sequence[Path], current: Path | None) -> DiffReport:
    """What changed between two contracts of the open standard. Who reads the tables is not known from them."""
    if len(bases) != 1 or current is None or not is_contract(current):
        raise OnusError(
            f"--base {bases[0]}: is a contract; name the one to compare it with: onus diff --base OLD NEW"
        )
    from dbt_onus.core.changes.contracts import contract_changes
    from dbt_onus.core.odcs import read_document
    from dbt_onus.odcs import read_contracts

    olds, news = ([read_document(one) for one in read_contracts(path)] for path in (bases[0], current))
    changes = contract_changes(
        [table for one in olds for table in one.tables],
        [table for one in news for table in one.tables],
        file=str(current),
    )
    lost = [f"not compared: {line}" for one in news for line in one.lost]
    return DiffReport(
        projects=(current.name,),
        base=str(bases[0]),
        here=str(current),
        changes=changes,
        notes=tuple(dict.fromkeys(lost)),
    )
