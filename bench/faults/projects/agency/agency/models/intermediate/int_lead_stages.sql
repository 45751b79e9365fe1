with reached as (
    select
        lead_id,
        {{ stage_dates(var('funnel_stages')) }}
    from {{ ref('stg_crm__stage_changes') }}
    group by lead_id
)

select
    leads.lead_id,
    leads.lead_source,
    leads.created_at,
    reached.* exclude (lead_id)
from {{ source('crm', 'leads') }} as leads
left join reached on reached.lead_id = leads.lead_id
