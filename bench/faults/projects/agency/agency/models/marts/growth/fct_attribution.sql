with touched as (
    select
        orders.order_id,
        orders.order_date,
        orders.customer_id,
        orders.net_eur,
        coalesce(touches.channel, 'none') as channel,
        touches.session_key,
        row_number() over (partition by orders.order_id order by touches.started_at desc nulls last) as nth_last,
        1.0 / count(*) over (partition by orders.order_id) as linear_weight
    from {{ ref('fct_orders') }} as orders
    left join {{ ref('int_touchpoints') }} as touches on touches.order_id = orders.order_id
)

select
    {{ surrogate_key(['order_id', 'session_key']) }} as attribution_key,
    * exclude (nth_last),
    nth_last = 1 as is_last_touch,
    net_eur * linear_weight as linear_eur,
    case when nth_last = 1 then net_eur else 0 end as last_touch_eur
from touched
