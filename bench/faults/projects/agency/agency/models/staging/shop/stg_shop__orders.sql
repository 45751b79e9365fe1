select
    id as order_id,
    customer_ref as customer_id,
    status,
    currency,
    total_amount,
    placed_at at time zone '{{ var("reporting_time_zone") }}' as placed_at,
    cast(placed_at at time zone '{{ var("reporting_time_zone") }}' as date) as order_date,
    items
from {{ source('shop', 'orders') }}
where status <> 'draft'
