"""Which incidents a person gave to another team, asked without loading what else a ledger knows."""

from __future__ import annotations

from dbt_onus.ledger.database import Database

#: The condition on an incident, and its values. An incident is kept as JSON, where `null` stands for nobody.
REASSIGNED = "state <> 'resolved' and document like ?"
REASSIGNED_VALUES = ('%"reassigned_to":"%',)


def any_reassigned(database: Database) -> bool:
    """Whether there is one. LedgerError where the store cannot be used."""
    with database.reading() as connection:
        if connection is None:
            return False
        query = f"select 1 from incidents where {REASSIGNED} limit 1"
        return connection.execute(query, REASSIGNED_VALUES).fetchone() is not None
