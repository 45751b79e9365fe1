"""Scorecards as text: tables, and under each what it counts."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from dbt_onus.core.evidence import EvidenceKind
from dbt_onus.core.explanation import WORDS
from dbt_onus.core.says import duration
from dbt_onus.core.scorecard import Deflection, Rate, Scorecard, TeamCard
from dbt_onus.core.scorecard.agreement import ENOUGH, AttributionCard
from dbt_onus.report.lookup_text import plain
from dbt_onus.report.scorecard_table import (
    Row,
    attribution_table,
    readable,
    render_grid,
    team_table,
    trend_table,
)

Columns = dict[str, str | Callable[[Row], str]]

#: Below this width nothing lines up any more; text then runs over.
NARROWEST = 40

NOTHING = "nothing was recorded yet: the ledger knows of no incident; `onus report` records them"

_COUNTED = (
    "caused, suffered, repeats and disputed count only verdicts that are proven or likely; possible and unknown "
    "ones count against nobody"
)
_MEASURED = (
    "acknowledged in, repaired in: the median, in brackets of how many; breakage: how long others had its "
    "faults; open now, overdue: whenever it began"
)
_DISPUTED = "disputed: a person said that it was not this team's; it counts until it is given to another team"


def render_scorecard(card: Scorecard, teams: Mapping[str, str], width: int, *, trend: bool = False) -> str:
    """A row per team; `teams` is what people call each. With `trend`, week by week or month by month, too."""
    if not card.known:
        return NOTHING
    lines = [f"scorecard, {_period(card.since)}: {_count(card.deflection.incidents, 'incident')}", ""]
    for columns in (_FIGURES, _STANDING):
        called: Columns = {"team": lambda row: _team(row["team"], teams), **columns}
        lines += [render_grid(readable(team_table(card), called)), ""]
    lines += _trend(card, teams) if trend else []
    notes = [_deflection(card.deflection, teams), *_cost(card), _COUNTED, _MEASURED, *_covered(card)]
    if any(one.disputed for one in card.teams):
        notes.append(_DISPUTED)
    notes += [text for one in card.teams if (text := _left_alone(one, teams))]
    return "\n".join([*lines, *(line for text in notes for line in _wrapped(text, width))])


def render_attribution(card: AttributionCard, width: int) -> str:
    """How often people agreed: per word of confidence, then per kind of evidence."""
    if not card.known:
        return NOTHING
    judged = f"{card.judged:,} of {_count(card.verdicts, 'verdict')} judged"
    lines = [f"attribution, {_period(card.since)}: {judged}"]
    table = attribution_table(card)
    words: tuple[Columns, ...] = ({"confidence": "word"}, {"evidence": _kind})
    for first in words:
        rows = table.where(lambda row, first=first: row["per"] in first)
        if len(rows.rows):
            lines += ["", render_grid(readable(rows, {**first, **_AGREEMENT}))]
    return "\n".join([*lines, "", *(line for text in _conclusions(card) for line in _wrapped(text, width))])


def _trend(card: Scorecard, teams: Mapping[str, str]) -> Iterator[str]:
    called: Columns = {"from": "from", "team": lambda row: _team(row["team"], teams), **_TREND}
    yield render_grid(readable(trend_table(card), called))
    yield ""


def _cost(card: Scorecard) -> Iterator[str]:
    if card.rate is not None:
        total = sum(one.breakage_caused for one in card.teams)
        yield (
            f"breakage: {total / 3600:,.1f} hours at {money(card.rate.amount, card.rate)} are "
            f"{money(card.rate.cost(total), card.rate)}; an hour in which two faults were there counts twice"
        )


def _covered(card: Scorecard) -> Iterator[str]:
    whole = card.whole
    if whole.nodes:
        yield (
            f"coverage: {_of(card.owned, whole.nodes)} nodes have an owner besides the fallback team"
            + (f", {_of(whole.promised, whole.tables)} tables a contract" if whole.tables else "")
        )


def money(amount: float, rate: Rate) -> str:
    """`1,240 EUR`."""
    return f"{amount:,.0f} {plain(rate.currency)}".rstrip()


def _left_alone(one: TeamCard, teams: Mapping[str, str]) -> str:
    """How much of a team's is open and left alone; nothing where nothing is."""
    counts = ((one.waived_now, "waived"), (one.silenced_now, "silenced"))
    parts = [f"{count:,} {how}" for count, how in counts if count]
    return f"left alone now, of {_team(one.team, teams)}'s open ones: {', '.join(parts)}" if parts else ""


