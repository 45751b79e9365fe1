"""The YAML files in which a project's nodes are declared: where something stands in them, and changing it."""

from dbt_onus.declarations.editing import Edited, Spelling, appended, edited
from dbt_onus.declarations.places import Places

__all__ = ["Edited", "Places", "Spelling", "appended", "edited"]
