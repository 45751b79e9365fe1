{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key=['spend_date', 'channel']
    )
}}

with spend as (

    select
        spend_date,
        channel,
        sum(spend) as spend,
        sum(clicks) as clicks
    from {{ ref('stg_marketing__ad_spend') }}
    {% if is_incremental() %}
    -- The networks restate the last week.
    where spend_date >= (select max(spend_date) - 7 from {{ this }})
    {% endif %}
    group by spend_date, channel

),

orders as (

    select order_date, count(*) as orders
    from {{ ref('fct_orders') }}
    where channel <> 'subscription'
    group by order_date

)

select
    spend.spend_date,
    spend.channel,
    spend.spend,
    spend.clicks,
    spend.spend / nullif(spend.clicks, 0) as cost_per_click,
    coalesce(orders.orders, 0) as orders_that_day
from spend
left join orders on spend.spend_date = orders.order_date
