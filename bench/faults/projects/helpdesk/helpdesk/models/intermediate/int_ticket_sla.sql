select
    tickets.ticket_key,
    tickets.source_relation,
    tickets.priority,
    policies.first_reply_hours,
    policies.solve_hours,
    replies.first_replied_at,
    date_diff('minute', tickets.created_at, replies.first_replied_at) / 60.0 as reply_hours,
    date_diff('minute', tickets.created_at, tickets.solved_at) / 60.0 as solved_hours
from {{ ref('stg_desk__ticket') }} as tickets
left join {{ ref('int_ticket_first_reply') }} as replies using (ticket_key)
left join {{ ref('sla_policies') }} as policies on policies.priority = tickets.priority
