with daily as (
    select
        calendar.date_day,
        coalesce(orders.revenue_eur, 0)::double as revenue_eur,
        coalesce(orders.orders, 0)::double as orders,
        coalesce(spend.spend_eur, 0)::double as spend_eur,
        (spend.spend_eur / nullif(orders.new_customers, 0))::double as cac_eur
    from {{ ref('int_calendar') }} as calendar
    inner join (
        select
            order_date,
            sum(net_eur) as revenue_eur,
            count(*) as orders,
            count(distinct case when customers.first_order_on = orders.order_date then orders.customer_id end) as new_customers
        from {{ ref('fct_orders') }} as orders
        left join {{ ref('dim_customers') }} as customers using (customer_id)
        group by order_date
    ) as orders on orders.order_date = calendar.date_day
    left join (
        select spend_date, sum(spend_eur) as spend_eur from {{ ref('fct_ad_spend') }} group by all
    ) as spend on spend.spend_date = calendar.date_day
)

select date_day, metric, metric_value
from daily
unpivot include nulls (metric_value for metric in (revenue_eur, orders, spend_eur, cac_eur))
