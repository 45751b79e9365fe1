"""Contracts in and out: the promises of nodes as documents of the open standard, and documents as dbt YAML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dbt_onus.app.lookup import known_of
from dbt_onus.app.members import Member
from dbt_onus.app.output import write_output
from dbt_onus.app.project import Project
from dbt_onus.core.declared import declared_at
from dbt_onus.core.gaps.survey import TABLES
from dbt_onus.core.nodes import Node
from dbt_onus.core.odcs import Exported, Imported, ImportedTable, Party, Table, document_of, read_document
from dbt_onus.core.ownership import Step, Team
from dbt_onus.core.promises import TablePromise, additions, contract_tests, promise_of
from dbt_onus.core.selectors import parse_target
from dbt_onus.declarations import Spelling, appended, edited
from dbt_onus.errors import OnusError, SelectorError
from dbt_onus.odcs import read_contracts


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What one node's YAML would gain. `file` is where the node is declared, `None` where nowhere yet.

    `text` is the whole file as it would be; `snippet` the entry alone; `kept` are disagreements, `relaid` the
    number of lines that writing lays out otherwise.
    """

    label: str
    file: Path | None
    snippet: str
    text: str = ""
    kept: tuple[str, ...] = ()
    relaid: int = 0
    nothing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a node shall promise, as a contract or a draft says it."""

    node: Node
    promise: TablePromise
    tags: tuple[str, ...] = ()


def tables_of(project: Project, selector: str) -> tuple[Node, ...]:
    """The nodes of a selector that can carry a contract. SelectorError where there are none."""
    found = [project.nodes[uid] for uid in known_of(project).selected(selector)]
    tables = [node for node in found if node.resource_type in TABLES]
    if not tables:
        raise SelectorError(f'"{selector}" selects no source, model, seed or snapshot')
    return tuple(sorted(tables, key=lambda node: node.unique_id))


def promised_by(project: Project, node: Node) -> TablePromise:
    """Everything that the node promises, plain dbt tests included."""
    tests = [project.nodes[uid] for uid in project.lineage.tests_of(node.unique_id)]
    return promise_of(node, tests, project.nodes)


def export_contracts(project: Project, selector: str, *, together: bool) -> tuple[tuple[str, Exported], ...]:
    """A contract per node, or one of all of them `together`, each with a name for its file."""
    nodes = tables_of(project, selector)
    if together:
        name = project.name
        return ((name, _exported(project, nodes, identifier=name, name=name)),)
    return tuple(
        (
            f"{node.package_name}.{node.label_name}",
            _exported(project, [node], identifier=node.unique_id, name=node.label_name),
        )
        for node in nodes
    )


def _exported(project: Project, nodes: Sequence[Node], *, identifier: str, name: str) -> Exported:
    parties: dict[str, Party] = {}
    for node in nodes:
        owner = project.owner_of(node.unique_id)
        if owner.step is not Step.FALLBACK:
            parties.setdefault(owner.team, _party(project, owner.team))
    versions = {str(node.version) for node in nodes if node.version is not None}
    return document_of(
        [_table(project, node) for node in nodes],
        identifier=identifier,
        name=name,
        product=nodes[0].package_name,
        version=f"{versions.pop()}.0.0" if len(versions) == 1 else "1.0.0",
        parties=list(parties.values()),
    )


def _table(project: Project, node: Node) -> Table:
    return Table(
        promise=promised_by(project, node),
        physical_name=node.table,
        physical_type="view" if node.config.materialized in ("view", "ephemeral") else "table",
        tags=tuple(sorted(node.tags)),
    )


def _party(project: Project, key: str) -> Party:
    for member in project.members:
        team = member.config.teams.get(key)
        if team is not None:
            reached = [member.config.receivers[one.receiver] for one in team.receivers]
            return Party(team=team, receivers=tuple(reached))
    return Party(team=Team(key=key, name=project.team_names.get(key, key)))


def import_contract(project: Project, path: Path, node: str | None) -> tuple[Imported, tuple[Wish, ...]]:
    """What a contract says of which nodes. OnusError where it is unclear which those are."""
    read = [read_document(one) for one in read_contracts(path)]
    imported = Imported(
        tables=tuple(table for one in read for table in one.tables),
        suggestion=next((one.suggestion for one in read if one.suggestion.document), read[0].suggestion),
        lost=tuple(line for one in read for line in one.lost),
    )
    if not imported.tables:
        raise OnusError(f"{path}: the contract has no schema, so it promises nothing of any table")
    alone = len(imported.tables) == 1
    meant = [(table, _node_of(project, table, node, path, alone=alone)) for table in imported.tables]
    wishes = tuple(
        Wish(node=one, promise=table.promise, tags=table.tags) for table, one in meant if one is not None
    )
    if not wishes:
        raise OnusError(f"{path}: the contract does not speak of {node}")
    return imported, wishes


def _node_of(project: Project, table: ImportedTable, named: str | None, path: Path, *, alone: bool) -> Node | None:
    """The node that a table of a contract is; with a node named, the other tables are left alone."""
    nodes = [node for node in project.nodes.values() if node.resource_type in TABLES]
    if named is not None:
        target = parse_target(named, project.lineage).unique_id
        wanted = project.nodes[target]
        if wanted.resource_type not in TABLES:
            raise OnusError(f"{named} is no source, model, seed or snapshot: it promises nothing of a table")
        is_it = alone or table.unique_id == target or wanted.table.lower() in map(str.lower, table.names)
        return wanted if is_it else None
    if table.unique_id in project.nodes:
        return project.nodes[table.unique_id or ""]
    names = {name.lower() for name in table.names}
    found = [node for node in nodes if node.table.lower() in names or node.label_name.lower() in names]
    if len(found) == 1:
        return found[0]
    among = ", ".join(sorted(node.unique_id for node in found)[:3]) or "no node is called so"
    raise OnusError(f"{path}: which node is {table.names[-1]}? ({among}); say --node")


def propose(project: Project, wish: Wish, *, into: Path | None = None) -> Proposal:
    """The node's YAML with what the wish says beyond it; nothing is written."""
    node = wish.node
    gained = additions(promised_by(project, node), wish.promise)
    member = next((one for one in project.members if one.name == node.package_name), None)
    if member is None:
        raise OnusError(
            f"{node.label_name} belongs to the package {node.package_name}: its YAML is not yours to edit"
        )
    keys = _keys(node)
    spelling = Spelling(config=_takes_config(member.manifest.dbt_version))
    tests = [project.nodes[uid] for uid in project.lineage.tests_of(node.unique_id)]
    test = not contract_tests(tests)
    new_tags = tuple(tag for tag in wish.tags if tag not in node.tags)
    bare = appended("", keys, file="")
    snippet = edited(bare, keys, gained.more, file="", spelling=spelling, test=test, tags=new_tags).text
    nothing = gained.nothing and not test and not new_tags
    file, text = _declared_in(member, node, into, keys)
    if text is None:
        return Proposal(label=node.label_name, file=None, snippet=snippet, kept=gained.kept, nothing=nothing)
    made = edited(text, keys, gained.more, file=str(file), spelling=spelling, test=test, tags=new_tags)
    return Proposal(
        label=node.label_name,
        file=file,
        snippet=snippet,
        text=made.text,
        kept=gained.kept,
        relaid=made.relaid,
        nothing=nothing,
    )


