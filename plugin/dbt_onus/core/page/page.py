"""The page as a value: the report, and for each incident what its sheet lays out."""

from __future__ import annotations

from dataclasses import dataclass

from dbt_onus.core.explanation import Explanation
from dbt_onus.core.incidents.timeline import Event
from dbt_onus.core.page.atlas import Atlas
from dbt_onus.core.page.picture import Picture
from dbt_onus.core.page.plot import Plot
from dbt_onus.core.remedies import TestToAdd
from dbt_onus.core.reports import Report
from dbt_onus.core.routing.gate import Late


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """SQL to run, and what it shows."""

    heading: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One incident laid out, and how its team is late with it.

    `catching` are tests that would have caught it where it was born, or would decide where that was.

    `queries` can be run as they are; `picture` is `None` where none of its nodes is known any more.
    """

    explanation: Explanation
    picture: Picture | None = None
    timeline: tuple[Event, ...] = ()
    plot: Plot | None = None
    queries: tuple[Query, ...] = ()
    catching: tuple[TestToAdd, ...] = ()
    late: Late | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The report with a sheet per incident, in its order, and the graph to look around in."""

    report: Report
    sheets: tuple[Sheet, ...]
    atlas: Atlas
