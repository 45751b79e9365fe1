with gaps as (
    select
        *,
        case
            when received_at <= lag(received_at) over (partition by anonymous_id order by received_at, event_id)
                + interval {{ var('session_minutes') }} minute then 0
            else 1
        end as is_new_session
    from {{ ref('fct_web_events') }}
)

select
    *,
    sum(is_new_session) over (
        partition by anonymous_id order by received_at, event_id rows unbounded preceding
    ) as session_number
from gaps
