"""An incident laid open: everything a team needs to check by itself that the fault is theirs, or is not."""

from dbt_onus.core.explanation.explanation import Explanation, Named, explain
from dbt_onus.core.explanation.rechecks import Quote, Recheck, compiled_paths, gone_checks
from dbt_onus.core.explanation.words import WORDS, words_of

__all__ = [
    "WORDS",
    "Explanation",
    "Named",
    "Quote",
    "Recheck",
    "compiled_paths",
    "explain",
    "gone_checks",
    "words_of",
]
