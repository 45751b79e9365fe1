"""The compiled SQL that earlier commands left in the target folder.

`dbt test` and `dbt build --select` compile only what they run, and their manifest holds only that; what was
compiled before stays in `target/compiled`, under the package and the path of the file it comes from.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec.structs import replace

from dbt_onus.core.nodes import Node

_WITH_SQL = frozenset({"model", "snapshot", "test"})

#: A statement larger than this is no SQL that anybody reads.
_LARGEST = 4 * 1024 * 1024


def with_compiled_sql(node: Node, target: Path) -> Node:
    """The node with the SQL of its last compilation, where the manifest has none of it and the folder has.

    The paths in a manifest are data: nothing outside the folder of compiled SQL is ever opened.
    """
    if node.resource_type not in _WITH_SQL or node.test_metadata is not None or node.sql:
        return node
    root = (target / "compiled").resolve()
    folder = root / node.package_name / node.original_file_path
    for path in (folder, folder / f"{node.name}.sql"):
        sql = _read(path, root)
        if sql:
            return replace(node, compiled_code=msgspec.Raw(msgspec.json.encode(sql)))
    return node


def _read(path: Path, root: Path) -> str | None:
    try:
        path = path.resolve()
        if not path.is_relative_to(root) or not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        return None
