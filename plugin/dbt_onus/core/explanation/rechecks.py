"""The checks of an incident: what each is of, and how to see it fail again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dbt_onus.core.attachment import attached_to, tested_columns
from dbt_onus.core.contracts import Term
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.nodes import Node
from dbt_onus.core.says import place_name, shown_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A contract term as the latest run evaluated it: what was promised, and what was found."""

    term: str
    column: str | None
    status: str
    promised: object
    observed: object

    @property
    def text(self) -> str:
        """In one line."""
        where = f"{self.term} on {self.column}" if self.column else self.term
        return f"{where}: promised {shown_value(self.promised)}; observed {shown_value(self.observed)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A failing check and how to see it fail again.

    `compiled` is the file with its SQL, where dbt left one; `gone`: the project does not have it any more;
    `quotes` are its terms, where it is a contract and the latest run evaluated it.
    """

    unique_id: str
    what: str
    command: str
    compiled: str | None = None
    gone: bool = False
    quotes: tuple[Quote, ...] = ()


def compiled_paths(node: Node) -> tuple[str, ...]:
    """Where dbt may have written the SQL of a node, below `target/compiled`; a long test name is cut to its alias.

    Source: `get_target_write_path` and `synthesize_generic_test_names` of dbt-core 1.11.
    """
    path = node.original_file_path
    if path.endswith((".sql", ".py")):
        return (f"{node.package_name}/{path}",)
    names = dict.fromkeys(filter(None, (node.name, node.alias)))
    return tuple(f"{node.package_name}/{path}/{name}.sql" for name in names)


def gone_checks(incident: Incident, nodes: Mapping[str, Node]) -> tuple[str, ...]:
    """Its checks whose test or node is no longer in the project, so that no run can ever pass them.

    A package of which nothing is at hand, like another project of the mesh, tells nothing.
    """
    packages = {node.package_name for node in nodes.values()}
    ids = dict.fromkeys(check.partition("#")[0] for check in incident.checks)
    return tuple(uid for uid in ids if uid not in nodes and f"{uid}.".split(".")[1] in packages)


def rechecks_of(
    incident: Incident,
    nodes: Mapping[str, Node],
    compiled: Mapping[str, str],
    directories: Mapping[str, str],
    terms: Mapping[str, Term],
) -> Iterator[Recheck]:
    """Each check of the incident; the arguments are those of `explain`."""
    named: dict[str, list[str]] = {}
    for check in incident.checks:
        unique_id, _, term = check.partition("#")
        named.setdefault(unique_id, []).append(term)
    for unique_id, found in named.items():
        node = nodes.get(unique_id)
        if node is None:
            yield Recheck(unique_id=unique_id, what=unique_id, command="", gone=True)
            continue
        command = _command(node, found)
        directory = directories.get(node.package_name)
        yield Recheck(
            unique_id=unique_id,
            what=_what(node, found, nodes),
            command=shlex.join([*command, "--project-dir", directory] if directory else command),
            compiled=compiled.get(unique_id),
            quotes=tuple(_quote(terms[key]) for term in found if (key := f"{unique_id}#{term}") in terms),
        )


def _quote(term: Term) -> Quote:
    return Quote(
        term=term.term,
        column=term.column,
        status=term.status.value,
        promised=term.expected,
        observed=term.observed,
    )


def _what(node: Node, terms: list[str], nodes: Mapping[str, Node]) -> str:
    if terms[0].startswith("observed:"):
        return f"measuring {node.label_name}: {', '.join(_measured(term) for term in terms)}"
    if not node.is_test:
        return f"freshness of {node.label_name}" if terms == ["freshness"] else f"building {node.label_name}"
    tested = nodes.get(attached_to(node, nodes) or "")
    if tested is None:
        return f"test {node.name}"
    named = [term for term in terms if term]
    if named:
        return f"contract of {tested.label_name}: {', '.join(map(_spoken, named))}"
    kind = node.test_metadata.name if node.test_metadata else node.name
    return f"{kind} on {place_name(tested, '+'.join(tested_columns(node)) or None)}"


def _measured(term: str) -> str:
    """`observed:mean:amount` is the mean of amount."""
    measure, _, column = term.removeprefix("observed:").partition(":")
    return measure.replace("_", " ") + (f" of {column}" if column else "")


def _spoken(term: str) -> str:
    """`range:amount` as `range on amount`; what stands in brackets is the user's own."""
    name, bracket, qualifier = term.partition(" (")
    return f"{name.replace(':', ' on ', 1)}{bracket}{qualifier}"


def _command(node: Node, terms: list[str]) -> list[str]:
    if node.is_test:
        return ["dbt", "test", "--select", node.name]
    if terms[0].startswith("observed:"):
        kind = "source:" if node.resource_type == "source" else ""
        return ["dbt", "build", "--select", f"{kind}{node.label_name}"]
    if node.resource_type == "source":
        freshness = ["source", "freshness"] if terms == ["freshness"] else ["build"]
        return ["dbt", *freshness, "--select", f"source:{node.label_name}"]
    return ["dbt", "build", "--select", node.label_name]
