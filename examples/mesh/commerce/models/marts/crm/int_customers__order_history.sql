select
    customer_id,
    count(*) as order_count,
    min(ordered_at) as first_ordered_at,
    max(ordered_at) as last_ordered_at,
    sum(captured_amount - refunded_amount) as lifetime_value
from {{ ref('fct_orders') }}
where order_status <> 'cancelled'
group by customer_id
