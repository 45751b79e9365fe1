"""Methods that look at where a node is written: path, file, package.

dbt asks the file system; here the paths that the manifest holds stand for it, so a file that is gone still
selects its node. Patterns are those of `pathlib.Path.glob`: `*` within a folder, `**` over any number.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache

from dbt_onus.core.nodes import Node
from dbt_onus.core.selectors.grammar import Criterion
from dbt_onus.core.selectors.names import WILDCARDS
from dbt_onus.core.selectors.scope import Predicate, Scope
from dbt_onus.core.selectors.wording import quoted
from dbt_onus.errors import SelectorError


def path(criterion: Criterion, scope: Scope) -> Predicate:
    """By its file, a folder above its file, or the YAML file that describes it.

    A package's paths start at its own root. dbt looks in the project's folder alone, so a node of a package
    counts only where the project has that path too.
    """
    pattern = _pieces(criterion.value)
    if criterion.value.startswith(("/", "\\")) or ".." in pattern:
        raise SelectorError(
            f"{quoted(criterion.text)} leaves the project; paths start at its root: path:models/staging"
        )

    present = cache(lambda: _present(scope))
    literal = [piece for piece in pattern if WILDCARDS.isdisjoint(piece)]

    def is_there(node: Node) -> bool:
        if not _holds(literal, node.original_file_path) and not _holds(literal, node.patch_path or ""):
            return False  # most nodes: not worth taking the path apart
        pieces = _pieces(node.original_file_path)
        described = _pieces((node.patch_path or "").partition("://")[2])
        whole = len(described) if pattern[-1:] != ["**"] else -1
        found = [pieces[:end] for end in _ends(pattern, pieces)]
        found += [described for end in _ends(pattern, described) if end == whole]
        if not found or not scope.projects or node.package_name in scope.projects:
            return bool(found)
        return any("/".join(place) in present() for place in found)

    return is_there


def _holds(pieces: Sequence[str], path: str) -> bool:
    return all(piece in path for piece in pieces)


def _present(scope: Scope) -> set[str]:
    """Every file and folder that the project's own nodes tell of."""
    own = [node for node in scope.nodes.values() if node.package_name in scope.projects]
    files = {node.original_file_path for node in own}
    files |= {(node.patch_path or "").partition("://")[2] for node in own}
    places = [_pieces(name) for name in files]
    return {"/".join(pieces[:end]) for pieces in places for end in range(len(pieces) + 1)}


def _pieces(text: str) -> list[str]:
    return [piece for piece in text.replace("\\", "/").split("/") if piece not in ("", ".")]


def _ends(pattern: Sequence[str], pieces: Sequence[str]) -> set[int]:
    """After how many pieces of a path the pattern can be used up; before the last one it names a folder."""
    if not pieces or not pattern:
        return set()
    ends = {0}
    for piece in pattern:
        if piece == "**":
            ends = set(range(min(ends, default=len(pieces)), len(pieces)))
        else:
            ends = {end + 1 for end in ends if end < len(pieces) and fnmatchcase(pieces[end], piece)}
    return ends


def file(criterion: Criterion) -> Predicate:
    """By its file's name, with or without the ending."""
    wanted = criterion.value

    def is_in(node: Node) -> bool:
        name = node.original_file_path.replace("\\", "/").rpartition("/")[2]
        stem = name.rpartition(".")[0] or name
        return fnmatchcase(name, wanted) or fnmatchcase(stem, wanted)

    return is_in


def package(criterion: Criterion, scope: Scope) -> Predicate:
    """By its dbt package; `this` is the project itself, or any of the stitched projects."""
    if criterion.value != "this":
        return lambda node: fnmatchcase(node.package_name, criterion.value)
    if not scope.projects:
        raise SelectorError(f"{quoted(criterion.text)} cannot be told here; name the package: package:shop")
    return lambda node: node.package_name in scope.projects
