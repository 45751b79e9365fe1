select d.customer_id, d.country, count(distinct d.device_id) as devices,
       count(distinct case when h.health = 'offline' then d.device_id end) as offline_devices,
       avg(h.mean_temperature) as temperature
from {{ ref('devices_enriched') }} d
left join {{ ref('device_health') }} h using (device_id)
group by all
