with accounts as (
    select * from {{ ref('dim_account') }}
    where is_current and account_id <> -1
),

tickets as (
    select
        accounts.account_id,
        count(*) as tickets,
        count(*) filter (where tickets.status <> 'solved') as open_tickets
    from {{ ref('fct_ticket') }} as tickets
    inner join {{ ref('dim_account') }} as accounts on accounts.account_key = tickets.account_key
    group by accounts.account_id
),

latest_mrr as (
    select account_id, mrr
    from {{ ref('fct_mrr') }}
    qualify row_number() over (partition by account_id order by date_month desc) = 1
)

select
    accounts.account_id,
    accounts.account_name,
    accounts.segment,
    owners.full_name as owner_name,
    coalesce(tickets.open_tickets, 0) as open_tickets,
    usage.days_used,
    usage.active_minutes,
    coalesce(latest_mrr.mrr, 0) as mrr,
    greatest(
        0,
        100
        - 5 * coalesce(tickets.open_tickets, 0)
        - case when usage.active_minutes < 60 then 30 else 0 end
        - case when coalesce(latest_mrr.mrr, 0) = 0 then 20 else 0 end
    ) as health_score
from accounts
left join tickets on tickets.account_id = accounts.account_id
left join {{ ref('int_usage_by_account') }} as usage on usage.account_id = accounts.account_id
left join latest_mrr on latest_mrr.account_id = accounts.account_id
left join {{ ref('dim_employee') }} as owners on owners.employee_id = accounts.owner_employee_id
