select coalesce(t.device_id, p.device_id) as device_id, coalesce(t.hour, p.hour) as hour, t.temperature, p.watts,
       p.watts * 4 / 1000 as kwh
from {{ ref('temperature_hourly') }} t
full join {{ ref('power_hourly') }} p on p.device_id = t.device_id and p.hour = t.hour
