with orders as (

    select * from {{ ref('stg_commerce__orders') }}

),

vat_rates as (

    select * from {{ ref('vat_rates') }}

)

select
    orders.order_id,
    orders.order_date,
    orders.order_month,
    orders.country_code,
    orders.channel,
    orders.goods_cost,
    orders.captured_amount - orders.refunded_amount as gross_revenue,
    vat_rates.vat_rate,
    (orders.captured_amount - orders.refunded_amount) / (1 + vat_rates.vat_rate) as net_revenue
from orders
left join vat_rates on orders.country_code = vat_rates.country_code
