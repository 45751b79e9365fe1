"""Events read strictly, by the classes that the OpenLineage project generates from its own JSON Schemas.

Their constructors alone would take anything: here every key has to be one of the class, every value of its type,
and the schema that an event or a facet names has to be the one that its class was made from.
"""

from __future__ import annotations

import types
import typing
from enum import Enum
from typing import Any

import attr
from openlineage.client.facet_v2 import (
    data_quality_assertions_dataset,
    documentation_dataset,
    error_message_run,
    job_type_job,
    ownership_dataset,
    ownership_job,
    parent_run,
    processing_engine_run,
    schema_dataset,
)
from openlineage.client.generated.base import RunEvent

#: The names that the specification gives to its facets, where they hang.
FACETS: dict[str, dict[str, type]] = {
    "Run": {
        "parent": parent_run.ParentRunFacet,
        "processing_engine": processing_engine_run.ProcessingEngineRunFacet,
        "errorMessage": error_message_run.ErrorMessageRunFacet,
    },
    "Job": {"jobType": job_type_job.JobTypeJobFacet, "ownership": ownership_job.OwnershipJobFacet},
    "InputDataset": {
        "ownership": ownership_dataset.OwnershipDatasetFacet,
        "schema": schema_dataset.SchemaDatasetFacet,
        "documentation": documentation_dataset.DocumentationDatasetFacet,
        "dataQualityAssertions": data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet,
    },
}
FACETS["OutputDataset"] = FACETS["InputDataset"]


def official(event: dict[str, Any]) -> RunEvent:
    """The event as OpenLineage's own object; AssertionError, TypeError or ValueError where it is none."""
    made = _made(RunEvent, event, "event")
    assert isinstance(made, RunEvent)
    return made


def _made(wanted: Any, value: Any, where: str) -> Any:
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        (wanted,) = [each for each in arguments if each is not type(None)]
        return _made(wanted, value, where)
    if origin is list:
        assert isinstance(value, list), where
        return [_made(arguments[0], each, f"{where}[]") for each in value]
    if attr.has(wanted):
        return _object(wanted, value, where)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(value)
    if wanted is not Any:
        assert isinstance(value, origin or wanted), f"{where}: {value!r}"
    return value


def _object(wanted: Any, value: Any, where: str) -> Any:
    assert isinstance(value, dict), where
    attr.resolve_types(wanted)
    fields = {field.name: field for field in attr.fields(wanted)}
    assert value.keys() <= fields.keys(), f"{where}: {value.keys() - fields.keys()}"
    said: dict[str, Any] = {}
    for key, each in value.items():
        if key in ("schemaURL", "_schemaURL"):
            assert each == wanted._get_schema(), where
        elif key in ("facets", "inputFacets"):
            known = FACETS[wanted.__name__]
            said[key] = {name: _made(known[name], facet, f"{where}.{name}") for name, facet in each.items()}
        else:
            said[key.lstrip("_")] = _made(fields[key].type, each, f"{where}.{key}")
    return wanted(**said)
