"""Several projects as one graph: what one project builds is what another reads.

Projects meet in three ways. By name: a node that another project's manifest only refers to (dbt Mesh and dbt-loom
write such nodes into the consumer's manifest) is the node of the project it belongs to. By package: what a project
installs has the same ids there as at home. By table: a source of one project is what another builds under that
relation, or the same source of another project. The last are inferred, and marked so; `links` add and remove them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from dbt_onus.core.nodes import BUILT, Manifest, Node
from dbt_onus.core.relations import Renaming, Table, table_of

Edge = tuple[str, str]

#: More of a kind than this are counted, not named.
_NAMED = 3


class Link(Struct, frozen=True, kw_only=True):
    """An edge that a person draws or rubs out; both ends as they are written. `place`: where that stands."""

    start: str
    end: str
    place: str
    removed: bool = False


class Part(Struct, frozen=True, kw_only=True):
    """One project of the mesh: its manifest, and what others call the places its artifacts speak of."""

    manifest: Manifest
    renamings: tuple[Renaming, ...] = ()


class Stitched(Struct, frozen=True, kw_only=True):
    """The projects as one. `links` are the edges that no manifest states, `cut` those that there shall not be.

    `notes` say what could not be joined, a line each.
    """

    nodes: Mapping[str, Node]
    links: tuple[Edge, ...] = ()
    cut: frozenset[Edge] = frozenset()
    notes: tuple[str, ...] = ()


def stitched(parts: Sequence[Part], links: Iterable[Link] = ()) -> Stitched:
    """The projects as one graph. The order of the projects decides nothing but which of two guesses is named."""
    nodes = joined_nodes([part.manifest for part in parts])
    notes: list[str] = []
    inferred = tuple(_inferred(parts, nodes, notes)) if len(parts) > 1 else ()
    drawn = list(_drawn(links, nodes, notes))
    if len(parts) > 1:
        notes.extend(_gone(parts, nodes))
    return Stitched(
        nodes=nodes,
        links=tuple(dict.fromkeys((*inferred, *(edge for edge, removed in drawn if not removed)))),
        cut=frozenset(edge for edge, removed in drawn if removed),
        notes=tuple(notes),
    )


def joined_nodes(manifests: Sequence[Manifest]) -> dict[str, Node]:
    """Every node of every project, each as the manifest has it that knows it best.

    That is its own project's, then the first that installs it as a package, then whoever refers to it.
    """
    nodes: dict[str, Node] = {}
    for manifest in manifests:
        for unique_id, node in manifest.nodes.items():
            known = nodes.get(unique_id)
            at_home = node.package_name == manifest.project_name
            if known is None or (not node.is_external and (at_home or known.is_external)):
                nodes[unique_id] = node
    return nodes


def _inferred(parts: Sequence[Part], nodes: Mapping[str, Node], notes: list[str]) -> Iterator[Edge]:
    """(what feeds, source): what another project builds under that relation, else the one that speaks for it."""
    builders: dict[Table, dict[str, Node]] = defaultdict(dict)
    sources: dict[Table, dict[str, Node]] = defaultdict(dict)
    for part in parts:
        for unique_id, node in part.manifest.nodes.items():
            kind = node.resource_type
            if kind not in BUILT and kind != "source":
                continue
            table = table_of(node, part.manifest.adapter_type, part.renamings)
            if table is not None:
                (builders if kind in BUILT else sources)[table].setdefault(unique_id, nodes[unique_id])
    for table, read in sources.items():
        building = [one for one in builders.get(table, {}).values() if not one.is_external]
        yield from _fed(read, building or list(builders.get(table, {}).values()), notes)


def _fed(read: Mapping[str, Node], building: Sequence[Node], notes: list[str]) -> Iterator[Edge]:
    if not building:
        spokesman = _spokesman(tuple(read.values()))
        yield from ((spokesman.unique_id, uid) for uid in read if read[uid].package_name != spokesman.package_name)
        return
    for unique_id, source in read.items():
        others = [one for one in building if one.package_name != source.package_name]
        if len(others) == 1:
            yield others[0].unique_id, unique_id
        elif others:
            names = " and ".join(one.unique_id for one in others[:_NAMED])
            notes.append(
                f"{unique_id} may be {names}, which build one table: name the one under links in onus.yml"
            )


def _spokesman(sources: Sequence[Node]) -> Node:
    """Of the sources that several projects declare of one table, the one that says most of it; then the first."""
    return max(sources, key=lambda node: (_is_owned(node), bool(node.freshness and node.freshness.declared)))


def _is_owned(source: Node) -> bool:
    said = {**(source.source_meta or {}), **source.meta}
    onus = said.get("onus")
    return bool(said.get("owner")) or (isinstance(onus, Mapping) and bool(onus.get("team")))


def _gone(parts: Sequence[Part], nodes: Mapping[str, Node]) -> Iterator[str]:
    """What is referred to in a project that is here and does not have it: renamed, dropped, or not yet there."""
    here = {part.manifest.project_name for part in parts}
    gone = [uid for uid, node in nodes.items() if node.is_external and node.package_name in here]
    for project in sorted({nodes[uid].package_name for uid in gone}):
        mine = sorted(uid for uid in gone if nodes[uid].package_name == project)
        more = f" and {len(mine) - _NAMED} more" if len(mine) > _NAMED else ""
        yield f"{', '.join(mine[:_NAMED])}{more}: others refer to it, and {project} has no such node"


def _drawn(links: Iterable[Link], nodes: Mapping[str, Node], notes: list[str]) -> Iterator[tuple[Edge, bool]]:
    links = tuple(links)
    known = _by_name(nodes) if links else {}
    for link in links:
        ends = []
        for written in (link.start, link.end):
            found = _named(written, known, nodes)
            if len(found) == 1:
                ends.append(found[0])
            else:
                what = f"may be {' or '.join(found[:_NAMED])}" if found else "names no node of these projects"
                notes.append(f'{link.place}: "{written}" {what}: the link is not drawn')
        if len(ends) == 2:
            yield (ends[0], ends[1]), link.removed


def _named(written: str, known: Mapping[str, list[str]], nodes: Mapping[str, Node]) -> list[str]:
    """By id, by `project.name`, by name alone: the first that means anything. `source:` means a source."""
    name = written.removeprefix("source:")
    for key in (f"={name}", f".{name}", name):
        found = known.get(key.casefold(), [])
        if name != written:
            found = [uid for uid in found if nodes[uid].resource_type == "source"]
        if found:
            return found
    return []


def _by_name(nodes: Mapping[str, Node]) -> dict[str, list[str]]:
    """Ids by what a node may be called: `=` its id, `.` its project and name, its name."""
    known: dict[str, list[str]] = defaultdict(list)
    for unique_id, node in nodes.items():
        if not node.is_test:
            for name in (f"={unique_id}", f".{node.package_name}.{node.label_name}", node.label_name):
                known[name.casefold()].append(unique_id)
    return known
