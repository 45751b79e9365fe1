-- the tracker sends at least once, and now and then twice
select distinct
    event_id,
    anonymous_id,
    event_name,
    received_at at time zone '{{ var("reporting_time_zone") }}' as received_at,
    split_part(page_url, '?', 1) as page,
    {{ url_parameter('page_url', 'utm_source') }} as utm_source,
    {{ url_parameter('page_url', 'utm_medium') }} as utm_medium,
    {{ url_parameter('page_url', 'utm_campaign') }} as utm_campaign
from {{ source('web', 'events') }}
