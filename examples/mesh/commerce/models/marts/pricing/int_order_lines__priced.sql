-- What a line would have cost at list price when it was ordered: the base of every discount figure.
with order_lines as (

    select * from {{ ref('stg_storefront__order_lines') }}

),

orders as (

    select order_id, ordered_at from {{ ref('stg_storefront__orders') }}

),

prices as (

    select * from {{ ref('stg_pricing__prices') }}

)

select
    order_lines.order_line_id,
    order_lines.order_id,
    order_lines.product_id,
    order_lines.quantity,
    order_lines.unit_price,
    order_lines.line_total,
    prices.list_price,
    order_lines.quantity * prices.list_price - order_lines.line_total as discount
from order_lines
inner join orders on order_lines.order_id = orders.order_id
left join prices
    on order_lines.product_id = prices.product_id
    and orders.ordered_at >= prices.valid_from
    and orders.ordered_at < prices.valid_to
