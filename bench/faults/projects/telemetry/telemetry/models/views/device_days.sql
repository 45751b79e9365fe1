with hours as (
    select device_id, cast(hour as date) as day, avg(temperature) as mean_temperature, sum(kwh) as kwh
    from {{ ref('device_hours') }} group by all
)
select h.*, b.beats, b.mean_rssi
from hours h
left join {{ ref('heartbeats_daily') }} b using (device_id, day)
