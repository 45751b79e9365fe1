"""What tables promise, in the words of a contract, wherever they said it."""

from dbt_onus.core.promises.additions import Additions, additions
from dbt_onus.core.promises.promise import ColumnPromise, TablePromise, Terms
from dbt_onus.core.promises.reading import CONTRACT_TEST, contract_tests, declares_terms, promise_of

__all__ = [
    "CONTRACT_TEST",
    "Additions",
    "ColumnPromise",
    "TablePromise",
    "Terms",
    "additions",
    "contract_tests",
    "declares_terms",
    "promise_of",
]
