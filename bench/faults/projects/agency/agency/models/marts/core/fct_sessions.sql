with sessions as (
    select
        {{ surrogate_key(['anonymous_id', 'session_number']) }} as session_key,
        anonymous_id,
        min(received_at) as started_at,
        max(received_at) as ended_at,
        date_diff('minute', started_at, ended_at) as minutes,
        count(*) as events,
        arg_min(page, received_at) as landing_page,
        arg_min(utm_source, received_at) as utm_source,
        arg_min(utm_medium, received_at) as utm_medium,
        bool_or(event_name = 'checkout') as reached_checkout
    from {{ ref('int_events_sessionized') }}
    group by anonymous_id, session_number
)

select
    sessions.*,
    case
        when sessions.utm_source is null then 'direct'
        else coalesce(mapping.channel, 'unmapped')
    end as channel
from sessions
left join {{ ref('channel_mapping') }} as mapping
    on mapping.utm_source = sessions.utm_source and mapping.utm_medium = sessions.utm_medium
