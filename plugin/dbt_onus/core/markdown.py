"""Text of unknown origin inside markdown, as GitHub and GitLab read it: nothing in it does anything."""

from __future__ import annotations

import re

from dbt_onus.core.plain import unlinked, zero_width_after

#: These begin mentions and references on one of the two, wherever they stand in rendered text.
unreferenced = zero_width_after("@#!~%$&^*")
_MARKUP = re.compile(r"([\\`*_\[\]{}|~$!^=])")
_ISSUE = re.compile(r"\b(GH|gl)-(?=\d)", re.IGNORECASE)


def escaped(text: str) -> str:
    """The text as it stands: no markup, HTML, link, mention or reference is left in it.

    Backslashes alone are not enough: both sites look for mentions after they have taken them away.
    """
    return _MARKUP.sub(r"\\\1", escaped_html(text))


def escaped_html(text: str) -> str:
    """The same between two HTML tags, where no markup is read, but mentions are looked for."""
    safe = unreferenced(_ISSUE.sub(lambda found: f"{found[1]}-\u200b", unlinked(text)))
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fenced(text: str) -> str:
    """A code block with a fence longer than any in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
