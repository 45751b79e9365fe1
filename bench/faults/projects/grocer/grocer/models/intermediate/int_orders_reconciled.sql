with orders as (
    select * from {{ ref('int_orders_converted') }}
    where order_status <> 'cancelled'
)

select
    coalesce(orders.order_id, payments.order_id) as order_id,
    orders.order_id is null as is_unknown_order,
    payments.order_id is null as is_unpaid,
    orders.placed_on,
    orders.currency,
    orders.total_eur,
    round(payments.charged_amount * orders.rate_to_eur, 2) as charged_eur
from orders
full outer join {{ ref('int_payments_by_order') }} as payments
    on payments.order_id = orders.order_id
