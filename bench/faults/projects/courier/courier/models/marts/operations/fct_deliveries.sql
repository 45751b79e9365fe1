select
    *,
    date_diff('hour', booked_at, last_seen_at) as hours_on_the_way,
    date_diff('hour', booked_at, last_seen_at) > sla_hours as is_late
from {{ ref('int_shipments') }}
