select
    tickets.ticket_key,
    tickets.source_relation,
    named.tag
from {{ ref('stg_desk__ticket') }} as tickets
cross join unnest(from_json(tickets.tags, '["varchar"]')) as named(tag)
