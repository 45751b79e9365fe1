with gaps as (
    select
        *,
        lag(viewed_at) over (partition by visitor_id order by viewed_at) as previous_view_at
    from {{ ref('stg_shop__page_views') }}
),

numbered as (
    select
        *,
        sum(case
            when previous_view_at is null
                or date_diff('minute', previous_view_at, viewed_at) > {{ var('session_minutes') }} then 1
            else 0
        end) over (partition by visitor_id order by viewed_at rows unbounded preceding) as session_number
    from gaps
)

select
    {{ surrogate_key(['visitor_id', 'session_number']) }} as session_id,
    visitor_id,
    max(customer_id) as customer_id,
    min(device) as device,
    min(viewed_at) as started_at,
    max(viewed_at) as ended_at,
    count(*) as page_views,
    max(case when path = '/checkout' then 1 else 0 end) as reached_checkout
from numbered
group by visitor_id, session_number
