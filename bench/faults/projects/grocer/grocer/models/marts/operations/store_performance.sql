select
    orders.store_id,
    stores.store_name,
    stores.region,
    orders.placed_on,
    sum(orders.total_eur) as revenue_eur,
    sum(orders.total_eur) / max(stores.square_metres) as revenue_per_metre
from {{ ref('fct_orders') }} as orders
left join {{ ref('dim_stores') }} as stores on stores.store_id = orders.store_id
group by 1, 2, 3, 4
