"""Reads YAML so that it can be written back as it was, and writes what dbt reads as it was meant."""

from __future__ import annotations

import difflib
from io import StringIO
from typing import Any

import yaml as pyyaml

from dbt_onus.errors import OnusError

_MISSING = "the package ruamel.yaml is missing: pip install 'dbt-onus[odcs]'"
#: How people indent lists below their key: the dash under the key, two to its right, four to its right.
_INDENTS = ((2, 4, 2), (2, 2, 0), (4, 6, 4), (4, 4, 0), (4, 6, 2))
#: Begins a comment of ours until it has its place.
NOTE = "# onus-note: "


def read_tree(text: str, file: str) -> tuple[Any, Any]:
    """The writer that lays out this very text most like it is, and the tree."""
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError
    except ImportError:
        raise OnusError(_MISSING) from None
    best: tuple[float, Any, Any] | None = None
    for mapping, sequence, offset in _INDENTS:
        yaml = YAML()
        yaml.preserve_quotes = True
        yaml.width = 100_000
        yaml.brace_single_entry_mapping_in_flow_sequence = True
        yaml.indent(mapping=mapping, sequence=sequence, offset=offset)
        try:
            tree = yaml.load(text)
            out = StringIO()
            yaml.dump(tree, out)
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f" line {mark.line + 1}" if mark is not None else ""
            raise OnusError(f"{file}{where}: not valid YAML; correct it first") from None
        if not hasattr(tree, "get"):
            raise OnusError(f"{file}: this is no file of dbt declarations (a mapping of models, sources, …)")
        alike = (
            1.0 if out.getvalue() == text else difflib.SequenceMatcher(None, text, out.getvalue()).quick_ratio()
        )
        if best is None or alike > best[0]:
            # dumping leaves marks in the tree that a second dump would repeat
            best = (alike, yaml, yaml.load(text))
        if alike == 1.0:
            break
    assert best is not None  # noqa: S101 - there is always a first way to indent
    return best[1], best[2]


def aligned(text: str) -> str:
    """The notes as deep as the line they stand above: where that is, only the dumped text tells."""
    lines = text.splitlines(keepends=True)
    for place in range(len(lines) - 1, -1, -1):
        _, marked, note = lines[place].partition(NOTE)
        if marked:
            below = lines[place + 1] if place + 1 < len(lines) else ""
            lines[place] = f"{below[: len(below) - len(below.lstrip())]}# {note}"
    return "".join(lines)


def relaid_lines(before: str, after: str) -> int:
    """How many lines of the old text the new one does not have."""
    kept = {line.strip() for line in after.splitlines()}
    return sum(bool(line.strip()) and line.strip() not in kept for line in before.splitlines())


def quoted(text: str) -> str:
    """The text in quotes where dbt would read it otherwise: `no` and `1:30` are no texts in YAML 1.1."""
    from ruamel.yaml.scalarstring import SingleQuotedScalarString

    try:
        plain = pyyaml.safe_load(text) == text
    except pyyaml.YAMLError:
        plain = False
    return text if plain else SingleQuotedScalarString(text)
