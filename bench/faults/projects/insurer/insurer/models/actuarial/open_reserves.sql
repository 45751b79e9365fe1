with balances as (
    select
        claim_no,
        sum(amount) filter (where kind = 'reserve') as reserve,
        sum(amount) filter (where kind in ('payment', 'recovery')) as net_paid,
        max(booked_on) as last_booked_on
    from {{ ref('fct_claim_transactions') }}
    group by claim_no
)

select
    claims.claim_no,
    claims.product_line,
    claims.claim_state,
    claims.handler,
    balances.reserve,
    coalesce(balances.net_paid, 0) as net_paid,
    case
        when date_diff('day', claims.reported_on, current_date) < 30 then '0 to 29 days'
        when date_diff('day', claims.reported_on, current_date) < 90 then '30 to 89 days'
        else '90 days and more'
    end as age
from {{ ref('dim_claim') }} as claims
left join balances on balances.claim_no = claims.claim_no
where claims.claim_state <> 'closed'
