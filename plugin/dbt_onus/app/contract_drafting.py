"""Drafts contracts from what tables look like today, asked through the user's own dbt command."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dbt_onus.app.contracts import Wish, tables_of
from dbt_onus.app.doing import doing
from dbt_onus.app.members import Member
from dbt_onus.app.project import Project
from dbt_onus.core.nodes import Node
from dbt_onus.core.odcs.properties import logical_type
from dbt_onus.core.promises.profile import (
    MOST_VALUES,
    TEXT,
    ColumnProfile,
    Kind,
    TableProfile,
    columns_template,
    count,
    has_few_values,
    profile_statements,
    values_statement,
    with_answers,
)
from dbt_onus.core.promises.proposing import ENOUGH, proposed
from dbt_onus.core.spelling import Spelling
from dbt_onus.errors import OnusError
from dbt_onus.warehouse import Told, Warehouse, dbt_command, read_connection, rows_of

#: Types that read the same in lower case: nothing in them is quoted.
_PLAIN_TYPE = re.compile(r"[A-Za-z0-9_ (),]+")
_KINDS = {
    "integer": Kind.NUMBER,
    "number": Kind.NUMBER,
    "date": Kind.TIME,
    "timestamp": Kind.TIME,
    "string": Kind.TEXT,
    "boolean": Kind.BOOLEAN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much may be asked: rows of each table, seconds for all; `values`: whether texts may be looked at."""

    rows: int = 1_000_000
    seconds: float = 120
    values: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What the tables could promise; `problems` are tables that could not be asked, a line each."""

    wishes: tuple[Wish, ...]
    problems: tuple[str, ...] = ()


def draft_contracts(project: Project, selector: str, bounds: Bounds, *, now: datetime) -> Drafted:
    """Ask each table that the selector means. OnusError where there is no dbt to ask with."""
    nodes = tables_of(project, selector)
    dbt = dbt_command()
    if dbt is None:
        raise OnusError("no dbt was found to ask the warehouse with; name one in ONUS_DBT")
    deadline = time.monotonic() + bounds.seconds
    wishes, problems = [], []
    for node in nodes:
        member = next((one for one in project.members if one.name == node.package_name), project.members[0])
        asking = _Asking(member, node, dbt, bounds, deadline)
        with doing(f"asking the warehouse about {node.label_name}"):
            profile = asking.profile()
        if profile is None:
            problems.append(f"{node.label_name}: {asking.problem or 'the table is not there, or has no columns'}")
            continue
        if profile.total < ENOUGH:
            problems.append(f"{node.label_name}: {profile.total:,} rows are too few to say more than types")
        wishes.append(Wish(node=node, promise=proposed(profile, node.unique_id, node.label_name, now)))
    return Drafted(wishes=tuple(wishes), problems=tuple(problems))


class _Asking:
    """One table's questions, in the order in which they need each other's answers."""

    def __init__(self, member: Member, node: Node, dbt: tuple[str, ...], bounds: Bounds, deadline: float) -> None:
        self._node = node
        self._bounds = bounds
        self._deadline = deadline
        self._spelling = Spelling(member.manifest.adapter_type)
        self._listed = (member.target.catalog or {}).get(node.unique_id)
        target = member.target.directory
        options = read_connection(target)
        self._warehouse = Warehouse(project_dir=member.directory, dbt=dbt, options=options, target_path=target)
        self.problem: str | None = None

    def profile(self) -> TableProfile | None:
        """The table as it is; `None` where it could not be asked, and `problem` says why."""
        relation = self._spelling.relation(self._node.relation_name)
        if relation is None:
            self.problem = "its name cannot be written for this warehouse without doubt"
            return None
        columns = self._columns()
        if not columns:
            return None
        profile = self._counts(relation, columns)
        return self._values(relation, profile) if profile is not None else None

    def _columns(self) -> tuple[ColumnProfile, ...]:
        """From the catalog where there is one; it may be old, but a type in it was the warehouse's own."""
        if self._listed:
            return tuple(_column(name, kind) for name, kind in self._listed.items())
        node = self._node
        told = self._ask(columns_template(node.database, node.schema, node.table), template=True)
        ordered = sorted(told.rows, key=lambda row: count(row.get("place")) or 0)
        return tuple(
            _column(str(row.get("name")), str(row.get("type") or "")) for row in ordered if row.get("name")
        )

    def _counts(self, relation: str, columns: Sequence[ColumnProfile]) -> TableProfile | None:
        known: dict[str, ColumnProfile] = {column.name: column for column in columns}
        total = seen = None
        for batch, sql in profile_statements(relation, columns, self._spelling, self._bounds.rows):
            told = self._ask(sql)
            if not told.rows:
                return None
            known |= {column.name: column for column in with_answers(batch, told.rows[0])}
            total, seen = count(told.rows[0].get("total")), count(told.rows[0].get("seen"))
        if total is None or seen is None:
            return None
        return TableProfile(total=total, rows=seen, columns=tuple(known.values()))

    def _values(self, relation: str, profile: TableProfile) -> TableProfile:
        few = [column for column in profile.columns if has_few_values(column)]
        if not few or not self._bounds.values or profile.rows < ENOUGH:
            return profile
        asked, sql = values_statement(relation, few, self._spelling, self._bounds.rows)
        found: dict[str, list[str]] = {}
        for row in self._ask(sql).rows:
            place, value = count(row.get("place")), row.get("value")
            if place is not None and place < len(asked) and value is not None:
                found.setdefault(asked[place].name, []).append(value)
        listed = {name: tuple(sorted(values)) for name, values in found.items() if len(values) <= MOST_VALUES}
        return replace(
            profile,
            columns=tuple(replace(column, values=listed.get(column.name)) for column in profile.columns),
        )

    def _ask(self, sql: str, *, template: bool = False) -> Told:
        left = self._deadline - time.monotonic()
        if left <= 0:
            self.problem = f"the time of {self._bounds.seconds:g} seconds was over"
            return Told(problem=self.problem)
        told = rows_of(sql, self._warehouse, seconds=left, template=template, text_type=TEXT)
        self.problem = told.problem or self.problem
        return told


def _column(name: str, data_type: str) -> ColumnProfile:
    kind = _KINDS.get(logical_type(data_type) or "", Kind.OTHER)
    plain = data_type.lower() if _PLAIN_TYPE.fullmatch(data_type) else data_type
    return ColumnProfile(name=name, data_type=plain, kind=kind)
