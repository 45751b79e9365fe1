select depots.city, events.event_type, count(*) as scans
from {{ ref('stg_events') }} as events
left join {{ source('depot', 'depots') }} as depots on depots.code = events.scanned_in
group by all
