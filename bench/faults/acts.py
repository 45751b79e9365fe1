"""What can happen to a company, as values that scenarios are put together from."""

from __future__ import annotations

from collections.abc import Callable

from faults.stage import Stage

Act = Callable[[Stage], None]


def sql(*statements: str) -> Act:
    """A producer does this to its tables."""

    def act(stage: Stage) -> None:
        stage.sql(*statements)

    return act


def edit(project: str, path: str, old: str, new: str) -> Act:
    """A pull request replaces `old`, which is there once, by `new`."""

    def act(stage: Stage) -> None:
        stage.edit(project, path, old, new)

    return act


def setting(name: str, value: str) -> Act:
    """Somebody sets a variable of the environment that dbt runs in."""

    def act(stage: Stage) -> None:
        stage.environment[name] = value

    return act


def dbt(*command: str, project: str | None = None) -> Act:
    """dbt is told something, in one project or in all."""

    def act(stage: Stage) -> None:
        stage.run(*command, project=project)

    return act


def in_turn(*acts: Act) -> Act:
    """One after the other."""

    def act(stage: Stage) -> None:
        for one in acts:
            one(stage)

    return act


def report(stage: Stage) -> None:
    """`onus report`."""
    stage.report()


def night(stage: Stage) -> None:
    """`dbt build` and `onus report`."""
    stage.build_and_report()


def fresh_night(stage: Stage) -> None:
    """`dbt source freshness`, then the usual."""
    stage.freshness()
    stage.build_and_report()


def restored(stage: Stage) -> None:
    """Everybody repairs everything."""
    stage.restore()


def next_day(stage: Stage) -> None:
    """Everybody delivers once more, an interval later: other numbers, and nothing wrong with them."""
    stage.now += stage.company.interval
    stage.load()


def nothing(stage: Stage) -> None:
    """An uneventful day."""