def _conclusions(card: AttributionCard) -> Iterator[str]:
    overall = card.overall
    if overall.precision is None:
        yield (
            f"too few judgements to tell how often the verdicts are right: {overall.judged} of the {ENOUGH} that "
            "it takes; `onus incidents confirm` and `onus incidents dispute` add to them"
        )
    else:
        yield f"right: {_of(overall.confirmed, overall.judged)} judged verdicts that named a place"
        if any(0 < one.judged < ENOUGH for _, one in (*card.by_confidence, *card.by_evidence)):
            yield f"too few: of fewer than {ENOUGH} judgements a share tells more of chance than of the verdicts"
    if card.paged:
        yield f"false attributions: {_wrong(card)}"
    if card.unnamed:
        yield f"{_count(card.unnamed, 'judged verdict')} named no place: in no figure above but the first"
    yield f"disputes still open: {', '.join(card.open_disputes) or 'none'}"


def _wrong(card: AttributionCard) -> str:
    if card.false_attribution_rate is None:
        return f"{card.wrong_team:,} of {card.paged:,} judged pages went to a wrong team; too few for a rate"
    return f"{_of(card.wrong_team, card.paged)} judged pages went to a wrong team"


def _deflection(one: Deflection, teams: Mapping[str, str]) -> str:
    name = _team(one.fallback_team, teams)
    if one.rate is None:
        return f"deflection: no incident began in this period that could have reached {name}, the fallback team"
    share = f"{one.deflected:,} of {_count(one.incidents, 'incident')} ({one.rate:.0%})"
    return f"deflection: {share} reached another team than {name}, the fallback team, without a person's help"


def _hours(hours: str, count: str) -> Callable[[Row], str]:
    def text(row: Row) -> str:
        known = row[hours]
        return "-" if known is None else f"{duration(float(known) * 3600)} ({row[count]})"

    return text


def _hours_of(hours: float | None) -> str:
    return duration(float(hours) * 3600) if hours else "-"


def _part(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" if whole else "-"


def _precision(row: Row) -> str:
    if not row["judged"]:
        return "-"
    return "too few" if row["precision"] is None else f"{row['precision']:.0%}"


def _kind(row: Row) -> str:
    kind = EvidenceKind(row["word"])
    return WORDS.get(kind, kind.value.replace("_", " "))


_FIGURES: Columns = {
    "caused": "caused",
    "suffered": "suffered",
    "breakage": lambda row: _hours_of(row["breakage_caused_hours"]),
    "open now": "open_now",
    "overdue": "overdue_now",
    "acknowledged in": _hours("acknowledge_hours", "acknowledged"),
    "repaired in": _hours("repair_hours", "repaired"),
}
_STANDING: Columns = {
    "repeats": "repeats",
    "disputed": "disputed",
    "won": "disputes_won",
    "lost": "disputes_lost",
    "contracts": lambda row: _part(row["promised"], row["tables"]),
    "on what others read": lambda row: _part(row["relied_on_promised"], row["relied_on"]),
    "inert": "inert_contracts",
    "waivers": "waivers",
}
_TREND: Columns = {
    "caused": "caused",
    "suffered": "suffered",
    "breakage": lambda row: _hours_of(row["breakage_caused_hours"]),
}
_AGREEMENT: Columns = {
    "judged": "judged",
    "confirmed": "confirmed",
    "disputed": "disputed",
    "precision": _precision,
}


def _period(since: datetime | None) -> str:
    return "all that was recorded" if since is None else f"since {since:%Y-%m-%d %H:%M} UTC"


def _of(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.0%})"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _team(key: str, teams: Mapping[str, str]) -> str:
    return plain(teams.get(key, key))


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        plain(text), max(width, NARROWEST), subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
