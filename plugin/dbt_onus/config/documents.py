"""onus.yml as a tree of values with their places. Refuses what no configuration needs and some attacks do."""

from __future__ import annotations

from pathlib import Path

import yaml

from dbt_onus.config.values import Value
from dbt_onus.errors import ConfigError

#: libyaml's, ten times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Far above any honest onus.yml.
_MOST_BYTES = 1024 * 1024
_DEEPEST = 20
#: What PyYAML may quote from the file is cut from its messages: it could be a secret.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ,()-")


def read_document(path: Path) -> Value:
    """The top of a YAML file. ConfigError where it cannot be read, is no YAML, is empty or over 1 MiB."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _MOST_BYTES else b""
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name another with --config") from None
    if size > _MOST_BYTES:
        raise ConfigError(f"{path.name}: larger than 1 MiB; is this the right file?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path.name} line {line}: not UTF-8 text; save it as UTF-8") from None
    return parse_document(text, path.name)


def parse_document(text: str, file: str) -> Value:
    """The top of a YAML text; `file` is what messages call it."""
    try:
        _check_events(text, file)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(f"{file} line {line}: not valid YAML: {_problem(error, text, line)}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(f"{file} line {line}: a character that YAML does not allow; remove it") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise ConfigError(f"{file}: not valid YAML") from None
    if node is None:
        raise ConfigError(f"{file}: the file is empty; `onus init` drafts one")
    return Value(node, "", file)


def _check_events(text: str, file: str) -> None:
    """No aliases (a few lines of them can unfold into gigabytes), no nesting without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = _line(event)
            raise ConfigError(f"{file} line {line}: YAML anchors and aliases (&, *) are not allowed; write it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise ConfigError(f"{file} line {_line(event)}: nested more than {_DEEPEST} levels deep")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _problem(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return "the line is indented with a tab; use spaces"
    problem = str(error.problem or "")
    return problem if problem and set(problem) <= _PLAIN else "check quotes, colons and indentation here"
