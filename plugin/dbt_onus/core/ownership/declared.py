"""What a node says of its owner in `meta`, in every shape that people write it in.

Seen in public projects: a string, a list, a comma list, e-mails, `@handles`, `Ana <ana@shop.example>`, null, and
mappings with a name and an e-mail. YAML makes booleans of `no` and `on`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from dbt_onus.core.nodes import Meta, Node, Person

_ADDRESS = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>\s]+@[^<>\s]+)>$")
_NAMING = ("team", "email", "name")


class Named(Struct, frozen=True):
    """Somebody who is named: the words to look for, closest first, and how to show them to people."""

    words: tuple[str, ...]
    shown: str


class Claim(Struct, frozen=True):
    """One place that names owners; `problems` are values there that name nobody."""

    place: str
    named: tuple[Named, ...]
    problems: tuple[str, ...] = ()


def team_claims(node: Node) -> tuple[Claim, ...]:
    """`config.meta.onus.team`: on the node and, for a source table, then on its source."""
    return _claims(node, "meta.onus.team", ("onus", "team"))


def owner_claims(node: Node) -> tuple[Claim, ...]:
    """An exposure's `owner`, then `config.meta.owner` on the node and, for a source table, on its source."""
    claims = _claims(node, "meta.owner", ("owner",))
    if node.owner is None:
        return claims
    person = person_named(node.owner)
    return (Claim(f"owner of {node.resource_type} {node.label_name}", (person,) if person else ()), *claims)


def named_owners(node: Node) -> Iterator[tuple[str, Named]]:
    """Everybody whom a node's `meta` names as its owner, with the place that does."""
    for claim in (*team_claims(node), *owner_claims(node)):
        yield from ((claim.place, named) for named in claim.named)


def person_named(person: Person) -> Named | None:
    """A group's or an exposure's owner."""
    return _mapping_named({"email": person.email, "name": person.name})


def _claims(node: Node, what: str, path: tuple[str, ...]) -> tuple[Claim, ...]:
    own, above = _at(node.meta, path), _at(node.source_meta or {}, path)
    claims = []
    # dbt merges a source's meta into its tables': what both say was said on the source.
    if own is not None and own != above:
        claims.append(_claim(f"{what} on {node.label_name}", own))
    if above is not None:
        claims.append(_claim(f"{what} on source {node.source_name}", above))
    return tuple(claims)


def _at(meta: Meta, path: tuple[str, ...]) -> object:
    value: object = meta
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _claim(place: str, value: object) -> Claim:
    problems: list[str] = []
    named = tuple(_named(value, place, problems))
    return Claim(place, named, tuple(problems))


def _named(value: object, place: str, problems: list[str]) -> Iterable[Named]:
    if isinstance(value, bool):
        word = "yes" if value else "no"
        problems.append(f'{place} is a YAML boolean; quote the word if a name is meant, like "{word}"')
    elif isinstance(value, str | int | float):
        yield from _text_named(str(value), place, problems)
    elif isinstance(value, Mapping):
        person = _mapping_named(value)
        if person is not None:
            yield person
        else:
            problems.append(f"{place} is a mapping without team, name or email")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _named(item, place, problems)


def _text_named(text: str, place: str, problems: list[str]) -> Iterable[Named]:
    if "://" in text:
        # an address may carry a token, and this text ends up in reports
        problems.append(f"{place} is an address on the web, not the name of a team or a person")
        return
    for part in re.split(r"[,;\n]", text):
        words = part.split()
        several = len(words) > 1 and all("@" in word for word in words) and "<" not in part
        for name in words if several else [" ".join(words)]:
            address = _ADDRESS.match(name)
            if address:
                found = (address["email"], address["name"].strip(" \"'"))
                yield Named(tuple(filter(None, found)), name)
            elif name.strip("@#"):
                yield Named((name,), name)


def _mapping_named(value: Mapping[str, object]) -> Named | None:
    words: dict[str, str] = {}
    for key in _NAMING:
        said = value.get(key)
        first = next((item for item in said if isinstance(item, str)), None) if isinstance(said, list) else said
        if isinstance(first, str) and first.strip() and "://" not in first:
            words[key] = " ".join(first.split())
    if not words:
        return None
    name, email = words.get("name") or words.get("team"), words.get("email")
    shown = f"{name} <{email}>" if name and email else name or email or ""
    return Named(tuple(words.values()), shown)
