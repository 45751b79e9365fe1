with tickets as (
    select * from {{ ref('stg_desk__ticket') }}
)

select
    tickets.ticket_key,
    tickets.ticket_id,
    tickets.source_relation,
    coalesce(accounts.account_key, '{{ var("unknown_key") }}') as account_key,
    coalesce(agents.employee_key, '{{ var("unknown_key") }}') as agent_key,
    tickets.priority,
    tickets.status,
    tickets.channel,
    tickets.satisfaction,
    tickets.created_at,
    tickets.solved_at,
    sla.first_reply_hours,
    sla.first_replied_at,
    sla.reply_hours,
    sla.reply_hours <= sla.first_reply_hours as replied_in_time,
    sla.solved_hours
from tickets
left join {{ ref('dim_account') }} as accounts
    on accounts.account_id = tickets.account_id
    and tickets.created_at >= accounts.valid_from
    and tickets.created_at < accounts.valid_to
left join {{ ref('dim_employee') }} as agents on agents.employee_id = tickets.assignee_id
left join {{ ref('int_ticket_sla') }} as sla on sla.ticket_key = tickets.ticket_key
