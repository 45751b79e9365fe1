"""What the tables of the battery promise: contracts that hold, that are broken, and that make no sense."""

from __future__ import annotations

from typing import Any

HOSTILE = [
    "it's",
    'say "no"',
    "back\\slash",
    "line\nbreak",
    "*/ end",
    "/* begin",
    "; drop table x",
    "-- no",
    "größe 日本",
]


def column(name: str, data_type: str | None = None, **terms: Any) -> dict[str, Any]:
    """A declared column; `constraints` by name, everything else is the column's contract."""
    constraints = terms.pop("constraints", [])
    declared: dict[str, Any] = {"name": name}
    if terms:
        declared["config"] = {"meta": {"onus": {"contract": terms}}}
    if data_type:
        declared["data_type"] = data_type
    if constraints:
        declared["constraints"] = [{"type": kind} if isinstance(kind, str) else kind for kind in constraints]
    return declared


def table(
    name: str, columns: list[dict[str, Any]], contract: Any = None, test: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A source table with the contract test, configured as said."""
    config: dict[str, Any] = more.pop("config", {})
    return {
        "name": name,
        "columns": columns,
        "config": config | {"meta": {"onus": {"contract": contract}}},
        "data_tests": [{"onus.contract": {"config": test}} if test else "onus.contract"],
        **more,
    }


CHARGE = [
    column("id", "bigint", constraints=["not_null", "unique"]),
    column("amount", "decimal(10,2)", not_null=True, range={"min": 0, "max": 1000.5}),
    column("status", "varchar", accepted_values=["paid", "open"], length={"min": 2, "max": 5}, pattern="^[a-z]+$"),
    column("note", None, null_share={"max": "50%"}),
    column("paid_on", "date", range={"min": "2020-01-01", "max": "2030-12-31"}),
    column("refunded", "boolean", accepted_values=[False]),
    column("tier", "integer", accepted_values=[1, 2], constraints=[{"type": "check", "expression": "tier > 0"}]),
]
CHARGE_CONTRACT = {
    "primary_key": ["id", "tier"],
    "unique": [["id", "status"]],
    "rows": {"min": 2, "max": 100},
    "check": "amount <= 1000",
    "freshness": {
        "column": "loaded_at",
        "warn_after": {"count": 1, "period": "hour"},
        "error_after": {"count": 1, "period": "day"},
    },
}

SOURCES = [
    table("kept", CHARGE, CHARGE_CONTRACT),
    table("broken", CHARGE, CHARGE_CONTRACT),
    table(
        "column_gone",
        [column("id", "bigint", not_null=True), column("gone", "bigint", not_null=True, range={"min": 0})],
        {
            "metric": {"name": "most", "expression": "max(gone)", "min": 0},
            "slices": {"by": "gone", "rows": {"min": 1}},
        },
    ),
    table("table_gone", [column("id", "bigint", not_null=True, mean={"min": 1})], {"rows": {"min": 1}}),
    table(
        "empty",
        [
            column("id", "bigint", constraints=["primary_key"], distinct_count={"min": 1}, mean={"min": 1}),
            column("note", None, null_share={"max": 0.1}),
        ],
        CHARGE_CONTRACT
        | {
            "primary_key": "id",
            "unique": "id",
            "check": "id > 0",
            "slices": {"by": "status", "values": ["paid"], "rows": {"min": 1}},
        },
    ),
    table(
        "all_null",
        [
            column("id", "bigint", constraints=["primary_key"]),
            column("amount", None, range={"min": 0}, sum={"min": 1}, distinct_count={"max": 0}),
            column("word", None, pattern="x", length=3, accepted_values=["a"]),
        ],
    ),
    table("not_finite", [column("x", "double", range={"max": 10}, mean={"min": 0}, sum={"max": 5})]),
    table("digits", [column("x", "decimal(38,10)", not_null=True)]),
    table("wide", [column(f"c{i}", "integer", not_null=True) for i in range(60)]),
    table("quiet", []),
    table(
        "odd",
        [
            column("Order", "integer", not_null=True, slices={"by": "group", "mean": {"min": 0}}),
            column(
                "group",
                "varchar",
                not_null=True,
                constraints=[{"type": "foreign_key", "to": "source('shop', 'odd')", "to_columns": ["group"]}],
            ),
            column('we"ird', "integer", unique=True, percentile={"p": 50, "max": 1}),
            column("größe", "integer", range={"min": 0}, mean={"max": 0}),
            column("x*/y", "varchar", accepted_values=["*/"], distinct_count={"max": 1}),
        ],
        {"primary_key": ["Order", 'we"ird']},
        identifier="Bob's Order Items",
    ),
    table(
        "hostile",
        [
            column("x", "varchar", accepted_values=HOSTILE),
            column("y", "varchar", accepted_values=["a"], pattern="[0-9]+ it's [*] /"),
        ],
        {"slices": {"by": "x", "values": HOSTILE, "rows": {"max": 1}}},
    ),
    table(
        "nonsense",
        [
            column("id", "flob", rnage={"min": 1}),
            column(
                "n",
                "integer",
                pattern="x",
                range={"min": 5, "max": 1},
                length=3,
                accepted_values=["one"],
                null_share={"max": 7},
                sum={"max": "many"},
                percentile={"p": 101, "max": 1},
                distinct_count={"change": "lots"},
            ),
            column(
                "t", "varchar", range={"min": 0}, accepted_values=[], pattern=3, not_null="yes", mean={"min": 0}
            ),
            column("d", "date", range={"min": "soon"}, severity="loud"),
            column("due", "date", accepted_values=["2024-02-29", "2025-02-29"], range={"max": "2025-04-31"}),
        ],
        {
            "rowz": {"min": 1},
            "rows": {"least": 1},
            "primary_key": ["nobody"],
            "columns": "most",
            "freshness": {"column": "t", "warn_after": {"count": 1, "period": "day"}},
            "metric": {"name": "m", "min": 1},
            "slices": [{"by": "nobody", "rows": {"min": 1}}, {"rows": {"min": 1}}],
            "foreign_key": {"columns": "n", "to": "ref('nobody')", "to_columns": ["id"]},
        },
    ),
    table("no_mapping", [column("id")], ["not_null"]),
    table(
        "lenient",
        [
            column("id", "integer", not_null=True, severity="warn"),
            column("n", "integer", range={"min": 0, "severity": "warn"}),
        ],
    ),
    table(
        "mixed",
        [column("id", "integer", not_null=True), column("n", "integer", range={"min": 0})],
        {"severity": {"range": "warn"}},
    ),
    table("tolerated", [column("id", "integer", not_null=True)], test={"severity": "warn"}),
    table(
        "counted",
        [
            column("id", "integer", not_null=True, severity="warn"),
            column("n", "integer", not_null=True, severity="warn"),
        ],
        test={"warn_if": ">2"},
    ),
    table(
        "filtered",
        [column("id", "integer", constraints=["not_null", "unique"], mean={"max": 2})],
        {"slices": {"by": "id", "rows": {"max": 1}}, "foreign_key": {"columns": "id", "to": "shop.parents"}},
        test={"where": "id is not null"},
    ),
    table(
        "stored",
        [column("id", "integer", not_null=True), column("n", "integer", not_null=True, severity="warn")],
        test={"store_failures": True, "limit": 1},
    ),
    table("exact", [column("ID", "integer")], {"columns": "exact"}),
    table(
        "stale",
        [column("id", "integer")],
        config={
            "loaded_at_field": "cast(loaded_at as timestamp)",
            "freshness": {
                "warn_after": {"count": 1, "period": "hour"},
                "error_after": {"count": 2, "period": "day"},
            },
        },
    ),
    table("parents", [column("id", "integer", constraints=["primary_key"])]),
    table(
        "referring",
        [
            column(
                "a",
                "integer",
                constraints=[{"type": "foreign_key", "to": "source('shop', 'parents')", "to_columns": ["id"]}],
            ),
            column("b", "integer", constraints=[{"type": "foreign_key", "expression": "raw.parents (id)"}]),
            column("c", "integer", foreign_key={"to": "shop.parents", "to_columns": ["id"]}),
            column("d", "integer", constraints=[{"type": "foreign_key", "expression": "nowhere (id)"}]),
            column("e", "integer", foreign_key={"to": "ref('nobody')", "to_columns": "id"}),
            column("f", "varchar", foreign_key={"to": "shop.parents", "to_columns": ["id"]}),
            column("g", "integer", foreign_key={"to": "shop.parents", "to_columns": ["nr"]}),
            column("h", "integer", foreign_key={"too": "shop.parents"}),
            column("i", "varchar", foreign_key={"to": "ref('countries')", "to_columns": ["code"]}),
        ],
        {"foreign_key": {"columns": ["a", "f"], "to": "source('shop', 'parents')", "to_columns": ["id", "word"]}},
    ),
    table(
        "measured",
        [
            column(
                "amount",
                "decimal(10,2)",
                mean={"min": 2, "max": 3},
                sum={"min": 10, "max": 10},
                percentile=[{"p": 50, "min": 2.5, "max": 2.5}, {"p": 99.5, "max": 4}],
                distinct_count={"min": 4, "max": 4},
            ),
            column(
                "high",
                "integer",
                mean={"max": 1},
                sum={"max": 1},
                percentile={"p": 50, "max": 1},
                distinct_count={"max": 1},
                null_share={"min": "60%"},
            ),
        ],
        {
            "metric": [
                {"name": "share_high", "expression": "count(high) * 1.0 / count(*)", "max": 0.9},
                {"name": "spread", "expression": "max(amount) - min(amount)", "max": 2, "severity": "warn"},
            ]
        },
    ),
    table(
        "sliced",
        [
            column(
                "amount", "integer", slices={"by": "country", "null_share": {"max": "10%"}, "mean": {"max": 100}}
            )
        ],
        {
            "slices": [
                {"by": "country", "values": ["DE", "FR", "IT"], "rows": {"min": 2, "max": 5}},
                {"by": ["country", "kind"], "rows": {"min": 1}, "sum": {"amount": {"max": 6, "severity": "warn"}}},
                {
                    "by": "kind",
                    "metric": {"name": "most", "expression": "max(amount)", "max": 3},
                    "severity": "warn",
                },
                {"by": "kind", "rows": {"change": "10%"}},
            ]
        },
    ),
    table(
        "watched",
        [column("n", "integer", mean={"change": "20%"}, distinct_count={"min": 1, "change": "20%"})],
        {"rows": {"within": "3 sigma"}},
    ),
    table(
        "clocked",
        [column("id", "integer")],
        {
            "freshness": {
                "column": "local_time",
                "timezone": "Asia/Tokyo",
                "warn_after": {"count": 2, "period": "hour"},
                "error_after": {"count": 1, "period": "day"},
            }
        },
    ),
    table(
        "weekly",
        [column("id", "integer")],
        {"freshness": {"column": "day", "days": [], "warn_after": {"count": 1, "period": "hour"}}},
    ),
]
