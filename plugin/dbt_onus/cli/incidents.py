"""`onus incidents`: the life of incidents between runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.delivering import BY_HAND
from dbt_onus.app.incidents import change_incident, list_incidents, origin_named, show_incident, team_named
from dbt_onus.app.permission import permission
from dbt_onus.app.person import present_person
from dbt_onus.app.routing import Planner, send
from dbt_onus.app.watch import Watch, read_watch
from dbt_onus.cli import completing
from dbt_onus.cli.faces import width
from dbt_onus.cli.options import format_option, project_options, telling_options
from dbt_onus.core.incidents import acts
from dbt_onus.core.incidents.acts import Actor
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import silence_end
from dbt_onus.core.incidents.timeline import Change
from dbt_onus.report import incident_json, incident_text
from dbt_onus.report.route_text import render_routed

Command = TypeVar("Command", bound=Callable[..., Any])
Options = Any
Act = Callable[[Incident, Actor], Change]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def incidents() -> None:
    """List incidents, look at one, and say what becomes of it.

    INCIDENT is the id that the report shows, or the beginning of it. Every act is kept in the incident's timeline.

    \b
    Example:
      onus incidents list
      onus incidents acknowledge 7f3a
      onus incidents reassign 7f3a --to payments --because "they renamed the column"
    """


@incidents.command(name="list")
@project_options
@click.option("--all", "resolved", is_flag=True, help="Resolved ones too.")
@click.option("--team", shell_complete=completing.teams, help="Only this team's.")
@format_option("text", "json")
def list_(resolved: bool, team: str | None, format_: str, **where: Options) -> int:  # noqa: FBT001 - by name
    """What is open, oldest first. Exit code 1 where something is.

    \b
    Example:
      onus incidents list --team payments
    """
    watch = _watch(**where)
    found = list_incidents(watch, resolved=resolved, team=team_named(watch, team) if team else None)
    rows = [(one.incident, one.gone) for one in found]
    now = utc_now()
    muted = watch.mutes_over(one.incident for one in found).now([one.incident for one in found], now)
    _tell(watch)
    if format_ == "json":
        click.echo(incident_json.render_list(rows, muted))
    else:
        click.echo(incident_text.render_list(rows, watch.team_names, now, width(), muted))
    return 1 if any(incident.is_open for incident, _ in rows) else 0


@incidents.command()
@click.argument("incident", shell_complete=completing.incidents)
@project_options
@format_option("text", "json")
def show(incident: str, format_: str, **where: Options) -> int:
    """One incident, and who did what to it.

    \b
    Example:
      onus incidents show 7f3a
    """
    watch = _watch(**where)
    one = show_incident(watch, incident)
    muted = watch.mutes_over([one.incident]).now([one.incident], utc_now()).get(one.incident.id)
    _tell(watch)
    if format_ == "json":
        click.echo(incident_json.render_incident(one.incident, one.gone, one.timeline, muted))
    else:
        names = watch.team_names
        click.echo(incident_text.render_incident(one.incident, one.gone, one.timeline, names, width(), muted))
    return 0


def _act(*, because: bool) -> Callable[[Command], Command]:
    """What every act takes: the incident, the project, who does it, and why (`because`: it must be said)."""

    def decorate(command: Command) -> Command:
        decorated = click.option(
            "--because", required=because, metavar="REASON", help="Why, for those who read the timeline."
        )(command)
        decorated = telling_options(decorated)
        decorated = click.option("--by", help="Who does it. [default: git's user.email, or who is logged in]")(
            decorated
        )
        return click.argument("incident", shell_complete=completing.incidents)(project_options(decorated))

    return decorate


@incidents.command()
@_act(because=False)
def acknowledge(**options: Options) -> int:
    """Say that somebody is at it.

    \b
    Example:
      onus incidents acknowledge 7f3a
    """
    return _done(lambda _: acts.acknowledge, **options)


@incidents.command()
@_act(because=True)
def resolve(**options: Options) -> int:
    """Say that it is over, where no run can. If its checks fail in a later run, it comes back as a new episode.

    \b
    Example:
      onus incidents resolve 7f3a --because "the table was retired"
    """
    return _done(lambda _: acts.resolve, **options)


@incidents.command()
@_act(because=True)
@click.option(
    "--to",
    "team",
    required=True,
    shell_complete=completing.teams,
    metavar="TEAM",
    help="The team that answers for it from now on.",
)
def reassign(team: str, **options: Options) -> int:
    """Give it to another team until its end, whatever ownership says.

    \b
    Example:
      onus incidents reassign 7f3a --to payments --because "they renamed the column"
    """

    def act(watch: Watch) -> Act:
        key = team_named(watch, team)
        return lambda incident, actor: acts.reassign(incident, actor, key)

    return _done(act, **options)


@incidents.command()
@_act(because=True)
@click.option(
    "--until",
    required=True,
    metavar="DATE|DURATION",
    help="When it is told again: 2027-01-31 (that day included, UTC), or 90m, 4h, 2d, 1w from now.",
)
def silence(until: str, **options: Options) -> int:
    """Want no messages about it until then. Its clocks run on, and that it is over is told all the same.

    \b
    Example:
      onus incidents silence 7f3a --until 2d --because "the vendor repairs it on Thursday"
    """
    return _done(
        lambda _: lambda incident, actor: acts.silence(incident, actor, silence_end(until, actor.at)), **options
    )


@incidents.command()
@_act(because=True)
@click.option("--was", metavar="NODE|TEAM", help="Where it was really born, as far as you know.")
def dispute(was: str | None, **options: Options) -> int:
    """Say that the verdict is wrong. It counts in the scorecard; the incident itself stays as it is.

    \b
    Example:
      onus incidents dispute 7f3a --was stg_charges --because "our load was complete"
    """

    def act(watch: Watch) -> Act:
        node, team = _born(watch, was) if was else (None, None)
        return lambda incident, actor: acts.dispute(incident, actor, was_node=node, was_team=team)

    return _done(act, **options)


@incidents.command()
@_act(because=False)
def confirm(**options: Options) -> int:
    """Say that the verdict was right. It counts in the scorecard; the incident itself stays as it is.

    \b
    Example:
      onus incidents confirm 7f3a
    """
    return _done(lambda _: acts.confirm, **options)


def _born(watch: Watch, was: str) -> tuple[str | None, str]:
    if watch.project is None:
        return None, team_named(watch, was)
    return origin_named(watch.project, was)


def _done(
    act_of: Callable[[Watch], Act],
    *,
    incident: str,
    by: str | None,
    because: str | None,
    route: bool,
    allow_pull_request: bool,
    **where: Options,
) -> int:
    """Read what is remembered, act on the incident, say so. No artifacts are needed where there are none."""
    if because is not None and not because.strip():
        raise click.UsageError("--because is empty; say why", click.get_current_context())
    watch = _watch(**where)
    act, actor = act_of(watch), Actor(by=by or present_person(), at=utc_now(), because=because)
    telling = permission(asked=route, pull_requests=allow_pull_request)
    planner = Planner(watch, actor.at) if telling.granted else None
    change = change_incident(watch, incident, lambda known: act(known, actor), planner)
    click.echo(incident_text.render_change(change, watch.team_names, width()))
    if planner is not None:
        routed = send(planner, BY_HAND)
        click.echo(render_routed(routed.outcome, routed.warnings, watch.team_names))
    for line in telling.says:
        click.echo(f"! {line}")
    return 0


def _tell(watch: Watch) -> None:
    """What could not be told without a manifest."""
    for line in watch.says:
        click.echo(f"onus: {line}", err=True)


def _watch(project_dirs: tuple[Path, ...], target_path: Path | None, config: Path | None) -> Watch:
    return read_watch(project_dirs, target_path=target_path, config_path=config)
