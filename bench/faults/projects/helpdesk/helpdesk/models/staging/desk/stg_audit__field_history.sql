with base as (

    select *
    from {{ ref('stg_audit__field_history_tmp') }}
)

select
    {{ surrogate_key(['region', 'ticket_id']) }} as ticket_key,
    region as source_relation,
    field_name,
    value as field_value,
    updated_at,
    updated_by
from base
