"""The plugin that dbt 1.x loads by itself: the ownership report at the end of `dbt build`.

The only module that imports dbt. dbt catches nothing that a plugin raises: an exception here would become dbt's
own failure. So everything is caught, and said in one line. dbt v2 has no Python plugins: `onus run -- dbt build`.

Facts about dbt's events, tried with 1.8 to 1.12: `CommandCompleted` is always the last one, on the main thread; by
then the artifacts of this invocation are written, and click's context carries its flags and configuration.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

#: Set to `off` to keep the hook silent, for one command or for good.
SWITCH = "ONUS_HOOK"

#: The commands that leave something to report on.
_REPORTED = frozenset({"build", "run", "test", "seed", "snapshot", "retry", "freshness"})

#: What ends with CommandCompleted but never ran anything of ours.
_LAST_EVENT = "CommandCompleted"


def on_event(event: Any) -> None:
    """Report when dbt is done. Never raises, whatever happens."""
    try:
        if event.info.name == _LAST_EVENT:
            _report(event)
    except KeyboardInterrupt:
        print("onus: interrupted; `onus report` shows the report", file=sys.stderr)  # noqa: T201
    except BaseException as error:  # noqa: BLE001 - dbt's result must stand whatever is wrong in here
        _complain(error)


def _report(event: Any) -> None:
    import click

    context = click.get_current_context(silent=True)
    objects = (context.obj if context else None) or {}
    flags = objects.get("flags")
    which = getattr(flags, "WHICH", None)
    if which not in _REPORTED or getattr(flags, "WRITE_JSON", True) is False:
        return
    configuration = objects.get("runtime_config") or objects.get("project")
    root = Path(getattr(configuration, "project_root", None) or ".")
    target = Path(getattr(configuration, "project_target_path", None) or root / "target")

    from dbt_onus.app.after_dbt import report_after_dbt
    from dbt_onus.app.permission import permission

    sys.stdout.flush()
    quiet = bool(getattr(flags, "QUIET", False))
    text = report_after_dbt(
        root, target, event.info.invocation_id, only_open=quiet, telling=permission(asked=False)
    )
    if text:
        # whoever asked dbt for JSON reads its standard output line by line
        plain = os.environ.get("NO_COLOR") or not getattr(flags, "USE_COLORS", True)
        click.echo(text, err=getattr(flags, "LOG_FORMAT", None) == "json", color=False if plain else None)


def _complain(error: BaseException) -> None:
    """One line, even where standard error is gone."""
    try:
        what = " ".join(str(error).split()) or type(error).__name__
        print(f"onus: no report: {what[:500]} (dbt's result stands)", file=sys.stderr)  # noqa: T201
    except Exception:  # noqa: BLE001, S110 - there is nowhere left to say it
        pass


def _plugins() -> list[type]:
    """What dbt looks for; nothing where dbt 1.x is not installed or the hook is switched off."""
    if os.environ.get(SWITCH, "").lower() in ("off", "0", "false", "no"):
        return []
    try:
        from dbt.plugins.manager import dbtPlugin
    except Exception:  # noqa: BLE001 - a broken dbt is dbt's to report
        return []

    class OnusPlugin(dbtPlugin):  # type: ignore[misc]  # dbt has no types
        """Registers for dbt's events; dbt makes a new one for every command."""

        def initialize(self) -> None:
            """Listen to this command's events."""
            try:
                from dbt_common.events.event_manager_client import add_callback_to_manager

                add_callback_to_manager(on_event)
            except Exception as error:  # noqa: BLE001 - a plugin that raises here stops dbt
                _complain(error)

    return [OnusPlugin]


plugins = _plugins()
