select
    orders.order_id,
    orders.customer_id,
    orders.store_id,
    orders.channel,
    orders.order_status,
    orders.currency,
    orders.placed_at,
    orders.placed_on,
    orders.synced_at,
    fx.rate_to_eur,
    round({{ cents_to_euros('orders.total_cents') }} * fx.rate_to_eur, 2) as total_eur
from {{ ref('stg_shop__orders') }} as orders
left join {{ ref('int_fx_daily') }} as fx
    on fx.currency = orders.currency
    and fx.calendar_date = orders.placed_on
