select
    tags.tag,
    tags.source_relation,
    count(*) as tickets,
    round(count(*) * 1.0 / sum(count(*)) over (partition by tags.source_relation), 4) as share
from {{ ref('stg_desk__ticket_tag') }} as tags
where exists (
    select 1 from {{ ref('fct_ticket') }} as tickets where tickets.ticket_key = tags.ticket_key
)
group by tags.tag, tags.source_relation
