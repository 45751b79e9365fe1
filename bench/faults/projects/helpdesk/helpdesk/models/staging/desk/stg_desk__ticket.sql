with base as (

    select *
    from {{ ref('stg_desk__ticket_tmp') }}
),

fields as (

    select
        {{ fill_staging_columns(ref('stg_desk__ticket_tmp'), ticket_columns()) }}
    from base
),

final as (

    select
        {{ surrogate_key(['source_relation', 'ticket_id']) }} as ticket_key,
        ticket_id,
        source_relation,
        account_id,
        lower(requester_email) as requester_email,
        split_part(lower(requester_email), '@', 2) as requester_domain,
        assignee_id,
        priority,
        status,
        channel,
        tags,
        satisfaction,
        created_at,
        solved_at,
        synced_at
    from fields
    where not coalesce(is_deleted, false)
)

select *
from final
