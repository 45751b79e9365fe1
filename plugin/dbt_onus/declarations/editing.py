"""Adds promises to the YAML file that declares a node, and leaves everything else as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from dbt_onus.core.promises import ColumnPromise, TablePromise
from dbt_onus.declarations.layout import NOTE, aligned, quoted, read_tree, relaid_lines
from dbt_onus.errors import OnusError

TEST = "onus.contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How the project's dbt wants things written. `config`: columns and sources have one (dbt 1.10 on)."""

    config: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The new text. `relaid`: how many old lines are laid out otherwise now, though they say the same."""

    text: str
    relaid: int = 0


def edited(
    text: str,
    keys: Sequence[str],
    more: TablePromise,
    *,
    file: str,
    spelling: Spelling,
    test: bool,
    tags: Sequence[str] = (),
) -> Edited:
    """The file's text with what `more` adds to the entry at `keys` (`sources`, `stripe`, `tables`, `charges`).

    `test`: the entry gets an onus.contract test unless it has one. OnusError where the file is not YAML or has no
    such entry.
    """
    yaml, tree = read_tree(text, file)
    entry = _entry(tree, keys)
    if entry is None:
        raise OnusError(
            f"{file}: there is no {keys[-1]} under {'.'.join(keys[:-1])}; was it renamed since dbt parsed?"
        )
    _add(entry, more, spelling, test=test, tags=tags, is_source=keys[0] == "sources")
    out = StringIO()
    yaml.dump(tree, out)
    written = aligned(out.getvalue())
    return Edited(text=written, relaid=relaid_lines(text, written))


def appended(text: str, keys: Sequence[str], *, file: str) -> str:
    """The file's text with an empty entry at `keys`, and whatever has to stand around it."""
    yaml, tree = read_tree(text or "version: 2\n", file)
    level: Any = tree
    for section, name in zip(keys[::2], keys[1::2], strict=True):
        if level.get(section) is None:
            level[section] = []
        found = _named(level[section], name)
        if found is None:
            found = type(tree)()
            found["name"] = quoted(name)
            level[section].append(found)
        level = found
    out = StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def _entry(tree: Any, keys: Sequence[str]) -> Any:
    level = tree
    for section, name in zip(keys[::2], keys[1::2], strict=True):
        level = _named(level.get(section), name) if hasattr(level, "get") else None
        if level is None:
            return None
    return level


def _named(entries: Any, name: str) -> Any:
    listed = entries if isinstance(entries, list) else ()
    return next((one for one in listed if hasattr(one, "get") and str(one.get("name")) == name), None)


def _add(
    entry: Any, more: TablePromise, spelling: Spelling, *, test: bool, tags: Sequence[str], is_source: bool
) -> None:
    if more.description and not entry.get("description"):
        _insert(entry, "description", quoted(more.description), after="name")
    if test:
        _add_test(entry)
    if more.terms:
        _add_terms(entry, more.terms, in_config=spelling.config or not is_source, kind=type(entry))
    if tags and not (entry.get("config") or {}).get("tags") and not entry.get("tags"):
        _child(entry, "config", type(entry))["tags"] = list(tags)
    if more.notes and hasattr(entry, "yaml_set_start_comment"):
        _note(entry, more.notes)
    for column in more.columns:
        _add_column(entry, column, spelling)


def _add_test(entry: Any) -> None:
    key = "tests" if "tests" in entry and "data_tests" not in entry else "data_tests"
    tests = entry.get(key)
    if tests is None:
        _insert(entry, key, [TEST], after="description" if "description" in entry else "name", flow=True)
    elif isinstance(tests, list) and not any(_is_contract(one) for one in tests):
        tests.append(TEST)


def _is_contract(test: Any) -> bool:
    return test == TEST or (isinstance(test, Mapping) and (TEST in test or test.get("test_name") == TEST))


def _add_column(entry: Any, more: ColumnPromise, spelling: Spelling) -> None:
    if entry.get("columns") is None:
        entry["columns"] = []
    columns = entry["columns"]
    column = next((one for one in columns if str(one.get("name", "")).lower() == more.name.lower()), None)
    if column is None:
        column = type(entry)()
        column["name"] = quoted(more.name)
        columns.append(column)
    if (more.data_type or more.terms or more.description) and hasattr(column, "fa"):
        column.fa.set_block_style()
    if more.description and not column.get("description"):
        _insert(column, "description", quoted(more.description), after="name")
    if more.data_type and not column.get("data_type"):
        _insert(column, "data_type", more.data_type, after="name")
    if more.terms:
        _add_terms(column, more.terms, in_config=spelling.config, kind=type(entry))
    if more.notes:
        _note(column, more.notes)


def _add_terms(thing: Any, terms: Mapping[str, Any], *, in_config: bool, kind: type) -> None:
    """Under `config.meta.onus.contract`, or under `meta` where the file already says more of Onus there."""
    said = thing.get("meta")
    beside = isinstance(said, Mapping) and "onus" in said
    level = thing if beside or not in_config else _child(thing, "config", kind)
    for key in ("meta", "onus", "contract"):
        level = _child(level, key, kind)
    for term, value in terms.items():
        before = level.get(term)
        if isinstance(before, list) and isinstance(value, list):
            before.extend(item for item in value if item not in before)
        elif term not in level:
            level[term] = _flowing(value, kind)


def _child(level: Any, key: str, kind: type) -> Any:
    """The mapping under a key; a new one is written in one line, as short things are."""
    if level.get(key) is None:
        if key in level:
            level[key] = kind()
        else:
            _put(level, key, kind())
        if hasattr(level[key], "fa"):
            level[key].fa.set_flow_style()
    return level[key]


def _flowing(value: Any, kind: type) -> Any:
    if isinstance(value, Mapping):
        made = kind()
        for key, item in value.items():
            made[key] = _flowing(item, kind)
        made.fa.set_flow_style()
        return made
    if isinstance(value, list | tuple):
        return [_flowing(item, kind) for item in value]
    return quoted(value) if isinstance(value, str) else value


def _insert(entry: Any, key: str, value: Any, *, after: str, flow: bool = False) -> None:
    if flow:
        from ruamel.yaml.comments import CommentedSeq

        value = CommentedSeq(value)
        value.fa.set_flow_style()
    _put(entry, key, value, after=after)


def _put(entry: Any, key: str, value: Any, *, after: str | None = None) -> None:
    """A new key, after another one or before the columns; what follows the entry in the file stays behind it.

    Blank lines and comments below an entry hang on its last key.
    """
    names = list(entry)
    last = names[-1] if names else None
    place = (
        names.index(after) + 1 if after in names else names.index("columns") if "columns" in names else len(names)
    )
    entry.insert(place, key, value)
    trailing = entry.ca.items.get(last) if place == len(names) and last is not None else None
    if trailing is not None and trailing[2] is not None:
        token = trailing[2]
        line, break_, below = token.value.partition("\n")
        if below:
            token.value = line + break_
            entry.ca.items[key] = [None, None, type(token)(f"\n{below}", token.start_mark, None), None]
            if not line.strip():
                del entry.ca.items[last]


def _note(thing: Any, notes: Mapping[str, str]) -> None:
    """Why a term is what it is, as comments above where it is said."""
    place = next((key for key in ("config", "meta", "data_type", "columns") if key in thing), None)
    if place is not None:
        marker = NOTE.removeprefix("# ")
        text = "\n".join(f"{marker}{term}: {note}" for term, note in notes.items())
        thing.yaml_set_comment_before_after_key(place, before=text, indent=0)
