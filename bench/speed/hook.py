"""What Onus costs inside a dbt command, in a process of its own, as JSON: python hook.py [PROJECT].

`import_ms`: what dbt does with the package at each start: import it and ask it for its plugin. `report_s`: the
report on the run that PROJECT's target folder holds; `dbt_s`: how long that run took, by dbt's own clock.
"""

import json
import sys
import time
from pathlib import Path


def main(project: str | None) -> None:
    """Import dbt first, as in a dbt command; then what is ours."""
    import dbt.cli.main  # noqa: F401
    from dbt.plugins.manager import dbtPlugin  # noqa: F401 - dbt has it loaded by then

    began = time.perf_counter()
    import dbt_onus

    assert dbt_onus.plugins
    found = {"import_ms": (time.perf_counter() - began) * 1000}
    if project is not None:
        from dbt_onus.app.after_dbt import report_after_dbt
        from dbt_onus.app.permission import NOBODY_IS_TOLD

        began = time.perf_counter()
        folder = Path(project)
        text = report_after_dbt(folder, folder / "target", None, only_open=False, telling=NOBODY_IS_TOLD)
        assert text
        found["report_s"] = time.perf_counter() - began
        found["dbt_s"] = json.loads((folder / "target" / "run_results.json").read_bytes())["elapsed_time"]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
