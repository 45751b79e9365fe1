"""The SQL of the made-up models: chains of CTEs, stars, joins, windows, unions. `{{ }}` where dbt has Jinja."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from speed.project import Table

#: How a model names what it reads: as Jinja, or as the relation.
Name = Callable[[Table], str]


def written(table: Table, parents: Sequence[Table]) -> str:
    """The model's file."""
    return _SHAPES[table.shape](table, parents, _jinja)


def compiled(table: Table, parents: Sequence[Table]) -> str:
    """The same as dbt sends it."""
    return _SHAPES[table.shape](table, parents, lambda parent: parent.relation)


def test_sql(table: Table, kind: str) -> str:
    """The compiled SQL of a generic test."""
    column = table.tested(kind)
    if kind == "not_null":
        return f"\n\n\n\nselect {column}\nfrom {table.relation}\nwhere {column} is null\n\n"
    if kind == "unique":
        return (
            f"\n\n\nselect\n    {column} as unique_field,\n    count(*) as n_records\n\nfrom {table.relation}\n"
            f"where {column} is not null\ngroup by {column}\nhaving count(*) > 1\n\n"
        )
    return (
        f"\n\n\n\nwith all_values as (\n\n    select\n        {column} as value_field,\n"
        f"        count(*) as n_records\n\n    from {table.relation}\n    group by {column}\n\n)\n\n"
        "select *\nfrom all_values\nwhere value_field not in (\n"
        "    'open','paid','refunded','cancelled','unknown'\n)\n\n"
    )


def _jinja(table: Table) -> str:
    if table.layer == 0:
        return f"{{{{ source('src_{table.domain}', '{table.name}') }}}}"
    return f"{{{{ ref('{table.name}') }}}}"


def _staging(table: Table, parents: Sequence[Table], name: Name) -> str:
    key, rank, share = table.key, table.columns[8], table.columns[9]
    return f"""with source as (

    select * from {name(parents[0])}

),

renamed as (

    select
        id as {key},
        customer as customer_id,
        cast(ts as timestamp) as happened_at,
        lower(trim(state)) as status,
        amount_cents / 100.0 as amount,
        coalesce(qty, 0) as quantity,
        upper(currency) as currency,
        case when active = 'y' then true when active = 'n' then false end as is_active,
        row_number() over (partition by id order by _loaded_at desc) as {rank},
        note as {share}
    from source
    where id is not null

)

select * from renamed
where {rank} = 1"""


def _join(table: Table, parents: Sequence[Table], name: Name) -> str:
    first, *others = parents
    ctes = [f"first_side as (\n\n    select * from {name(first)}\n\n)"]
    joins, amounts = [], ["first_side.amount"]
    for place, other in enumerate(others):
        ctes.append(
            f"side_{place} as (\n\n    select\n        {other.key},\n        customer_id,\n        amount,\n"
            f"        quantity,\n        is_active\n    from {name(other)}\n    where status <> 'cancelled'\n\n)"
        )
        joins.append(f"    left join side_{place}\n        on first_side.customer_id = side_{place}.customer_id")
        amounts.append(f"coalesce(side_{place}.amount, 0)")
    quantity = "side_0.quantity" if others else "first_side.quantity"
    ctes.append(
        f"""joined as (

    select
        first_side.{first.key} as {table.key},
        first_side.customer_id,
        first_side.happened_at,
        first_side.status,
        {" + ".join(amounts)} as amount,
        {quantity},
        first_side.currency,
        first_side.is_active
    from first_side
{chr(10).join(joins)}

)"""
    )
    ctes.append(
        f"""ranked as (

    select
        *,
        rank() over (partition by customer_id order by happened_at desc) as {table.columns[8]},
        amount / nullif(sum(amount) over (partition by customer_id), 0) as {table.columns[9]}
    from joined

)"""
    )
    return "with " + ",\n\n".join(ctes) + "\n\nselect * from ranked"


def _aggregate(table: Table, parents: Sequence[Table], name: Name) -> str:
    return f"""with base as (

    select * from {name(parents[0])}

),

daily as (

    select
        min({parents[0].key}) as {table.key},
        customer_id,
        date_trunc('day', happened_at) as happened_at,
        max(status) as status,
        sum(amount) as amount,
        sum(case when is_active then quantity else 0 end) as quantity,
        currency,
        bool_or(is_active) as is_active,
        count(distinct status) as {table.columns[8]},
        avg(amount) as {table.columns[9]}
    from base
    group by customer_id, date_trunc('day', happened_at), currency
    having sum(amount) is not null

)

select * from daily"""


def _union(table: Table, parents: Sequence[Table], name: Name) -> str:
    sides = [
        f"    select\n        {parent.key} as {table.key},\n        customer_id,\n        happened_at,\n"
        f"        status,\n        amount,\n        quantity,\n        currency,\n        is_active,\n"
        f"        {place} as {table.columns[8]},\n        {parent.columns[9]} as {table.columns[9]}\n"
        f"    from {name(parent)}"
        for place, parent in enumerate(parents)
    ]
    return "with unioned as (\n\n" + "\n    union all\n".join(sides) + "\n\n)\n\nselect * from unioned"


def _latest(table: Table, parents: Sequence[Table], name: Name) -> str:
    known = (
        f"\n    where customer_id in (select customer_id from {name(parents[1])} where is_active)"
        if len(parents) > 1
        else ""
    )
    return f"""with base as (

    select
        *,
        row_number() over (partition by {parents[0].key} order by happened_at desc) as latest_first
    from {name(parents[0])}{known}

),

latest as (

    select * from base where latest_first = 1

),

final as (

    select
        {parents[0].key} as {table.key},
        customer_id,
        happened_at,
        coalesce(status, 'unknown') as status,
        amount,
        quantity,
        currency,
        is_active,
        lag(amount) over (partition by customer_id order by happened_at) as {table.columns[8]},
        {parents[0].columns[9]} as {table.columns[9]}
    from latest

)

select * from final"""


_SHAPES: dict[str, Callable[[Table, Sequence[Table], Name], str]] = {
    "staging": _staging,
    "join": _join,
    "aggregate": _aggregate,
    "union": _union,
    "latest": _latest,
}