def _keys(node: Node) -> tuple[str, ...]:
    if node.resource_type == "source":
        return ("sources", node.source_name or "", "tables", node.name)
    return (f"{node.resource_type}s", node.name)


def _takes_config(dbt_version: str) -> bool:
    """dbt 1.10 on, and dbt v2."""
    parts = dbt_version.split(".")
    return not (parts[0] == "1" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < 10)


def _declared_in(
    member: Member, node: Node, into: Path | None, keys: Sequence[str]
) -> tuple[Path | None, str | None]:
    """The file that declares the node, with its text; `into` is where an undeclared one shall stand."""
    place, declared = declared_at(node)
    if declared:
        file = member.directory / place
        if into is not None and into.resolve() != file.resolve():
            raise OnusError(f"{node.label_name} is declared in {file}; leave --into out")
        try:
            return file, file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise OnusError(f"{file}: cannot be read: {error}") from None
    if into is None:
        return None, None
    try:
        before = into.read_text(encoding="utf-8") if into.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise OnusError(f"{into}: cannot be read: {error}") from None
    return into, appended(before, keys, file=str(into))


def write_wishes(project: Project, wishes: Sequence[Wish], *, into: Path | None = None) -> Iterator[Proposal]:
    """Write what the wishes add, each file whole or not at all. OnusError where a node is declared nowhere."""
    for wish in wishes:
        if propose(project, wish, into=into).file is None:
            raise OnusError(f"{wish.node.label_name} is declared in no YAML file yet; name one with --into FILE")
    for wish in wishes:
        # one file may declare several of them: each is proposed on what the last one left
        made = propose(project, wish, into=into)
        if made.file is not None and not made.nothing:
            write_output(made.file, made.text.removesuffix("\n"), option="--write")
        yield made
