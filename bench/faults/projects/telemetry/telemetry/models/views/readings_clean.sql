select r.*, m.metric_name, r.reading * m.scale as scaled_reading
from {{ ref('stg_readings') }} r
left join {{ ref('metrics') }} m on m.metric_code = r.metric_code
where r.quality = 0
