"""Scorecards as agate tables: the one place that imports agate, and only when a table is wanted."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from dbt_onus.core.scorecard import Rate, Scorecard, TeamCard, TeamStretch, Upkeep
from dbt_onus.core.scorecard.agreement import Agreement, AttributionCard

#: An `agate.Table`: the library ships no types.
Table = Any
Row = Mapping[str, Any]

_HOUR = 3600.0


def team_table(card: Scorecard) -> Table:
    """A row per team. Durations are medians in hours; only the fallback team has a `deflection_rate`.

    `cost` is empty where nobody said what an hour costs.
    """
    deflection = card.deflection
    return _table(
        ("team", "caused", "suffered", "open_now", "acknowledge_hours", "acknowledged", "repair_hours", "repaired",
         "repeats", "disputed", "deflection_rate", "silenced_now", "waived_now", "breakage_caused_hours",
         "breakage_suffered_hours", "cost", "overdue_now", "disputes_won", "disputes_lost", "nodes", "tables",
         "promised", "relied_on", "relied_on_promised", "inert_contracts", "waivers"),
        [
            (
                *_team(one),
                _share(deflection.rate if one.team == deflection.fallback_team else None),
                one.silenced_now,
                one.waived_now,
                *_breakage(one, card.rate),
                one.overdue_now,
                one.disputes_won,
                one.disputes_lost,
                *_upkeep(one.upkeep),
            )
            for one in card.teams
        ],
        texts=1,
    )  # fmt: skip


def trend_table(card: Scorecard) -> Table:
    """A row per stretch of time and team that something happened to in it."""
    return _table(
        ("from", "until", "team", "caused", "suffered", "breakage_caused_hours", "breakage_suffered_hours",
         "cost"),
        [
            (f"{one.start:%Y-%m-%d}", f"{one.end:%Y-%m-%d}", team, said.caused, said.suffered,
             *_breakage(said, card.rate))
            for one in card.trend
            for team, said in one.teams.items()
        ],
        texts=3,
    )  # fmt: skip


def attribution_table(card: AttributionCard) -> Table:
    """A row for all, per word of confidence, per kind of evidence; `precision` is empty where too few to tell."""
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


def readable(table: Table, columns: dict[str, str | Callable[[Row], str]]) -> Table:
    """The table as people read it: under each heading a column of the table, or a text made of each row."""
    import agate  # type: ignore[import-untyped]

    text = agate.Text(cast_nulls=False)
    kept = {name: heading for heading, name in columns.items() if isinstance(name, str)}
    made = [(heading, agate.Formula(text, of)) for heading, of in columns.items() if not isinstance(of, str)]
    return table.rename(column_names=kept).compute(made, replace=True).select(list(columns))


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


def _breakage(one: TeamCard | TeamStretch, rate: Rate | None) -> tuple[Any, ...]:
    cost = None if rate is None else Decimal(str(round(rate.cost(one.breakage_caused), 2)))
    return _hours(one.breakage_caused), _hours(one.breakage_suffered), cost


def _upkeep(one: Upkeep) -> tuple[int, ...]:
    return (
        one.nodes, one.tables, one.promised, one.relied_on, one.relied_on_promised, one.inert, one.waivers
    )  # fmt: skip


def _agreement(one: Agreement) -> tuple[Any, ...]:
    return one.judged, one.confirmed, one.disputed, _share(one.precision)


def _hours(seconds: float | None) -> Decimal | None:
    return None if seconds is None else Decimal(str(round(seconds / _HOUR, 4)))


def _share(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(str(round(share, 3)))
