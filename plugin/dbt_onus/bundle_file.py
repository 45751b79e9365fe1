"""A bundle in a file: written to be given away, read wherever nothing else of the mesh is."""

from __future__ import annotations

from pathlib import Path

import msgspec

from dbt_onus.core.bundle import SCHEMA, Bundle
from dbt_onus.errors import OnusError

#: What the file is called in the folder that `onus publish` writes.
BUNDLE_FILE = "onus-bundle.json"


class _Head(msgspec.Struct):
    schema: str = ""


def render_bundle(bundle: Bundle) -> str:
    """The file's text: the same for the same mesh, but for when it was made."""
    return msgspec.json.encode(bundle, order="deterministic").decode()


def read_bundle(path: Path) -> Bundle:
    """The bundle in a file, or in the folder that holds one. OnusError, in one line, where there is none."""
    file = path / BUNDLE_FILE if path.is_dir() else path
    remedy = "`onus publish DIR` writes one"
    try:
        data = file.read_bytes()
    except OSError as error:
        raise OnusError(f"--bundle {file}: cannot be read ({error.strerror or error}); {remedy}") from None
    try:
        schema = msgspec.json.decode(data, type=_Head).schema
        if schema == SCHEMA:
            return msgspec.json.decode(data, type=Bundle)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise OnusError(f"--bundle {file}: not a bundle ({' '.join(str(error).split())}); {remedy}") from None
    if schema.startswith("onus/bundle/"):
        raise OnusError(f"--bundle {file}: of a newer onus ({schema[:40]}); upgrade this one")
    raise OnusError(f"--bundle {file}: not a bundle ({SCHEMA}); {remedy}")
