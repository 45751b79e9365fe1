"""CODEOWNERS: who owns a file, as GitHub and GitLab read it.

The patterns look like .gitignore's and are not: `docs/*` does not reach into folders below `docs`, there is no
negation on GitHub, and a line that names nobody makes its files explicitly unowned. The last matching line wins;
GitLab's `[Sections]` each have their own last line, and default owners.
Sources: GitHub Docs, "About code owners"; GitLab Docs, "Code Owners syntax and error handling".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from msgspec import Struct

_SECTION = re.compile(r"^\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?P<owners>.*)$")
_SPACE = re.compile(r"(?<!\\)\s+")


class Entry(Struct, frozen=True, kw_only=True):
    """One line: a pattern and its owners; no owners is a statement, too."""

    line: int
    pattern: str
    owners: tuple[str, ...]
    section: str = ""

    def __str__(self) -> str:
        return f"CODEOWNERS line {self.line} ({self.pattern})"


class Codeowners:
    """One CODEOWNERS file. `prefix` is the dbt project's folder within the repository, "" for its root."""

    def __init__(self, text: str, *, prefix: str = "", gitlab: bool = False) -> None:
        self._prefix = prefix.replace("\\", "/").strip("/")
        entries = list(_entries(text))
        self._gitlab = gitlab or any(entry.section for entry in entries)
        self._sections = len({entry.section for entry in entries})
        self._matching: dict[Entry, Callable[[str], object]] = {}
        self._known: dict[str, tuple[Entry, ...]] = {}
        self._below: dict[str, list[Entry]] = {}
        for entry in entries:
            self._below.setdefault(_folder(entry.pattern, gitlab=self._gitlab), []).append(entry)

    def entries_for(self, path: str) -> tuple[Entry, ...]:
        """The lines that decide over a file (`path` within the dbt project): none is unmatched.

        One line, or one per GitLab section. If all of them name nobody, the file is explicitly unowned.
        """
        path = path.replace("\\", "/").removeprefix("./").strip("/")
        if path not in self._known:
            self._known[path] = self._deciding(f"{self._prefix}/{path}" if self._prefix else path)
        return self._known[path]

    def _deciding(self, path: str) -> tuple[Entry, ...]:
        last: dict[str, Entry] = {}
        for entry in self._likely(path):
            if len(last) == self._sections:
                break
            if entry.section not in last and self._matches(entry)(path):
                last[entry.section] = entry
        return tuple(sorted(last.values(), key=lambda entry: entry.line))

    def _likely(self, path: str) -> list[Entry]:
        """The entries that begin as the path does, the last line first: of a thousand lines, a few."""
        places = [place for place, letter in enumerate(path) if letter == "/"]
        folders = ["", *(path[:place] for place in places), path]
        found = [entry for folder in dict.fromkeys(folders) for entry in self._below.get(folder, ())]
        return sorted(found, key=lambda entry: entry.line, reverse=True)

    def _matches(self, entry: Entry) -> Callable[[str], object]:
        known = self._matching.get(entry)
        if known is None:
            known = self._matching[entry] = _matcher(entry.pattern, gitlab=self._gitlab)
        return known


def _folder(pattern: str, *, gitlab: bool) -> str:
    """The folder, or the file, that whatever the pattern matches lies in; "" where it may lie anywhere."""
    body = pattern.strip("/")
    if not (pattern.startswith("/") or ("/" in body and not gitlab)):
        return ""
    segments = [segment for segment in body.split("/") if segment]
    return "/".join(takewhile(lambda segment: not {"*", "?"} & set(segment), segments))


def _entries(text: str) -> Iterator[Entry]:
    section = ""
    default: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        words = _words(line)
        head = _SECTION.match(line.strip())
        if head:
            section, default = head["name"].strip().casefold(), _words(head["owners"])
        elif words and words[0].startswith("!"):
            yield Entry(line=number, pattern=words[0][1:], owners=(), section=section)
        elif words:
            yield Entry(line=number, pattern=words[0], owners=words[1:] or default, section=section)


def _words(line: str) -> tuple[str, ...]:
    words: list[str] = []
    for word in _SPACE.split(line.strip()):
        if word.startswith("#"):
            break
        if word:
            words.append(re.sub(r"\\(.)", r"\1", word))
    return tuple(words)


def _matcher(pattern: str, *, gitlab: bool) -> Callable[[str], object]:
    """Whether a path is meant. Most lines name one folder, which takes no pattern to compile."""
    body = pattern.strip("/")
    anchored = pattern.startswith("/") or ("/" in body and not gitlab)
    segments = [segment for segment in body.split("/") if segment]
    if anchored and segments and not {"*", "?"} & set(body):
        named = "/".join(segments)
        below, itself = f"{named}/", None if pattern.endswith("/") else named
        return lambda path: path == itself or path.startswith(below)
    return _compiled(segments, anchored=anchored, folder=pattern.endswith("/")).match


def _compiled(segments: Sequence[str], *, anchored: bool, folder: bool) -> re.Pattern[str]:
    regex = "" if anchored else "(?:.*/)?"
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == "**":
            regex += ".*" if last else "(?:.*/)?"
        else:
            regex += _glob(segment) + ("" if last else "/")
    if folder:
        regex += "/.*" if segments else ".*"
    elif not (segments[-1:] == ["*"] and (anchored or len(segments) > 1)):
        regex += "(?:/.*)?"
    return re.compile(regex + r"\Z", re.DOTALL)


def _glob(segment: str) -> str:
    """`*` and `?` stop at a slash; everything else is itself."""
    parts = re.split(r"(\*+|\?)", segment)
    return "".join(
        "[^/]*" if part.startswith("*") else "[^/]" if part == "?" else re.escape(part) for part in parts
    )
