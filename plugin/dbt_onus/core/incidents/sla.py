"""How soon a producer promised to speak of a fault and to repair it: `config.meta.onus.sla` on a node.

The words are those of the Open Data Contract Standard (`slaProperties`): timeToNotify, until those who are hit
hear of a fault, and timeToRepair. Its timeToDetect is about when checks run, which no clock here measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from dbt_onus.core.durations import read_duration
from dbt_onus.core.incidents.incident import NO_SLA, Sla
from dbt_onus.core.nodes import Node


def sla_of(node: Node | None) -> Sla:
    """The promise of a node; on a source, the table's own before the source's. What cannot be read is none."""
    if node is None:
        return NO_SLA
    own, above = _said(node.meta), _said(node.source_meta or {})
    said = {**above, **own}
    return Sla(
        notify_within=_length(said.get("time_to_notify")), repair_within=_length(said.get("time_to_repair"))
    )


def _said(meta: Mapping[str, object]) -> Mapping[str, object]:
    onus = meta.get("onus")
    sla = onus.get("sla") if isinstance(onus, Mapping) else None
    return sla if isinstance(sla, Mapping) else {}


def _length(value: object) -> timedelta | None:
    return read_duration(value) if isinstance(value, str) else None
