with source as (

    select * from {{ source('commerce', 'fct_orders') }}

)

select
    order_id,
    order_date,
    date_trunc('month', order_date) as order_month,
    ship_country as country_code,
    channel,
    captured_amount,
    refunded_amount,
    goods_cost
from source
where order_status <> 'cancelled'
