"""A value of onus.yml that knows its place: what it may be, and how to say that it is something else."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from difflib import get_close_matches

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from dbt_onus.core.durations import read_duration
from dbt_onus.core.receivers import SecretRef
from dbt_onus.errors import ConfigError

_TAG = "tag:yaml.org,2002:"
_KINDS = {"str", "int", "float", "bool", "null", "timestamp", "map", "seq"}
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_ENV = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_TOKEN = re.compile(r"(?=\S*\d)[A-Za-z0-9+/=_.:-]{16,}")
_SHOWN = 60


class Value:
    """A YAML node at a dotted `path` of the file called `file`. Every reader raises ConfigError."""

    def __init__(self, node: Node, path: str, file: str) -> None:
        self._node = node
        self.path = path
        self._file = file
        kind = node.tag.removeprefix(_TAG)
        if kind not in _KINDS:
            raise self.error("YAML tags (!…) are not allowed; write the plain value")
        self._kind = kind

    def error(self, problem: str) -> ConfigError:
        """An error at this place: file, line, key and what is wrong there."""
        return ConfigError(f"{self.where}: {problem}")

    @property
    def where(self) -> str:
        """The place in words: file, line and key."""
        return f"{self._file} line {self._node.start_mark.line + 1}, {self.path or 'the whole file'}"

    @property
    def is_null(self) -> bool:
        """Whether nothing is written here."""
        return self._kind == "null"

    @property
    def is_list(self) -> bool:
        """Whether this is a list."""
        return isinstance(self._node, SequenceNode)

    @property
    def is_mapping(self) -> bool:
        """Whether this is a mapping."""
        return isinstance(self._node, MappingNode)

    def is_word(self, word: str) -> bool:
        """Whether just this word is written here."""
        return isinstance(self._node, ScalarNode) and self._node.value.strip() == word

    def fields(self, known: Collection[str], required: Collection[str] = ()) -> dict[str, Value]:
        """The values under known keys, those left empty aside; any other key is an error."""
        entries = self.entries()
        for key, value in entries.items():
            if key not in known:
                raise value.error(f"this key is not known{nearest(key, known)}")
        for key in required:
            if key not in entries or entries[key].is_null:
                raise self.error(f"{key} is missing")
        return {key: value for key, value in entries.items() if not value.is_null}

    def entries(self) -> dict[str, Value]:
        """The values of a mapping whose keys are the user's own names."""
        if not isinstance(self._node, MappingNode):
            raise self.error(f"this must be a mapping (key: value), not {self._described()}")
        entries: dict[str, Value] = {}
        for key_node, value_node in self._node.value:
            key = Value(key_node, self.path, self._file).text("a key")
            place = f"{self.path}.{shown(key)}" if self.path else shown(key)
            if key in entries:
                raise Value(key_node, place, self._file).error("this key is written twice; keep one")
            entries[key] = Value(value_node, place, self._file)
        return entries

    def items(self) -> list[Value]:
        """The values of a list; the first is called 1, as in `rule 1 in onus.yml`."""
        if not isinstance(self._node, SequenceNode):
            raise self.error(f"this must be a list, not {self._described()}")
        return [
            Value(item, f"{self.path}[{number}]", self._file)
            for number, item in enumerate(self._node.value, start=1)
        ]

    def text(self, what: str = "a name") -> str:
        """A string that says something. YAML reads `no` and `on` as booleans: these must be quoted."""
        if not isinstance(self._node, ScalarNode):
            raise self.error(f"this must be {what}, not {self._described()}")
        if self._kind == "bool":
            raise self.error(f"YAML reads this as a boolean; put quotes around it if {what} is meant")
        text: str = self._node.value.strip()
        if self.is_null or not text:
            raise self.error(f"this must be {what}, and it is empty")
        return text

    def texts(self) -> list[Value]:
        """One name or a list of names, each still with its place."""
        return self.items() if self.is_list else [self]

    def choice(self, among: Collection[str]) -> str:
        """One of these words."""
        text = self.text("a word")
        if text not in among:
            raise self.error(f"{shown(text, quoted=True)} must be one of {', '.join(sorted(among))}")
        return text

    def flag(self) -> bool:
        """True or false."""
        if self._kind != "bool":
            raise self.error(f"this must be true or false, not {self._described()}")
        return _BOOLEANS[str(self._node.value).lower()]

    def number(self, most: int) -> int:
        """A whole number from 0 to `most`."""
        text = self.text("a whole number")
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > most:
            raise self.error(f"this must be a whole number from 0 to {most}")
        return int(text)

    def duration(self) -> timedelta:
        """`90m`, `4h`, `2d`, `1w`."""
        text = self.text("a duration like 90m, 4h or 2d")
        length = read_duration(text)
        if length is None:
            raise self.error(f"{shown(text, quoted=True)} is not a duration like 90m, 4h, 2d or 1w")
        return length

    def day(self) -> date:
        """`2027-01-31`."""
        text = self.text("a date like 2027-01-31")
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            raise self.error(f"{shown(text, quoted=True)} is not a date like 2027-01-31") from None

    def secret(self) -> SecretRef:
        """`env:NAME`; anything else may be the secret itself, so it is refused and never repeated."""
        reference = env_reference(self.text("env:NAME"))
        if reference is None:
            raise self.error("a secret must not stand here; put it in an environment variable and write env:NAME")
        return reference

    def _described(self) -> str:
        if isinstance(self._node, MappingNode):
            return "a mapping"
        if isinstance(self._node, SequenceNode):
            return "a list"
        return "nothing" if self.is_null else "a single value"


def items(value: Value | None) -> list[Value]:
    """The values of a list that may be left out."""
    return value.items() if value else []


def listed(fields: Mapping[str, Value], key: str) -> list[Value]:
    """One name under a key, or several, or none where the key is left out."""
    return fields[key].texts() if key in fields else []


def words(fields: Mapping[str, Value], key: str, among: Collection[str]) -> list[str]:
    """The same, each one of these words."""
    return [value.choice(among) for value in listed(fields, key)]


def env_reference(text: str) -> SecretRef | None:
    """`env:NAME` as a reference, or `None`."""
    match = _ENV.fullmatch(text)
    return SecretRef(match[1]) if match else None


def nearest(word: str, among: Collection[str]) -> str:
    """`; did you mean "payments-slack"?`, or nothing."""
    near = get_close_matches(word, sorted(among), n=1)
    return f"; did you mean {shown(near[0], quoted=True)}?" if near else ""


def shown(text: str, *, quoted: bool = False) -> str:
    """User text for a message: one short line, and nothing that may be a secret in the wrong place."""
    if "://" in text or _TOKEN.search(text) or not text.isprintable():
        return "(not shown: it may hold a secret)"
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f'"{short}"' if quoted else short
