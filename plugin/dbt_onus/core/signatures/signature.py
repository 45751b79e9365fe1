"""One thing a warehouse is known to say, and how it is found in a message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dbt_onus.core.signatures.literals import literals_of
from dbt_onus.core.signatures.reading import Infra, Kind
from dbt_onus.core.signatures.text import Said

_PARTS = re.compile(r'"[^"]*"|`[^`]*`|\[[^\]]*\]|[^.\s"`\[\]][^."`\[\]]*')
LONGEST_NAME = 300
# `"<column>"` in a pattern: a name between quotes of that kind.
_QUOTED_NAME = re.compile(r"""(["'])<(column|relation|qualifier|dotted|value)>\1""")


@dataclass(frozen=True, slots=True)
class Signature:
    """A text that stands for a kind of fault.

    `pattern` may name the groups `column`, `relation`, `qualifier`, `dotted` (a column with what qualifies
    it), `value` (what may come from a row, and is never shown), `call` and `types` (a function or operator, and
    what it was given; `right`, on its right); `only` is what the caught relation must
    look like. Every repetition in it is bounded or excludes its own end, so that a hostile message costs no
    more than its length. `source` says where the text was seen.
    """

    kind: Kind
    pattern: str
    source: str
    infra: Infra | None = None
    ambiguous: bool = False
    only: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A signature found in a message."""

    signature: Signature
    found: re.Match[str]
    said: Said

    def part(self, group: str) -> str | None:
        """What a named group caught, as the message has it, quotes taken away."""
        text = self.raw(group)
        return _unquoted(text) if text else None

    def raw(self, group: str) -> str | None:
        """What a named group caught, untouched; `None` where it caught nothing or does not exist."""
        if group not in self.found.re.groupindex or self.found.start(group) < 0:
            return None
        return self.said.body[self.found.start(group) : self.found.end(group)]

    @property
    def column(self) -> str | None:
        """The column that the message names."""
        dotted = self.raw("dotted")
        return _parts(dotted)[-1] if dotted and _parts(dotted) else self.part("column")

    @property
    def qualifier(self) -> str | None:
        """What the message writes before the column."""
        dotted = self.raw("dotted")
        return ".".join(_parts(dotted)[:-1]) or None if dotted else self.part("qualifier")


def outage(infra: Infra, pattern: str, source: str, *, ambiguous: bool = False) -> Signature:
    """A signature of the machinery; a lost permission is a kind of its own."""
    kind = Kind.PERMISSION if infra is Infra.PERMISSION else Kind.INFRASTRUCTURE
    return Signature(kind, pattern, source, infra, ambiguous)


def first_match(signatures: Iterable[Signature], said: Said) -> Match | None:
    """The signature that the message says first; of two at one place, the one listed first.

    What comes first is the error; what comes later is its detail, which quotes rows, plans and queries.
    """
    best: Match | None = None
    text = said.bare.lower()
    for signature in signatures:
        needed = _needed(signature.pattern)
        if needed and not any(literal in text for literal in needed):
            continue
        found = _compiled(signature.pattern).search(said.bare)
        if found and (best is None or found.start() < best.found.start()):
            match = Match(signature=signature, found=found, said=said)
            best = match if _fits(match) else best
    return best


def _fits(match: Match) -> bool:
    only = match.signature.only
    return only is None or bool(_compiled(only).search(match.part("relation") or ""))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when first needed: most runs meet one warehouse."""
    return re.compile(spelled(pattern), re.MULTILINE)


@cache
def _needed(pattern: str) -> tuple[str, ...]:
    return literals_of(spelled(pattern))


def spelled(pattern: str) -> str:
    """The pattern with its names as groups."""
    return _QUOTED_NAME.sub(r"\1(?P<\2>[^\1\\n]{1,600})\1", pattern)


def _parts(name: str) -> list[str]:
    return [part for part in (_unquoted(piece) for piece in _PARTS.findall(name.strip().strip("'"))) if part]


def _unquoted(name: str) -> str:
    """A name for people and for comparing: `"p"."t"`, "`p`.`t`" and `[p].[t]` are `p.t`."""
    name = name.strip().strip("'").replace('"', "").replace("`", "")
    if name.startswith("[") and name.endswith("]"):
        name = name.replace("[", "").replace("]", "")
    return name.strip()[:LONGEST_NAME]
