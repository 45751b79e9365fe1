"""Takes from a message what dbt and drivers wrap around it, and hides what may be a row's value.

Signatures are searched in `bare`, where the words inside quotes are blanked: a row that holds the text
"permission denied" must not read as a lost permission. `bare` is as long as `body`, so that a match found
in the one can be cut out of the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Read at most this much: the error itself is at the start, a Python exception at the end.
HEAD, TAIL = 16_000, 4_000

_ANSI = re.compile(r"\x1b\[[0-9;?]{0,20}[ -/]{0,4}[@-~]|\x1b[@-Z\\-_]")
_TAGS = re.compile(r"</?span[^>\n]{0,80}>")
# C0 and C1 controls but newline and tab; zero-width characters, bidi overrides and isolates, line separators.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_HEADING = re.compile(
    r"\A\s*(?P<type>Database|Runtime|Compilation|Internal|Validation|Parsing|Dependency|DBT Configuration"
    r"|Server)"
    r" Error(?: in [^\n]{1,600})?[ \t]*(?:\n|\Z)"
)
# dbt v2 nests the message behind the macros it went through.
_V2_HEADING = re.compile(
    r"\A(?:[^\n]{0,2000}?invalid operation: )?Compilation Error for [^\n]{1,300}? from [^\n]{1,600}?: "
)
_V2_RENDERING = re.compile(r"\A(?P<how>Failed to render SQL |Error executing materialization macro )")
# What follows is the user's SQL or dbt's bookkeeping, not the error.
_ECHO = re.compile(r"^[ \t]*LINE \d{1,9}:[^\n]*(?:\n[ \t^]+$)?", re.MULTILINE)
_BOOKKEEPING = re.compile(
    r"^[ \t]*(?:compiled (?:code|SQL|Code) at |> (?:in|called by) |\(in [^\n]{1,600}:\d+:\d+\)[ \t]*$)[^\n]*",
    re.MULTILINE,
)
_TAIL_OF_SQL = re.compile(r"^[ \t]*(?:== SQL\b|-----Query Job SQL Follows-----|\[SQL: )", re.MULTILINE)
_TRACEBACK = "Traceback (most recent call last)"
_RAISED = re.compile(
    r"^[ \t]*[A-Za-z_][\w.]{0,200}(?:Error|Exception|Exit|Interrupt|NotFound|Timeout)\b(?=:|[ \t]*$)",
    re.MULTILINE,
)
# Drivers that print their fields: the text of the error stands in quotes there.
_TRINO = re.compile(
    r'Trino\w{0,40}Error\(type=\w{1,40}, name=(?P<code>\w{1,80}), message="(?P<says>[^\0]{0,8000}?)"'
    r"(?:, query_id=\w{1,80})?\)"
)
_PG8000 = re.compile(
    r"""\{'S': [^\0]{0,200}?'C': '(?P<code>\w{5})', 'M': (?P<quote>['"])"""
    r"""(?P<says>[^\0]{0,8000}?)(?P=quote)(?:, '|\})"""
)
# `('42S22', "[42S22] …")`, `(1146, "…")`, `DatabaseError('…')`: exceptions printed with their arguments.
_ARGUMENTS = re.compile(
    r"""\A[\w.]{0,100}\((?:'?(?P<code>\w{1,8})'?, )?(?P<quote>['"])(?P<says>[^\0]{0,8000})(?P=quote),?\)\s*\Z"""
)
_QUOTED = re.compile(r"""(?<!\w)'[^'\n]*'(?!\w)|(?<!\w)"[^"\n]*"(?!\w)|`[^`\n]*`""")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message without its wrapping.

    `compiling`: dbt says that the project's own code failed, not the warehouse.
    """

    body: str
    bare: str
    compiling: bool


def printable(text: str) -> str:
    """The text without colours, control characters and characters that change the direction of writing."""
    return _UNPRINTABLE.sub("", _TAGS.sub("", _ANSI.sub("", text.replace("\r\n", "\n"))))


def unwrapped(message: str) -> Said:
    """The error itself: dbt's heading, SQL echoes, macro stacks and Python frames taken away."""
    if len(message) > HEAD + TAIL:
        message = f"{message[:HEAD]}\n{message[-TAIL:]}"
    text = printable(message)
    compiling = bool(_V2_RENDERING.match(text))
    if heading := _HEADING.match(text):
        compiling = heading["type"] in {
            "Compilation",
            "Parsing",
            "Dependency",
            "DBT Configuration",
            "Validation",
        }
        text = text[heading.end() :]
    elif heading := _V2_HEADING.match(text):
        compiling = True
        text = text[heading.end() :]
    if tail := _TAIL_OF_SQL.search(text):
        text = text[: tail.start()]
    text = _BOOKKEEPING.sub("", _ECHO.sub("", text))
    body = _out_of_fields(_raised(text)).strip()
    return Said(body=body, bare=_QUOTED.sub(_blanked, body), compiling=compiling)


def _raised(text: str) -> str:
    """What a Python traceback ends with; the frames above it quote code, which may say anything."""
    start = text.find(_TRACEBACK)
    if start < 0:
        return text
    raised = [match.start() for match in _RAISED.finditer(text, start)]
    return text[raised[-1] if raised else start :]


def _out_of_fields(text: str) -> str:
    """The error's text out of a driver's fields, its code after it."""
    if fields := _TRINO.search(text):
        return f"{fields['says']}\n{fields['code']}"
    if fields := _PG8000.search(text):
        return f"{fields['says']}\n(SQLSTATE: {fields['code']})"
    if fields := _ARGUMENTS.search(text.strip()):
        return f"{fields['says']}\n({fields['code'] or ''})"
    return text


def _blanked(quoted: re.Match[str]) -> str:
    """Quotes and punctuation stay, so that `"id: 1"` keeps its shape; the words go."""
    return _WORD.sub("x", quoted[0])
