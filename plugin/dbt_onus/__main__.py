"""`python -m dbt_onus`, the same as `onus`."""

from __future__ import annotations

from dbt_onus.cli import main

if __name__ == "__main__":  # not when another process of ours loads it
    main()
