select d.device_id, d.device_model, d.customer_id, d.firmware_version, x.day, x.mean_temperature, x.beats, x.mean_rssi,
       case when x.beats >= 2 then 'online' when x.beats = 1 then 'flaky' else 'offline' end as health
from {{ ref('devices_enriched') }} d
join {{ ref('device_days') }} x using (device_id)
where {{ in_window('x.day') }}
