"""Accountability for data: whose failure is it, and what is the evidence.

dbt imports every top-level module whose name begins with ``dbt_`` and looks for ``plugins`` in it, at each
start. So this module imports nothing: what dbt asks for is fetched when it is asked for.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "plugins":
        from dbt_onus import hook

        return hook.plugins
    raise AttributeError(f"module 'dbt_onus' has no attribute {name!r}")
