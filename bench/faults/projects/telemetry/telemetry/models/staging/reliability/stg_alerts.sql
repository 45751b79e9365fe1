select id as alert_id, dev as device_id, rule as alert_rule, sev as severity, raised as raised_at, cleared as cleared_at
from {{ source('alerting', 'alerts') }}
