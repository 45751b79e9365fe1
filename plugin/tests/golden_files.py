"""Golden files: what something looked like when a person last read it. `ONUS_GOLDEN=write` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"
#: A zero-width space would not be seen in a file.
_SEEN = {"\u200b": "⟨0⟩", "\r\n": "\n"}


def assert_golden(name: str, text: str) -> None:
    """`text` is what the file of that name holds."""
    for unseen, seen in _SEEN.items():
        text = text.replace(unseen, seen)
    text = text.rstrip("\n") + "\n"
    file = FOLDER / name
    if os.environ.get("ONUS_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), f"{name} changed; ONUS_GOLDEN=write, then read the difference"
