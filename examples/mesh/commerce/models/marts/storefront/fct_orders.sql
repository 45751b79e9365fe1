with orders as (

    select * from {{ ref('stg_storefront__orders') }}

),

lines as (

    select
        order_id,
        count(*) as line_count,
        cast(sum(line_total) as decimal(12, 2)) as lines_total,
        cast(sum(line_cost) as decimal(12, 2)) as goods_cost
    from {{ ref('fct_order_lines') }}
    group by order_id

),

payments as (

    select * from {{ ref('int_payments__by_order') }}

)

select
    orders.order_id,
    orders.customer_id,
    orders.ordered_at,
    orders.order_date,
    orders.order_status,
    orders.channel,
    orders.ship_country,
    orders.currency,
    orders.order_total,
    lines.lines_total,
    lines.goods_cost,
    coalesce(lines.line_count, 0) as line_count,
    cast(coalesce(payments.captured_amount, 0) as decimal(12, 2)) as captured_amount,
    cast(coalesce(payments.refunded_amount, 0) as decimal(12, 2)) as refunded_amount
from orders
left join lines on orders.order_id = lines.order_id
left join payments on orders.order_id = payments.order_id
