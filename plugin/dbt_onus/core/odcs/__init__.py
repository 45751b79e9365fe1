"""Contracts in the words of the Open Data Contract Standard (ODCS v3), as plain documents, and back.

Source: the standard's own JSON schema, v3.2.0. What it has no word for travels as `quality` of `type: custom,
engine: onus`, so that nothing of a promise is lost on the way out and back; what dbt and Onus have no word for is
named, a line each.
"""

from dbt_onus.core.odcs.document import Exported, Imported, Party, document_of, read_document
from dbt_onus.core.odcs.service import Suggestion
from dbt_onus.core.odcs.tables import ImportedTable, Table

__all__ = ["Exported", "Imported", "ImportedTable", "Party", "Suggestion", "Table", "document_of", "read_document"]
