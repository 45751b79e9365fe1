"""What a change takes from whoever reads the tables: two states of the projects, compared (docs/changes.md)."""

from dbt_onus.core.changes.change import MEANINGS, Change, Difference, Effect, Harm, How, Kind, Use, ordered
from dbt_onus.core.changes.comparing import Comparison, compared
from dbt_onus.core.changes.sides import Side

__all__ = [
    "MEANINGS",
    "Change",
    "Comparison",
    "Difference",
    "Effect",
    "Harm",
    "How",
    "Kind",
    "Side",
    "Use",
    "compared",
    "ordered",
]
