select
    customers.id as customer_id,
    lower(customers.email) as email,
    markets.market,
    customers.newsletter = 'Y' as has_newsletter,
    orders.first_order_on,
    coalesce(orders.orders, 0) as orders,
    coalesce(orders.net_eur, 0) as lifetime_eur
from {{ source('shop', 'customers') }} as customers
left join {{ ref('markets') }} as markets on markets.country = customers.country
left join (
    select customer_id, min(order_date) as first_order_on, count(*) as orders, sum(net_eur) as net_eur
    from {{ ref('fct_orders') }}
    group by customer_id
) as orders on orders.customer_id = customers.id
