"""Which walks a failure is worth."""

from __future__ import annotations

from dbt_onus.core.attribution import Finding, null_meant
from dbt_onus.core.checks import Check
from dbt_onus.core.columns import Predicate
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.numbers.lookups import walk_lookups
from dbt_onus.core.probes.numbers.shares import walk_shares
from dbt_onus.core.probes.numbers.signs import walk_signs
from dbt_onus.core.probes.numbers.slices import walk_slices
from dbt_onus.core.probes.numbers.thirds import walk_thirds
from dbt_onus.core.probes.numbers.units import walk_units
from dbt_onus.core.probes.numbers.without import walk_without
from dbt_onus.core.probes.references.chains import Reference
from dbt_onus.core.probes.references.references import walk_reference
from dbt_onus.core.probes.references.rows import walk_rows
from dbt_onus.core.probes.values.catalogs import asks_the_catalog, walk_catalog
from dbt_onus.core.probes.values.conditions import walk_condition
from dbt_onus.core.probes.values.operands import walk_operands
from dbt_onus.core.probes.values.refused import asks_for_texts, walk_texts
from dbt_onus.core.probes.values.repeated import Repeated, walk_repeated
from dbt_onus.core.probes.values.together import walk_together
from dbt_onus.core.probes.values.values import walk_values
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

_OF_VALUES = frozenset({Property.NULLNESS, Property.MEMBERSHIP, Property.RANGE, Property.UNIQUENESS})


def walk_above(walk: Walk, finding: Finding) -> None:
    """Walk every way that the walk's symptom calls for; what was learned is in the walk's notes."""
    symptom = walk.symptom
    if asks_for_texts(symptom) and walk_texts(walk):
        return
    if asks_the_catalog(symptom):
        walk_catalog(walk, finding)
    elif not asks_for_texts(symptom):
        if not walk_condition(walk) or walk.foresees:
            _walk_up(walk, symptom)
        walk_slices(walk)
        walk_shares(walk)
        walk_thirds(walk)
        walk_units(walk)
        walk_signs(walk)
        walk_lookups(walk, finding.suspects)
        walk_without(walk, finding.suspects)


def _walk_up(walk: Walk, symptom: Check) -> None:
    place = Place(unique_id=symptom.node, column=symptom.column)
    if (member := null_meant(walk.case, symptom)) is not None:
        between = walk.case.lineage.between(member.unique_id or "", symptom.node or "")
        walk_operands(walk, member, 1, between | {member.unique_id or ""}, walk_values)
    elif symptom.about is Property.VOLUME:
        walk_rows(walk, Place(unique_id=symptom.node), 0, frozenset())
    elif symptom.reference is not None and symptom.reference.column is not None and place.column is not None:
        child, parent = walk.keyed(place), walk.keyed(symptom.reference)
        if child is not None and parent is not None:
            walk_reference(walk, Reference((child,), (parent,), 1, frozenset()), walk_values)
    elif place.column is not None and (symptom.about in _OF_VALUES or _columns_looked_for(walk, symptom)):
        walk_values(walk, place, symptom.about, 1, frozenset())
    elif len(columns := _columns_of(walk, symptom)) > 1:
        places = tuple(Place(unique_id=symptom.node, column=column) for column in columns)
        _walk_several(walk, symptom, places)


def _walk_several(walk: Walk, symptom: Check, places: tuple[Place, ...]) -> None:
    if symptom.about is not Property.UNIQUENESS:
        walk_together(walk, places, symptom.about, 1, frozenset())
        return
    keys = tuple(one for place in places if (one := walk.keyed(place)) is not None)
    if len(keys) == len(places):
        walk_repeated(walk, Repeated(keys=keys, count=symptom.failures), walk_values)


def _columns_of(walk: Walk, symptom: Check) -> tuple[str, ...]:
    """The columns of a check of several; of a singular test those that its condition compares."""
    return symptom.columns if symptom.about is Property.UNIQUENESS else _columns_looked_for(walk, symptom)


def _columns_looked_for(walk: Walk, symptom: Check) -> tuple[str, ...]:
    found = walk.columns.looked_for(symptom.unique_id)
    return found.columns if isinstance(found, Predicate) else ()
