select device_id, cast(seen_at as date) as day, count(*) as beats, avg(rssi) as mean_rssi
from {{ ref('stg_heartbeats') }} group by all
