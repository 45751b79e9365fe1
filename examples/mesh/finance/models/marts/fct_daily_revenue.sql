select
    order_date,
    channel,
    count(*) as orders,
    cast(sum(gross_revenue) as decimal(14, 2)) as gross_revenue,
    cast(sum(net_revenue) as decimal(14, 2)) as net_revenue
from {{ ref('int_revenue__by_order') }}
group by order_date, channel
