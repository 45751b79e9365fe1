select
    sessions.session_id,
    sessions.visitor_id,
    sessions.customer_id,
    coalesce(customers.country, 'anonymous') as country,
    sessions.device,
    sessions.started_at,
    date_diff('minute', sessions.started_at, sessions.ended_at) as minutes,
    sessions.page_views,
    sessions.reached_checkout = 1 as reached_checkout
from {{ ref('int_web_sessions') }} as sessions
left join {{ ref('stg_shop__customers') }} as customers
    on customers.customer_id = sessions.customer_id
