"""A question asked of the warehouse, and what comes back: two counts, never a value."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property

#: What every key of a probe's check begins with.
PREFIX = "probe:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`broken` of `seen`: rows for properties of values, keys for uniqueness and references."""

    broken: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One question about one place.

    `sql` is a SELECT of one row, `broken` and `seen`. `hops` is how far above the symptom the place is; `project`
    the dbt project whose connection reaches it.
    """

    place: Place
    columns: tuple[str, ...]
    about: Property
    sql: str
    hops: int
    project: str

    @property
    def key(self) -> str:
        """What tells this probe from every other, in every run."""
        digest = hashlib.blake2b(self.sql.encode(errors="replace"), digest_size=4).hexdigest()
        return f"{PREFIX}{self.place.unique_id}:{self.about}:{'+'.join(self.columns)}:{digest}"


def batch_sql(questions: Sequence[tuple[str, str]]) -> str:
    """Several probes as one query: a row per probe, headed by the label that stands first in each pair.

    Labels are ours, never data.
    """
    return "\nunion all\n".join(
        f"select '{label}' as probe, {label}.broken as broken, {label}.seen as seen from (\n{sql}\n) {label}"  # noqa: S608 - composed here, of names and literals that Spelling vouches for
        for label, sql in questions
    )
