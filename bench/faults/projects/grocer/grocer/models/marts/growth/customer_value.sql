select
    customers.customer_id,
    customers.country,
    customers.tier,
    count(orders.order_id) as orders,
    coalesce(sum(orders.total_eur), 0) as lifetime_eur,
    max(orders.placed_on) as last_order_on
from {{ ref('dim_customers') }} as customers
left join {{ ref('fct_orders') }} as orders
    on orders.customer_id = customers.customer_id
    and orders.order_status <> 'cancelled'
group by 1, 2, 3
