with order_lines as (

    select * from {{ ref('int_order_lines__priced') }}

),

products as (

    select product_id, category, unit_cost from {{ ref('dim_products') }}

)

select
    order_lines.order_line_id,
    order_lines.order_id,
    order_lines.product_id,
    products.category,
    order_lines.quantity,
    order_lines.line_total,
    order_lines.discount,
    order_lines.quantity * products.unit_cost as line_cost
from order_lines
left join products on order_lines.product_id = products.product_id
