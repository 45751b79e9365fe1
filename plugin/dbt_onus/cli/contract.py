"""`onus contract`: contracts drafted from data, and in and out of the open standard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.contract_drafting import Bounds, draft_contracts
from dbt_onus.app.contracts import Proposal, Wish, export_contracts, import_contract, propose, write_wishes
from dbt_onus.app.output import write_output
from dbt_onus.app.project import Project, read_project
from dbt_onus.cli import completing
from dbt_onus.cli.options import project_options
from dbt_onus.errors import OnusError
from dbt_onus.odcs import render_contract
from dbt_onus.report.lookup_text import plain
from dbt_onus.report.onus_suggestion import render_suggestion


@click.group()
def contract() -> None:
    """Contracts: drafted from data, and in and out of the Open Data Contract Standard (ODCS v3).

    \b
    Example:
      onus contract draft stripe.charges
      onus contract export source:stripe
    """


@contract.command("export")
@click.argument("selector", nargs=-1, required=True, shell_complete=completing.selectors)
@project_options
@click.option("--one", "together", is_flag=True, help="One contract of all the tables. [default: one each]")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Write here: a file for one contract, a folder for several. [default: standard output]",
)
def export_(
    selector: tuple[str, ...],
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    together: bool,  # noqa: FBT001 - click passes options by name
    output: Path | None,
) -> int:
    """Write what sources, models, seeds and snapshots promise as contracts of the open standard.

    What the standard cannot say is told on standard error, a line each.

    \b
    Example:
      onus contract export source:stripe.charges
      onus contract export "access:public" --output contracts/
    """
    project = read_project(project_dirs, target_path=target_path, config_path=config)
    made = export_contracts(project, " ".join(selector), together=together)
    for name, exported in made:
        for line in exported.lost:
            _note(f"lost: {name}: {line}")
    texts = [(name, render_contract(exported.document)) for name, exported in made]
    if output is None:
        click.echo("---\n".join(text for _, text in texts), nl=False)
    elif len(texts) == 1 and not output.is_dir():
        write_output(output, texts[0][1].removesuffix("\n"))
    else:
        _write_all(output, texts)
    return 0


def _write_all(folder: Path, texts: Sequence[tuple[str, str]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OnusError(f"--output {folder}: no folder can be made there: {error.strerror or error}") from None
    for name, text in texts:
        write_output(folder / f"{name}.odcs.yaml", text.removesuffix("\n"))
    click.echo(f"{len(texts):,} contracts are in {folder}", err=True)


@contract.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@project_options
@click.option(
    "--node",
    shell_complete=completing.nodes,
    help="The node that the contract is about, where its name does not tell.",
)
@click.option("--write", is_flag=True, help="Add it to the YAML file that declares the node.")
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The YAML file for a node that is declared in none yet; a new one is made.",
)
def import_(
    file: Path,
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    node: str | None,
    write: bool,  # noqa: FBT001
    into: Path | None,
) -> int:
    """Read a contract of the open standard into dbt's YAML: what it adds to a node's declaration.

    Printed, or with --write added to the file, whose comments and order stay. What is declared already is never
    replaced. What neither dbt nor onus.yml can say is told on standard error, a line each.

    \b
    Example:
      onus contract import charges.odcs.yaml
      onus contract import charges.odcs.yaml --node stripe.charges --write
    """
    project = read_project(project_dirs, target_path=target_path, config_path=config)
    imported, wishes = import_contract(project, file, node)
    for line in imported.lost:
        _note(f"lost: {line}")
    show_or_write(project, wishes, write=write, into=into)
    suggestion = render_suggestion(imported.suggestion.document)
    if suggestion:
        click.echo(f"\n{suggestion}", nl=False)
    return 0


@contract.command("draft")
@click.argument("selector", nargs=-1, required=True, shell_complete=completing.selectors)
@project_options
@click.option("--write", is_flag=True, help="Add it to the YAML files that declare the nodes.")
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The YAML file for nodes that are declared in none yet; a new one is made.",
)
@click.option(
    "--rows",
    type=click.IntRange(1),
    default=Bounds().rows,
    show_default=True,
    help="How many rows of each table are looked at.",
)
@click.option(
    "--seconds", type=click.IntRange(1), default=int(Bounds().seconds), show_default=True, help="For all of it."
)
@click.option("--no-values", is_flag=True, help="Look at no text values: no accepted_values are proposed.")
def draft(
    selector: tuple[str, ...],
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    write: bool,  # noqa: FBT001
    into: Path | None,
    rows: int,
    seconds: int,
    no_values: bool,  # noqa: FBT001
) -> int:
    """Propose a contract from what a table looks like today, asked through your own dbt command.

    Types, nulls, uniqueness, values of texts that have few, ranges with slack, rows and freshness, each with the
    reason for it. Printed, or with --write added to the YAML, whose comments and order stay. Nothing that is
    declared is repeated or replaced.

    \b
    Example:
      onus contract draft stripe.charges
      onus contract draft "source:stripe" --write
    """
    project = read_project(project_dirs, target_path=target_path, config_path=config)
    bounds = Bounds(rows=rows, seconds=seconds, values=not no_values)
    drafted = draft_contracts(project, " ".join(selector), bounds, now=utc_now())
    for line in drafted.problems:
        _note(f"note: {line}")
    show_or_write(project, drafted.wishes, write=write, into=into, kept=False)
    return 0 if drafted.wishes else 1


def show_or_write(
    project: Project, wishes: Iterable[Wish], *, write: bool, into: Path | None, kept: bool = True
) -> None:
    """The YAML that the nodes would gain, or a line per file that was written; `kept`: disagreements too."""
    wishes = tuple(wishes)
    if not write:
        for wish in wishes:
            made = propose(project, wish, into=into)
            if kept:
                _say_kept(made)
            where = f"in {made.file}" if made.file else "in no YAML file yet: --into FILE names one"
            click.echo(f"# {made.label}, declared {where}")
            click.echo(
                "# nothing to add: all of it is declared" if made.nothing else made.snippet, nl=made.nothing
            )
        return
    for made in write_wishes(project, wishes, into=into):
        if kept:
            _say_kept(made)
        if made.nothing:
            click.echo(f"{made.label}: nothing to add, all of it is declared", err=True)
            continue
        relaid = f"; {made.relaid} other lines are laid out anew" if made.relaid else ""
        click.echo(f"{made.label}: {made.file} is written{relaid}; read it, correct it, commit it", err=True)


def _note(line: str) -> None:
    """A line beside the answer. Contracts are written by others: no control character of theirs gets out."""
    click.echo(plain(line), err=True)


def _say_kept(made: Proposal) -> None:
    for line in made.kept:
        _note(f"kept: {made.label}: {line}")
