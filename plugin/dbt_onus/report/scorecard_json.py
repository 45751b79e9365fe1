"""Scorecards as JSON: described in docs/scorecard.md; fields are added, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dbt_onus.core.scorecard import Delay, Rate, Scorecard, Stretch, TeamCard, TeamStretch, Upkeep
from dbt_onus.core.scorecard.agreement import ENOUGH, Agreement, AttributionCard


def render_scorecard(card: Scorecard, teams: Mapping[str, str]) -> str:
    """`onus/scorecard/1`; `teams` is what people call each team."""
    made = {
        "schema": "onus/scorecard/1",
        "since": _time(card.since),
        "counts": ["proven", "likely"],
        "incidents": card.deflection.incidents,
        "deflection": {
            "fallback_team": card.deflection.fallback_team,
            "incidents": card.deflection.incidents,
            "deflected": card.deflection.deflected,
            "rate": card.deflection.rate,
        },
        "teams": [_team(one, teams, card.rate) for one in card.teams],
        "coverage": {**_upkeep(card.whole), "owned": card.owned},
        "rate": None if card.rate is None else {"per_hour": card.rate.amount, "currency": card.rate.currency},
        "trend": [_stretch(one, card.rate) for one in card.trend],
    }
    return json.dumps(made, indent=2)


def render_attribution(card: AttributionCard) -> str:
    """`onus/scorecard-attribution/1`."""
    made = {
        "schema": "onus/scorecard-attribution/1",
        "since": _time(card.since),
        "verdicts": card.verdicts,
        "judged": card.judged,
        "unnamed": card.unnamed,
        "enough": ENOUGH,
        "overall": _agreement(card.overall),
        "by_confidence": {word.value: _agreement(one) for word, one in card.by_confidence},
        "by_evidence": {kind.value: _agreement(one) for kind, one in card.by_evidence},
        "false_attributions": {
            "judged": card.paged,
            "wrong_team": card.wrong_team,
            "rate": card.false_attribution_rate,
        },
        "open_disputes": list(card.open_disputes),
    }
    return json.dumps(made, indent=2)


def _team(one: TeamCard, teams: Mapping[str, str], rate: Rate | None) -> dict[str, Any]:
    return {
        "team": one.team,
        "name": teams.get(one.team, one.team),
        "caused": one.caused,
        "suffered": one.suffered,
        "open_now": one.open_now,
        "acknowledge": _delay(one.acknowledge),
        "repair": _delay(one.repair),
        "repeats": one.repeats,
        "disputed": one.disputed,
        "silenced_now": one.silenced_now,
        "waived_now": one.waived_now,
        **_breakage(one, rate),
        "overdue_now": one.overdue_now,
        "disputes_won": one.disputes_won,
        "disputes_lost": one.disputes_lost,
        "coverage": _upkeep(one.upkeep),
    }


def _breakage(one: TeamCard | TeamStretch, rate: Rate | None) -> dict[str, Any]:
    return {
        "breakage_caused_seconds": round(one.breakage_caused),
        "breakage_suffered_seconds": round(one.breakage_suffered),
        "cost": None if rate is None else round(rate.cost(one.breakage_caused), 2),
    }


def _upkeep(one: Upkeep) -> dict[str, Any]:
    return {
        "nodes": one.nodes,
        "tables": one.tables,
        "promised": one.promised,
        "relied_on": one.relied_on,
        "relied_on_promised": one.relied_on_promised,
        "inert_contracts": one.inert,
        "waivers": one.waivers,
    }


def _stretch(one: Stretch, rate: Rate | None) -> dict[str, Any]:
    return {
        "from": _time(one.start),
        "until": _time(one.end),
        "incidents": one.incidents,
        "deflected": one.deflection.deflected,
        "teams": {
            team: {"caused": said.caused, "suffered": said.suffered, **_breakage(said, rate)}
            for team, said in one.teams.items()
        },
    }


def _delay(one: Delay) -> dict[str, Any]:
    return {"median_seconds": one.seconds, "count": one.count}


def _agreement(one: Agreement) -> dict[str, Any]:
    return {
        "judged": one.judged,
        "confirmed": one.confirmed,
        "disputed": one.disputed,
        "precision": one.precision,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
