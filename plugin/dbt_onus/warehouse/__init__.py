"""Ask the warehouse through the user's own dbt command, so that no credentials are handled here.

`dbt show --inline` is the way that dbt 1.x and dbt v2 both have, and it needs nothing of Onus in the project.
"""

from dbt_onus.warehouse.asking import Asked, ask
from dbt_onus.warehouse.connection import Warehouse, dbt_command, read_connection
from dbt_onus.warehouse.operating import run_operation
from dbt_onus.warehouse.selecting import Told, rows_of

__all__ = ["Asked", "Told", "Warehouse", "ask", "dbt_command", "read_connection", "rows_of", "run_operation"]
