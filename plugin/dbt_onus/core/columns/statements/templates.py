"""SQL from a model that was never compiled, where its Jinja only names relations."""

from __future__ import annotations

import re
from collections.abc import Callable

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
#: What only an incremental run adds; the columns are the same without it.
_INCREMENTAL = re.compile(r"\{%-?\s*if\s+is_incremental\(\)\s*-?%\}(?:(?!\{%).)*\{%-?\s*endif\s*-?%\}", re.DOTALL)
_CONFIG = re.compile(r"\{\{-?\s*config\s*\((?:(?!\}\}).)*\)\s*-?\}\}", re.DOTALL)
_CALL = re.compile(r"\{\{-?\s*(ref|source|this)\s*(?:\(([^()]*)\))?\s*-?\}\}", re.DOTALL)
_ARGUMENT = re.compile(r"""(?:(\w+)\s*=\s*)?(?:'([^']*)'|"([^"]*)"|([\w.]+))""")


def sql_from_template(template: str, relation: Callable[[str, list[str], str | None], str | None]) -> str | None:
    """The SQL, or `None` where its Jinja does more than name relations.

    `relation` is asked for the SQL name of `("ref" | "source" | "this", arguments, version)`.
    """
    text = _CONFIG.sub("", _INCREMENTAL.sub("", _COMMENT.sub("", template)))
    missing = False

    def named(match: re.Match[str]) -> str:
        nonlocal missing
        words, version = _arguments(match[2] or "")
        name = relation(match[1], words, version)
        missing = missing or name is None
        return name or ""

    text = _CALL.sub(named, text)
    if missing or "{{" in text or "{%" in text or not text.strip():
        return None
    return text


def _arguments(text: str) -> tuple[list[str], str | None]:
    words: list[str] = []
    version = None
    for key, single, double, bare in _ARGUMENT.findall(text):
        value = single or double or bare
        if key in ("v", "version"):
            version = value
        elif not key:
            words.append(value)
    return words, version
