"""Scorecards as agate tables: the one place that makes them. agate is imported when a table is wanted, not before."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dbt_onus.core.agreement import Agreement, AttributionCard
from dbt_onus.core.scorecard import Scorecard, TeamCard

if TYPE_CHECKING:
    import agate  # type: ignore[import-untyped]  # ships no types

Table = Any

_HOUR = 3600.0


def team_table(card: Scorecard) -> Table:
    """A row per team. Durations are medians in hours; only the fallback team has a `deflection_rate`."""
    deflection = card.deflection
    return _table(
        ("team", "caused", "suffered", "open_now", "acknowledge_hours", "acknowledged", "repair_hours", "repaired",
         "repeats", "disputed", "deflection_rate"),
        [
            (*_team(one), _share(deflection.rate if one.team == deflection.fallback_team else None))
            for one in card.teams
        ],
        texts=1,
    )  # fmt: skip


def attribution_table(card: AttributionCard) -> Table:
    """A row for all, per word of confidence and per kind of evidence; `precision` is empty where too few are judged."""
    return _table(
        ("per", "word", "judged", "confirmed", "disputed", "precision"),
        [
            ("all", "all", *_agreement(card.overall)),
            *(("confidence", word.value, *_agreement(one)) for word, one in card.by_confidence),
            *(("evidence", kind.value, *_agreement(one)) for kind, one in card.by_evidence),
        ],
        texts=2,
    )


def render_csv(table: Table) -> str:
    """The table with its header, without a line end at the end."""
    file = io.StringIO()
    table.to_csv(file)
    return file.getvalue().rstrip("\n")


def render_grid(table: Table) -> str:
    """The whole table for people to read, in the form of a Markdown table."""
    file = io.StringIO()
    # agate's own language: numbers look the same on every machine
    table.print_table(
        max_rows=None, max_columns=None, max_column_width=None, output=file, locale="en_US", max_precision=None
    )
    return file.getvalue().rstrip("\n")


def texts_of(table: Table, columns: dict[str, Any]) -> Table:
    """A table of `columns`: each a heading with what makes its text of a row."""
    import agate

    made = table.compute(
        [(name, agate.Formula(agate.Text(cast_nulls=False), text)) for name, text in columns.items()]
    )
    return made.select(list(columns))


def _table(names: tuple[str, ...], rows: list[tuple[Any, ...]], *, texts: int) -> Table:
    import agate

    # a team may be called "None" or "n/a", which agate would take for nothing
    types = [agate.Text(cast_nulls=False) if at < texts else agate.Number() for at in range(len(names))]
    return agate.Table(rows, names, types)


def _team(one: TeamCard) -> tuple[Any, ...]:
    return (
        one.team,
        one.caused,
        one.suffered,
        one.open_now,
        _hours(one.acknowledge.seconds),
        one.acknowledge.count,
        _hours(one.repair.seconds),
        one.repair.count,
        one.repeats,
        one.disputed,
    )


def _agreement(one: Agreement) -> tuple[Any, ...]:
    return one.judged, one.confirmed, one.disputed, _share(one.precision)


def _hours(seconds: float | None) -> Decimal | None:
    return None if seconds is None else Decimal(str(round(seconds / _HOUR, 2)))


def _share(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(str(round(share, 3)))
