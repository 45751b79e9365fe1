"""What a shell offers on the tab key: nodes, teams and incidents of the project. Nothing ever goes wrong aloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

#: What stands before a name in a selector: `+x`, `2+x`, `@x`; parts of an intersection are completed one by one.
_BEFORE = re.compile(r"(?:.*,)?(?:\d*\+|@)?", re.DOTALL)
#: No shell shows more, and nobody reads them.
_MOST = 1_000


def _silent(offers: Callable[[Sequence[Path], click.Context, str], Iterable[CompletionItem]]) -> Completer:
    def complete(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        said = context.params.get("project_dirs") or (".",)
        try:
            return list(offers([Path(one) for one in said], context, incomplete))[:_MOST]
        except Exception:  # noqa: BLE001 - an error would be printed into the line that somebody is typing
            return []

    return complete


def _selectors(folders: Sequence[Path], context: click.Context, incomplete: str) -> Iterable[CompletionItem]:
    from dbt_onus.app.names import node_names, team_keys

    repeated, method, value = _asked(context, incomplete)
    names: list[str] = []
    if method == "team":
        names = team_keys(folders, _path(context, "config"))
    elif method in ("", "group"):
        nodes_, groups = node_names(folders, _path(context, "target_path"))
        names = groups if method else nodes_
    return (CompletionItem(f"{repeated}{name}") for name in names if name.startswith(value))


def _asked(context: click.Context, incomplete: str) -> tuple[str, str, str]:
    """What has to be repeated before an offer, the method, and the value so far: `2+team:pay`.

    Bash takes that apart at the colon, and replaces what stands after it.
    """
    said = [str(one) for one in context.params.get("selector") or ()]
    if incomplete == ":":
        said, incomplete = [*said, ":"], ""
    if len(said) > 1 and said[-1] == ":":
        return "", said[-2], incomplete
    matched = _BEFORE.match(incomplete)
    before = matched[0] if matched else ""
    method, colon, value = incomplete[len(before) :].partition(":")
    return (f"{before}{method}:", method, value) if colon else (before, "", method)


def _nodes(folders: Sequence[Path], context: click.Context, incomplete: str) -> Iterable[CompletionItem]:
    from dbt_onus.app.names import node_names

    names, _ = node_names(folders, _path(context, "target_path"))
    return (CompletionItem(name) for name in names if name.startswith(incomplete))


def _teams(folders: Sequence[Path], context: click.Context, incomplete: str) -> Iterable[CompletionItem]:
    from dbt_onus.app.names import team_keys

    teams = team_keys(folders, _path(context, "config"))
    return (CompletionItem(team) for team in teams if team.startswith(incomplete))


def _incidents(folders: Sequence[Path], context: click.Context, incomplete: str) -> Iterable[CompletionItem]:
    from dbt_onus.app.names import incident_ids
    from dbt_onus.core.plain import plain

    known = incident_ids(folders, _path(context, "config"))
    return (CompletionItem(id_, help=plain(title, 80)) for id_, title in known if id_.startswith(incomplete))


def _path(context: click.Context, name: str) -> Path | None:
    said = context.params.get(name)
    return Path(said) if said else None


selectors = _silent(_selectors)
nodes = _silent(_nodes)
teams = _silent(_teams)
incidents = _silent(_incidents)
