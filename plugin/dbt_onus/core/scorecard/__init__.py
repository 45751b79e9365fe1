"""Per team: what it caused others and suffered from them, how soon it repaired its own, how it stands now.

Only a verdict that may page a team counts against one: proven or likely. What another incident explains meanwhile
(superseded) counts nowhere but as a verdict that was given.
"""

from dbt_onus.core.scorecard.card import Deflection, Delay, Rate, Scorecard, Stretch, TeamCard, TeamStretch, Upkeep
from dbt_onus.core.scorecard.counting import scorecard_of
from dbt_onus.core.scorecard.disputes import is_contested, last_judgements
from dbt_onus.core.scorecard.periods import Every, every_for

__all__ = [
    "Deflection",
    "Delay",
    "Every",
    "Rate",
    "Scorecard",
    "Stretch",
    "TeamCard",
    "TeamStretch",
    "Upkeep",
    "every_for",
    "is_contested",
    "last_judgements",
    "scorecard_of",
]
