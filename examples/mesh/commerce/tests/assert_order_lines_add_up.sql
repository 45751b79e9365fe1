-- The lines of an order come to the total that the customer was shown.
select
    order_id,
    order_total,
    lines_total
from {{ ref('fct_orders') }}
where abs(order_total - coalesce(lines_total, 0)) > 0.01
