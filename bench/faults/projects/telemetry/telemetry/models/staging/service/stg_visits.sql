select id as visit_id, dev as device_id, visited as visited_at, {{ minor_to_major('cost_minor') }} as visit_cost, outcome
from {{ source('service', 'visits') }}
