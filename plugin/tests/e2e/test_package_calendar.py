"""Ages by a calendar, as the package's Jinja counts them, against the same counted second by second in Python."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.conftest import Dbt
from tests.e2e.contract_battery import PACKAGES, PROFILES, link_package, write_project

pytestmark = pytest.mark.e2e

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
NOW = datetime.now(UTC)
HOLIDAY = (NOW - timedelta(days=2)).strftime("%Y-%m-%d")
CALENDARS: list[dict[str, object]] = [
    {},
    {"days": WEEK[:5]},
    {"days": ["sun"], "timezone": "Pacific/Auckland"},
    {"days": WEEK, "holidays": [HOLIDAY], "timezone": "America/St_Johns"},
    {"holidays": [HOLIDAY]},
]
AGES = [-3600, 0, 60, 5 * 3600, 30 * 3600, 5 * 86400 + 17, 40 * 86400]

MACRO = (
    "{% macro ages() %}{% for calendar in "
    + json.dumps(CALENDARS)
    + " %}{% for age in "
    + json.dumps(AGES)
    + " %}{% do log('AGE ' ~ onus._age_by_calendar(age, onus._calendar(calendar), true), info=true) %}"
    "{% endfor %}{% endfor %}{% endmacro %}"
)


def by_hand(calendar: dict[str, object], age: int) -> int:
    """Minutes that count, times sixty: one look at the calendar for each minute between then and now."""
    days = calendar.get("days") or WEEK
    holidays = calendar.get("holidays") or []
    assert isinstance(days, list)
    assert isinstance(holidays, list)
    if days == WEEK and not holidays:
        return age
    zone = ZoneInfo(str(calendar.get("timezone", "UTC")))
    counted = 0
    for minute in range(max(age, 0) // 60):
        local = (NOW - timedelta(minutes=minute, seconds=30)).astimezone(zone)
        counted += WEEK[local.weekday()] in days and local.strftime("%Y-%m-%d") not in holidays
    return counted * 60 if age > 0 else age


def test_an_age_stands_still_on_days_that_do_not_count(either_dbt: Dbt, tmp_path: Path) -> None:
    files = {
        "dbt_project.yml": json.dumps({"name": "shop", "version": "0.1.0", "profile": "shop"}),
        "packages.yml": PACKAGES, "profiles.yml": PROFILES, "macros/ages.sql": MACRO,
    }  # fmt: skip
    write_project(tmp_path, files, "")
    link_package(tmp_path)
    said = either_dbt(tmp_path, "run-operation", "ages")
    assert said.returncode == 0, said.stdout + said.stderr
    counted = [int(found) for found in re.findall(r"AGE (-?\d+)", said.stdout)]
    expected = [by_hand(calendar, age) for calendar in CALENDARS for age in AGES]
    # NOW was a while ago, the clocks are put back or forward by an hour, and a minute is cut at its end
    late = 4000 + (datetime.now(UTC) - NOW).total_seconds()
    assert len(counted) == len(expected)
    assert all(
        abs(one - other) <= (late if abs(other) > 20 * 86400 else late - 3800)
        for one, other in zip(counted, expected, strict=True)
    ), list(zip(counted, expected, strict=True))
