select rid as reading_id, dev as device_id, ts as measured_at, metric as metric_code, val as reading, q as quality
from {{ source('gateway', 'readings') }}
