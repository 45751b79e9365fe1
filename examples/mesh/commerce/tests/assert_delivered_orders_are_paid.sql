-- Nothing is handed over before it is paid in full.
select
    order_id,
    order_total,
    captured_amount
from {{ ref('fct_orders') }}
where order_status in ('shipped', 'delivered')
    and abs(order_total - captured_amount) > 0.01
