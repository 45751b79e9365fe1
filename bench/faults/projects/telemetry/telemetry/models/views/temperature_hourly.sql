select device_id, date_trunc('hour', measured_at) as hour, avg(scaled_reading) as temperature
from {{ ref('readings_clean') }} where metric_name = 'temperature_c' group by all
