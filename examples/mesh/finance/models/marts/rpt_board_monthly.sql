with revenue as (

    select
        date_trunc('month', order_date) as month,
        sum(net_revenue) as net_revenue,
        sum(orders) as orders
    from {{ ref('fct_daily_revenue') }}
    group by date_trunc('month', order_date)

),

margin as (

    select
        date_trunc('month', order_date) as month,
        sum(margin) as margin
    from {{ ref('fct_order_margin') }}
    group by date_trunc('month', order_date)

)

select
    revenue.month,
    revenue.orders,
    revenue.net_revenue,
    margin.margin,
    margin.margin / nullif(revenue.net_revenue, 0) as margin_share
from revenue
left join margin on revenue.month = margin.month
