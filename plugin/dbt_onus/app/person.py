"""Who sits at the keyboard: the one place that asks."""

from __future__ import annotations

import os
import subprocess

from dbt_onus.errors import OnusError

#: Where systems keep the name of the one who is logged in.
_VARIABLES = ("USER", "LOGNAME", "USERNAME")


def present_person() -> str:
    """The e-mail that git knows, or else the name one is logged in by; OnusError where there is neither."""
    person = _git_email() or next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    if not person:
        raise OnusError("nobody can be told apart here: say who you are with --by")
    return person


def _git_email() -> str:
    try:
        ended = subprocess.run(
            ["git", "config", "user.email"],  # noqa: S607 - the user's own git
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return " ".join(ended.stdout.split()) if ended.returncode == 0 else ""
