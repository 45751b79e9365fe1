select
    lines.line_id,
    lines.order_id,
    lines.sku,
    lines.quantity,
    lines.line_amount,
    lines.list_price,
    lines.placed_on,
    orders.store_id,
    orders.customer_id,
    round(lines.line_amount * fx.rate_to_eur, 2) as line_eur
from {{ ref('int_order_lines_priced') }} as lines
inner join {{ ref('fct_orders') }} as orders on orders.order_id = lines.order_id
left join {{ ref('int_fx_daily') }} as fx
    on fx.currency = lines.currency and fx.calendar_date = lines.placed_on
