select lead_id, lower(stage) as stage, changed_at
from {{ source('crm', 'stage_changes') }}
