"""The command of the bench: see command.py. Each dbt process runs this file again, so it imports nothing else."""

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE.parent), str(_HERE.parents[1] / "examples"), str(_HERE.parents[1] / "plugin")]

if __name__ == "__main__":
    from changes.command import main

    sys.exit(main(sys.argv[1:]))
