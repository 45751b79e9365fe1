"""Worlds that are asked of a warehouse: how often each word of confidence was right in them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable

import duckdb

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.probes import Asking, ask_in_rounds
from tests import builders as b
from tests.asked_worlds import answers_of

#: Who is at fault in a world, by `unique_id`, and what was found; `None` where no test saw anything.
Played = tuple[frozenset[str], tuple[Finding, ...]] | None
_MOST_ASKED = 60


def found_in(case: Case, columns: ColumnLineage, warehouse: duckdb.DuckDBPyConnection) -> tuple[Finding, ...]:
    """What is found when the warehouse has answered every question."""
    asking = Asking(columns=columns, adapters={b.PROJECT: "duckdb"}, project=b.PROJECT)
    return attribute(ask_in_rounds(case, attribute(case), asking, _MOST_ASKED, answers_of(warehouse)))


def tally(play: Callable[[int], Played], first: int, last: int) -> Counter[str]:
    """How often each word was right, from one seed up to another; the seeds of what was sure and wrong."""
    found: Counter[str] = Counter()
    for seed in range(first, last):
        guilty, findings = play(seed) or (frozenset(), ())
        for one in findings:
            right = one.origin.unique_id in guilty
            word = "" if not one.confidence.pages else " right" if right else f" wrong (world {seed})"
            found[f"{one.confidence.value}{word}"] += 1
    return found


def main(play: Callable[[int], Played]) -> None:
    """Print the tally of the seeds that the command line names."""
    for word, count in sorted(tally(play, int(sys.argv[1]), int(sys.argv[2])).items()):
        sys.stdout.write(f"{word}: {count}\n")
