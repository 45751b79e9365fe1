with current_orders as (
    {{ latest_by(source('shop', 'orders'), 'id', '_fivetran_synced') }}
),

archived as (
    select * from {{ source('shop', 'orders_archive') }}
),

unioned as (
    select *, 'current' as kept_in from current_orders
    union all
    select *, 'archive' as kept_in from archived
)

select
    id as order_id,
    customer_id,
    store_id,
    currency,
    channel,
    status as order_status,
    total_cents,
    placed_at,
    cast(placed_at as date) as placed_on,
    kept_in,
    _fivetran_synced as synced_at
from unioned
where not _fivetran_deleted
