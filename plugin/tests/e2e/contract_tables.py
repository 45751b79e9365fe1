"""The tables of the battery, each good or bad in its own way; contract_promises says what they promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.e2e.contract_promises import HOSTILE
from tests.e2e.engines import Table


def _ago(**span: float) -> str:
    return (datetime.now(UTC) - timedelta(**span)).strftime("%Y-%m-%d %H:%M:%S")


def tables() -> dict[str, Table]:
    """The tables that there are; `table_gone` is none of them."""
    charge = {
        "id": "bigint", "amount": "decimal(10,2)", "status": "varchar", "note": "varchar", "paid_on": "date",
        "refunded": "boolean", "tier": "integer", "loaded_at": "timestamp",
    }  # fmt: skip
    kept = [
        (i, i % 900 + 3, "open" if i % 2 else "paid", "x", "2025-01-01", "false", i % 2 + 1, _ago())
        for i in range(1, 11)
    ]
    old = _ago(days=3)
    broken = [
        *((*row[:3], None, *row[4:7], old) for row in kept),
        (1, -1, "VOIDED!", None, "1999-01-01", "true", -2, _ago(days=6)),
        (None,) * 8,
        (2, 1500, "x", None, "2031-01-01", "true", 9, None),
        (2, 4, "paid", None, None, None, 1, None),
    ]
    one = {"id": "integer"}
    two = {"id": "integer", "n": "integer"}
    return {
        "kept": Table(columns=charge, rows=kept),
        "broken": Table(columns=charge | {"amount": "decimal(12,3)"}, rows=broken),
        "column_gone": Table(columns={"id": "bigint"}, rows=[(1,)]),
        "empty": Table(
            columns={"id": "bigint", "note": "varchar", "status": "varchar", "loaded_at": "timestamp"}, rows=[]
        ),
        "all_null": Table(
            columns={"id": "bigint", "amount": "integer", "word": "varchar"}, rows=[(None, None, None)] * 5
        ),
        "not_finite": Table(columns={"x": "double"}, rows=[(1.5,), ("NaN",), ("Infinity",), ("-Infinity",)]),
        "digits": Table(columns={"x": "decimal(38,10)"}, rows=[("12345678901234567890.0000000001",)]),
        "wide": Table(columns={f"c{i}": "integer" for i in range(60)}, rows=[tuple(range(60))]),
        "quiet": Table(
            columns={"id": "integer", "word": "varchar", "at": "timestamp", "yes": "boolean"},
            rows=[(i, "secret" + "x" * i if i else None, f"2025-01-0{i + 1} 00:00:00", "true") for i in range(7)],
        ),
        "odd": Table(
            name="Bob's Order Items",
            columns={"Order": "integer", "group": "varchar"}
            | {'we"ird': "integer", "größe": "integer", "x*/y": "varchar"},
            rows=[(1, "a", 1, -1, "*/")],
        ),
        "hostile": Table(
            columns={"x": "varchar", "y": "varchar"}, rows=[(text, "secret") for text in [*HOSTILE, "stranger"]]
        ),
        "nonsense": Table(
            columns=two | {"t": "varchar", "d": "date", "due": "date"},
            rows=[(1, 1, "x", "2025-01-01", "2024-02-29")],
        ),
        "no_mapping": Table(columns=one, rows=[(1,)]),
        "lenient": Table(columns=two, rows=[(None, -1)]),
        "mixed": Table(columns=two, rows=[(None, -1)]),
        "tolerated": Table(columns=one, rows=[(None,)]),
        "counted": Table(columns=two, rows=[(None, None)]),
        "filtered": Table(columns=one, rows=[(1,), (2,), (None,), (None,)]),
        "stored": Table(columns=two, rows=[(None, None)]),
        "exact": Table(columns={"id": "integer", "extra": "integer"}, rows=[(1, 2)]),
        "stale": Table(columns={"id": "integer", "loaded_at": "varchar"}, rows=[(1, _ago(hours=3))]),
        "parents": Table(columns={"id": "integer", "word": "varchar"}, rows=[(1, "a"), (2, "b")]),
        "referring": Table(
            columns=dict.fromkeys("abcdefgh", "integer") | {"f": "varchar", "i": "varchar"},
            rows=[
                (1, 1, 1, 1, 1, "a", 1, 1, "DE"),
                (2, 9, 2, 1, 1, "x", 1, 1, "DE"),
                (9, 9, None, 1, 1, None, 1, 1, "XX"),
                (None, 9, 2, 1, 1, "a", 1, 1, None),
            ],
        ),
        "measured": Table(
            columns={"amount": "decimal(10,2)", "high": "integer"}, rows=[(1, 5), (2, 7), (3, None), (4, 9)]
        ),
        "sliced": Table(
            columns={"country": "varchar", "kind": "varchar", "amount": "integer"},
            rows=[
                ("DE", "a", 1),
                ("DE", "b", None),
                ("FR", "a", 5),
                ("FR", "a", 3),
                ("ES", "b", 1),
                (None, "b", 900),
            ],
        ),
        "watched": Table(columns={"n": "integer"}, rows=[(1,), (2,), (3,)]),
        "clocked": Table(columns={"id": "integer", "local_time": "local time"}, rows=[(1, _ago(hours=-8))]),
        "weekly": Table(columns={"id": "integer", "day": "timestamp"}, rows=[(1, _ago(hours=30))]),
    }  # fmt: skip
