select device_id, date_trunc('hour', measured_at) as hour, avg(scaled_reading) as watts
from {{ ref('readings_clean') }} where metric_name = 'power_w' group by all
