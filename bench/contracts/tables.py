"""Tables of any size that keep every promise, made by DuckDB itself."""

from __future__ import annotations

from pathlib import Path

import duckdb

#: Readable by DuckDB 1.x too: datacontract-cli brings one of its own.
STORAGE = "v1.2.0"

_MAKE = """
create table made.main.orders as
select
    i as order_id,
    (hash(i) % 5000000)::bigint as customer_id,
    (['new', 'paid', 'sent', 'returned', 'lost'])[1 + (hash(i + 1) % 5)::int] as status,
    'C' || lpad((hash(i + 2) % 20)::varchar, 2, '0') as country,
    (['EUR', 'USD', 'GBP', 'CHF'])[1 + (hash(i + 3) % 4)::int] as currency,
    (['web', 'app', 'shop'])[1 + (hash(i + 4) % 3)::int] as channel,
    'user' || (hash(i) % 5000000)::varchar || '@shop.example' as email,
    case when hash(i + 5) % 10 = 0 then null else 'note ' || (hash(i + 6) % 1000)::varchar end as note,
    ((hash(i + 7) % 9999999) / 100.0)::decimal(12, 2) as amount,
    case when hash(i + 8) % 4 = 0 then null else (hash(i + 9) % 100) / 100.0 end::double as discount,
    (1 + hash(i + 10) % 50)::integer as quantity,
    timestamp '2020-01-01' + to_seconds((hash(i + 11) % 200000000)::bigint) as ordered_at,
    timestamp '2027-01-01' + to_seconds((i % 86400)::bigint) as updated_at
from range({rows}) as made_of(i)
"""


def make_table(file: Path, rows: int) -> None:
    """A database with one table of so many rows; one that is there already is kept."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{partial}' as made (storage_version '{STORAGE}')")
        connection.execute(_MAKE.format(rows=rows))
        connection.execute("detach made")
    partial.replace(file)
