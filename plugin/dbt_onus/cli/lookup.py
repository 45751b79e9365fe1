"""`onus owner`, `lineage`, `impact` and `path`: questions asked of manifests or of a bundle; no warehouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dbt_onus.app.indexed import answered
from dbt_onus.app.lookup import impact_of, lineage_of, owners_of, path_between
from dbt_onus.app.project import Project
from dbt_onus.cli import completing
from dbt_onus.cli.faces import width
from dbt_onus.cli.options import bundle_option, format_option, project_options
from dbt_onus.report.lookups import LookupView, render_lookup

if TYPE_CHECKING:
    from dbt_onus.app.bundles import Shelf

Answer = TypeVar("Answer")
#: What `project_options` and `bundle_option` give, by name.
Options = Any


@click.command()
@click.argument("selector", nargs=-1, required=True, shell_complete=completing.selectors)
@project_options
@bundle_option
@format_option("text", "json")
def owner(selector: tuple[str, ...], format_: str, **where: Options) -> int:
    """Who answers for a node, and why: every place that was asked, and every other team that was named.

    SELECTOR is a name, or dbt's node-selection syntax.

    \b
    Example:
      onus owner stripe.charges
      onus owner "source:stripe tag:nightly" --format json
    """
    words = " ".join(selector)
    owners = _asked(lambda project: owners_of(project, words), **where)
    _show(owners, format_)
    return 0


@click.command()
@click.argument("selector", nargs=-1, required=True, shell_complete=completing.selectors)
@click.option("--columns", is_flag=True, help="Column by column, as the SQL says.")
@project_options
@bundle_option
@format_option("text", "json")
def lineage(
    selector: tuple[str, ...],
    columns: bool,  # noqa: FBT001 - passed by name
    format_: str,
    **where: Options,
) -> int:
    """What feeds a node or a column and what it feeds, with the owner at every hop.

    SELECTOR is dbt's node-selection syntax, or a column; without `+`, a node shows one hop each way.

    \b
    Example:
      onus lineage +fct_orders
      onus lineage stg_orders+2
      onus lineage "team:payments,resource_type:source"
      onus lineage +fct_orders.amount
      onus lineage fct_orders --columns
    """
    words = " ".join(selector)
    view = _asked(lambda project: lineage_of(project, words, columns=columns), **where)
    _show(view, format_)
    return 0


@click.command()
@click.argument("node", shell_complete=completing.nodes)
@project_options
@bundle_option
@format_option("text", "json")
def impact(node: str, format_: str, **where: Options) -> int:
    """The blast radius of a node: everything it feeds, the teams behind that, the exposures among it.

    NODE is a name, source.table or a unique_id. With a column after a dot: what that column reaches.

    \b
    Example:
      onus impact stripe.charges
      onus impact fct_orders.amount --format json
    """
    view = _asked(lambda project: impact_of(project, node), **where)
    _show(view, format_)
    return 0


@click.command()
@click.argument("start", metavar="FROM", shell_complete=completing.nodes)
@click.argument("end", metavar="TO", shell_complete=completing.nodes)
@project_options
@bundle_option
@format_option("text", "json")
def path(start: str, end: str, format_: str, **where: Options) -> int:
    """How one node, or one column, reaches the other, with the owner at every hop. Exit code 1 where it does not.

    \b
    Example:
      onus path stripe.charges fct_orders
      onus path stripe.charges.amount_cents fct_orders.amount
    """
    view = _asked(lambda project: path_between(project, start, end), **where)
    _show(view, format_)
    return 0 if view.steps else 1


def _asked(
    question: Callable[[Project | Shelf], Answer],
    *,
    bundle: Path | None,
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
) -> Answer:
    """The answer of the bundle, where one is named, and of the projects otherwise."""
    if bundle is not None:
        # what bundles are made of takes longer to load than a question to a project takes
        from dbt_onus.app.bundles import shelf_at

        return question(shelf_at(bundle))
    return answered(question, project_dirs, target_path=target_path, config_path=config)


def _show(view: LookupView, format_: str) -> None:
    click.echo(render_lookup(view, as_json=format_ == "json", width=width()))
