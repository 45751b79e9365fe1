-- what a customer came by in the days before an order
select
    orders.order_id,
    sessions.session_key,
    sessions.channel,
    sessions.started_at
from {{ ref('fct_orders') }} as orders
inner join {{ ref('int_identity') }} as identities on identities.customer_id = orders.customer_id
inner join {{ ref('fct_sessions') }} as sessions
    on sessions.anonymous_id = identities.anonymous_id
    and sessions.started_at between orders.placed_at - interval {{ var('touch_window_days') }} day
        and orders.placed_at
