select a.*, d.site_id, d.customer_id, d.tier, date_diff('minute', a.raised_at, a.cleared_at) as minutes_open
from {{ ref('stg_alerts') }} a left join {{ ref('devices_enriched') }} d using (device_id)
