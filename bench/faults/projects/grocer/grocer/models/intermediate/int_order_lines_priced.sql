select
    lines.line_id,
    lines.order_id,
    lines.sku,
    lines.quantity,
    lines.unit_price,
    lines.discount,
    lines.quantity * lines.unit_price - lines.discount as line_amount,
    prices.list_price,
    orders.placed_on,
    orders.currency
from {{ ref('stg_shop__order_lines') }} as lines
inner join {{ ref('stg_shop__orders') }} as orders
    on orders.order_id = lines.order_id
left join {{ ref('int_product_prices') }} as prices
    on prices.sku = lines.sku
    and orders.placed_at >= prices.valid_from
    and orders.placed_at < prices.valid_to
