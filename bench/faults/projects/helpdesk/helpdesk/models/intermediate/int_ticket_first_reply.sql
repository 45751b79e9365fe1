select ticket_key, updated_at as first_replied_at, updated_by as first_replied_by
from {{ ref('stg_audit__field_history') }}
where field_name = 'status' and field_value <> 'new'
qualify row_number() over (partition by ticket_key order by updated_at) = 1
