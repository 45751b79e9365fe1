"""A page from a template: text is escaped, scripts and styles stand in it, and nothing else may run.

Names come from files that anyone may have written. Three doors hold: Jinja escapes whatever a template prints;
`finalize` leaves out of it what is no printable letter (colours, marks that turn the direction of writing); and
the page's own policy lets a browser run the scripts whose hashes it names, and fetch nothing at all.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dbt_onus.core.signatures.text import printable

_ROOM = "dbt_onus.report.page"


def render_document(
    template: str,
    *,
    styles: Sequence[str],
    scripts: Sequence[str] = (),
    data: Mapping[str, object] | None = None,
    filters: Mapping[str, Callable[..., object]] | None = None,
    **values: object,
) -> str:
    """The template as a whole page. `styles` and `scripts` are files of this room; `data` is for the scripts."""
    style = "\n".join(map(_asset, styles))
    texts = [_asset(name) for name in scripts]
    environment = Environment(
        loader=PackageLoader("dbt_onus.report.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters.update(filters or {})
    return environment.get_template(template).render(
        **values,
        # finished here, and beyond doubt: written by us, or escaped for where they stand
        policy=policy(style, texts),
        style=Markup(style),  # noqa: S704
        scripts=[Markup(text) for text in texts],  # noqa: S704
        data=None if data is None else Markup(embedded(data)),  # noqa: S704
    )


def policy(style: str, scripts: Sequence[str]) -> str:
    """The content security policy: these very texts may run, and nothing may be fetched, embedded or sent."""
    allowed = " ".join(_hash(text) for text in scripts) or "'none'"
    trusted = "; require-trusted-types-for 'script'" if scripts else ""
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; base-uri 'none'; "
        f"form-action 'none'{trusted}"
    )


def embedded(data: object) -> str:
    """JSON as it may stand inside a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(_cleaned(data), separators=(",", ":"), ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _cleaned(value: Any) -> Any:
    if type(value) is int:
        return value
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {str(key): _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value


def _finalized(value: object) -> object:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(name: str) -> str:
    return files(_ROOM).joinpath(name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
