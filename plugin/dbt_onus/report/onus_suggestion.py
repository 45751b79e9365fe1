"""What onus.yml could say, as a comment: to be read and copied, never applied by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

_HEAD = """\
# onus.yml could say this of the team behind the contract. Secrets stay in the environment: env:NAME names where.
"""


def render_suggestion(document: Mapping[str, Any]) -> str:
    """Comment lines; empty where there is nothing to suggest."""
    if not document:
        return ""
    text = yaml.safe_dump(dict(document), sort_keys=False, allow_unicode=True, width=100_000)
    return _HEAD + "".join(f"# {line}\n" for line in text.splitlines())
