"""Job runs as OpenLineage's run events: JSON, an event a line.

Source: openlineage.io, the specification 2-0-2 and its facets; the versions below are theirs. Only facets of the
specification are used, so every reader of OpenLineage understands them. Its own Python client is made to send and
brings an HTTP stack along; the tests read every event by the client's classes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from dbt_onus import __version__
from dbt_onus.core.openlineage import Assertion, JobRun, Naming, Table

_PRODUCER = f"urn:onus:dbt-onus:{__version__}"
_SPECIFICATION = "https://openlineage.io/spec"
_EVENT = f"{_SPECIFICATION}/2-0-2/OpenLineage.json#/$defs/RunEvent"


def render_openlineage(told: Iterable[tuple[JobRun, Naming]]) -> str:
    """Of every job the event that it started and the one that it ended."""
    events = (event for job, naming in told for event in _events(job, naming))
    return "\n".join(json.dumps(event, ensure_ascii=False) for event in events)


def _events(job: JobRun, naming: Naming) -> Iterator[dict[str, Any]]:
    yield _event("START", job.started, job, naming, run_facets=_beginning(job), inputs=[], outputs=[])
    yield _event(
        "FAIL" if job.error else "COMPLETE",
        job.ended,
        job,
        naming,
        run_facets=_beginning(job) | _end(job),
        inputs=[_input(table, naming) for table in job.inputs],
        outputs=[_dataset(table, naming) for table in job.outputs],
    )


def _event(
    kind: str,
    at: datetime,
    job: JobRun,
    naming: Naming,
    *,
    run_facets: dict[str, Any],
    inputs: list[dict[str, Any]],
    outputs: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "eventType": kind,
        "eventTime": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "producer": _PRODUCER,
        "schemaURL": _EVENT,
        "run": {"runId": job.run_id, "facets": run_facets},
        "job": {"namespace": naming.jobs, "name": job.name, "facets": _job_facets(job)},
        "inputs": inputs,
        "outputs": outputs,
    }


def _facet(version: str, name: str, /, **fields: Any) -> dict[str, Any]:
    url = f"{_SPECIFICATION}/facets/{version}/{name}.json#/$defs/{name}"
    return {"_producer": _PRODUCER, "_schemaURL": url, **fields}


def _beginning(job: JobRun) -> dict[str, Any]:
    facets = {
        "processing_engine": _facet(
            "1-1-1",
            "ProcessingEngineRunFacet",
            name="dbt",
            version=job.engine_version,
            openlineageAdapterVersion=__version__,
        )
    }
    if job.parent is not None:
        facets["parent"] = _facet(
            "1-2-0",
            "ParentRunFacet",
            run={"runId": job.parent.run_id},
            job={"namespace": job.parent.namespace, "name": job.parent.name},
        )
    return facets


def _end(job: JobRun) -> dict[str, Any]:
    if job.error is None:
        return {}
    facet = _facet("1-0-1", "ErrorMessageRunFacet", message=job.error, programmingLanguage="SQL")
    return {"errorMessage": facet}


def _job_facets(job: JobRun) -> dict[str, Any]:
    kind = _facet("2-0-4", "JobTypeJobFacet", processingType="BATCH", integration="DBT", jobType=job.kind.value)
    if job.team is None:
        return {"jobType": kind}
    return {"jobType": kind, "ownership": _facet("1-0-1", "OwnershipJobFacet", owners=_owners(job.team))}


def _owners(team: str) -> list[dict[str, str]]:
    return [{"name": f"team:{team}", "type": "OWNER"}]


def _dataset(table: Table, naming: Naming) -> dict[str, Any]:
    facets = {"ownership": _facet("1-0-1", "OwnershipDatasetFacet", owners=_owners(table.team))}
    if table.description:
        facets["documentation"] = _facet("1-1-0", "DocumentationDatasetFacet", description=table.description)
    if table.fields:
        fields = [
            {
                "name": field.name,
                **({"type": field.data_type} if field.data_type else {}),
                **({"description": field.description} if field.description else {}),
            }
            for field in table.fields
        ]
        facets["schema"] = _facet("1-2-0", "SchemaDatasetFacet", fields=fields)
    return {"namespace": naming.tables, "name": table.name, "facets": facets}


def _input(table: Table, naming: Naming) -> dict[str, Any]:
    dataset = _dataset(table, naming)
    if table.assertions:
        assertions = [_assertion(one) for one in table.assertions]
        facet = _facet("1-1-0", "DataQualityAssertionsDatasetFacet", assertions=assertions)
        dataset["inputFacets"] = {"dataQualityAssertions": facet}
    return dataset


def _assertion(one: Assertion) -> dict[str, Any]:
    said = {
        "assertion": one.kind,
        "success": one.success,
        "column": one.column,
        "severity": one.severity,
        "name": one.name,
        "description": one.says,
        "expected": _value(one.expected),
        "actual": _value(one.observed),
    }
    return {key: value for key, value in said.items() if value is not None}


def _value(value: object) -> str | None:
    return value if isinstance(value, str) or value is None else json.dumps(value, ensure_ascii=False, default=str)
