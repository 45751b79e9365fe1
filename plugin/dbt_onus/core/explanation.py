"""An incident laid open: everything a team needs to check by itself that the fault is theirs, or is not."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dbt_onus.core.attachment import attached_to, tested_columns
from dbt_onus.core.contracts import Term
from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.lookups import Direction, Hop, Known, TeamHit
from dbt_onus.core.nodes import Node
from dbt_onus.core.remedies import TestToAdd, deciding_tests
from dbt_onus.core.says import place_name, shown_value

NO_TERMS: Mapping[str, Term] = {}

MEANS: dict[Confidence, str] = {
    Confidence.PROVEN: "the fault is bracketed or explains itself in that very run, and the path to the failure "
    "is certain",
    Confidence.LIKELY: "there is evidence of the same run without a bracket, or the code is unchanged and leaves "
    "one place where data comes in",
    Confidence.POSSIBLE: "several candidates are left, or only one and nothing that speaks for it: nobody "
    "upstream is notified on this word",
    Confidence.UNKNOWN: "nothing upstream was checked for this fault: nobody upstream is notified on this word",
}

WORDS: dict[EvidenceKind, str] = {
    EvidenceKind.INFRASTRUCTURE: "the platform failed",
    EvidenceKind.ERROR_MESSAGE: "what the warehouse said",
    EvidenceKind.SAME_RUN_FAILURE: "a check that failed in the same run",
    EvidenceKind.SAME_RUN_WARNING: "a check that warned in the same run",
    EvidenceKind.BRACKET: "where the good ends",
    EvidenceKind.TRANSPARENT_PATH: "a column that is only passed on",
    EvidenceKind.CODE_UNCHANGED: "code that did not change",
    EvidenceKind.CODE_CHANGED: "code that changed",
    EvidenceKind.OPEN_INCIDENT: "an open incident upstream",
    EvidenceKind.OBSERVATION: "what was measured",
    EvidenceKind.PROBE: "what the warehouse answers",
    EvidenceKind.PATH: "the way it took",
    EvidenceKind.GAP: "what nobody checked",
}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place as people call it, and the team that answers for it."""

    place: Place
    label: str
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The incident with what follows from the present project: see the fields of `onus/explain/1`.

    `ways` run from the origin (or the suspects, where it is not known) down to what failed.
    """

    incident: Incident
    origin: Named | None
    rechecks: tuple[Recheck, ...]
    ways: tuple[tuple[Hop, ...], ...]
    suspects: tuple[Named, ...]
    tests: tuple[TestToAdd, ...]
    teams: tuple[TeamHit, ...]
    exposures: tuple[Named, ...]

    @property
    def means(self) -> str:
        """What the word of confidence says."""
        return MEANS[self.incident.confidence]


def words_of(piece: Evidence) -> str:
    """The kind of a piece of evidence in plain words."""
    return WORDS.get(piece.kind, piece.kind.value.replace("_", " "))


def explain(
    incident: Incident,
    known: Known,
    *,
    dbt_version: str,
    compiled: Mapping[str, str],
    directories: Mapping[str, str],
    terms: Mapping[str, Term] = NO_TERMS,
) -> Explanation:
    """Lay the incident open over the project as it is now.

    `compiled` are the files with the SQL of failing checks, by `unique_id`; `directories` are the project folders
    that a command has to name, by dbt package; `terms` are contract terms of the latest run, by check.
    """
    nodes = known.lineage.nodes
    origin = incident.origin
    return Explanation(
        incident=incident,
        origin=_named(known, origin, incident.team) if origin.unique_id else None,
        rechecks=tuple(_rechecks(incident, nodes, compiled, directories, terms)),
        ways=_ways(incident, known),
        suspects=tuple(_named(known, one.place, one.team) for one in incident.suspects),
        tests=deciding_tests(incident, known.lineage, dbt_version),
        teams=_teams(incident.affected.nodes, known),
        exposures=tuple(_named(known, Place(unique_id=uid), "") for uid in incident.affected.exposures),
    )


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


def _rechecks(
    incident: Incident,
    nodes: Mapping[str, Node],
    compiled: Mapping[str, str],
    directories: Mapping[str, str],
    terms: Mapping[str, Term],
) -> Iterator[Recheck]:
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


def _ways(incident: Incident, known: Known) -> tuple[tuple[Hop, ...], ...]:
    """The shortest way to every failing node; one that is only the beginning of another is left out."""
    lineage = known.lineage
    suspects = [one.place.unique_id or "" for one in incident.suspects]
    starts = [incident.origin.unique_id or ""] if incident.confidence.pages or not suspects else suspects
    ids = {check.partition("#")[0] for check in incident.checks}
    nodes = [lineage.nodes[uid] for uid in ids if uid in lineage.nodes]
    ends = lineage.order(
        {(attached_to(node, lineage.nodes) or "") if node.is_test else node.unique_id for node in nodes}
    )
    paths = [path for start in starts for end in ends if (path := lineage.path(start, end))]
    longest = [one for one in paths if not any(one != other and other[: len(one)] == one for other in paths)]
    return tuple(_hops(path, known) for path in dict.fromkeys(longest))


def _hops(path: tuple[str, ...], known: Known) -> tuple[Hop, ...]:
    vias = (None, *path)
    return tuple(
        known.hop(uid, depth, Direction.DOWNSTREAM if depth else Direction.HERE, vias[depth])
        for depth, uid in enumerate(path)
    )


def _teams(unique_ids: Iterable[str], known: Known) -> tuple[TeamHit, ...]:
    counts = Counter(known.owner_of(uid).team for uid in unique_ids if uid in known.lineage.nodes)
    return tuple(TeamHit(team=team, nodes=counts[team]) for team in sorted(counts, key=lambda t: (-counts[t], t)))


def _named(known: Known, place: Place, team: str) -> Named:
    """The place by its name; by its id where it is no node of the project, or not any more."""
    node = known.lineage.nodes.get(place.unique_id or "")
    if node is None:
        kind, _, name = (place.unique_id or "the platform").partition(".")
        # macros can be at fault too, and are drawn nowhere
        label = f"macro {name.rpartition('.')[2]}" if kind == "macro" else place.unique_id
        return Named(place=place, label=label or kind, team=team)
    title = node.label if node.resource_type == "exposure" else None
    return Named(
        place=place,
        label=title or place_name(node, place.column),
        team=team or known.owner_of(node.unique_id).team,
    )
