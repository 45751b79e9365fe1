with regions as (
    select distinct source_relation from {{ ref('int_ticket_spells') }}
)

select
    days.date_day,
    regions.source_relation,
    count(spells.ticket_key) as open_tickets
from {{ ref('util_days') }} as days
cross join regions
left join {{ ref('int_ticket_spells') }} as spells
    on spells.source_relation = regions.source_relation
    and days.date_day >= spells.valid_from
    and days.date_day < spells.valid_to
    and spells.status <> 'solved'
group by days.date_day, regions.source_relation
