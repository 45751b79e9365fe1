-- both ways of attribution hand out what was earned, no more and no less
with attributed as (
    select order_id, sum(linear_eur) as linear_eur, sum(last_touch_eur) as last_touch_eur
    from {{ ref('fct_attribution') }}
    group by order_id
)

select orders.order_id, orders.net_eur, attributed.linear_eur, attributed.last_touch_eur
from {{ ref('fct_orders') }} as orders
left join attributed using (order_id)
where abs(orders.net_eur - coalesce(attributed.linear_eur, 0)) > 0.01
    or abs(orders.net_eur - coalesce(attributed.last_touch_eur, 0)) > 0.01
