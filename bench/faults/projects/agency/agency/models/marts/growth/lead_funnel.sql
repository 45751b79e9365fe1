select
    leads.lead_source,
    calendar.iso_week_label,
    count(distinct leads.lead_id) as leads,
    count(distinct case when leads.qualified_at is not null then leads.lead_id end) as qualified,
    count(distinct case when leads.proposal_at is not null then leads.lead_id end) as proposals,
    count(distinct case when leads.won_at is not null then leads.lead_id end) as won,
    avg(date_diff('day', leads.created_at, leads.qualified_at)) as days_to_qualify
from {{ ref('int_lead_stages') }} as leads
left join {{ ref('int_calendar') }} as calendar on calendar.date_day = leads.created_at::date
group by all
