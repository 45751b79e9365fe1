with statuses as (
    select ticket_key, source_relation, field_value as status, updated_at
    from {{ ref('stg_audit__field_history') }}
    where field_name = 'status'
)

select
    ticket_key,
    source_relation,
    status,
    lag(status) over (partition by ticket_key order by updated_at) as previous_status,
    updated_at as valid_from,
    coalesce(
        lead(updated_at) over (partition by ticket_key order by updated_at), timestamp '9999-12-31'
    ) as valid_to
from statuses
