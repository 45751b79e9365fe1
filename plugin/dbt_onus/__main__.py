"""`python -m dbt_onus`, the same as `onus`."""

from __future__ import annotations

from dbt_onus.cli import main

main()
